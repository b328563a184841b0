"""The seal of evidence: what stood at a link is kept beside its digest, within bounds.

Uploads are kept by whoever hands them in; of a link a copy is kept, so that a reviewer sees what
was handed in even when the page is gone. A community's evidence takes so much space
(``evidence_space``) and no more: then the oldest copies of links that no award rests on go first,
with a line in the audit trail, and the digests stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import sqlalchemy as sa

from badges import audit
from badges.accounts.access import Actor
from badges.awarding.files import let_file_go
from badges.database import db
from badges.errors import InputError, LimitError
from badges.evidence import CheckedLink, Likeness, check_link, compare_link, link_key
from badges.jobs import enqueue, for_a_while
from badges.models import AuditEntry, Award, AwardEvidence, Community, Evidence, StoredFile
from badges.ports import now, ports
from badges.uploads import keep_file

MEGABYTE: Final = 1_000_000
LEAST_SPACE: Final = 50
MOST_SPACE: Final = 1_900
"""Megabytes; below what the store lets one community have at all."""

MOST_DAYS: Final = 90
AGAIN_AFTER: Final = timedelta(days=7)
"""A link that is shown, or waits for a review, is looked at again so often."""

ONCE_MORE: Final = timedelta(hours=1)
"""A link that could not be opened is tried once more after so long."""

LOOKED_BACK: Final = timedelta(days=30)
AT_A_TIME: Final = 50


MOST_LOOKED_AT: Final = 1_000


@dataclass(frozen=True, slots=True)
class Space:
    """How much of a community's space evidence takes, in bytes; ``let_go`` counts copies lately."""

    used: int
    limit: int
    copies: int
    let_go: int

    @property
    def is_tight(self) -> bool:
        """Whether nine tenths are taken."""
        return self.used * 10 >= self.limit * 9


def space_of(community: Community) -> Space:
    """Measure the space that evidence takes."""
    copies = db.session.scalar(
        sa.select(sa.func.count(Evidence.id)).where(
            Evidence.community_id == community.id,
            Evidence.kind == "link",
            Evidence.file_id.is_not(None),
        )
    )
    # By what was done and not by when: of a community's deeds of a month there may be a million.
    rooms = db.session.execute(
        sa.select(AuditEntry.detail, AuditEntry.at)
        .where(AuditEntry.community_id == community.id, AuditEntry.action == "evidence.room")
        .order_by(AuditEntry.id.desc())
        .limit(MOST_LOOKED_AT)
    )
    return Space(
        _used(community.id),
        community.evidence_space * MEGABYTE,
        copies or 0,
        sum(int(each.detail.get("count", 0)) for each in rooms if each.at > now() - LOOKED_BACK),
    )


def set_bounds(actor: Actor, *, space: int, answer_days: int) -> None:
    """Set a community's megabytes for evidence, and the days within which it answers."""
    community = actor.community
    if not LEAST_SPACE <= space <= MOST_SPACE:
        sentence = f"Give a number of megabytes from {LEAST_SPACE} to {MOST_SPACE}."
        raise InputError(
            "evidence.bounds", sentence, field="space", low=LEAST_SPACE, high=MOST_SPACE
        )
    if not 1 <= answer_days <= MOST_DAYS:
        sentence = f"Give a number of days from 1 to {MOST_DAYS}."
        raise InputError("evidence.days", sentence, field="answer_days", high=MOST_DAYS)
    community.evidence_space, community.answer_days = space, answer_days
    audit.record(actor, "evidence.bounds", f"community:{community.id}", space=space)
    make_room(community, 0)


def keep_upload(community: Community, data: bytes, media_type: str) -> StoredFile:
    """Keep an uploaded file; raises ``LimitError`` where copies that go make no room for it."""
    if not make_room(community, len(data)):
        raise LimitError(
            "evidence.space",
            "The community's space for evidence is used up; ask a manager, or give a link.",
        )
    return keep_file(community.id, data, media_type)


def keep_copy(community: Community, link: CheckedLink) -> StoredFile | None:
    """Keep what stood at a link, if there is room; the digest says what it was all the same."""
    if not link.data or not make_room(community, len(link.data)):
        return None
    return keep_file(community.id, link.data, link.media_type[:100] or "application/octet-stream")


