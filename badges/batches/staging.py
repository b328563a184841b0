r"""A list that was handed in, kept as rows until somebody says yes to it.

    batch = stage(actor, achievement, "Name;E-Mail\nZoë;zoe@example.org", reason="Was there")
    batch.state     # "ready": each row has its verdict; "checking" while a job gives them

Nothing is awarded here, and nobody becomes a member.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from itertools import islice
from typing import Any, Final

import sqlalchemy as sa

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.awarding.achievements import newest_published
from badges.awarding.awards import PLACE_LIMIT, REASON_LIMIT
from badges.batches.checking import check_rows
from badges.database import db, get_as_it_is, get_scoped
from badges.errors import ConflictError, InputError
from badges.intake.lists import MORE, Cells, split_people
from badges.jobs import enqueue
from badges.models import Achievement, AwardBatch, AwardBatchRow
from badges.ports import now
from badges.rows import insert_many
from badges.text import clean_line

MOST_ROWS: Final = 100_000
MOST_BYTES: Final = 20_000_000
AT_ONCE: Final = 500
"""Rows that are checked in one transaction."""

KEPT: Final = timedelta(days=30)
"""How long the rows of a list stay; the awards stay."""

_MOST_IN_CELL: Final = 4_000  # more is refused with its row anyhow


def stage(
    actor: Actor,
    achievement: Achievement,
    given: str | bytes | Iterable[Cells],
    *,
    reason: str,
    place: str | None = None,
    confirmed: bool = False,
    digest: str | None = None,
) -> AwardBatch:
    """Keep a list and check it: a short one now, a long one by jobs.

    ``confirmed`` says yes beforehand: what is good is awarded as soon as all is checked.
    ``digest`` (SHA-256 of the file) lets the command line find it again.
    Raises ``InputError`` and ``LimitError`` where the whole cannot be read, and ``ConflictError``
    where the badge cannot be awarded.
    """
    actor.require(Permission.AWARDS_WRITE)
    badge = get_scoped(Achievement, actor.community.id, id=achievement.id)
    why = clean_line(reason, field="reason", limit=REASON_LIMIT)
    if not why:
        raise InputError("award.reason", "Say why it is awarded by hand.", field="reason")
    if newest_published(badge) is None or badge.archived_at is not None:
        raise ConflictError(
            "award.unpublished",
            "This badge cannot be awarded now; publish it first.",
            slug=badge.slug,
        )
    where = actor.community.place if place is None else place
    batch = AwardBatch(
        community_id=actor.community.id,
        community=actor.community,
        achievement=badge,
        made_by=actor.membership_id,
        via=actor.via,
        reason=why,
        place=clean_line(where, field="place", limit=PLACE_LIMIT),
        invites=actor.may(Permission.MEMBERS_WRITE),
        created_at=now(),
        confirmed_at=now() if confirmed else None,
        digest=digest,
    )
    db.session.add(batch)
    db.session.flush()
    batch.size = _keep_rows(batch, given)
    if not batch.size:
        raise InputError("people.nobody", "There is nobody on this list.", field="list")
    audit.record(actor, "batch.stage", f"batch:{batch.id}", rows=batch.size)
    enqueue("forget_list", community_id=batch.community_id, due=now() + KEPT, batch_id=batch.id)
    check_batch(batch.id)
    return batch


def check_batch(batch_id: int) -> None:
    """Give the next rows their verdict (a job); run twice, it goes on where it was."""
    if _check_next(batch_id):
        enqueue("check_list", community_id=_community_of(batch_id), batch_id=batch_id)


def _check_next(batch_id: int) -> bool:
    """Give the next rows their verdict; gives whether more are left."""
    batch = get_as_it_is(AwardBatch, batch_id)
    if batch is None or batch.state != "checking":
        return False
    rows = db.session.scalars(
        sa.select(AwardBatchRow)
        .where(AwardBatchRow.batch_id == batch.id, AwardBatchRow.verdict == "")
        .order_by(AwardBatchRow.position)
        .limit(AT_ONCE)
    ).all()
    check_rows(batch, rows)
    db.session.flush()
    if batch.checked >= batch.size or not rows:
        batch.state = "ready" if batch.confirmed_at is None else "awarding"
        if batch.state == "awarding":
            enqueue("run_list", community_id=batch.community_id, batch_id=batch.id)
    return batch.state == "checking"


def check_all(batch: AwardBatch, *, tell: Callable[[AwardBatch], object] | None = None) -> None:
    """Give every row its verdict now, for whoever waits: the command line.

    With ``tell``, each piece is committed before it is called.
    """
    while batch.state == "checking":
        _check_next(batch.id)
        if tell is not None:
            db.session.commit()
            tell(batch)


def under_way(actor: Actor, achievement: Achievement, digest: str) -> AwardBatch | None:
    """Find the list of a file with this digest that was begun for a badge and did not end."""
    return db.session.scalar(
        _of_file(actor, achievement, digest).where(
            AwardBatch.state.in_(("checking", "ready", "awarding"))
        )
    )


def done_before(actor: Actor, achievement: Achievement, digest: str) -> AwardBatch | None:
    """Find the last list of a file with this digest that was awarded to its end."""
    return db.session.scalar(_of_file(actor, achievement, digest).where(AwardBatch.state == "done"))


def _of_file(actor: Actor, achievement: Achievement, digest: str) -> sa.Select[AwardBatch]:
    return (
        sa.select(AwardBatch)
        .where(
            AwardBatch.community_id == actor.community.id,
            AwardBatch.achievement_id == achievement.id,
            AwardBatch.digest == digest,
        )
        .order_by(AwardBatch.id.desc())
        .limit(1)
    )


def _community_of(batch_id: int) -> int:
    return db.session.get_one(AwardBatch, batch_id).community_id


def forget_batch(batch_id: int) -> None:
    """Forget who stood on a list (a job); what was awarded and the counts stay."""
    batch = get_as_it_is(AwardBatch, batch_id)
    if batch is None:
        return
    if batch.state in {"checking", "ready"}:
        batch.state, batch.finished_at = "cancelled", now()
    db.session.execute(sa.delete(AwardBatchRow).where(AwardBatchRow.batch_id == batch.id))


def find_batch(actor: Actor, batch_id: int) -> AwardBatch:
    """Find a list of the community, for who reads awards or makes them; or ``NotFoundError``."""
    if not actor.may(Permission.AWARDS_WRITE):
        actor.require(Permission.AWARDS_READ)
    return get_scoped(AwardBatch, actor.community.id, id=batch_id)


def _keep_rows(batch: AwardBatch, given: str | bytes | Iterable[Cells]) -> int:
    rows: Iterable[Cells]
    if isinstance(given, str | bytes):
        rows = split_people(given, most_bytes=MOST_BYTES, most_rows=MOST_ROWS)
    else:
        rows = given
    kept = 0
    values = (_row(position, cells) for position, cells in enumerate(rows, start=1))
    while piece := list(islice(values, AT_ONCE)):
        insert_many(AwardBatchRow, piece, community_id=batch.community_id, batch_id=batch.id)
        kept += len(piece)
    return kept


def _row(position: int, cells: Cells) -> dict[str, Any]:
    given = {"name": cells.name, "address": cells.address}
    given |= {meaning: cells.more[meaning] for meaning in MORE if cells.more.get(meaning)}
    given |= {"quotes": "open"} if cells.problem is not None else {}
    return {
        "position": position,
        "line": cells.line,
        "given": {key: value[:_MOST_IN_CELL] for key, value in given.items()},
    }
