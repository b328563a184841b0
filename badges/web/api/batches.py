"""Awards to a group: a list handed in once, a verdict per row, progress by asking again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

import sqlalchemy as sa

from badges.accounts.access import Actor, Permission
from badges.batches import running, staging, undoing
from badges.database import db
from badges.errors import Reason
from badges.intake.lists import Cells
from badges.models import AwardBatch, AwardBatchRow
from badges.web.api.achievements import find_achievement
from badges.web.api.frame import Resource
from badges.web.api.once import once
from badges.web.api.paging import Page, page_of
from badges.web.bearer import requires_scope
from badges.wording import wording
from schemas.api import IdempotencySchema, page_schema
from schemas.api.batches import (
    BatchRowQuerySchema,
    BatchRowSchema,
    BatchSchema,
    NewBatchSchema,
)

resource = Resource("batches", "One badge offered to a list of people.")

BATCH_VALUES = (
    "id",
    "state",
    "reason",
    "size",
    "checked",
    "good",
    "handled",
    "awarded",
    "created_at",
    "confirmed_at",
    "finished_at",
)


@resource.post("/awards/batches")
@requires_scope(Permission.AWARDS_WRITE)
@resource.arguments(IdempotencySchema, location="headers")
@resource.arguments(NewBatchSchema)
@resource.response(HTTPStatus.ACCEPTED, BatchSchema)
def create_batch(actor: Actor, sent: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """Hand in a list: each row gets its verdict, and the good ones are offered the badge.

    Whoever is new here becomes an invitation where the token has `members:write`. A long list goes
    on after the answer; ask for it again to see how far it is.
    """
    made, _ = once(actor, sent.get("key"), lambda: _hand_in(actor, given))
    return batch_body(staging.find_batch(actor, int(made)))


@resource.get("/awards/batches/<int:batch_id>")
@requires_scope(Permission.AWARDS_READ)
@resource.response(HTTPStatus.OK, BatchSchema)
def get_batch(actor: Actor, batch_id: int) -> dict[str, Any]:
    """Get how far a list is."""
    return batch_body(staging.find_batch(actor, batch_id))


@resource.get("/awards/batches/<int:batch_id>/rows")
@requires_scope(Permission.AWARDS_READ)
@resource.arguments(BatchRowQuerySchema, location="query")
@resource.response(HTTPStatus.OK, page_schema(BatchRowSchema))
def list_batch_rows(actor: Actor, asked: dict[str, Any], batch_id: int) -> Page:
    """List the rows with their verdicts; they are forgotten after thirty days."""
    batch = staging.find_batch(actor, batch_id)
    query = sa.select(AwardBatchRow).where(AwardBatchRow.batch_id == batch.id)
    if "verdict" in asked:
        query = query.where(AwardBatchRow.verdict == asked["verdict"])
    return page_of(query, AwardBatchRow.id, asked, row_body)


@resource.post("/awards/batches/<int:batch_id>/award")
@requires_scope(Permission.AWARDS_WRITE)
@resource.response(HTTPStatus.ACCEPTED, BatchSchema)
def award_batch(actor: Actor, batch_id: int) -> dict[str, Any]:
    """Say yes to a list that was handed in with `dry_run`; said twice, it happens once."""
    return batch_body(running.confirm(actor, staging.find_batch(actor, batch_id)))


@resource.post("/awards/batches/<int:batch_id>/cancel")
@requires_scope(Permission.AWARDS_WRITE)
@resource.response(HTTPStatus.OK, BatchSchema)
def cancel_batch(actor: Actor, batch_id: int) -> dict[str, Any]:
    """Award no more of a list; what was awarded stays."""
    return batch_body(running.cancel(actor, staging.find_batch(actor, batch_id)))


@resource.post("/awards/batches/<int:batch_id>/undo")
@requires_scope(Permission.AWARDS_WRITE)
@resource.response(HTTPStatus.ACCEPTED, BatchSchema)
def undo_batch(actor: Actor, batch_id: int) -> dict[str, Any]:
    """Remove what nobody was told of yet, for as long as the mails wait."""
    return batch_body(undoing.undo_batch(actor, staging.find_batch(actor, batch_id)))


def batch_body(row: AwardBatch) -> dict[str, Any]:
    """Give a list as :class:`schemas.api.batches.BatchSchema` has it."""
    return {
        "achievement": row.achievement.slug,
        **{name: getattr(row, name) for name in BATCH_VALUES},
    }


def row_body(row: AwardBatchRow) -> dict[str, Any]:
    """Give a row as :class:`schemas.api.batches.BatchRowSchema` has it."""
    problem = None
    if row.problem is not None:
        sentence = wording("en").sentence(Reason.from_json(row.problem))
        problem = {**row.problem, "detail": sentence}
    return {
        "line": row.line,
        "name": row.name,
        "address": row.address or row.given.get("address", ""),
        "verdict": row.verdict,
        "outcome": row.outcome,
        "problem": problem,
        "award": row.award.public_id if row.award is not None else None,
    }


def _hand_in(actor: Actor, given: Mapping[str, Any]) -> str:
    batch = staging.stage(
        actor,
        find_achievement(actor, given["achievement"]),
        given["csv"] if "csv" in given else _cells(given["people"]),
        reason=given["reason"],
        place=given["place"],
        confirmed=not given["dry_run"],
    )
    if batch.state == "awarding":
        running.run_batch(batch.id)
    db.session.flush()
    return str(batch.id)


def _cells(people: Iterable[Mapping[str, Any]]) -> Iterator[Cells]:
    for line, person in enumerate(people, start=1):
        more = {key: person[key] for key in ("narrative", "date", "language")}
        more["evidence"] = " ".join(person["evidence"])
        yield Cells(line, person["name"], person["address"], more)
