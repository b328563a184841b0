"""What is logged is one line each, for people or for programs, and tells nobody's data."""

from __future__ import annotations

import json
import logging
from io import StringIO

import pytest

from badges.keeping import logs

SECRETS = (
    "ada@example.org",
    "Zx3kQ9wLm2PvT7aBcD5eFg",
    "192.0.2.17",
    "2001:db8:0:1::17",
    "Lovelace",
)


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def line_of(stream: StringIO, message: str, *args: object, error: Exception | None = None) -> str:
    handler = logging.StreamHandler(stream)
    logs.dress(handler)
    made = logging.LogRecord("badges.x", logging.ERROR, __file__, 1, message, args, None)
    if error is not None:
        made.exc_info = (type(error), error, error.__traceback__)
    handler.handle(made)
    return stream.getvalue()


def raised(message: str) -> Exception:
    try:
        try:
            {}[message]
        except KeyError as first:
            raise RuntimeError("could not") from first
    except RuntimeError as error:
        return error


def test_a_line_for_programs_is_one_object() -> None:
    shown = json.loads(line_of(StringIO(), "job %s failed", 12))
    assert (shown["level"], shown["logger"], shown["message"]) == (
        "error",
        "badges.x",
        "job 12 failed",
    )
    assert shown["time"].endswith("Z")
    assert "request_id" not in shown, "outside of a request there is none"


def test_a_line_on_a_terminal_is_for_people() -> None:
    line = line_of(Terminal(), "job %s failed", 12)
    assert line[2] == line[5] == ":"
    assert line.endswith(" error: job 12 failed\n")


@pytest.mark.parametrize("stream", [StringIO, Terminal])
@pytest.mark.parametrize("secret", SECRETS)
def test_neither_messages_nor_errors_carry_data(stream: type[StringIO], secret: str) -> None:
    error = raised(f"{secret}\nDETAIL:  Failing row contains ({secret})")
    written = line_of(stream(), "no luck at /me?q=%s", secret, error=error)
    assert secret not in written
    assert "KeyError" in written
    assert "RuntimeError: could not" in written
    assert "test_logs.py" in written


@pytest.mark.parametrize(
    "plain",
    [
        "duplicate key value violates unique constraint 'uq_award_public_id'",
        "no such table: award_batch_chunk",
        "GET /credentials/<public_id> 200, 12 ms",
        "took 12.5 s at 10:22:31",
    ],
)
def test_words_that_help_stay(plain: str) -> None:
    assert logs.masked(plain) == plain
    assert plain in line_of(StringIO(), "it broke", error=RuntimeError(plain))
