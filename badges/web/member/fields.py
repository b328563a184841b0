"""What is typed on the members' own forms, read; what cannot be read names its field."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from badges.errors import ConflictError, InputError, LimitError
from badges.models import Circle, Membership
from badges.peers.mentoring import present
from badges.web.pages import words

REFUSALS: Final = (ConflictError, InputError, LimitError)
"""What a page says in a sentence; what is not there, or not the reader's, answers 404."""


def day_from(text: str, field: str) -> date | None:
    """Read a day as browsers send it; nothing typed is none. Raises ``InputError``."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError("form.date", "Choose a day.", field=field) from error


def words_from(text: str) -> tuple[str, ...]:
    """Read words that are separated by commas, semicolons or line breaks."""
    parts = text.replace(";", ",").replace("\n", ",").split(",")
    return tuple(part.strip() for part in parts if part.strip())


def circle_title(circle: Circle, member: Membership | None = None) -> str:
    """Name a pair or group: its own name, else who is in it (for a member: with whom)."""
    if circle.name:
        return circle.name
    others = _names(circle, {member.id} if member is not None else set())
    if not others:
        return words().gettext("Nobody else yet")
    if member is None:
        return words().list_of(others)
    return words().gettext("With %(names)s", names=words().list_of(others))


def standard_agreement() -> str:
    """Give the agreement that forms begin with."""
    lines: Iterable[str] = (
        words().gettext("We meet once a week, for about an hour."),
        words().gettext("What we tell each other stays between us."),
        words().gettext("Whoever cannot come says so beforehand."),
        words().gettext("Each of us may stop at any time, without giving reasons."),
    )
    return "\n".join(lines)


def _names(circle: Circle, without: set[int]) -> list[str]:
    return [it.member.name for it in present(circle) if it.membership_id not in without]
