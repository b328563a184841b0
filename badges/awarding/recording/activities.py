"""Activities as rules see them: as few as suffice for what is asked, and none that was voided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

import sqlalchemy as sa

from badges import milestones
from badges.awarding.recording.narrowing import Need, needs_of
from badges.awarding.recording.sources import Asked, Loaded, Source, by_member
from badges.database import db
from badges.models import Activity

_EVERYTHING: tuple[Need, ...] = (Need(None, None),)
_COLUMNS = (
    Activity.membership_id,
    Activity.id,
    Activity.kind,
    Activity.occurred_at,
    Activity.tags,
    Activity.hours,
    Activity.fields,
)


def _load(asked: Asked) -> Loaded:
    needs = _EVERYTHING
    if asked.rules is not None:
        today = asked.at.astimezone(asked.zone).date()
        needs = needs_of(asked.rules, today, asked.pauses, again=asked.again)
    whole = [need for need in needs if need.enough is None]
    found = {row.id: row for row in db.session.execute(_all_of(asked, whole))} if whole else {}
    for need in needs:
        if need.enough is not None:
            for row in db.session.execute(_oldest_of(asked, need, need.enough)):
                found[row.id] = row
    return by_member((found[key].membership_id, _value(found[key])) for key in sorted(found))


def _all_of(asked: Asked, needs: Sequence[Need]) -> sa.Select[Any]:
    return _rows(asked).where(sa.or_(*(_fits(asked, need) for need in needs)))


def _oldest_of(asked: Asked, need: Need, many: int) -> sa.Select[Any]:
    """Ask for the oldest of each member; for one alone the index gives them without counting."""
    query = _rows(asked).where(_fits(asked, need))
    if len(asked.members) == 1:
        return query.order_by(Activity.occurred_at, Activity.id).limit(many)
    place = sa.func.row_number().over(
        partition_by=Activity.membership_id, order_by=(Activity.occurred_at, Activity.id)
    )
    numbered = query.add_columns(place.label("place")).subquery()
    return sa.select(numbered).where(numbered.c.place <= many)


def _rows(asked: Asked) -> sa.Select[Any]:
    return sa.select(*_COLUMNS).where(
        Activity.membership_id.in_(asked.members),
        Activity.voided_at.is_(None),
        Activity.occurred_at <= asked.at,
    )


def _fits(asked: Asked, need: Need) -> sa.ColumnElement[bool]:
    parts: list[sa.ColumnElement[bool]] = [sa.true()]
    if need.kind is not None:
        parts.append(Activity.kind == need.kind)
    if need.since is not None:
        parts.append(Activity.occurred_at >= datetime.combine(need.since, time(), asked.zone))
    return sa.and_(*parts)


def _value(row: Any) -> milestones.Activity:
    return milestones.Activity(
        str(row.id),
        row.kind,
        row.occurred_at,
        frozenset(row.tags),
        row.hours or 0.0,
        row.fields,
    )


ACTIVITIES = Source(
    "activities",
    _load,
    moved_by=frozenset({"activity"}),
    spent_as=frozenset({"activity"}),
)
