"""What the service writes down while it runs: one line for each thing, with nobody's data in it.

On a terminal a line is for people; elsewhere it is one JSON object for programs::

    {"time": "2026-03-10T12:00:00.123Z", "level": "info", "logger": "badges.web", "message":
     "GET /credentials/<public_id> 200", "request_id": "5f2c…", "status": 200, "milliseconds": 3.1}

Whatever a message or an error carries, addresses, tokens and quoted values are masked::

    >>> masked("no mail to ada@example.org: /claim/Zx3kQ9wLm2PvT7aBcD5eFg?name=Ada")
    'no mail to …@…: /claim/…?…'
"""

from __future__ import annotations

import copy
import logging
import re
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Final, TextIO

from pythonjsonlogger.json import JsonFormatter

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request that is being answered; empty outside of one."""

MOST_OF_A_MESSAGE: Final = 500
"""Characters of an error's own words; more is data, not words."""

_MASKS: Final = (
    (re.compile(r"[^\s@'\"<>(),:;=/]+@[^\s@'\"<>(),:;/]+"), "…@…"),
    (re.compile(r"\?[^\s'\"<>]*=[^\s'\"<>]*"), "?…"),
    # A secret or an id that cannot be guessed: long, of digits and letters.
    (re.compile(r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{20,}(?![\w-])"), "…"),
    (re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])"), "…"),
    (re.compile(r"(?i)(?<![\w:])(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{0,4}(?![\w:])"), "…"),
)
_QUOTED: Final = re.compile(
    r"""(?<!\w)(['"“‘„])(?![a-z0-9]+(?:[._][a-z0-9]+)+['"])[^'"”’“]*['"”’“]"""
)


def masked(text: str) -> str:
    """Give a text without addresses, query strings, secrets and network addresses."""
    for pattern, instead in _MASKS:
        text = pattern.sub(instead, text)
    return text


def configure(stream: TextIO | None = None, *, level: int = logging.INFO) -> None:
    """Write what all of this process logs to ``stream``, standard error if none is given."""
    handler = logging.StreamHandler(sys.stderr if stream is None else stream)
    dress(handler)
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("badges").setLevel(level)
    logging.captureWarnings(capture=True)


def dress(handler: logging.StreamHandler[TextIO]) -> None:
    """Have a handler write for those who read its stream."""
    handler.setFormatter(_ForPeople() if handler.stream.isatty() else _ForPrograms())


class _Discreet(logging.Formatter):
    """What both kinds of lines share: the request's id, and masks."""

    def format(self, record: logging.LogRecord) -> str:
        """Write the line of a copy: other handlers get the record as it was."""
        copied = copy.copy(record)
        copied.msg, copied.args = masked(record.getMessage()), ()
        copied.exc_text = None
        copied.request_id = getattr(record, "request_id", "") or request_id.get()
        return super().format(copied)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        """Write what was raised and where, without the values in its words."""
        lines: list[str] = []
        shown: traceback.TracebackException | None = traceback.TracebackException(*ei)
        while shown is not None:
            lines[:0] = [*shown.stack.format(), f"{_kind(shown)}: {_words(shown)}\n"]
            shown = shown.__cause__ or (None if shown.__suppress_context__ else shown.__context__)
        return "".join(lines).rstrip()

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802
        """Write the instant in UTC, to the millisecond."""
        at = datetime.fromtimestamp(record.created, UTC)
        return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _kind(shown: traceback.TracebackException) -> str:
    return shown.exc_type.__qualname__ if shown.exc_type else "?"


def _words(shown: traceback.TracebackException) -> str:
    """Give an error's first line: those below it show rows (PostgreSQL's DETAIL)."""
    first = str(shown).partition("\n")[0]
    return masked(_QUOTED.sub("'…'", first))[:MOST_OF_A_MESSAGE]


class _ForPrograms(_Discreet, JsonFormatter):
    """One JSON object a line."""

    def __init__(self) -> None:
        super().__init__(
            ["asctime", "levelname", "name", "message", "request_id"],
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
            json_ensure_ascii=False,
        )

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Leave out what is not there, and write levels as others do."""
        log_data["level"] = str(log_data["level"]).lower()
        return {name: value for name, value in log_data.items() if value not in ("", None)}


class _ForPeople(_Discreet):
    """The time, what happened, and what it was about."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Name the level where something is wrong."""
        line = super().format(record)
        if record.levelno < logging.WARNING:
            return line
        return line.replace(" ", f" {record.levelname.lower()}: ", 1)

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802
        """Write the time of the day where the terminal stands."""
        at = datetime.fromtimestamp(record.created).astimezone()
        return at.strftime("%H:%M:%S")
