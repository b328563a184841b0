"""What a stranger may see of an award, and in which state it is (decisions 4, 10, 11).

An address that was never given, an award that is private and one that was never accepted are
answered alike, so that nobody learns from the answer which of them it is.
"""

from __future__ import annotations

from enum import StrEnum

import sqlalchemy as sa

from badges.codes import read_code
from badges.credentials.published import is_visible
from badges.database import db
from badges.errors import GoneError, NotFoundError
from badges.models import Award, Credential
from badges.ports import now

SHOWN_STATES = frozenset({"accepted", "suspended", "withdrawn"})


class Standing(StrEnum):
    """What an award is worth today, in one word."""

    VALID = "valid"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


class HiddenAwardError(NotFoundError):
    """The holder has not made it public, or it is not there at all."""

    def __init__(self) -> None:
        super().__init__(
            "award.hidden",
            "The holder has not made this public, or the address is not right; "
            "if you have the file, check it.",
        )


class ErasedAwardError(GoneError):
    """It was erased on the person's wish; nothing of it is left but this answer."""

    def __init__(self) -> None:
        super().__init__("award.erased", "This badge has been erased at the holder's wish.")


def shown_award(public_id: str) -> Award:
    """Find an award by its share address.

    Raises :class:`ErasedAwardError` (410) and :class:`HiddenAwardError` (404).
    """
    award = db.session.scalar(sa.select(Award).where(Award.public_id == public_id))
    return checked_visible(award)


def award_of_code(typed: str) -> Award:
    """Find the award that strangers may see by its printed code, as somebody typed it.

    Codes that were never given and private awards raise alike, as :func:`shown_award` does.
    """
    code = read_code(typed)
    found = db.session.scalar(sa.select(Award).where(Award.code == code)) if code else None
    return checked_visible(found)


def checked_visible(award: Award | None) -> Award:
    """Give back an award that strangers may see; raises as :func:`shown_award` does."""
    if award is not None and award.state == "erased":
        raise ErasedAwardError
    if award is None or award.state not in SHOWN_STATES or not is_visible(award):
        raise HiddenAwardError
    return award


def standing_of(award: Award, credential: Credential) -> Standing:
    """Say what the award is worth today."""
    if award.state == "withdrawn":
        return Standing.WITHDRAWN
    if award.state == "suspended":
        return Standing.SUSPENDED
    expired = credential.valid_until is not None and credential.valid_until < now()
    return Standing.EXPIRED if expired else Standing.VALID
