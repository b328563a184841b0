"""One-time links: single use by a button, for seven days, and never more than one award."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from published import issued_award
from support import Clock, make_app, running

from badges.awarding.erasing import erase
from badges.database import db
from badges.errors import ConflictError, GoneError, InputError, NotFoundError
from badges.models import Award, CheckerLink
from badges.publishing.once import (
    LIFETIME,
    MOST_OPEN,
    TRIES,
    links_of,
    look,
    make_link,
    open_link,
    state_of,
    withdraw_link,
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def app(tmp_path: Path, database: str, clock: Clock) -> Iterator[Flask]:
    yield from running(make_app(tmp_path, now=clock, url=database))


@pytest.fixture
def award() -> Award:
    return issued_award(visibility="private")


def test_a_private_badge_is_shown_once(award: Award) -> None:
    link, secret = make_link(award, "badge", "Bakery")
    assert open_link(secret) is link
    shared = look(open_link(secret))
    assert (shared.name, shared.result.verified) == ("Ada Beispiel", True)
    with pytest.raises(GoneError) as caught:
        open_link(secret)
    assert caught.value.reason.code == "checker.used"
    with pytest.raises(GoneError):
        look(link)


def test_a_match_ends_it_and_a_miss_counts(award: Award) -> None:
    link, secret = make_link(award, "match")
    missed = look(open_link(secret), name="Eve")
    assert missed.result.check("recipient").outcome.value == "unknown"
    assert (state_of(link), link.misses) == ("open", 1)
    found = look(open_link(secret), recipient="ada@example.org")
    assert found.result.check("recipient").outcome.value == "passed"
    db.session.refresh(link)
    assert state_of(link) == "used"


def test_few_names_can_be_tried(award: Award) -> None:
    _, secret = make_link(award, "match")
    for number in range(TRIES):
        look(open_link(secret), name=f"Eve {number}")
    with pytest.raises(GoneError):
        open_link(secret)


def test_nothing_typed_uses_nothing_up(award: Award) -> None:
    link, secret = make_link(award, "match")
    with pytest.raises(InputError):
        look(open_link(secret), name="  ")
    assert (link.misses, state_of(link)) == (0, "open")


def test_it_ends_by_time_and_by_its_holder(award: Award, clock: Clock) -> None:
    _, first = make_link(award, "badge")
    second, taken = make_link(award, "badge")
    withdraw_link(award, second.id)
    with pytest.raises(GoneError) as caught:
        open_link(taken)
    assert caught.value.reason.code == "checker.withdrawn"
    clock.at += LIFETIME + timedelta(seconds=1)
    with pytest.raises(GoneError) as caught:
        open_link(first)
    assert caught.value.reason.code == "checker.expired"
    assert [state_of(each) for each in links_of(award)] == ["withdrawn", "expired"]


def test_nobody_withdraws_the_links_of_another_badge(award: Award) -> None:
    link, _ = make_link(award, "badge")
    with pytest.raises(NotFoundError):
        withdraw_link(issued_award(), link.id)
    assert state_of(link) == "open"


def test_the_secret_is_not_kept_and_erasing_takes_the_links_along(award: Award) -> None:
    link, secret = make_link(award, "badge", "Bakery")
    assert secret not in (link.secret_hash, link.note)
    erase(award)
    assert db.session.scalars(sa.select(CheckerLink)).all() == []
    with pytest.raises(NotFoundError):
        open_link(secret)


def test_what_is_wrong_is_said(award: Award) -> None:
    with pytest.raises(InputError):
        make_link(award, "everything")
    for _ in range(MOST_OPEN):
        make_link(award, "match")
    with pytest.raises(ConflictError):
        make_link(award, "match")
    award.state = "suspended"
    with pytest.raises(ConflictError):
        make_link(award, "badge")
