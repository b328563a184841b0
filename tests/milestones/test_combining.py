from __future__ import annotations

from datetime import timedelta

from badges.errors import Reason
from badges.milestones import (
    AllOf,
    AnyOf,
    AtLeast,
    Attended,
    Between,
    Earned,
    Missing,
    Signal,
    Submitted,
)
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
