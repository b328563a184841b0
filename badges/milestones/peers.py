"""Rules about what other people say: vouches, confirmed meetings, goals, a decision by hand.

>>> from datetime import UTC, datetime
>>> now = datetime(2026, 3, 10, tzinfo=UTC)
>>> yes = Vouch("v1", "mia", datetime(2026, 3, 3, tzinfo=UTC), "host", roles=frozenset({"mentor"}))
>>> Vouched(2, by="mentors").check(Record(now=now, vouches=(yes,))).have
1
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from badges.errors import Reason
from badges.milestones.progress import Counted, Progress, never_met
from badges.milestones.record import Decision, Goal, MeetingRole, Record, Vouch
from badges.milestones.rules import Signal, counts_in, given, problems_of, tally, timing
from badges.milestones.voices import Voice, hears, spoken
from badges.milestones.windows import Window

Said = TypeVar("Said", Vouch, Decision)


@dataclass(frozen=True, slots=True)
class Vouched:
    """At least ``times`` different people out of ``by`` (written ``from``) vouch for the member."""

    times: int = 1
    by: Voice = "anyone"
    within: Window | None = None

    def check(self, record: Record) -> Progress:
        """Count people, each by their first vouch; a member's own is none."""
        counts = counts_in(self.within, record)
        heard = (
            vouch
            for vouch in record.vouches
            if counts(vouch.at)
            and hears(self.by, roles=vouch.roles, held=vouch.held, achievement=vouch.achievement)
        )
        counted = (Counted("vouch", each.id, each.at) for each in _one_each(heard, record))
        return tally("vouched.more", counted, self.times, self.within, record, spoken(self.by))

    def signals(self) -> frozenset[Signal]:
        """Name vouches; whose achievement they are for, the record knows."""
        return frozenset({Signal("vouch")})

    def problems(self) -> tuple[Reason, ...]:
        """Name a count of none or an impossible window."""
        return problems_of(self.times, self.within)

    def to_reason(self) -> Reason:
        """Say it in a sentence."""
        named = spoken(self.by)
        return Reason("rule.vouched", **named, count=self.times, **timing(self.within))


@dataclass(frozen=True, slots=True)
class Confirmed:
    """At least ``times`` meetings of one ``kind``, in one ``role``, that both sides confirmed."""

    times: int = 1
    role: MeetingRole | None = None
    kind: str | None = None
    within: Window | None = None

    def check(self, record: Record) -> Progress:
        """Count the meetings that fit."""
        counts = counts_in(self.within, record)
        counted = (
            Counted("meeting", meeting.id, meeting.at)
            for meeting in record.meetings
            if self.role in (None, meeting.role)
            and self.kind in (None, meeting.kind)
            and counts(meeting.at)
        )
        return tally("confirmed.more", counted, self.times, self.within, record, self._named())

    def signals(self) -> frozenset[Signal]:
        """Name the meetings of its kind."""
        return frozenset({Signal("meeting", self.kind)})

    def problems(self) -> tuple[Reason, ...]:
        """Name a count of none or an impossible window."""
        return problems_of(self.times, self.within)

    def to_reason(self) -> Reason:
        """Say it in a sentence."""
        named = self._named()
        return Reason("rule.confirmed", **named, count=self.times, **timing(self.within))

    def _named(self) -> dict[str, Any]:
        return given(role=self.role, kind=self.kind)


@dataclass(frozen=True, slots=True)
class GoalReached:
    """At least ``times`` goals of the member's own, each ``confirmed_by`` so many other people."""

    times: int = 1
    confirmed_by: int = 1
    within: Window | None = None

    def check(self, record: Record) -> Progress:
        """Count the goals that were reached and confirmed."""
        counts = counts_in(self.within, record)
        counted = (
            Counted("goal", goal.id, goal.reached_at)
            for goal in record.goals
            if counts(goal.reached_at) and self._is_confirmed(goal, record)
        )
        named = {"people": self.confirmed_by} if self.confirmed_by > 0 else {}
        return tally("goal_reached.more", counted, self.times, self.within, record, named)

    def signals(self) -> frozenset[Signal]:
        """Name goals."""
        return frozenset({Signal("goal")})

    def problems(self) -> tuple[Reason, ...]:
        """Name a count of none or an impossible window."""
        return problems_of(self.times, self.within)

    def to_reason(self) -> Reason:
        """Say it in a sentence."""
        named = {"people": self.confirmed_by} if self.confirmed_by > 0 else {}
        return Reason("rule.goal_reached", **named, count=self.times, **timing(self.within))

    def _is_confirmed(self, goal: Goal, record: Record) -> bool:
        return len(set(goal.confirmed_by) - {record.member}) >= self.confirmed_by


@dataclass(frozen=True, slots=True)
class Manual:
    """``quorum`` different people in charge confirm it by hand."""

    quorum: int = 1

    def check(self, record: Record) -> Progress:
        """Count people, each by their first decision; a member's own is none."""
        if self.quorum < 1:
            return never_met(Reason("rule.empty"))
        past = (each for each in record.decisions if each.at <= record.now)
        counted = (Counted("decision", each.id, each.at) for each in _one_each(past, record))
        return tally("manual.more", counted, self.quorum, None, record, {})

    def signals(self) -> frozenset[Signal]:
        """Name decisions; whose milestone they are for, the record knows."""
        return frozenset({Signal("decision")})

    def problems(self) -> tuple[Reason, ...]:
        """Name a quorum of nobody."""
        return problems_of(self.quorum, None)

    def to_reason(self) -> Reason:
        """Say it in a sentence."""
        return Reason("rule.manual", count=self.quorum)


def _one_each(said: Iterable[Said], record: Record) -> Iterator[Said]:
    """Give each person's first word, without the member's own."""
    heard: set[str] = {record.member} if record.member else set()
    for each in sorted(said, key=lambda it: (it.at, it.id)):
        person = each.voucher if isinstance(each, Vouch) else each.by
        if person not in heard:
            heard.add(person)
            yield each
