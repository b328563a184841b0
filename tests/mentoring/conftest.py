"""An application with a community, its manager and members who meet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from support import Clock, community, make_app, manager, member, running

from badges.accounts.access import Actor
from badges.models import Circle, Community, Membership
from badges.peers.mentoring import CircleDraft, Seat, agree, make_circle


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def app(tmp_path: Path, database: str, clock: Clock) -> Iterator[Flask]:
    yield from running(make_app(tmp_path, now=clock, url=database))


@pytest.fixture
def demo(app: Flask) -> Community:
    return community()


@pytest.fixture
def mona(demo: Community) -> Actor:
    return manager(demo)


@pytest.fixture
def ada(demo: Community) -> Membership:
    return member(demo, "Ada Beispiel")


@pytest.fixture
def bo(demo: Community) -> Membership:
    return member(demo, "Bo Beispiel")


@pytest.fixture
def cleo(demo: Community) -> Membership:
    return member(demo, "Cleo Beispiel")


@pytest.fixture
def pair(mona: Actor, ada: Membership, bo: Membership) -> Circle:
    """Give a pair in which Bo gives and Ada receives, both agreed."""
    draft = CircleDraft([Seat(ada.id, "receiver"), Seat(bo.id, "giver")], agreement="Weekly.")
    circle = make_circle(mona, draft)
    for each in (ada, bo):
        agree(each, circle)
    return circle


@pytest.fixture
def trio(mona: Actor, ada: Membership, bo: Membership, cleo: Membership) -> Circle:
    """Give a group of three equals, all agreed."""
    circle = make_circle(mona, CircleDraft([Seat(it.id) for it in (ada, bo, cleo)], name="Trio"))
    for each in (ada, bo, cleo):
        agree(each, circle)
    return circle
