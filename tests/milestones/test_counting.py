from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from badges.errors import Reason
from badges.milestones import (
    Activity,
    Attended,
    Compare,
    Distinct,
    LastDays,
    Pause,
    Presented,
    Rule,
    Summed,
    WeeksActive,
)
from tests.milestones.samples import NOW, record, went

WEEK = timedelta(days=7)


def did(name: str, *, weeks_ago: int = 0, hours: float = 0, **fields: object) -> Activity:
    return Activity(name, "workshop", NOW - weeks_ago * WEEK, hours=hours, fields=fields)


def test_a_condition_narrows_what_counts() -> None:
    rule = Attended(2, where=Compare("karma", "at_least", 1))
    answer = rule.check(record(did("a1", karma=1), did("a2", karma=0), did("a3", weeks_ago=1)))
    assert [each.id for each in answer.counted] == ["a1"]
    assert answer.reasons[0].params["where"]["code"] == "where.at_least"


def test_presenting_is_told_from_being_there() -> None:
    there = record(did("a1"), did("a2", role="presenter"), did("a3", role="audience"))
    assert [each.id for each in Presented().check(there).counted] == ["a2"]
    assert Presented(2).check(there).reasons[0].code == "presented.more"


def test_distinct_counts_values_and_names_the_first_of_each() -> None:
    visited = record(
        did("a1", place="Ulm"),
        did("a2", place="Ulm", weeks_ago=1),
        did("a3", place="Bonn"),
        did("a4"),
        did("a5", place=["Kiel", "Bonn"], weeks_ago=2),
    )
    answer = Distinct(3, "place").check(visited)
    assert bool(answer), [each.id for each in answer.counted] == (True, ["a5", "a2"])
    assert answer.have == 3
    assert not Distinct(4, "place").check(visited)


@pytest.mark.parametrize(("field", "have"), [("kind", 1), ("date", 2), ("tags", 2)])
def test_what_every_activity_has_can_be_named_as_a_field(field: str, have: int) -> None:
    answer = Distinct(9, field).check(record(went("a1", tags="x y"), went("a2", days_ago=3)))
    assert answer.have == have


def test_sums_are_exact_and_keep_what_was_needed() -> None:
    tenths = [did(f"a{n}", hours=0.1, weeks_ago=20 - n) for n in range(10, 20)]
    assert Summed("hours", 1).check(record(*tenths))
    answer = Summed("hours", 0.3).check(record(*tenths))
    assert [each.id for each in answer.counted] == ["a10", "a11", "a12"]


def test_a_sum_says_how_much_is_missing() -> None:
    answer = Summed("hours", 10).check(record(did("a1", hours=4.5), did("a2", hours=3)))
    assert (answer.have, answer.need) == (7, 10)
    assert answer.reasons[0].params["amount"] == 2.5


def test_a_sum_leaves_out_what_is_no_number() -> None:
    odd = record(did("a1", points="5"), did("a2", points=True), did("a3", points=float("inf")))
    assert Summed("points", 1).check(odd).counted == ()
    assert Summed("points", 5).check(record(did("a1", points=5), did("a1", points=5)))


def test_weeks_count_once_each_and_never_days_in_a_row() -> None:
    doings = record(did("a1"), did("a2"), did("a3", weeks_ago=2), did("a4", weeks_ago=9))
    assert WeeksActive(2, 4).check(doings)
    answer = WeeksActive(3, 4).check(doings)
    assert (answer.have, answer.reasons[0].params["of"]) == (2, 4)


def test_a_paused_week_counts_against_nobody_and_for_whoever_came() -> None:
    monday = NOW.date() - timedelta(days=NOW.weekday())
    pause = Pause(monday - timedelta(days=14), monday - timedelta(days=1))
    before = record(did("a1"), did("a3", weeks_ago=3))
    rule = WeeksActive(2, 2)
    assert not rule.check(before)
    assert rule.check(replace(before, pauses=(pause,)))
    came = replace(record(did("a1"), did("a2", weeks_ago=1)), pauses=(pause,))
    assert WeeksActive(2, 2).check(came)


@pytest.mark.parametrize(
    ("since", "until", "counts"),
    [(5, 2, True), (5, 4, False), (12, 2, True), (1, -9, False), (40, 30, False)],
)
def test_pauses_lengthen_a_window_that_moves(since: int, until: int, *, counts: bool) -> None:
    today = NOW.date()
    pause = Pause(today - timedelta(days=since), today - timedelta(days=until))
    past = replace(record(went("a1", days_ago=10)), pauses=(pause,))
    assert bool(Attended(1, within=LastDays(6)).check(past)) is counts


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (Distinct(0, "place"), "rule.empty"),
        (Summed("hours", 0), "rule.empty"),
        (Summed("hours", float("nan")), "rule.empty"),
        (Summed("date", 3), "summed.no_number"),
        (Summed("points", 3, where=Compare("points", "present", value=False)), "where.never"),
        (Distinct(2, "place", where=Compare("place", "present", value=False)), "where.never"),
        (Presented(where=Compare("role", "equals", "audience")), "where.never"),
        (WeeksActive(3, 2), "weeks_active.too_many"),
        (WeeksActive(1, 0), "rule.empty"),
    ],
)
def test_what_nobody_can_meet_is_named(rule: Rule, code: str) -> None:
    assert [reason.code for reason in rule.problems()] == [code]
    assert not rule.check(record(did("a1", hours=1, points=1, place="Ulm")))


def test_an_empty_count_is_never_met() -> None:
    for rule in (Presented(0), WeeksActive(0, 4), Summed("hours", -1)):
        assert rule.check(record(did("a1"))).reasons == (Reason("rule.empty"),)
