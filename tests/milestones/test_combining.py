from __future__ import annotations

from datetime import timedelta

import pytest

from badges.errors import Reason
from badges.milestones import (
    AllOf,
    AnyOf,
    AtLeast,
    Attended,
    Between,
    Earned,
    LastDays,
    Milestone,
    Missing,
    NoneOf,
    Rule,
    Signal,
    Submitted,
    problems,
)
from badges.milestones.combining import only_forbids
from tests.milestones.samples import NOW, handed_in, holds, record, went

PAST = Between(until=(NOW - timedelta(days=1)).date())
THREE = (Attended(3), Submitted(), Earned("host"))


def test_emptiness_is_read_as_no() -> None:
    for rule in (AllOf(()), AnyOf(()), AtLeast(0, THREE), AtLeast(1, ())):
        assert rule.check(record(holds("host"))).reasons == (Reason("rule.empty"),)
        assert Reason("rule.empty") in rule.problems()


def test_all_of_joins_what_is_missing_and_what_counted() -> None:
    answer = AllOf(THREE).check(record(went("a1"), handed_in("e1")))
    assert (answer.have, answer.need) == (1, 3)
    assert [reason.code for reason in answer.reasons] == ["attended.more", "earned.missing"]
    assert [counted.id for counted in answer.counted] == ["e1", "a1"]


def test_at_least_offers_what_is_still_possible_nearest_first() -> None:
    rules = (*THREE, Attended(1, within=PAST))
    answer = AtLeast(2, rules).check(record(holds("host")))
    (reason,) = answer.reasons
    assert (reason.code, reason.params["have"], reason.params["need"]) == ("at_least.more", 1, 2)
    offered = [way[0]["code"] for way in reason.params["options"]]
    assert offered == ["submitted.more", "attended.more"]


def test_at_least_without_a_choice_says_what_to_do() -> None:
    answer = AtLeast(2, (Submitted(), Earned("host"), Attended(1, within=PAST))).check(record())
    assert [reason.code for reason in answer.reasons] == ["submitted.more", "earned.missing"]


def test_at_least_admits_that_too_few_ways_are_left() -> None:
    late = Attended(1, within=PAST)
    answer = AtLeast(2, (Submitted(), late)).check(record())
    assert isinstance(answer, Missing)
    assert answer.reasons == (Reason("at_least.unreachable", count=2, possible=1),)
    assert not answer.possible


def test_what_is_met_rests_on_the_met_parts_alone() -> None:
    answer = AnyOf(THREE).check(record(went("a1"), holds("host")))
    assert [counted.what for counted in answer.counted] == ["award"]


def test_problems_find_what_nobody_can_meet() -> None:
    rule = AllOf((AtLeast(4, THREE), AtLeast(1, (Submitted(), Submitted()))))
    assert [reason.code for reason in rule.problems()] == [
        "at_least.too_many",
        "at_least.repeated",
    ]


def test_signals_are_those_of_all_parts() -> None:
    assert {signal.what for signal in AtLeast(1, THREE).signals()} == {
        "activity",
        "award",
        "evidence",
        "review",
    }
    assert Signal("award", "host") in AllOf((AnyOf(THREE),)).signals()


def test_none_of_narrows_and_says_what_stands_in_the_way() -> None:
    rule = AllOf((Attended(1), NoneOf((Earned("host"), Submitted(2)))))
    assert [each.id for each in rule.check(record(went("a1"))).counted] == ["a1"]
    answer = rule.check(record(went("a1"), holds("host")))
    assert isinstance(answer, Missing)
    assert answer.reasons[0].code == "none_of.met"
    assert [each["code"] for each in answer.reasons[0].params["choices"]] == ["rule.earned"]
    assert not answer.possible


def test_none_of_may_become_true_again_where_a_window_moves() -> None:
    rule = NoneOf((Attended(1, within=LastDays(7)),))
    answer = rule.check(record(went("a1")))
    assert (bool(answer), answer.possible) == (False, True)
    assert rule.check(record(went("a1", days_ago=30)))


@pytest.mark.parametrize(
    ("rule", "alone"),
    [
        (NoneOf((Attended(1),)), True),
        (AnyOf((Attended(1), NoneOf((Submitted(),)))), True),
        (AtLeast(1, (NoneOf((Submitted(),)), Attended(1))), True),
        (AtLeast(2, (NoneOf((Submitted(),)), Attended(1))), False),
        (AllOf((Attended(1), NoneOf((Submitted(),)))), False),
        (AllOf(()), False),
    ],
)
def test_what_must_not_be_is_no_deed(rule: Rule, *, alone: bool) -> None:
    assert only_forbids(rule) is alone
    step = Milestone("m", {"en": "m"}, rule)
    assert bool(step.check(record()).progress) is False
    named = [reason.code for reason in problems([step], None)]
    assert ("none_of.alone" in named) is alone


@pytest.mark.parametrize(
    ("barred", "clash"),
    [
        (Attended(3, "workshop"), True),
        (Attended(2), True),  # less of the same
        (Attended(4), False),
        (Attended(1, "talk"), False),
        (Submitted(), False),
    ],
)
def test_what_is_asked_for_and_ruled_out_at_once_is_named(barred: Rule, *, clash: bool) -> None:
    asked = Attended(3, "workshop")
    inner = AllOf((asked, AllOf((NoneOf((barred,)),))))
    assert ([r.code for r in inner.problems()] == ["none_of.contradiction"]) is clash
    steps = [
        Milestone("a", {"en": "a"}, asked),
        Milestone("b", {"en": "b"}, AllOf((Earned("host"), NoneOf((barred,))))),
    ]
    assert bool(problems(steps, None)) is clash
    assert not problems(steps, 1)
