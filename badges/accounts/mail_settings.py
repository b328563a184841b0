"""When a community's mails go out: how long they wait, after how many days offers are recalled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.errors import InputError
from badges.models import Community

MOST_MINUTES: Final = 1_440
MOST_DAYS: Final = 365


def set_mail_times(actor: Actor, *, hold: str, reminders: Sequence[str]) -> Community:
    """Set how many minutes mails wait and after how many days offers are brought to mind.

    As typed; an empty day means no such reminder. Raises ``InputError`` naming the field.
    """
    actor.require(Permission.SETTINGS)
    minutes = _number(hold, 0, MOST_MINUTES)
    if minutes is None:
        raise InputError("mail.hold", "Give whole minutes from 0 to 1440, a day.", field="hold")
    days: list[int] = []
    for field, typed in zip(("first", "second"), reminders, strict=True):
        if not typed.strip():
            continue
        day = _number(typed, 1, MOST_DAYS)
        if day is None or (days and day <= days[-1]):
            raise InputError(
                "mail.reminders",
                "Give whole days from 1 to 365, the second later than the first.",
                field=field,
            )
        days.append(day)
    actor.community.mail_hold_minutes = minutes
    actor.community.reminder_days = days
    audit.record(actor, "community.mail", f"community:{actor.community.id}")
    return actor.community


def _number(typed: str, least: int, most: int) -> int | None:
    text = typed.strip()
    if not text.isascii() or not text.isdecimal() or len(text) > len(str(most)):
        return None
    return int(text) if least <= int(text) <= most else None
