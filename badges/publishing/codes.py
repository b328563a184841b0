"""The twelve characters below the QR code, typed from paper.

Case, blanks, dashes and letters that look alike do not matter::

    >>> folded(" 34g7-9acd – efhj ")
    '34679ACDEFHJ'
"""

from __future__ import annotations

import re

import sqlalchemy as sa

from badges.database import db
from badges.models import Award
from badges.publishing.visible import HiddenAwardError, checked_visible

LENGTH = 12
_LOOK_ALIKE = str.maketrans({"G": "6"})
"""Codes have no 0 O, 1 I L, 2 Z, 5 S, 8 B; of the pairs that are left only 6 is in use."""

_BETWEEN = re.compile(r"[\s\-‐-―·.]+")


def folded(typed: str) -> str:
    """Bring a code as somebody typed it to the form in which it is kept."""
    return _BETWEEN.sub("", typed[:100]).upper().translate(_LOOK_ALIKE)


def is_code(typed: str) -> bool:
    """Tell whether a text could be a printed code."""
    code = folded(typed)
    return len(code) == LENGTH and code.isascii() and code.isalnum()


def award_of_code(typed: str) -> Award:
    """Find the award that strangers may see by its printed code.

    Raises :class:`~badges.publishing.visible.HiddenAwardError` alike for codes that were never
    given and for private awards, and ``ErasedAwardError``.
    """
    if not is_code(typed):
        raise HiddenAwardError
    return checked_visible(db.session.scalar(sa.select(Award).where(Award.code == folded(typed))))
