"""Rounds of ours and theirs in turn, and the lines that come of them.

>>> ours = Local(lambda count: [2] * count, lambda number: number**1000)
>>> line = compare(Comparison("power", ours, "itself", ours), Pace(rounds=3, seconds=0.005))
>>> line.name, line.unit, line.peer_name, line.ratio is not None
('power', 'ops/s', 'itself', True)
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Protocol

DIGITS = 4


@dataclass(frozen=True, slots=True)
class Pace:
    """How long is measured: ``seconds`` of CPU for each side in each of the ``rounds``."""

    rounds: int = 7
    seconds: float = 0.25
    warm_up: float = 2.0


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the benchmark; without a peer, ``peer`` and ``ratio`` are none."""

    name: str
    unit: str
    ours: float
    peer: float | None = None
    peer_name: str | None = None
    ratio: float | None = None

    def __str__(self) -> str:
        shown = {
            name: rounded(value) if isinstance(value, float) else value
            for name, value in asdict(self).items()
        }
        return json.dumps(shown, ensure_ascii=False)


class Measured(Protocol):
    """Something whose speed can be told."""

    def seconds_each(self, budget: float) -> float:
        """Run for about ``budget`` seconds of CPU; give the CPU seconds of one operation."""


@dataclass(frozen=True, slots=True)
class Local:
    """Work of this process: ``prepare(count)`` makes fresh material, ``run`` takes one piece."""

    prepare: Callable[[int], Iterable[Any]]
    run: Callable[[Any], object]

    def seconds_each(self, budget: float) -> float:
        """Time a first few, then as many as fit into the budget."""
        few = self._time(3)
        return self._time(max(3, min(100_000, int(budget / max(few, 1e-7)))))

    def _time(self, count: int) -> float:
        """Take the time of the work alone; what was prepared is no garbage to be looked through."""
        material = list(self.prepare(count))
        run = self.run
        gc.freeze()
        try:
            start = time.process_time()
            for piece in material:
                run(piece)
            return (time.process_time() - start) / count
        finally:
            gc.unfreeze()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Ours beside one peer, or beside none."""

    name: str
    ours: Measured
    peer_name: str | None = None
    peer: Measured | None = None


def compare(comparison: Comparison, pace: Pace) -> Line:
    """Measure both sides in turn; give the medians as operations a second."""
    sides = [comparison.ours] + ([comparison.peer] if comparison.peer else [])
    rounds = [[side.seconds_each(pace.seconds) for side in sides] for _ in range(pace.rounds)]
    rates = [1 / statistics.median(times) for times in zip(*rounds, strict=True)]
    if comparison.peer is None:
        return Line(comparison.name, "ops/s", rates[0])
    ours, peer = rates
    return Line(comparison.name, "ops/s", ours, peer, comparison.peer_name, ours / peer)


def report(comparisons: Iterable[Comparison], pace: Pace) -> Iterator[Line]:
    """Give a line for each comparison as soon as it is measured; each side is warmed up once."""
    warm: set[int] = set()
    for comparison in comparisons:
        for side in (comparison.ours, comparison.peer):
            if side is not None and id(side) not in warm:
                side.seconds_each(pace.warm_up)
                warm.add(id(side))
        yield compare(comparison, pace)


def rounded(value: float) -> float:
    """Cut a figure to what a noisy machine can tell."""
    shown = float(f"{value:.{DIGITS}g}")
    return int(shown) if shown.is_integer() else shown


def tell(message: str) -> None:
    """Say something beside the lines."""
    sys.stderr.write(f"bench: {message}\n")
