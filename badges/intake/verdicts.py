"""What becomes of one activity that was told, and why it may be refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from badges.errors import BadgesError, ConflictError, NotFoundError, Reason
from badges.intake.told import ToldActivity
from badges.models import Activity, Membership, WaitingActivity

Outcome = Literal["recorded", "known", "kept", "refused"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one; ``error`` is what stands in its way where it was ``refused``.

    ``activity_id`` names the activity that is there now, where there is one (not in a rehearsal).
    """

    outcome: Outcome
    membership_id: int | None = None
    activity_id: int | None = None
    error: BadgesError | None = None

    @property
    def problem(self) -> Reason | None:
        """Give why it was refused."""
        return self.error.reason if self.error is not None else None


def agree(known: Activity | WaitingActivity | ToldActivity, told: ToldActivity) -> bool:
    """Tell whether what was told before says the same."""
    before = (known.kind, known.occurred_at, known.hours, list(known.tags))
    lasting = all(known.fields.get(name) == told.fields.get(name) for name in told.lasting)
    return lasting and before == (told.kind, told.occurred_at, told.hours, list(told.tags))


def for_member(member: Membership) -> Verdict:
    """Let it count for a member who is here."""
    if member.left_at is None:
        return Verdict("recorded", member.id)
    return _refusal(ConflictError("activity.left", "This person has left the community."))


def other(told: ToldActivity) -> Verdict:
    """Refuse what was told of something or somebody else under the same id."""
    return _refusal(
        ConflictError(
            "activity.external_id",
            "This external_id was told of another activity; use a new one.",
            external_id=told.external_id,
        )
    )


def nobody() -> Verdict:
    """Refuse what is told of nobody who is known here."""
    return _refusal(
        NotFoundError("member.unknown", "Nobody here has this address; add them first.")
    )


def no_room() -> Verdict:
    """Refuse what is one too many to be kept."""
    return _refusal(
        ConflictError(
            "activity.waiting_full",
            "Too much is kept for people who are no members yet; add them first.",
        )
    )


def _refusal(error: BadgesError) -> Verdict:
    return Verdict("refused", error=error)
