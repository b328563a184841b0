"""Rules about evidence: handed in, reviewed, reflected.

>>> from datetime import UTC, datetime
>>> now = datetime(2026, 3, 10, tzinfo=UTC)
>>> said = Evidence("e1", "came", "text", datetime(2026, 3, 3, tzinfo=UTC), length=120)
>>> bool(Reflected(200).check(Record(now=now, evidence=(said,))))
False
"""

from __future__ import annotations

from dataclasses import dataclass

from badges.errors import Reason
from badges.milestones.progress import Counted, Progress, never_met
from badges.milestones.record import Evidence, Record
from badges.milestones.rules import Signal, counts_in, given, problems_of, tally, timing
from badges.milestones.voices import Voice, hears, spoken
from badges.milestones.windows import Window
from schemas.asking import KINDS

TEXT = "text"


@dataclass(frozen=True, slots=True)
class Submitted:
    """At least ``times`` pieces of evidence of one ``kind``, handed in ``within`` a window."""

    times: int = 1
    kind: str | None = None
    within: Window | None = None

    def check(self, record: Record) -> Progress:
        """Count the pieces that stand; one that was turned down waits for its next hand-in."""
        counted = map(_counted, _standing(record, self.kind, self.within))
        named = given(kind=self.kind)
        return tally("submitted.more", counted, self.times, self.within, record, named)

    def signals(self) -> frozenset[Signal]:
        """Name evidence, and reviews: one may turn a piece down."""
        return _signals(self.kind)

    def problems(self) -> tuple[Reason, ...]:
        """Name a count of none, an impossible window, a kind that there is not."""
        return problems_of(self.times, self.within) + _no_such(self.kind)

    def to_reason(self) -> Reason:
        """Say it in a sentence."""
        named = given(kind=self.kind)
        return Reason("rule.submitted", **named, count=self.times, **timing(self.within))


@dataclass(frozen=True, slots=True)
class Reflected:
    """At least ``times`` texts of ``length`` characters or more, in the member's own words."""

    length: int = 1
    times: int = 1
    within: Window | None = None

    def check(self, record: Record) -> Progress:
        """Count the texts that are long enough and stand."""
        counted = (
            _counted(piece)
            for piece in _standing(record, TEXT, self.within)
            if piece.length >= self.length
        )
        named = {"length": self.length}
        return tally("reflected.more", counted, self.times, self.within, record, named)

    def signals(self) -> frozenset[Signal]:
        """Name texts, and reviews: one may turn a text down."""
        return _signals(TEXT)

    def problems(self) -> tuple[Reason, ...]:
        """Name a count of none or an impossible window."""
        return problems_of(self.times, self.within)

    def to_reason(self) -> Reason:
        """Say it in a sentence."""
        named = {"length": self.length}
        return Reason("rule.reflected", **named, count=self.times, **timing(self.within))


@dataclass(frozen=True, slots=True)
class Reviewed:
    """At least ``times`` pieces of evidence, each approved by ``approvals`` people out of ``by``.

    The window is about the handing in: a member does not lose by a slow review.
    """

    times: int = 1
    by: Voice = "reviewers"
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
        named = given(kind=self.kind)
        return tally("reviewed.more", counted, self.times, self.within, record, named, waiting)

    def signals(self) -> frozenset[Signal]:
        """Name evidence and its reviews."""
        return _signals(self.kind)

    def problems(self) -> tuple[Reason, ...]:
        """Name a count of none, an impossible window, a kind that there is not."""
        return problems_of(min(self.times, self.approvals), self.within) + _no_such(self.kind)

    def to_reason(self) -> Reason:
        """Say it in a sentence."""
        people = self.approvals if self.approvals > 1 else None
        named = given(kind=self.kind, people=people) | spoken(self.by)
        return Reason("rule.reviewed", **named, count=self.times, **timing(self.within))

    def _is_approved(self, piece: Evidence, record: Record) -> bool:
        """Count different people, and never the member: nobody approves their own work."""
        people = {
            approval.reviewer
            for approval in piece.approvals
            if approval.reviewer != record.member
            and hears(
                self.by,
                roles=(approval.role,),
                held=approval.held,
                achievement=piece.achievement,
            )
        }
        return len(people) >= self.approvals


def _standing(record: Record, kind: str | None, window: Window | None) -> list[Evidence]:
    """Pick the evidence of a kind that was handed in within the window and not turned down."""
    counts = counts_in(window, record)
    return [
        piece
        for piece in record.evidence
        if not piece.turned_down and kind in (None, piece.kind) and counts(piece.submitted_at)
    ]


def _counted(piece: Evidence) -> Counted:
    return Counted("evidence", piece.id, piece.submitted_at)


def _no_such(kind: str | None) -> tuple[Reason, ...]:
    known = kind is None or kind in KINDS
    return () if known else (Reason("evidence.no_such_kind", kind=kind),)


def _signals(kind: str | None) -> frozenset[Signal]:
    return frozenset({Signal("evidence", kind), Signal("review", kind)})
