"""What holds for the facts of a session and of an activity that another system tells of.

>>> clean_tags(["git", " git ", ""]), clean_hours(1.5)
(['git'], 1.5)

Each raises ``InputError`` that names its field.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from badges.errors import InputError
from badges.text import clean_line

MOST_HOURS: Final = 1_000
MOST_TAGS: Final = 20
WORD_LIMIT: Final = 64
MOST_FIELDS: Final = 50
FIELDS_BYTES: Final = 8_000


def clean_word(given: str, field: str) -> str:
    """Give a kind or a topic: one short line, not empty."""
    word = clean_line(given, field=field, limit=WORD_LIMIT)
    if not word:
        raise InputError("session.word", "Please fill this in.", field=field)
    return word


def clean_tags(tags: Iterable[str]) -> list[str]:
    """Give the topics once each, in their order."""
    found = list(dict.fromkeys(clean_word(tag, "tags") for tag in tags if tag.strip()))
    if len(found) > MOST_TAGS:
        raise InputError("session.tags", f"Give {MOST_TAGS} topics at most.", field="tags")
    return found


def clean_hours(hours: float | None) -> float | None:
    """Give the hours that it took, where anybody said."""
    if hours is not None and not 0 < hours <= MOST_HOURS:
        raise InputError(
            "session.hours", f"Give the hours as a number up to {MOST_HOURS}.", field="hours"
        )
    return hours


def clean_instant(given: datetime, field: str) -> datetime:
    """Give a time that knows its zone in UTC and whole seconds."""
    try:
        return given.astimezone(UTC).replace(microsecond=0)
    except OverflowError as error:
        raise InputError("session.date", "Give a date of our time.", field=field) from error


def clean_fields(given: Mapping[str, Any]) -> dict[str, Any]:
    """Give what else a source told of an activity: JSON values, bounded in number and size."""
    if not given:
        return {}
    try:
        size = len(json.dumps(given, allow_nan=False))
    except (TypeError, ValueError, RecursionError) as error:
        raise InputError("activity.fields", "Send fields that are JSON.", field="fields") from error
    if len(given) > MOST_FIELDS or size > FIELDS_BYTES:
        raise InputError(
            "activity.fields_many",
            f"Send {MOST_FIELDS} fields at most, of {FIELDS_BYTES} bytes together.",
            field="fields",
            limit=MOST_FIELDS,
        )
    return dict(given)
