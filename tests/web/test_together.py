"""Together: the page that other topics fill, corner by corner."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Browser, started
from flask import Flask
from support import community, member

from badges.models import Membership
from badges.web.member import together


@pytest.fixture(autouse=True)
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from started(tmp_path, database)


def test_corners_stand_in_their_order_and_empty_ones_are_left_out(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "LOOKS", [])

    @together.corner(order=30)
    def later(_member: Membership) -> together.Corner:
        return together.Corner("Goals", "One is open.", (together.Link("See it", "/goals"),))

    @together.corner(order=10)
    def first(_member: Membership) -> together.Corner:
        return together.Corner("Vouches", "Somebody asks.", (), count=2)

    @together.corner(order=20)
    def nothing(_member: Membership) -> None:
        return None

    page = Browser(app, member(community())).read("/me/together")
    assert page.index("Vouches 2 wait for you Somebody asks.") < page.index("Goals One is open.")
    assert [look for _, look in together.LOOKS] == [first, nothing, later]


def test_the_page_is_found_from_home_and_says_where_there_is_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(together, "LOOKS", [])
    browser = Browser(app, member(community()))
    assert browser.get("/me").text.count('href="/me/together') == 2
    assert "Hier ist noch nichts eingerichtet" in browser.read("/me/together", "de")


def test_a_stranger_is_asked_to_sign_in(app: Flask) -> None:
    assert Browser(app).get("/me/together").status_code == 303
