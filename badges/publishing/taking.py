"""Everything that is here about a person, as one ZIP to take along, made entry by entry.

Each badge has a folder with every form of its newest issue and, under ``documents/``, what a
checker would fetch: the issuer's DID document, its keys, the status list of this day. Beside them
lie what is kept about the person as JSON, the files handed in, and a README on checking without
us::

    for chunk in export(person, wording("de"), evidence=handed_in): ...
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import IO, Any, cast

import sqlalchemy as sa

from badges.database import db, reading
from badges.errors import BadgesError
from badges.models import (
    Activity,
    Award,
    Collection,
    Community,
    Enrolment,
    Evidence,
    KnownAccount,
    Membership,
    MilestoneDecision,
    OutboxMail,
    Person,
    Question,
)
from badges.ports import now, ports
from badges.publishing.bundle import bundle, documents_of
from badges.publishing.files import FILES, download
from badges.publishing.issued import issued_credential
from badges.publishing.said import words_about
from badges.publishing.share import share_url
from badges.publishing.taking_impact import as_asked
from badges.publishing.taking_peers import as_peer
from badges.rendering.environment import render
from badges.slugs import slug_of
from badges.wording import Wording, pick


class Sink:
    """A file that only grows at its end and is emptied as it goes; ``zipfile`` needs no more."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, data: bytes) -> int:
        """Take bytes."""
        self._held += data
        return len(data)

    def flush(self) -> None:
        """Do nothing: nothing is held back."""

    def drain(self) -> bytes:
        """Give what was written since the last time."""
        drained = bytes(self._held)
        self._held.clear()
        return drained


def export(person: Person, words: Wording) -> Iterator[bytes]:
    """Make the ZIP piece by piece: never more than one badge is held in memory.

    Forms that nobody asked for before are signed on the way and kept; whoever reads the pieces
    commits after each, also after those that are empty.
    """
    sink = Sink()
    awards = awards_to_take(person)
    with zipfile.ZipFile(cast("IO[bytes]", sink), "w", zipfile.ZIP_DEFLATED) as archive:
        folders = {award.id: _folder(award) for award in awards}
        archive.writestr("README.txt", _readme(person, words, [folders[it.id] for it in awards]))
        archive.writestr("data/about-me.json", _json(about(person)))
        yield sink.drain()
        for award in awards:
            _sign_all(award)
            yield b""
            # Drawing takes its time, and must not keep others from writing meanwhile.
            with reading():
                files = _files_of(award)
            for name, data in files.items():
                archive.writestr(f"{folders[award.id]}/{name}", data)
            yield sink.drain()
        for piece in _evidence_of(person):
            if piece.file is not None:
                data = ports().files.get(piece.community_id, piece.file.sha256)
                archive.writestr(_evidence_name(piece), data)
                yield sink.drain()
    yield sink.drain()


def awards_to_take(person: Person) -> list[Award]:
    """List the awards with something to take along, the newest first."""
    return list(
        db.session.scalars(
            sa.select(Award)
            .join(Membership, Award.membership_id == Membership.id)
            .where(Membership.person_id == person.id, Award.state != "erased")
            .order_by(Award.id.desc())
        )
    )


def about(person: Person) -> dict[str, Any]:
    """Give all that is kept about a person, as JSON: nothing of what others are in it."""
    memberships = list(person.memberships)
    return {
        "exportedAt": _at(now()),
        "name": person.name,
        "language": person.language,
        "since": _at(person.created_at),
        "addresses": [
            {"address": row.address, "confirmedAt": _at(row.verified_at)}
            for row in person.addresses
        ],
        "communities": [_membership(row) for row in memberships],
        "badges": [_award(award) for award in awards_to_take(person)],
        "activities": [_activity(row) for row in _rows(Activity, memberships)],
        "accounts": [
            {"name": row.label, "linkedAt": _at(row.linked_at)}
            for row in _rows(KnownAccount, memberships)
        ],
        "evidence": [_evidence(row) for row in _evidence_of(person)],
        "questions": [
            {"text": row.text, "answer": row.answer, "askedAt": _at(row.created_at)}
            for row in _rows(Question, memberships)
        ],
        "confirmations": [
            {
                "badge": row.achievement.slug,
                "milestone": row.milestone_key,
                "confirmedAt": _at(row.created_at),
                "takenBackAt": _at(row.undone_at),
            }
            for row in _rows(MilestoneDecision, memberships)
        ],
        "peers": as_peer(memberships),
        **words_about(memberships),
        **as_asked(memberships),
        "programmes": [
            {"name": row.programme.name, "state": row.state, "since": _at(row.asked_at)}
            for row in _rows(Enrolment, memberships)
        ],
        "collections": [_collection(row) for row in _collections(person)],
        "mails": [
            {"to": row.address, "subject": row.subject, "at": _at(row.created_at)}
            for row in _mails(person)
        ],
    }


