"""The life of an award: which step may follow on which state, and the note it leaves.

::

    offered ──accept──▶ accepted ──suspend──▶ suspended
       │ │                 │   ◀──reinstate──    │
       │ └──decline──▶ declined (◀─reconsider)   │
       ├──────────withdraw──▶ withdrawn ◀────────┘
       └──lapse──▶ lapsed (nobody answered in time)
    every state ──erase──▶ erased

"Expired" is no state but a date (:func:`expires_at`); "replaced" befalls a credential, not its
award (decisions 4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from badges.database import db
from badges.errors import ConflictError
from badges.models import Award, AwardEvent
from badges.ports import now
from badges.timestamps import end_after

Step = Literal[
    "accept",
    "decline",
    "lapse",
    "reconsider",
    "withdraw",
    "suspend",
    "reinstate",
    "correct",
    "link",
    "erase",
]

OPEN: Final = frozenset({"offered", "accepted", "suspended"})
"""While an award is in one of these, a second one of the same achievement is refused."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """From which states a step leads, to which (nothing: it stays), and the note it leaves."""

    since: frozenset[str]
    to: str | None
    note: str


_SIGNING: Final = frozenset({"accept", "reinstate", "correct", "reconsider"})
"""What ends in a new issue, or may; nothing is signed that has run out."""

_STEPS: Final[Mapping[Step, _Rule]] = {
    "accept": _Rule(frozenset({"offered"}), "accepted", "accepted"),
    "decline": _Rule(frozenset({"offered"}), "declined", "declined"),
    "lapse": _Rule(frozenset({"offered"}), "lapsed", "lapsed"),
    "reconsider": _Rule(frozenset({"declined"}), "offered", "reconsidered"),
    "withdraw": _Rule(OPEN, "withdrawn", "withdrawn"),
    "suspend": _Rule(frozenset({"accepted"}), "suspended", "suspended"),
    "reinstate": _Rule(frozenset({"suspended"}), "accepted", "reinstated"),
    "correct": _Rule(frozenset({"offered", "accepted"}), None, "corrected"),
    "link": _Rule(frozenset({"offered", "accepted"}), None, "linked"),
    "erase": _Rule(OPEN | {"declined", "withdrawn", "lapsed"}, "erased", "erased"),
}

STATES: Final[Mapping[str, str]] = {
    "offered": "This badge is offered and was not accepted yet.",
    "accepted": "This badge has been accepted already.",
    "declined": "This badge was declined; it can be awarded anew.",
    "lapsed": "This offer was not answered in time; the badge can be awarded anew.",
    "withdrawn": "This badge was withdrawn; it can be awarded anew.",
    "suspended": "This badge is suspended; reinstate it first.",
    "erased": "This badge was erased and cannot come back.",
}


def advance(award: Award, step: Step, *, actor_id: int | None = None, reason: str = "") -> None:
    """Take one step and note it; raises ``ConflictError`` where the state does not allow it.

    Whoever held the place of "one award each" gives it up with the end of the award.
    """
    rule = _STEPS[step]
    if award.state not in rule.since:
        raise ConflictError(
            f"award.is_{award.state}", STATES[award.state], state=award.state, step=step
        )
    if step in _SIGNING and has_expired(award, now()):
        raise ConflictError(
            "award.has_expired", "This badge has run out; it can be awarded anew.", step=step
        )
    if rule.to is not None:
        award.state = rule.to
    if award.state not in OPEN:
        award.once_key = None
        award.ended_at = now()
        award.end_reason = reason
    note(award, rule.note, actor_id=actor_id, reason=reason)


def note(award: Award, what: str, *, actor_id: int | None = None, reason: str = "") -> None:
    """Write one line into the award's history."""
    award.events.append(
        AwardEvent(
            community_id=award.community_id,
            what=what,
            reason=reason,
            actor_id=actor_id,
            at=now(),
        )
    )
    db.session.flush()


def expires_at(award: Award) -> datetime | None:
    """Give when an award ends by itself: after its last valid day, as issuing signs."""
    days = award.version.valid_days
    return None if days is None else end_after(award.awarded_at, days, award.community.zone)


def has_expired(award: Award, at: datetime) -> bool:
    """Tell whether an award has run out at an instant."""
    end = expires_at(award)
    return end is not None and end <= at
