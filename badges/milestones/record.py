"""A frozen picture of one member's doings, which rules are checked against.

>>> from datetime import UTC, datetime
>>> from zoneinfo import ZoneInfo
>>> now = datetime(2026, 3, 10, 12, tzinfo=UTC)
>>> talk = Activity("a1", "talk", datetime(2026, 3, 3, 23, 30, tzinfo=UTC))
>>> Record(now=now, zone=ZoneInfo("Europe/Berlin")).local_date(talk.occurred_at).isoformat()
'2026-03-04'

Nothing here reads a clock: ``now`` and the community's ``zone`` are handed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, tzinfo
from typing import Any, Literal, Self

MeetingRole = Literal["giver", "receiver"]


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing that the member took part in or did.

    ``kind`` is the community's word for it (``"workshop"``), ``occurred_at`` an aware instant,
    ``hours`` its length, ``fields`` whatever else its source told (JSON values).
    """

    id: str
    kind: str
    occurred_at: datetime
    tags: frozenset[str] = frozenset()
    hours: float = 0.0
    fields: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        _require_aware(self.occurred_at)


@dataclass(frozen=True, slots=True)
class Approval:
    """One reviewer's yes.

    ``role`` is the membership role it was given in, ``held`` the badges (slugs) that the
    reviewer held then.
    """

    reviewer: str
    role: str
    held: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece that was handed in for one milestone.

    ``kind`` is ``"link"``, ``"file"`` or ``"text"``. ``turned_down`` stands while a reviewer's
    "not yet" waits for the next hand-in: such a piece counts for nothing. ``length`` is the
    number of characters of a text.
    """

    id: str
    milestone: str
    kind: str
    submitted_at: datetime
    approvals: tuple[Approval, ...] = ()
    turned_down: bool = False
    achievement: str = ""
    length: int = 0

    def __post_init__(self) -> None:
        _require_aware(self.submitted_at)


@dataclass(frozen=True, slots=True)
class HeldAward:
    """A standing award: withdrawn and declined ones are left out by whoever makes the record."""

    id: str
    achievement: str
    awarded_at: datetime
    expires_at: datetime | None = None

    def __post_init__(self) -> None:
        _require_aware(self.awarded_at)


@dataclass(frozen=True, slots=True)
class Vouch:
    """One person's word for the member, given for one ``achievement`` (its slug).

    ``roles`` and ``held`` are what the ``voucher`` was and held (slugs of badges) at that moment.
    """

    id: str
    voucher: str
    at: datetime
    achievement: str
    roles: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        _require_aware(self.at)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting of the member with ``partners``, confirmed by both sides.

    ``role`` is the member's own in it; ``hours`` its length.
    """

    id: str
    kind: str
    at: datetime
    role: MeetingRole
    partners: tuple[str, ...] = ()
    hours: float = 0.0

    def __post_init__(self) -> None:
        _require_aware(self.at)


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal that the member set and reached; ``confirmed_by`` are the people who said so too."""

    id: str
    reached_at: datetime
    confirmed_by: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _require_aware(self.reached_at)


@dataclass(frozen=True, slots=True)
class Decision:
    """One person's yes to a milestone that is confirmed by hand; undone ones are left out."""

    id: str
    by: str
    role: str
    at: datetime
    achievement: str
    milestone: str

    def __post_init__(self) -> None:
        _require_aware(self.at)


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which deadlines stand still, from ``since`` to ``until``, both included."""

    since: date
    until: date


@dataclass(frozen=True, slots=True)
class Record:
    """What one member (``member``) did, handed in and holds, as seen at ``now`` in ``zone``."""

    now: datetime
    zone: tzinfo = UTC
    activities: tuple[Activity, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    awards: tuple[HeldAward, ...] = ()
    member: str = ""
    vouches: tuple[Vouch, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    goals: tuple[Goal, ...] = ()
    decisions: tuple[Decision, ...] = ()
    pauses: tuple[Pause, ...] = ()

    def __post_init__(self) -> None:
        _require_aware(self.now)

    @property
    def today(self) -> date:
        """The day that ``now`` falls on in the community's zone."""
        return self.local_date(self.now)

    def local_date(self, instant: datetime) -> date:
        """Give the day that an instant falls on in the community's zone."""
        return instant.astimezone(self.zone).date()

    def for_achievement(self, achievement: str) -> Self:
        """Narrow evidence, vouches and decisions to what was given for one achievement."""
        return replace(
            self,
            evidence=tuple(e for e in self.evidence if e.achievement == achievement),
            vouches=tuple(v for v in self.vouches if v.achievement == achievement),
            decisions=tuple(d for d in self.decisions if d.achievement == achievement),
        )

    def for_milestone(self, key: str) -> Self:
        """Narrow evidence and decisions to what was given for one milestone."""
        return replace(
            self,
            evidence=tuple(e for e in self.evidence if e.milestone == key),
            decisions=tuple(d for d in self.decisions if d.milestone == key),
        )


def _require_aware(instant: datetime) -> None:
    """Refuse an instant without a zone: it would move with the machine it is read on."""
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} has no zone; instants are kept in UTC")
