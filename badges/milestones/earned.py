"""A badge that asks for another badge, and badges that ask for each other in a circle.

>>> unreachable("host", {"host": [Earned("mentor")], "mentor": [Earned("host")]})
(Reason('earned.circle', achievement='host', badges=['host', 'mentor']),)
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from badges.errors import Reason
from badges.milestones.combining import AllOf, AnyOf, AtLeast, leaves_of
from badges.milestones.progress import Counted, Progress
from badges.milestones.record import Record
from badges.milestones.rules import Rule, Signal, counts_in, problems_of, tally, timing
from badges.milestones.voices import HoldersOf
from badges.milestones.windows import Window


@dataclass(frozen=True, slots=True)
class Earned:
    """A standing award of another ``achievement`` (its slug in the community)."""

    achievement: str
    within: Window | None = None

    def check(self, record: Record) -> Progress:
        """Look for an award that has not expired."""
        counts = counts_in(self.within, record)
        counted = (
            Counted("award", award.id, award.awarded_at)
            for award in record.awards
            if award.achievement == self.achievement
            and (award.expires_at is None or award.expires_at > record.now)
            and counts(award.awarded_at)
        )
        named = {"achievement": self.achievement}
        return tally("earned.missing", counted, 1, self.within, record, named)

    def signals(self) -> frozenset[Signal]:
        """Name that achievement's awards."""
        return frozenset({Signal("award", self.achievement)})

    def problems(self) -> tuple[Reason, ...]:
        """Name a missing name or an impossible window."""
        return problems_of(len(self.achievement), self.within)

    def to_reason(self) -> Reason:
        """Say it in a sentence."""
        return Reason("rule.earned", achievement=self.achievement, **timing(self.within))


def unreachable(achievement: str, rules: Mapping[str, Sequence[Rule]]) -> tuple[Reason, ...]:
    """Name why an achievement can never be earned through others, as a circle or as a gap.

    ``rules`` has what each achievement of the community asks for, all of it (by slug; an empty
    sequence: it is awarded by hand). What is earned by other means counts as possible here.
    """
    reached: set[str] = set()
    while True:
        more = {
            slug
            for slug, asked in rules.items()
            if slug not in reached and all(_is_possible(rule, reached) for rule in asked)
        }
        if not more:
            break
        reached |= more
    return () if achievement in reached else _why(achievement, rules, reached)


def unheard(rules: Iterable[Rule], known: Collection[str]) -> tuple[Reason, ...]:
    """Name badges whose holders are to be heard, and that are not among the ``known`` (slugs)."""
    leaves = (leaf for rule in rules for leaf in leaves_of(rule, asked=True))
    voices = (getattr(leaf, "by", None) for leaf in leaves)
    named = {voice.achievement: None for voice in voices if isinstance(voice, HoldersOf)}
    return tuple(Reason("earned.unknown", achievement=slug) for slug in named if slug not in known)


def _is_possible(rule: Rule, reached: Collection[str]) -> bool:
    match rule:
        case Earned(achievement):
            return achievement in reached
        case AllOf(rules):
            return all(_is_possible(part, reached) for part in rules)
        case AnyOf(rules):
            return any(_is_possible(part, reached) for part in rules)
        case AtLeast(n, rules):
            return sum(_is_possible(part, reached) for part in rules) >= n
        case _:
            return True


def _asked_for(rules: Sequence[Rule]) -> list[str]:
    """List the badges that rules ask for; what must not be held is not asked for."""
    found = [part for rule in rules for part in leaves_of(rule, asked=True)]
    return list(dict.fromkeys(part.achievement for part in found if isinstance(part, Earned)))


def _why(
    start: str, rules: Mapping[str, Sequence[Rule]], reached: Collection[str]
) -> tuple[Reason, ...]:
    """Follow what cannot be reached until it comes round or leads nowhere."""
    way = [start]
    while True:
        ahead = [slug for slug in _asked_for(rules.get(way[-1], ())) if slug not in reached]
        unknown = tuple(slug for slug in ahead if slug not in rules)
        if unknown or not ahead:
            return tuple(Reason("earned.unknown", achievement=slug) for slug in unknown)
        if ahead[0] in way:
            return (Reason("earned.circle", achievement=start, badges=way),)
        way.append(ahead[0])
