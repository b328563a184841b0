"""What members show for a milestone: handed in, replaced, taken back; private by default.

A link is fetched to be checked, and a slow server must not hold the writers' lock meanwhile: a
door calls :func:`badges.awarding.evidence.look_at` before its transaction writes, and hands the
result in::

    link = look_at("https://example.org/my-lamp")
    submit_evidence(membership, achievement, "lamp", link=link)
"""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from badges import audit, signals
from badges import evidence as checks
from badges.accounts.access import Actor
from badges.awarding.achievements import newest_published
from badges.awarding.files import drop_file
from badges.awarding.sealing import keep_upload, link_columns, seal_later
from badges.awarding.spreading import ask_somebody
from badges.database import db, get_scoped
from badges.errors import ConflictError, InputError, LimitError
from badges.evidence import CheckedLink
from badges.jobs import enqueue
from badges.milestones import Signal, stored_asking
from badges.models import Achievement, Award, AwardEvidence, Evidence, Membership
from badges.ports import now, ports
from badges.text import clean_line

MOST_PIECES: Final = 100
"""Pieces that one member may have standing for one achievement."""

OTHERS: Final = ("nobody", "agreed")
"""What may be said about others in a file: none can be recognised, or they agree."""

SHOWING: Final = frozenset({"image", "video", "audio"})
"""Kinds of files in which others can be seen or heard."""

REPLACEABLE: Final = frozenset({"submitted", "changes", "not_yet"})


def look_at(url: str) -> CheckedLink:
    """Open a link through the guarded fetcher and say what stood there.

    Raises ``InputError`` for what is no public web address; one that only we cannot open is
    kept as such.
    """
    return checks.check_link(url, fetch=ports().fetch, now=now)


def submit_evidence(
    membership: Membership,
    achievement: Achievement,
    milestone_key: str,
    *,
    link: str | CheckedLink | None = None,
    file: tuple[bytes, str] | None = None,
    text: str | None = None,
    name: str = "",
    replaces: Evidence | None = None,
) -> Evidence:
    """Hand in one link, one file (bytes and its name) or one text for a milestone.

    ``replaces`` is the piece that this one is the next try of. Raises ``InputError`` for what
    cannot be taken, ``ConflictError`` where nothing is asked for.
    """
    if sum(given is not None for given in (link, file, text)) != 1:
        raise InputError("evidence.one", "Give one link, one file or one text.", field="evidence")
    row = get_scoped(Achievement, membership.community_id, id=achievement.id)
    _require_asked_for(membership, row, milestone_key)
    _require_kind(row, milestone_key, "link" if link is not None else "file" if file else "text")
    before = _replaced(membership, row, milestone_key, replaces)
    _require_room(membership, row)
    title = clean_line(name, field="name")
    seen = look_at(link) if isinstance(link, str) else link
    if seen is not None:
        columns = link_columns(membership.community, seen)
    elif file is not None:
        columns = _file_columns(membership, *file)
    else:
        columns = _text_columns(text or "")
    columns["name"] = title or columns.get("name", "")
    piece = Evidence(
        community_id=membership.community_id,
        member=membership,
        achievement=row,
        milestone_key=milestone_key,
        state="submitted",
        replaces_id=before.id if before is not None else None,
        submitted_at=now(),
        **columns,
    )
    if before is not None:
        before.state = "withdrawn"
    db.session.add(piece)
    db.session.flush()
    ask_somebody(piece, before=before)
    if seen is not None and seen.may_open_later:
        seal_later(piece)
    audit.record(Actor.member(membership), "evidence.submit", f"evidence:{piece.id}")
    signals.tell(membership, Signal("evidence", piece.kind))
    return piece


def withdraw_evidence(membership: Membership, evidence: Evidence) -> Evidence:
    """Take a piece back: its contents are gone, and no milestone counts it any more.

    An award that rests on it stands; the issuer may withdraw that. A badge that shows the piece is
    signed anew without it.
    """
    row = _own(membership, evidence)
    if row.state != "withdrawn":
        audit.record(Actor.member(membership), "evidence.withdraw", f"evidence:{row.id}")
    if row.in_credential:
        _sign_anew(row)
    file, row.file = row.file, None
    row.state = "withdrawn"
    row.name = row.url = row.text = row.sha256 = row.digest_sri = row.likeness = ""
    row.asked = row.answer_by = None
    row.in_credential = False
    db.session.flush()
    if file is not None:
        drop_file(file)
    return row


def take_seal(membership: Membership, evidence: Evidence, link: CheckedLink) -> bool:
    """Take the seal of a link that could not be opened when it was handed in; tells whether.

    What was sealed already stays as it was: it is what was handed in. A badge that shows the link
    is signed anew, with its digest.
    """
    row = _own(membership, evidence)
    if row.kind != "link" or row.digest_sri or not link.digest_sri:
        return False
    for name, value in link_columns(membership.community, link).items():
        setattr(row, name, value)
    db.session.flush()
    if row.in_credential:
        _sign_anew(row)
    audit.record(Actor.member(membership), "evidence.seal", f"evidence:{row.id}")
    return True


