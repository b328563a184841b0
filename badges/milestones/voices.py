"""Whose word counts: for evidence, for a vouch.

>>> hears("mentors", roles={"member", "mentor"})
True
>>> hears(HoldersOf("host"), roles={"member"}, held={"host"})
True
>>> hears("holders", roles={"owner"}, held={"host"}, achievement="talk")
False

Managers count wherever a role is asked for. The member's own word never does: whoever counts
leaves it out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

By = Literal["managers", "reviewers", "mentors", "holders", "anyone"]


@dataclass(frozen=True, slots=True)
class HoldersOf:
    """Whoever held the badge ``achievement`` (its slug) when they spoke."""

    achievement: str


Voice = By | HoldersOf
"""``holders`` are those of the very badge that is to be earned; ``anyone`` is every person."""

ROLES_OF: Final[Mapping[By, frozenset[str]]] = {
    "managers": frozenset({"owner", "manager"}),
    "reviewers": frozenset({"owner", "manager", "reviewer"}),
    "mentors": frozenset({"owner", "manager", "mentor"}),
}
"""The membership roles behind a voice that is a matter of roles."""


def hears(
    voice: Voice,
    *,
    roles: Collection[str],
    held: Collection[str] = (),
    achievement: str = "",
) -> bool:
    """Tell whether somebody with these ``roles`` who ``held`` these badges (slugs) is heard.

    ``achievement`` is the slug of the badge that is to be earned.
    """
    if isinstance(voice, HoldersOf):
        return voice.achievement in held
    if voice == "anyone":
        return True
    if voice == "holders":
        return bool(achievement) and achievement in held
    return not ROLES_OF[voice].isdisjoint(roles)


def spoken(voice: Voice) -> dict[str, Any]:
    """Give the parameters of a reason that say whose word it is."""
    if isinstance(voice, HoldersOf):
        return {"by": "holders_of", "achievement": voice.achievement}
    return {"by": voice}
