"""From rows to a record: what a member did, handed in and holds, as far as rules name it.

::

    record = record_of(membership, at=now(), versions=[version])
    check(record, version, spent)

One file for each source; :data:`SOURCES` says which signals its things send, and so which rules
need it. Whatever no rule names is not loaded: what a member did elsewhere costs nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
from badges.awarding.recording.sources import Asked, Look, Source
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
    """What rules name: their signals, the achievements they belong to, who is looked at by what."""

    signals: frozenset[Signal]
    achievements: frozenset[int]
    looks: tuple[Look, ...]


OfVersions = Mapping[AchievementVersion, bool]
"""Versions whose rules look at a record, each with whether something is, or may be, spent."""


def wanted_by(asked: Mapping[int, OfVersions]) -> Wanted:
    """Give what the milestones of these versions name, for members each by their own."""
    alike: dict[frozenset[tuple[AchievementVersion, bool]], list[int]] = defaultdict(list)
    for member, versions in asked.items():
        alike[frozenset(versions.items())].append(member)
    rules = {
        version: [milestone.whole_rule for milestone in milestones_of(version)]
        for version in {version for versions in asked.values() for version in versions}
    }

    def parts(versions: Iterable[AchievementVersion]) -> tuple[Rule, ...]:
        return tuple(leaf for it in versions for rule in rules[it] for leaf in leaves_of(rule))

    return Wanted(
        frozenset().union(*(rule.signals() for each in rules.values() for rule in each)),
        frozenset(version.achievement_id for version in rules),
        tuple(
            Look(
                tuple(members),
                parts(version for version, again in versions if not again),
                parts(version for version, again in versions if again),
            )
            for versions, members in alike.items()
        ),
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


def records_for(asked: Mapping[Membership, OfVersions], *, at: datetime) -> dict[int, Record]:
    """Give the records of members of one community, each as their own versions' rules see it.

    What a member holds already, and cannot earn anew, is no reason to load what it was earned by.
    """
    if not asked:
        return {}
    wanted = wanted_by({membership.id: versions for membership, versions in asked.items()})
    first = next(iter(asked))
    return _records(first.community, [membership.id for membership in asked], at, wanted)


def records_by_id(
    community: Community,
    member_ids: Sequence[int],
    *,
    at: datetime,
    versions: Iterable[AchievementVersion] | None = None,
) -> dict[int, Record]:
    """Give the records of members of whom nothing but the ids is at hand."""
    if versions is None:
        return _records(community, member_ids, at, None)
    same = {version: _may_be_spent(version) for version in versions}
    return _records(community, member_ids, at, wanted_by(dict.fromkeys(member_ids, same)))


def _may_be_spent(version: AchievementVersion) -> bool:
    """Tell whether somebody may hold an award of the achievement and earn this one all the same."""
    every = (version, *version.achievement.versions)
    return any(each.repeatable or each.valid_days is not None for each in every)


def _records(
    community: Community, member_ids: Sequence[int], at: datetime, wanted: Wanted | None
) -> dict[int, Record]:
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
        looks=wanted.looks,
    )