def set_in_credential(membership: Membership, evidence: Evidence, *, chosen: bool) -> Evidence:
    """Let a piece stand in the credential, or not: the holder's choice alone (decisions 17).

    What is signed already is replaced by a new issue.
    """
    row = _own(membership, evidence)
    if row.in_credential == chosen:
        return row
    if chosen and row.state == "withdrawn":
        raise ConflictError("evidence.withdrawn", "This piece was taken back.")
    if chosen and asks_for_others(row):
        raise ConflictError("evidence.others_first", "Say first whether others are in it.")
    row.in_credential = chosen
    audit.record(Actor.member(membership), "evidence.choose", f"evidence:{row.id}", chosen=chosen)
    _sign_anew(row)
    return row


def say_others(membership: Membership, evidence: Evidence, answer: str) -> Evidence:
    """Keep what a member says about others in a file: ``nobody``, or ``agreed``; asked once."""
    row = _own(membership, evidence)
    if answer not in OTHERS:
        raise InputError("evidence.others", "Choose one of the two answers.", field="others")
    row.others = answer
    audit.record(Actor.member(membership), "evidence.others", f"evidence:{row.id}", answer=answer)
    return row


def asks_for_others(evidence: Evidence) -> bool:
    """Tell whether a piece could show others and nobody has said anything about them yet."""
    shows = evidence.media_type.partition("/")[0] in SHOWING
    return evidence.kind == "file" and shows and not evidence.others


def last_said(membership: Membership) -> str:
    """Give the member's newest answer about others, which a form offers again."""
    said = sa.select(Evidence.others).where(
        Evidence.membership_id == membership.id, Evidence.others != ""
    )
    return db.session.scalar(said.order_by(Evidence.id.desc()).limit(1)) or ""


def evidence_of(membership: Membership, achievement: Achievement) -> list[Evidence]:
    """List all that a member handed in for an achievement, the newest first."""
    return list(
        db.session.scalars(
            sa.select(Evidence)
            .where(
                Evidence.membership_id == membership.id,
                Evidence.achievement_id == achievement.id,
            )
            .order_by(Evidence.id.desc())
        )
    )


def _sign_anew(row: Evidence) -> None:
    """Let the badges that rest on a piece be replaced, as it is shown in them from now on."""
    resting = (
        sa.select(Award)
        .join(AwardEvidence)
        .where(AwardEvidence.evidence_id == row.id, Award.state == "accepted")
    )
    for award in db.session.scalars(resting):
        enqueue("reissue", community_id=row.community_id, award_id=award.id, reason="evidence")


def _own(membership: Membership, evidence: Evidence) -> Evidence:
    return get_scoped(
        Evidence, membership.community_id, id=evidence.id, membership_id=membership.id
    )


def _require_asked_for(membership: Membership, achievement: Achievement, key: str) -> None:
    version = newest_published(achievement)
    if version is None or achievement.archived_at is not None or membership.left_at is not None:
        raise ConflictError("evidence.closed", "Nothing can be handed in for this badge now.")
    if all(milestone.key != key for milestone in version.milestones):
        raise InputError(
            "evidence.milestone", "This badge has no such milestone.", field="milestone"
        )


def _require_kind(achievement: Achievement, key: str, kind: str) -> None:
    """Take only what the milestone requires, where it says so."""
    version = newest_published(achievement)
    rows = version.milestones if version is not None else []
    kinds = next((stored_asking(row.asking).kinds for row in rows if row.key == key), ())
    if kinds and kind not in kinds:
        raise InputError(
            "evidence.kind",
            "This milestone asks for another kind of evidence.",
            field={"link": "url"}.get(kind, kind),
        )


def _replaced(
    membership: Membership, achievement: Achievement, key: str, replaces: Evidence | None
) -> Evidence | None:
    if replaces is None:
        return None
    row = get_scoped(
        Evidence,
        membership.community_id,
        id=replaces.id,
        membership_id=membership.id,
        achievement_id=achievement.id,
        milestone_key=key,
    )
    if row.state not in REPLACEABLE:
        raise ConflictError(
            "evidence.settled", "This piece is settled; hand in a new one instead.", state=row.state
        )
    return row


def _require_room(membership: Membership, achievement: Achievement) -> None:
    standing = db.session.scalar(
        sa.select(sa.func.count(Evidence.id)).where(
            Evidence.membership_id == membership.id,
            Evidence.achievement_id == achievement.id,
            Evidence.state != "withdrawn",
        )
    )
    if (standing or 0) >= MOST_PIECES:
        raise LimitError(
            "evidence.many",
            f"You have {MOST_PIECES} pieces here already; take one back first.",
            limit=MOST_PIECES,
        )


def _file_columns(membership: Membership, data: bytes, filename: str) -> dict[str, Any]:
    found = checks.check_file(data, filename)
    return {
        "kind": "file",
        "name": found.name,
        "file": keep_upload(membership.community, found.data, found.media_type),
        "media_type": found.media_type,
        "size": found.size,
        "sha256": found.sha256,
        "digest_sri": found.digest_sri,
        "checked_at": now(),
    }


def _text_columns(text: str) -> dict[str, Any]:
    found = checks.check_text(text)
    return {
        "kind": "text",
        "text": found.text,
        "media_type": "text/plain",
        "size": found.size,
        "sha256": found.sha256,
        "digest_sri": found.digest_sri,
        "checked_at": now(),
    }
