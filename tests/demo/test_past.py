"""The demo's calendar and its clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from support import NOON, make_app, running

from badges.accounts.communities import CommunityDraft, open_community
from badges.database import get_scoped
from badges.demo import fill_demo
from badges.demo.past import Calendar, at, secluded
from badges.demo.stage import read_yaml
from badges.errors import ConflictError, NotFoundError
from badges.fetched import LoginRequiredError
from badges.models import Membership
from badges.ports import now, ports

MONDAY = datetime(2026, 3, 8, 23, 30, tzinfo=UTC)  # half past midnight in Berlin
SUNDAY = datetime(2026, 3, 15, 22, 30, tzinfo=UTC)
FORBIDDEN = ("amtlich", "anerkannt", "zertifiziert", "fälschungssicher", ":in", "*in", "_in")


@pytest.fixture
def bare(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from running(make_app(tmp_path, url=database))


@pytest.mark.parametrize("today", [MONDAY, NOON, SUNDAY])
def test_the_story_is_told_in_order_and_in_the_past(today: datetime) -> None:
    calendar = Calendar(today)
    instants = [calendar.instant(scene["at"]) for scene in read_yaml("history.yaml")]
    assert instants == sorted(instants)
    assert all(it <= today for it in instants[:-2])
    assert all(it > today for it in instants[-2:])
    assert calendar.opening < instants[0]


def test_a_local_hour_stays_the_same_through_the_change_of_clocks() -> None:
    calendar = Calendar(datetime(2026, 4, 8, 12, tzinfo=UTC))
    assert calendar.instant("1 tue 18:00").hour == 16
    assert calendar.instant("3 tue 18:00").hour == 17


def test_the_clock_is_put_right_again_even_after_a_failure(bare: Flask) -> None:
    past = NOON - timedelta(days=3)
    with at(past):
        assert now() == past
    with pytest.raises(NotFoundError), at(past):
        get_scoped(Membership, 1, id=1)
    assert now() == NOON


def test_nothing_reaches_the_outside(bare: Flask) -> None:
    with secluded():
        assert ports().settings.mail_url is None
        with pytest.raises(LoginRequiredError):
            ports().fetch("https://cloud.demo.example/hocker")
        assert ports().fetch("https://werkbuch.demo.example/lampe").body
    assert ports().fetch.__class__.__name__ == "Web"


def test_a_community_of_the_same_short_name_is_left_alone(bare: Flask) -> None:
    mine = open_community(CommunityDraft(name="Nordstern"))
    with pytest.raises(ConflictError):
        fill_demo()
    assert not mine.is_demo
    assert now() == NOON


@pytest.mark.parametrize("word", FORBIDDEN)
def test_no_text_claims_too_much_or_spells_gender_with_signs(word: str) -> None:
    files = Path(__file__).parents[2].joinpath("badges", "demo").rglob("*.yaml")
    assert [file.name for file in files if word in file.read_text(encoding="utf-8")] == []
