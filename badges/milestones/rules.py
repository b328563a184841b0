"""The rules that look at a record themselves.

>>> from datetime import UTC, datetime
>>> now = datetime(2026, 3, 10, tzinfo=UTC)
>>> went = Activity("a1", "workshop", datetime(2026, 3, 3, tzinfo=UTC))
>>> Attended(times=3, kind="workshop").check(Record(now=now, activities=(went,))).reasons
(Reason('attended.more', kind='workshop', count=2, have=1, need=3),)

A new kind of rule is a frozen value with the methods of :class:`Rule`, its line in
:mod:`badges.milestones.stored` and its fields in :mod:`schemas.milestones`; nothing else asks
which kinds there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from badges.errors import Reason
from badges.milestones.progress import Counted, Met, Missing, Progress, What, in_order, never_met
from badges.milestones.record import Activity, Evidence, Record
from badges.milestones.windows import EVER, Window

By = Literal["managers", "reviewers", "anyone"]

ROLES_OF: dict[By, frozenset[str] | None] = {
    "managers": frozenset({"owner", "manager"}),
    "reviewers": frozenset({"owner", "manager", "reviewer"}),
    "anyone": None,
}
"""Whose approval counts, by membership role; ``None``: everyone's but the member's own."""


@dataclass(frozen=True, slots=True)
class Signal:
    """A kind of event that can move a rule; ``kind`` ``None`` means any of its sort.

    ``what`` is ``activity`` (kind: the activity's), ``evidence`` and ``review`` (kind: the
    evidence's), ``award`` (kind: the achievement), ``vouch`` and ``decision`` (kind: the
    achievement they are for), ``meeting`` (kind: the meeting's) or ``goal``.
    """

    what: What
    kind: str | None = None

    def covers(self, event: Signal) -> bool:
        """Tell whether an event of this sort concerns the rule."""
        return self.what == event.what and self.kind in (None, event.kind)


class Rule(Protocol):
    """What a milestone asks for: a value that checks a record and explains its answer."""

    def check(self, record: Record) -> Progress:
        """Answer whether the record meets the rule, with the trace of what counted."""
        ...

    def signals(self) -> frozenset[Signal]:
        """Name the events that can move the rule."""
        ...

    def problems(self) -> tuple[Reason, ...]:
        """Name what makes the rule one that nobody can ever meet."""
        ...


@dataclass(frozen=True, slots=True)
class Attended:
    """At least ``times`` activities, of one ``kind``, with one ``tag``, ``within`` a window."""

    times: int
    kind: str | None = None
    tag: str | None = None
    within: Window | None = None

    def check(self, record: Record) -> Progress:
        """Count the activities that fit."""
        counted = (
            Counted("activity", activity.id, activity.occurred_at)
            for activity in record.activities
            if self._fits(activity) and _falls_in(activity.occurred_at, self.within, record)
        )
        named = _given(kind=self.kind, tag=self.tag)
        return _tally("attended.more", counted, self.times, self.within, record, named)

    def signals(self) -> frozenset[Signal]:
        """Name the activities of its kind."""
        return frozenset({Signal("activity", self.kind)})

    def problems(self) -> tuple[Reason, ...]:
        """Name a count of none or an impossible window."""
        return _problems(self.times, self.within)

    def _fits(self, activity: Activity) -> bool:
        same_kind = self.kind is None or activity.kind == self.kind
        return same_kind and (self.tag is None or self.tag in activity.tags)


@dataclass(frozen=True, slots=True)
class Submitted:
    """At least ``times`` pieces of evidence of one ``kind``, handed in ``within`` a window."""

    times: int = 1
    kind: str | None = None
    within: Window | None = None

    def check(self, record: Record) -> Progress:
        """Count the pieces that stand; one that was turned down waits for its next hand-in."""
        pieces = _standing(record, self.kind, self.within)
        counted = (Counted("evidence", piece.id, piece.submitted_at) for piece in pieces)
        named = _given(kind=self.kind)
        return _tally("submitted.more", counted, self.times, self.within, record, named)

    def signals(self) -> frozenset[Signal]:
        """Name evidence, and reviews: one may turn a piece down."""
        return frozenset({Signal("evidence", self.kind), Signal("review", self.kind)})

    def problems(self) -> tuple[Reason, ...]:
        """Name a count of none or an impossible window."""
        return _problems(self.times, self.within)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """At least ``times`` pieces of evidence, each approved by ``approvals`` people out of ``by``.

    The window is about the handing in: a member does not lose by a slow review.
    """

    times: int = 1
    by: By = "reviewers"
    approvals: int = 1
    kind: str | None = None
    within: Window | None = None

    def check(self, record: Record) -> Progress:
        """Count the approved pieces; say how many are still to hand in, how many only wait."""
        if self.approvals < 1:
            return never_met(Reason("rule.empty"), need=max(self.times, 0))
        pieces = _standing(record, self.kind, self.within)
        approved = [piece for piece in pieces if self._is_approved(piece, record)]
        counted = (Counted("review", piece.id, piece.submitted_at) for piece in approved)
        waiting = len({piece.id for piece in pieces} - {piece.id for piece in approved})
        named = _given(kind=self.kind)
        return _tally("reviewed.more", counted, self.times, self.within, record, named, waiting)

    def signals(self) -> frozenset[Signal]:
        """Name evidence and its reviews."""
        return frozenset({Signal("evidence", self.kind), Signal("review", self.kind)})

    def problems(self) -> tuple[Reason, ...]:
        """Name a count of none or an impossible window."""
        return _problems(min(self.times, self.approvals), self.within)

    def _is_approved(self, piece: Evidence, record: Record) -> bool:
        """Count different people, and never the member: nobody approves their own work."""
        roles = ROLES_OF[self.by]
        people = {
            approval.reviewer
            for approval in piece.approvals
            if (roles is None or approval.role in roles) and approval.reviewer != record.member
        }
        return len(people) >= self.approvals


@dataclass(frozen=True, slots=True)
class Earned:
    """A standing award of another ``achievement`` (its slug in the community)."""

    achievement: str
    within: Window | None = None

    def check(self, record: Record) -> Progress:
        """Look for an award that has not expired."""
        counted = (
            Counted("award", award.id, award.awarded_at)
            for award in record.awards
            if award.achievement == self.achievement
            and (award.expires_at is None or award.expires_at > record.now)
            and _falls_in(award.awarded_at, self.within, record)
        )
        named = {"achievement": self.achievement}
        return _tally("earned.missing", counted, 1, self.within, record, named)

    def signals(self) -> frozenset[Signal]:
        """Name that achievement's awards."""
        return frozenset({Signal("award", self.achievement)})

    def problems(self) -> tuple[Reason, ...]:
        """Name a missing name or an impossible window."""
        return _problems(len(self.achievement), self.within)


def _falls_in(instant: datetime, window: Window | None, record: Record) -> bool:
    """Tell whether an instant counts; what lies ahead of ``now`` has not happened yet."""
    day = record.local_date(instant)
    return instant <= record.now and (window or EVER).covers(day, today=record.today)


def _standing(record: Record, kind: str | None, window: Window | None) -> list[Evidence]:
    """Pick the evidence of a kind that was handed in within the window and not turned down."""
    return [
        piece
        for piece in record.evidence
        if not piece.turned_down
        and kind in (None, piece.kind)
        and _falls_in(piece.submitted_at, window, record)
    ]


def _given(**params: str | None) -> dict[str, Any]:
    """Keep the parameters that a rule names."""
    return {name: value for name, value in params.items() if value is not None}


def _problems(times: int, window: Window | None) -> tuple[Reason, ...]:
    empty = () if times > 0 else (Reason("rule.empty"),)
    return empty + (window.problems() if window is not None else ())


def _tally(
    code: str,
    found: Iterable[Counted],
    need: int,
    window: Window | None,
    record: Record,
    named: dict[str, Any],
    waiting: int = 0,
) -> Progress:
    """Weigh what was found against what is needed, and say what is missing.

    The trace keeps the oldest ``need`` things: they carry the answer, and it stays small.
    """
    if need < 1:
        return never_met(Reason("rule.empty"))
    counted = _each_once(found)
    have = len(counted)
    if have >= need:
        return Met(have=have, need=need, counted=counted[:need])
    within = window or EVER
    missing = max(need - have - waiting, 0)
    timing = {"within": within.params()} if within.params() else {}
    more = Reason(code, **named, count=missing, have=have, need=need, **timing)
    reasons = [more] if missing else []
    if missing and within.closed(record.today):
        reasons.append(Reason("window.closed", **within.params()))
    opens = within.opens(record.today)
    if opens is not None:
        reasons.append(Reason("window.ahead", since=opens.isoformat()))
    if waiting:
        reasons.append(Reason("reviewed.waiting", count=min(waiting, need - have)))
    possible = not (missing and within.closed(record.today))
    return Missing(have=have, need=need, reasons=tuple(reasons), counted=counted, possible=possible)


def _each_once(found: Iterable[Counted]) -> tuple[Counted, ...]:
    """Give each id once, oldest first: what was reported twice happened once."""
    first: dict[str, Counted] = {}
    for each in in_order(found):
        first.setdefault(each.id, each)
    return tuple(first.values())
