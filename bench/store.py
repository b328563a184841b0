"""The group ``store``: how much room a credential takes, and whether a million slow anybody down.

``-with-1000000`` says how many times dearer an act is with so many awards stored than with ten
thousand. The two installations are measured in turn, act by act, so that a noisy machine is as
noisy for both.
"""

from __future__ import annotations

import gc
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from badges.database import db
from badges.models import Award
from bench import store_bulk
from bench.acts import Act, Acts
from bench.measuring import Line, Pace, tell
from bench.stored import Installation, installation

SIZES: Final = tuple(
    int(size) for size in os.environ.get("BENCH_STORED", "10000,1000000").split(",")
)
"""How many awards the small and the large installation hold."""

AT_REST: Final = int(os.environ.get("BENCH_AT_REST", "100000"))
"""How many credentials of one achievement are weighed."""

TURNS: Final = 15
"""How often each act is done on each side in each round; about somebody else each time."""


def lines(pace: Pace, *, with_peers: bool = True) -> Iterator[Line]:
    """Give the lines of the group; nothing is installed for it."""
    del with_peers
    yield from store_bulk.lines(pace)
    yield from at_rest()
    yield from beside(pace.rounds * TURNS)


def at_rest() -> Iterator[Line]:
    """Weigh a credential with its indexes, and all that an award to somebody new leaves behind."""
    with tempfile.TemporaryDirectory() as folder, installation(Path(folder), AT_REST) as place:
        try:
            weights = weigh(place)
        except OperationalError:
            tell("this SQLite was built without dbstat: nothing is weighed")
            return
    yield Line("credential-at-rest-with-its-indexes", "B", weights["credential"])
    yield Line("all-that-an-award-leaves-at-rest", "B", sum(weights.values()))


def weigh(place: Installation) -> dict[str, float]:
    """Give the bytes of each table with its indexes, for each award."""
    with place.app.app_context():
        awards = db.session.scalar(sa.select(sa.func.count()).select_from(Award)) or 1
        owner = "coalesce(s.tbl_name, d.name)"
        found = db.session.execute(
            sa.text(
                f"SELECT {owner}, sum(d.pgsize) FROM dbstat d"  # noqa: S608 - a constant
                f" LEFT JOIN sqlite_schema s ON s.name = d.name GROUP BY {owner}"
            )
        )
        return {name: size / awards for name, size in found}


def beside(turns: int) -> Iterator[Line]:
    """Do the acts with few and with many stored, in turn."""
    with ExitStack() as stack:
        both = []
        for size in SIZES:
            tell(f"storing {size} awards")
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            both.append(Acts(stack.enter_context(installation(Path(folder), size))).by_name())
        for name in both[0]:
            few, many = (acts[name] for acts in both)
            yield Line(f"{name}-with-{SIZES[-1]}", "times", dearer(few, many, turns))


def dearer(few: Act, many: Act, turns: int) -> float:
    """Give how many times the CPU of the one the other takes, as medians of turns."""
    for act in (few, many) * TURNS:
        act()
    gc.collect()
    gc.freeze()
    try:
        took = [(_cpu(few), _cpu(many)) for _ in range(turns)]
    finally:
        gc.unfreeze()
    one, other = (statistics.median(side) for side in zip(*took, strict=True))
    return other / one


def _cpu(act: Act) -> float:
    start = time.process_time()
    act()
    return time.process_time() - start