def _sign_all(award: Award) -> None:
    """Have every form signed that nobody asked for before, and the lists that run out."""
    try:
        credential = issued_credential(award)
    except BadgesError:
        return
    for kind in FILES.values():
        if not kind.drawn:
            kind.make(credential)
    documents_of(credential)


def _files_of(award: Award) -> dict[str, bytes]:
    """Give a badge's files; of one that ended only the signed documents, which say so."""
    try:
        if award.state == "accepted":
            return bundle(award)
        credential = issued_credential(award)
        signed = {
            kind.name: download(award, suffix, credential).body
            for suffix, kind in FILES.items()
            if not kind.drawn
        }
        return signed | documents_of(credential)
    except BadgesError:  # offered, declined, or not signed yet: the data has it all the same
        return {}


def _readme(person: Person, words: Wording, folders: Sequence[str]) -> str:
    return render(
        "export/readme.txt", wording=words, name=person.name, day=now().date(), folders=folders
    )


def _folder(award: Award) -> str:
    return f"badges/{award.achievement.slug}-{award.code}"


def _evidence_name(piece: Evidence) -> str:
    stem, dot, suffix = piece.name.rpartition(".")
    safe = f"{slug_of(stem or suffix)}{dot}{slug_of(suffix)}" if stem else slug_of(piece.name)
    return f"data/evidence/{piece.id}-{safe or 'file'}"


def _membership(row: Membership) -> dict[str, Any]:
    return {
        "community": row.community.name,
        "name": row.name,
        "roles": row.roles,
        "subjectId": row.subject_id,
        "joinedAt": _at(row.joined_at),
        "leftAt": _at(row.left_at),
    }


def _award(award: Award) -> dict[str, Any]:
    return {
        "badge": pick(award.version.name, award.language).text,
        "community": award.community.name,
        "folder": _folder(award),
        "address": share_url(award),
        "state": award.state,
        "visibility": award.visibility,
        "nameOnIt": award.recipient_name,
        "sentence": award.narrative,
        "reason": award.reason,
        "awardedAt": _at(award.awarded_at),
        "acceptedAt": _at(award.accepted_at),
        "why": award.trace,
        "history": [{"what": it.what, "at": _at(it.at), "why": it.reason} for it in award.events],
    }


def _activity(row: Activity) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "tags": row.tags,
        "at": _at(row.occurred_at),
        "hours": row.hours,
        "fields": row.fields,
        "source": row.source,
        "voidedAt": _at(row.voided_at),
        "whyVoided": row.void_reason,
        "notMe": row.dispute_note if row.disputed_at else None,
        "notMeAt": _at(row.disputed_at),
    }


def _evidence(row: Evidence) -> dict[str, Any]:
    return {
        "badge": row.achievement.slug,
        "milestone": row.milestone_key,
        "kind": row.kind,
        "name": row.name,
        "url": row.url,
        "text": row.text,
        "file": _evidence_name(row) if row.file is not None else None,
        "sha256": row.sha256,
        "state": row.state,
        "othersInIt": row.others,
        "handedInAt": _at(row.submitted_at),
        "answerExpectedBy": _at(row.answer_by),
        "linkSeenAgain": row.seen_state or None,
        "reviews": [
            {
                "verdict": it.verdict,
                "comment": it.comment,
                "levels": it.levels,
                "at": _at(it.created_at),
            }
            for it in row.reviews
        ],
    }


def _collection(row: Collection) -> dict[str, Any]:
    return {
        "title": row.title,
        "sentence": row.sentence,
        "visibility": row.visibility,
        "badges": [item.award.code for item in row.items],
    }


def _rows(model: Any, memberships: Sequence[Membership]) -> list[Any]:
    here = [row.id for row in memberships]
    query = sa.select(model).where(model.membership_id.in_(here)).order_by(model.id)
    return list(db.session.scalars(query))


def _evidence_of(person: Person) -> list[Evidence]:
    found: list[Evidence] = _rows(Evidence, person.memberships)
    return [row for row in found if row.state != "withdrawn"]


def _collections(person: Person) -> list[Collection]:
    query = sa.select(Collection).where(Collection.person_id == person.id)
    return list(db.session.scalars(query.order_by(Collection.id)))


def _mails(person: Person) -> list[OutboxMail]:
    addresses = [row.address for row in person.addresses if row.verified_at]
    # Of each community and of none (to sign in), since the index begins with it.
    everywhere = sa.or_(
        OutboxMail.community_id.in_(sa.select(Community.id)), OutboxMail.community_id.is_(None)
    )
    query = sa.select(OutboxMail).where(everywhere, OutboxMail.address.in_(addresses))
    return sorted(db.session.scalars(query), key=lambda mail: mail.id)


def _at(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat().replace("+00:00", "Z")


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
