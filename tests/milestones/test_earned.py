from __future__ import annotations

from badges.errors import Reason
from badges.milestones import AnyOf, AtLeast, Attended, Earned, NoneOf, Rule, unreachable

ASKS: dict[str, list[Rule]] = {
    "host": [Attended(1), Earned("mentor")],
    "mentor": [Earned("guide")],
    "guide": [AnyOf((Earned("host"), Attended(3)))],
}


def test_a_way_around_the_circle_is_enough() -> None:
    assert unreachable("host", ASKS) == ()
    closed = ASKS | {"guide": [Earned("host")]}
    (reason,) = unreachable("host", closed)
    assert reason == Reason("earned.circle", achievement="host", badges=["host", "mentor", "guide"])


def test_a_badge_that_is_not_there_is_named() -> None:
    (reason,) = unreachable("host", {"host": [Earned("gone")]})
    assert reason == Reason("earned.unknown", achievement="gone")
    assert unreachable("host", {"host": [AtLeast(1, (Earned("gone"), Attended(1)))]}) == ()


def test_what_must_not_be_held_makes_no_circle() -> None:
    barred: list[Rule] = [Attended(1), NoneOf((Earned("mentor"),))]
    assert unreachable("host", {"host": barred, "mentor": [Earned("host")]}) == ()


def test_a_badge_behind_a_circle_is_out_of_reach_too() -> None:
    circle: dict[str, list[Rule]] = {"a": [Earned("b")], "b": [Earned("a")], "c": [Earned("a")]}
    (reason,) = unreachable("c", circle)
    assert reason.params["badges"] == ["c", "a", "b"]
