"""From rows to a record: what a member did, handed in and holds, as far as rules name it.

::

    record = record_of(membership, at=now(), versions=[version])
    check(record, version, spent)

One file for each source; :data:`SOURCES` says which signals its things send, and so which rules
need it. Whatever no rule names is not loaded: what a member did elsewhere costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from badges.awarding.drafts import milestones_of
from badges.awarding.recording.activities import ACTIVITIES
from badges.awarding.recording.awards import AWARDS
from badges.awarding.recording.decisions import DECISIONS
from badges.awarding.recording.evidence import EVIDENCE
from badges.awarding.recording.goals import GOALS
from badges.awarding.recording.meetings import MEETINGS
from badges.awarding.recording.pauses import PAUSES
from badges.awarding.recording.sources import Asked, Source
from badges.awarding.recording.vouches import VOUCHES
from badges.milestones import Record, Rule, Signal, leaves_of
from badges.models import AchievementVersion, Community, Membership

SOURCES: Final[tuple[Source, ...]] = (
    PAUSES,
    ACTIVITIES,
    AWARDS,
    DECISIONS,
    EVIDENCE,
    GOALS,
    MEETINGS,
    VOUCHES,
)
"""All that a record is made of; pauses come first, since windows reach further back by them."""

Spent = frozenset[tuple[str, str]]
"""What carried earlier awards, as ``(what it was counted as, id)``."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What rules name: their signals, the achievements they belong to, their single parts.

    ``again`` where one of the achievements may be earned a second time.
    """

    signals: frozenset[Signal]
    achievements: frozenset[int]
    rules: tuple[Rule, ...]
    again: bool


def wanted_by(versions: Iterable[AchievementVersion]) -> Wanted:
    """Give what the milestones of these versions name."""
    kept = list(versions)
    rules = [milestone.whole_rule for version in kept for milestone in milestones_of(version)]
    return Wanted(
        frozenset().union(*(rule.signals() for rule in rules)),
        frozenset(version.achievement_id for version in kept),
        tuple(part for rule in rules for part in leaves_of(rule)),
        any(version.repeatable or version.valid_days is not None for version in kept),
    )


def record_of(
    membership: Membership,
    *,
    at: datetime,
    versions: Iterable[AchievementVersion] | None = None,
) -> Record:
    """Give what a member did, handed in and holds, as the versions' rules see it at an instant.

    Without versions nothing is left out.
    """
    return records_of([membership], at=at, versions=versions)[membership.id]


def records_of(
    memberships: Sequence[Membership],
    *,
    at: datetime,
    versions: Iterable[AchievementVersion] | None = None,
) -> dict[int, Record]:
    """Give the records of members of one community: a query or two a source, however many."""
    if not memberships:
        return {}
    members = [membership.id for membership in memberships]
    return records_by_id(memberships[0].community, members, at=at, versions=versions)


def records_by_id(
    community: Community,
    member_ids: Sequence[int],
    *,
    at: datetime,
    versions: Iterable[AchievementVersion] | None = None,
) -> dict[int, Record]:
    """Give the records of members of whom nothing but the ids is at hand."""
    wanted = None if versions is None else wanted_by(versions)
    zone = ZoneInfo(community.zone)
    members = tuple(member_ids)
    every = Asked(community.id, members, at, zone=zone)
    found: dict[int, dict[str, Any]] = {member: {} for member in members}
    for source in SOURCES:
        asked = every if wanted is None else _narrowed(every, source, wanted)
        if asked is None:
            continue
        loaded = source.load(asked)
        for member, values in loaded.items():
            found[member][source.field] = values
        if source is PAUSES:
            stops = {pause: None for values in loaded.values() for pause in values}
            every = replace(every, pauses=tuple(stops))
    return {
        member: Record(now=at, zone=zone, member=str(member), **fields)
        for member, fields in found.items()
    }


def without(record: Record, spent: Spent) -> Record:
    """Give a record without what earlier awards were given for."""
    if not spent:
        return record
    left: dict[str, Any] = {}
    for source in SOURCES:
        used = {each for what, each in spent if what in source.spent_as}
        if used:
            held = getattr(record, source.field)
            left[source.field] = tuple(value for value in held if value.id not in used)
    return replace(record, **left)


def _narrowed(asked: Asked, source: Source, wanted: Wanted) -> Asked | None:
    """Give what of a source the rules name; nothing where they name none of it."""
    named = [it.kind for it in wanted.signals if it.what in source.moved_by]
    if source.moved_by and not named:
        return None
    kinds = frozenset(kind for kind in named if kind is not None)
    return replace(
        asked,
        kinds=None if None in named or not source.moved_by else kinds,
        achievements=wanted.achievements,
        rules=wanted.rules,
        again=wanted.again,
    )
