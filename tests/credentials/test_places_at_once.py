"""Sixteen processes draw places of one issuer at once: none twice, none lost.

How many may be lost: none. A place is taken in the transaction that keeps what it is for, or in one
that keeps the block; whoever fails or is killed before that has taken nothing.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from support import community, make_app

from badges.credentials.statuslists import PlaceBlock, take_place, take_places
from badges.database import db
from badges.models import Profile, RateWindow, StatusList
from badges.ports import EXTENSION, now
from badges.status import MINIMUM_ENTRIES

PROCESSES = 16
TURNS = 8 * int(os.environ.get("TEST_SCALE", "1"))
LEFT = 40
"""Places in the first list, so that the end of it is met by many at a time."""


def _note(place: str, count: int = 1) -> None:
    """Keep what was taken in the same transaction, as a credential or a chunk does."""
    db.session.add(RateWindow(key=place, opened_at=now(), count=count))
    db.session.flush()


def _draw(profile: Profile, chance: random.Random) -> None:
    """Take one place or a block, and keep it, or fail, or end without a word."""
    if chance.random() < 0.5:
        row, index = take_place(profile)
        _note(f"place:{row.id}:{index}")
    else:
        block = take_places(profile, chance.randint(2, 15))
        _note(f"block:{block.list_id}:{block.first}", block.count)
    end = chance.random()
    if end < 0.02:
        os.kill(os.getpid(), signal.SIGKILL)  # the list is locked at this moment
    db.session.rollback() if end < 0.3 else db.session.commit()


def _process(work: Callable[[], None]) -> int:
    """Do some work in a process of its own, made from this one; gives its id."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
            os._exit(0)
        except BaseException:  # noqa: BLE001 - nothing may come back into the test's own run
            traceback.print_exc(file=sys.__stderr__)
            os._exit(1)
    return pid


@pytest.fixture
def app() -> None:
    """Have none open here: its connections would be shared with the processes."""


@pytest.mark.survival
def test_sixteen_processes_draw_at_once(tmp_path: Path, database: str) -> None:
    with make_app(tmp_path, url=database).app_context():
        profile = community().profile
        first, _ = take_place(profile)
        first.next_counter = first.size - LEFT
        db.session.commit()
        db.session.remove()
        db.engine.dispose()

    def draw(seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 - the same moments each time
        app = make_app(tmp_path, url=database)
        app.extensions[EXTENSION] = replace(app.extensions[EXTENSION], token_bytes=os.urandom)
        with app.app_context():
            for _ in range(TURNS):
                _draw(db.session.scalars(sa.select(Profile)).one(), chance)

    pids = [_process(lambda seed=seed: draw(seed)) for seed in range(PROCESSES)]  # type: ignore[misc]
    ends = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
    assert set(ends) == {0, -signal.SIGKILL}
    with make_app(tmp_path, url=database).app_context():
        taken = [place for row in db.session.scalars(sa.select(RateWindow)) for place in _of(row)]
        lists = db.session.scalars(sa.select(StatusList).order_by(StatusList.id)).all()
        assert len(taken) == len(set(taken)) > PROCESSES
        assert sum(row.next_counter for row in lists) == MINIMUM_ENTRIES - LEFT + len(taken)
        assert len(lists) == 2
        assert lists[0].next_counter == lists[0].size
        db.session.remove()
        db.engine.dispose()


def _of(row: RateWindow) -> list[tuple[int, int]]:
    kind, list_id, number = row.key.split(":")
    if kind == "place":
        return [(int(list_id), int(number))]
    kept, indices = PlaceBlock(int(list_id), int(number), row.count).indices()
    return [(kept.id, index) for index in indices]
