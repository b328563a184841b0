"""The answer to "is it met?": what counted, how many of how many, and what is missing.

>>> answer = Missing(have=1, need=3, reasons=(Reason("attended.more", kind="workshop", count=2),))
>>> bool(answer), answer.have, answer.need
(False, 1, 3)
>>> progress_from_json(answer.to_json()) == answer
True

The answer is its own trace: ``to_json`` is what an award keeps to say later why it was given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, cast

from badges.errors import Reason

What = Literal["activity", "evidence", "review", "award", "vouch", "meeting", "goal", "decision"]
"""The sorts of things that count, and of events that move a rule."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One thing that counted: what it was, its id, and when it happened.

    ``review`` names an approved piece of evidence by the evidence's id; the rest are named by
    their own.
    """

    what: What
    id: str
    at: datetime

    def to_json(self) -> dict[str, Any]:
        """Give it as it is stored in a trace."""
        at = self.at.astimezone(UTC).isoformat().replace("+00:00", "Z")
        return {"what": self.what, "id": self.id, "at": at}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Counted:
        """Read a stored one back."""
        at = datetime.fromisoformat(str(stored["at"]))
        return cls(cast("What", stored["what"]), str(stored["id"]), at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """It is met: ``have`` of ``need``, carried by ``counted``; ``parts`` explain composed rules."""

    have: int
    need: int
    counted: tuple[Counted, ...] = ()
    parts: tuple[Progress, ...] = ()

    def __bool__(self) -> bool:
        return True

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Nothing is missing."""
        return ()

    @property
    def possible(self) -> bool:
        """What is met was possible."""
        return True

    def to_json(self) -> dict[str, Any]:
        """Give the trace as it is stored."""
        return {"met": True, **_shared_json(self)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """It is not met: ``reasons`` say what is missing, in the order a member would do it.

    ``counted`` is what counts already. ``possible`` is false where doing more no longer helps
    (a window has closed): then only a person can decide otherwise.
    """

    have: int
    need: int
    reasons: tuple[Reason, ...]
    counted: tuple[Counted, ...] = ()
    parts: tuple[Progress, ...] = ()
    possible: bool = True

    def __bool__(self) -> bool:
        return False

    def to_json(self) -> dict[str, Any]:
        """Give the trace as it is stored."""
        reasons = [reason.to_json() for reason in self.reasons]
        return {
            "met": False,
            **_shared_json(self),
            "reasons": reasons,
            "possible": self.possible,
        }


Progress = Met | Missing


def _shared_json(progress: Progress) -> dict[str, Any]:
    return {
        "have": progress.have,
        "need": progress.need,
        "counted": [counted.to_json() for counted in progress.counted],
        "parts": [part.to_json() for part in progress.parts],
    }


def progress_from_json(stored: Mapping[str, Any]) -> Progress:
    """Read a stored trace back."""
    have, need = int(stored["have"]), int(stored["need"])
    counted = tuple(Counted.from_json(each) for each in stored["counted"])
    parts = tuple(progress_from_json(part) for part in stored["parts"])
    if stored["met"]:
        return Met(have=have, need=need, counted=counted, parts=parts)
    return Missing(
        have=have,
        need=need,
        counted=counted,
        parts=parts,
        reasons=tuple(Reason.from_json(reason) for reason in stored["reasons"]),
        possible=bool(stored["possible"]),
    )


def in_order(counted: Iterable[Counted]) -> tuple[Counted, ...]:
    """Give each thing once, oldest first: the same record always gives the same trace."""
    return tuple(sorted(set(counted), key=lambda each: (each.at, each.what, each.id)))


def never_met(*reasons: Reason, need: int = 0) -> Missing:
    """Answer for a rule that nothing can meet; an empty rule is one of them."""
    return Missing(have=0, need=need, reasons=reasons, possible=False)
