"""What holds for a community's facts, when it is opened and whenever its managers change them.

>>> clean_colour(" #1F5F5B "), clean_zone("Europe/Berlin"), clean_languages(["de", "de"])
('#1f5f5b', 'Europe/Berlin', ['de'])

Each raises ``InputError`` that names its field.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from badges.errors import InputError
from badges.text import clean_line, normalize_email

LANGUAGES: Final = ("de", "en")
PLACE_LIMIT: Final = 100
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")


def clean_languages(given: Sequence[str]) -> list[str]:
    """Give known languages once each, the leading one first; there must be one."""
    wanted = list(dict.fromkeys(given))
    if not wanted or any(language not in LANGUAGES for language in wanted):
        raise InputError(
            "community.languages", "Choose German (de), English (en) or both.", field="languages"
        )
    return wanted


def clean_zone(given: str) -> str:
    """Give the name of a time zone that is known here."""
    try:
        return ZoneInfo(given.strip()).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InputError(
            "community.zone", "Give a time zone such as Europe/Berlin.", field="zone"
        ) from error


def clean_colour(given: str) -> str:
    """Give a colour as # and six hexadecimal digits, in lower case."""
    if not _COLOUR.fullmatch(given.strip()):
        raise InputError(
            "community.colour", "Give the colour as six digits, such as #1f5f5b.", field="colour"
        )
    return given.strip().lower()


def clean_url(given: str) -> str:
    """Give the address of a website, or nothing."""
    url = clean_line(given, field="url", limit=2_000)
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if url and (parts.scheme not in {"http", "https"} or not parts.hostname or " " in url):
        raise InputError("community.url", "Give the website as https://….", field="url")
    return url


def clean_contact(given: str) -> str:
    """Give the address that people may write to, or nothing."""
    return normalize_email(given, field="contact_email") if given.strip() else ""
