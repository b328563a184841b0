"""Running cases until a number or a time is reached, and telling what was found."""

from __future__ import annotations

import signal
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from types import FrameType
from typing import Final, Protocol

SECONDS_OF_A_CASE: Final = 3.0
"""Time of the processor, not of the clock: a busy machine makes no finds."""


class Target(Protocol):
    """Something that reads strangers' bytes."""

    def case(self, random: Random) -> bytes:
        """Make one case; the same for the same state of ``random``."""

    def check(self, data: bytes) -> None:
        """Read it; whatever is raised from here, or takes too long, is a find."""


class TooSlowError(BaseException):
    """A case took longer than any reader may; no ``except Exception`` swallows it."""


@dataclass(frozen=True, slots=True)
class Find:
    """A case that went wrong: its number, its bytes and what happened."""

    number: int
    data: bytes = field(repr=False)
    what: str
    where: str


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise ``TooSlowError`` inside once ``seconds`` of the processor are used up."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TooSlowError(f"more than {seconds} seconds")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def attempt(target: Target, data: bytes, number: int = 0) -> Find | None:
    """Read one case and give what went wrong, if anything."""
    try:
        with warnings.catch_warnings(), limited(SECONDS_OF_A_CASE):
            warnings.simplefilter("error")
            target.check(data)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # noqa: BLE001 - a panic in Rust is no Exception
        frames = traceback.extract_tb(error.__traceback__)
        where = "".join(traceback.format_list(frames[-4:]))
        return Find(number, data, f"{type(error).__name__}: {error}"[:300], where)
    return None


def run(
    target: Target,
    *,
    seed: int,
    cases: int | None = None,
    seconds: float | None = None,
    tell: Callable[[Find], None] | None = None,
) -> tuple[int, list[Find]]:
    """Run ``cases``, or for ``seconds``; give how many were run and the finds, one of each kind."""
    started, number, finds, known = time.monotonic(), 0, list[Find](), set[str]()
    while (cases is None or number < cases) and (
        seconds is None or time.monotonic() - started < seconds
    ):
        found = attempt(target, target.case(_random(seed, number)), number)
        number += 1
        if found is not None and found.where not in known:
            known.add(found.where)
            finds.append(found)
            if tell is not None:
                tell(found)
    return number, finds


def _random(seed: int, number: int) -> Random:
    return Random(f"{seed}/{number}")  # noqa: S311 - the same cases each time
