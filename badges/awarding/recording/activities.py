"""Activities as rules see them: as few as suffice for what is asked, and none that was voided."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from badges import milestones
from badges.awarding.recording.narrowing import Need, needs_of
from badges.awarding.recording.sources import Asked, Loaded, Source, by_member
from badges.database import db
from badges.models import Activity

_EVERYTHING: tuple[Need, ...] = (Need(None, None),)
_COLUMNS: tuple[Any, ...] = (
    Activity.membership_id,
    Activity.id,
    Activity.kind,
    Activity.occurred_at,
    sa.cast(Activity.tags, sa.Text).label("tags"),
    Activity.hours,
    sa.cast(Activity.fields, sa.Text).label("fields"),
)
_SHORT = 200
"""Characters: so short a text is likely to come again, and what it says is kept at hand."""


def _load(asked: Asked) -> Loaded:
    whole: dict[tuple[Need, ...], list[int]] = defaultdict(list)
    oldest: dict[Need, list[int]] = defaultdict(list)
    for members, needs in _needs(asked):
        all_of = tuple(need for need in needs if need.enough is None)
        if all_of:
            whole[all_of] += members
        for need in needs:
            if need.enough is not None:
                oldest[need] += members
    found = {row.id: row for row in db.session.execute(_all_of(asked, whole))} if whole else {}
    for need, some in oldest.items():
        for row in db.session.execute(_oldest_of(asked, need, some)):
            found[row.id] = row
    return by_member((found[key].membership_id, _value(found[key])) for key in sorted(found))


def _needs(asked: Asked) -> Iterator[tuple[tuple[int, ...], tuple[Need, ...]]]:
    """Give what is needed of whom; members of whom the same is needed may come more than once."""
    if asked.looks is None:
        yield asked.members, _EVERYTHING
        return
    today = asked.at.astimezone(asked.zone).date()
    for look in asked.looks:
        yield look.members, needs_of(look.rules, today, asked.pauses, again=look.again)


def _all_of(asked: Asked, needs: Mapping[tuple[Need, ...], list[int]]) -> sa.Select[Any]:
    members = [member for some in needs.values() for member in some]
    whose = [
        sa.and_(
            Activity.membership_id.in_(some) if len(needs) > 1 else sa.true(),
            sa.or_(*(_fits(asked, need) for need in each)),
        )
        for each, some in needs.items()
    ]
    return _rows(asked, members).where(sa.or_(*whose))


def _oldest_of(asked: Asked, need: Need, members: Sequence[int]) -> sa.Select[Any]:
    """Ask for the oldest of each member; for one alone the index gives them without counting."""
    query = _rows(asked, members).where(_fits(asked, need))
    if len(members) == 1:
        return query.order_by(Activity.occurred_at, Activity.id).limit(need.enough)
    place = sa.func.row_number().over(
        partition_by=Activity.membership_id, order_by=(Activity.occurred_at, Activity.id)
    )
    numbered = query.add_columns(place.label("place")).subquery()
    return sa.select(numbered).where(numbered.c.place <= need.enough)


def _rows(asked: Asked, members: Sequence[int]) -> sa.Select[Any]:
    return sa.select(*_COLUMNS).where(
        Activity.membership_id.in_(members),
        Activity.voided_at.is_(None),
        Activity.occurred_at <= asked.at,
    )


def _fits(asked: Asked, need: Need) -> sa.ColumnElement[bool]:
    parts: list[sa.ColumnElement[bool]] = [sa.true()]
    if need.kind is not None:
        parts.append(Activity.kind == need.kind)
    if need.since is not None:
        parts.append(Activity.occurred_at >= datetime.combine(need.since, time(), asked.zone))
    for column, word in need.saying:
        text = sa.cast(getattr(Activity, column), sa.Text)
        parts.append(text.contains(word, autoescape=True))
    return sa.and_(*parts)


def _value(row: Any) -> milestones.Activity:
    return milestones.Activity(
        str(row.id),
        row.kind,
        row.occurred_at,
        _tags(row.tags),
        row.hours or 0.0,
        _fields(row.fields) if len(row.fields) <= _SHORT else json.loads(row.fields),
    )


@lru_cache(maxsize=1_000)
def _tags(text: str) -> frozenset[str]:
    return frozenset(json.loads(text))


@lru_cache(maxsize=10_000)
def _fields(text: str) -> Mapping[str, Any]:
    return MappingProxyType(json.loads(text))


ACTIVITIES = Source(
    "activities",
    _load,
    moved_by=frozenset({"activity"}),
    spent_as=frozenset({"activity"}),
)
