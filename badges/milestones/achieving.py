"""From the progress of single milestones to the whole achievement.

>>> from datetime import UTC, datetime
>>> from badges.milestones.counting import Attended
>>> from badges.milestones.proving import Submitted
>>> milestones = (
...     Milestone("came", {"en": "Came along"}, Attended(1)),
...     Milestone("showed", {"en": "Showed it"}, Submitted()),
... )
>>> nothing_yet = Record(now=datetime(2026, 3, 10, tzinfo=UTC))
>>> progress = check_milestones(milestones, None, nothing_yet)
>>> progress.met, [(each.key, bool(each.progress)) for each in progress.milestones]
(False, [('came', False), ('showed', False)])
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from badges.errors import Reason
from badges.milestones.asking import NOTHING_ASKED, Asking
from badges.milestones.combining import (
    AllOf,
    all_together,
    at_least,
    contradictions,
    leaves_of,
    only_forbids,
)
from badges.milestones.progress import Progress, never_met, progress_from_json
from badges.milestones.proving import Submitted
from badges.milestones.record import Record
from badges.milestones.rules import Rule, Signal

KindOfProof = Literal["attended", "submitted", "reviewed"]


@dataclass(frozen=True, slots=True)
class Milestone:
    """One step of an achievement: its ``key`` there, ``title`` by language, and its rule.

    Evidence belongs to the milestone it was handed in for, by this key; ``asking`` says which
    kinds it requires and by what they are judged.
    """

    key: str
    title: Mapping[str, str] = field(hash=False)
    rule: Rule
    asking: Asking = NOTHING_ASKED

    @property
    def whole_rule(self) -> Rule:
        """The rule, and one piece of each required kind that it does not ask for itself."""
        named = self.rule.signals()
        missing = [kind for kind in self.asking.kinds if Signal("evidence", kind) not in named]
        if not missing:
            return self.rule
        return AllOf((self.rule, *(Submitted(kind=kind) for kind in missing)))

    def check(self, record: Record) -> MilestoneProgress:
        """Check the rule with what was handed in and decided for this milestone.

        A rule that only says what must not be is never met: it would award everybody.
        """
        if only_forbids(self.rule):
            return MilestoneProgress(self.key, never_met(Reason("none_of.alone")))
        return MilestoneProgress(self.key, self.whole_rule.check(record.for_milestone(self.key)))


@dataclass(frozen=True, slots=True)
class MilestoneProgress:
    """How far one milestone is."""

    key: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class AchievementProgress:
    """How far the whole is (``overall``), and each of its milestones in order."""

    overall: Progress
    milestones: tuple[MilestoneProgress, ...]

    @property
    def met(self) -> bool:
        """Whether the achievement is earned."""
        return bool(self.overall)

    def to_json(self) -> dict[str, Any]:
        """Give the trace as an award keeps it; the whole is made again from its milestones."""
        milestones = [{"key": m.key, "progress": m.progress.to_json()} for m in self.milestones]
        return {"needed": self.overall.need, "milestones": milestones}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> AchievementProgress:
        """Read a stored trace back."""
        each = tuple(
            MilestoneProgress(str(m["key"]), progress_from_json(m["progress"]))
            for m in stored["milestones"]
        )
        return cls(_together(each, int(stored["needed"])), each)


def check_milestones(
    milestones: Sequence[Milestone], needed: int | None, record: Record
) -> AchievementProgress:
    """Check every milestone; ``needed`` of them earn the achievement, ``None`` means all.

    The record's evidence must be this achievement's alone
    (:meth:`~badges.milestones.record.Record.for_achievement`). No milestone at all is never met.
    """
    each = tuple(milestone.check(record) for milestone in milestones)
    return AchievementProgress(_together(each, len(each) if needed is None else needed), each)


def _together(each: Sequence[MilestoneProgress], needed: int) -> Progress:
    parts = [milestone.progress for milestone in each]
    return all_together(parts) if needed == len(parts) else at_least(needed, parts)


def kind_of_proof(progress: AchievementProgress) -> KindOfProof:
    """Say what the met milestones rest on, for the certificate's heading.

    The strongest thing that counted decides: what others approved or vouched for, work handed
    in, or presence alone (a badge earned before adds nothing here: what stood behind it is on its
    own certificate).
    """
    counted = {
        each.what
        for milestone in progress.milestones
        if milestone.progress
        for each in milestone.progress.counted
    }
    if counted & {"review", "vouch", "decision"}:
        return "reviewed"
    return "submitted" if counted & {"evidence", "goal"} else "attended"


def signals(milestones: Iterable[Milestone]) -> frozenset[Signal]:
    """Name the events after which the milestones are worth checking again."""
    return frozenset().union(*(milestone.whole_rule.signals() for milestone in milestones))


def problems(
    milestones: Sequence[Milestone],
    needed: int | None,
    *,
    achievement: str = "",
) -> tuple[Reason, ...]:
    """Name what would keep everybody from ever earning it; to be asked before publishing."""
    found: list[Reason] = []
    if not milestones or (needed is not None and needed < 1):
        found.append(Reason("rule.empty"))
    elif needed is not None and needed > len(milestones):
        found.append(Reason("at_least.too_many", n=needed, count=len(milestones)))
    keys = [milestone.key for milestone in milestones]
    repeated = sorted({key for key in keys if keys.count(key) > 1})
    found += [Reason("milestones.repeated", key=key) for key in repeated]
    if achievement and Signal("award", achievement) in _asked_signals(milestones):
        found.append(Reason("earned.itself", achievement=achievement))
    for milestone in milestones:
        found += [
            Reason(reason.code, **{**reason.params, "milestone": milestone.key})
            for reason in _problems_of(milestone)
        ]
    if needed in (None, len(milestones)) and len(milestones) > 1:
        rules = [milestone.rule for milestone in milestones]
        alone = [each for rule in rules for each in contradictions([rule])]
        found += [each for each in contradictions(rules, apart=True) if each not in alone]
    return tuple(found)


def periods_over(milestones: Iterable[Milestone], today: date) -> tuple[Reason, ...]:
    """Name the periods that are over by ``today`` (in the community's zone).

    Nobody can do anything further in them; who did it in time can still be told of, and awarded.
    """
    leaves = (leaf for it in milestones for leaf in leaves_of(it.rule, asked=True))
    windows = (getattr(leaf, "within", None) for leaf in leaves)
    return tuple(
        dict.fromkeys(
            Reason("window.closed", **window.params())
            for window in windows
            if window is not None and not window.problems() and window.closed(today)
        )
    )


def _problems_of(milestone: Milestone) -> tuple[Reason, ...]:
    rule = milestone.rule
    alone = (Reason("none_of.alone"),) if only_forbids(rule) else ()
    return tuple(dict.fromkeys((*rule.problems(), *alone, *_kinds_not_taken(milestone))))


def _kinds_not_taken(milestone: Milestone) -> tuple[Reason, ...]:
    """Name evidence that the rule asks for and the milestone does not take."""
    asked = (leaf.signals() for leaf in leaves_of(milestone.rule, asked=True))
    kinds = {it.kind: None for signals in asked for it in signals if it.what == "evidence"}
    taken = milestone.asking.kinds
    return tuple(
        Reason("evidence.kind_not_taken", kind=kind)
        for kind in kinds
        if kind is not None and taken and kind not in taken
    )


def _asked_signals(milestones: Iterable[Milestone]) -> frozenset[Signal]:
    asked = (leaf for it in milestones for leaf in leaves_of(it.rule, asked=True))
    return frozenset().union(*(leaf.signals() for leaf in asked))