def link_columns(community: Community, link: CheckedLink) -> dict[str, Any]:
    """Give what is kept of a link: its address, its seal, and the copy if there is room."""
    return {
        "kind": "link",
        "url": link.url,
        "likeness": link_key(link.url),
        "file": keep_copy(community, link),
        "media_type": link.media_type[:100],
        "size": link.size,
        "sha256": link.sha256,
        "digest_sri": link.digest_sri,
        "reachability": link.reachability.value,
        "checked_at": link.fetched_at,
    }


def seal_later(piece: Evidence, *, after: timedelta = ONCE_MORE) -> None:
    """Promise to take the seal of a link that has none yet."""
    enqueue(
        "seal_link",
        community_id=piece.community_id,
        due=now() + after,
        evidence_id=piece.id,
    )


def seal_link(evidence_id: int) -> None:
    """Open a link and take its seal (a job); what is sealed already stays as it was.

    The network is asked before anything is written. What cannot be opened is kept as such.
    """
    row = db.session.get(Evidence, evidence_id)
    if row is None or row.kind != "link" or row.digest_sri or not row.url:
        return
    url = row.url
    db.session.rollback()  # nothing is held while a slow server answers
    try:
        found = check_link(url, fetch=ports().fetch, now=now)
    except InputError:
        return
    row = db.session.get(Evidence, evidence_id)
    if row is not None and row.url == url and not row.digest_sri:
        for name, value in link_columns(row.member.community, found).items():
            setattr(row, name, value)
        db.session.flush()


def make_room(community: Community, size: int) -> bool:
    """Let the oldest copies go until ``size`` bytes more fit; gives whether they do.

    A file that could never fit costs no copy.
    """
    limit = community.evidence_space * MEGABYTE
    over = _used(community.id) + size - limit
    if over <= 0:
        return True
    if size > limit:
        return False
    gone = 0
    for piece in _copies_to_let_go(community.id):
        if over <= 0:
            break
        over -= piece.file.size if piece.file is not None else 0
        let_file_go(piece)
        gone += 1
    if gone:
        doer = Actor.operator(community, via="rule")
        audit.record(doer, "evidence.room", f"community:{community.id}", count=gone)
    return over <= 0


def look_again() -> None:
    """Look at links again that were not looked at for a week (daily); tells the member alone.

    The network is asked before anything is written, and each answer is kept at once.
    """
    due = [(piece.id, piece.url, piece.digest_sri) for piece in _due_links()]
    for number, url, digest in for_a_while(due):
        db.session.rollback()  # nothing is held while a slow server answers
        found = compare_link(url, digest, fetch=ports().fetch)
        row = db.session.get(Evidence, number)
        if row is not None and row.url == url and row.digest_sri == digest:
            row.seen_at = now()
            if found is not Likeness.UNREACHABLE:  # silence says nothing about the document
                row.seen_state = found.value
        db.session.commit()
    if _due_links():
        enqueue("look_again")


def _due_links() -> list[Evidence]:
    """List links that matter: shown in a badge that holds, or waiting for a review."""
    shown = sa.exists().where(
        AwardEvidence.evidence_id == Evidence.id,
        Award.id == AwardEvidence.award_id,
        Award.state == "accepted",
        Evidence.in_credential.is_(True),
    )
    last = sa.func.coalesce(Evidence.seen_at, Evidence.checked_at)
    query = (
        sa.select(Evidence)
        .join(Community, Community.id == Evidence.community_id)
        .where(
            Evidence.kind == "link",
            Evidence.digest_sri != "",
            sa.or_(Evidence.state == "submitted", shown),
            last < now() - AGAIN_AFTER,
            Community.stage != "demo",  # its links lead nowhere
        )
        .order_by(last, Evidence.id)
        .limit(AT_A_TIME)
    )
    return list(db.session.scalars(query))


def _used(community_id: int) -> int:
    named = sa.select(Evidence.file_id).where(
        Evidence.community_id == community_id, Evidence.file_id.is_not(None)
    )
    query = sa.select(sa.func.sum(StoredFile.size)).where(StoredFile.id.in_(named))
    return db.session.scalar(query) or 0


def _copies_to_let_go(community_id: int) -> list[Evidence]:
    resting = sa.exists().where(AwardEvidence.evidence_id == Evidence.id)
    query = (
        sa.select(Evidence)
        .where(
            Evidence.community_id == community_id,
            Evidence.kind == "link",
            Evidence.file_id.is_not(None),
            ~resting,
        )
        .order_by(Evidence.submitted_at, Evidence.id)
    )
    return list(db.session.scalars(query))
