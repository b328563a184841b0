"""Rules that contradict themselves, or that nobody can ever meet, are named before publishing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from badges.errors import Reason
from badges.milestones import (
    AllOf,
    AnyOf,
    Asking,
    AtLeast,
    Attended,
    Between,
    Compare,
    Condition,
    Distinct,
    Every,
    HoldersOf,
    LastDays,
    Manual,
    Milestone,
    NoneOf,
    Reflected,
    Reviewed,
    Rule,
    Some,
    Submitted,
    Summed,
    Unless,
    Vouched,
    WeeksActive,
    periods_over,
    problems,
    unheard,
)
from tests.milestones.samples import NOW

ULM_OR_BONN = Compare("place", "in", ("Ulm", "Bonn"))


def codes(*milestones: Milestone) -> list[str]:
    return [reason.code for reason in problems(milestones, None)]


def step(rule: Rule, key: str = "m", *, kinds: tuple[str, ...] = ()) -> Milestone:
    return Milestone(key, {"en": key}, rule, Asking(kinds))


@pytest.mark.parametrize(
    ("rule", "most"),
    [
        (Distinct(3, "place", where=ULM_OR_BONN), 2),
        (Distinct(2, "place", where=Every((ULM_OR_BONN, Compare("place", "equals", "Ulm")))), 1),
        (Distinct(4, "place", where=Some((ULM_OR_BONN, Compare("place", "equals", "Kiel")))), 3),
        (Distinct(2, "kind", kind="workshop"), 1),
        (Distinct(2, "place", where=ULM_OR_BONN), None),
        (Distinct(9, "place", where=Some((ULM_OR_BONN, Compare("hour", "at_least", 1)))), None),
        (Distinct(9, "place", where=Unless(ULM_OR_BONN)), None),
        (Distinct(2, "flag", where=Compare("flag", "in", (1, True))), None),
        (Distinct(9, "place", kind="workshop"), None),
    ],
)
def test_more_values_than_there_can_be_are_named(rule: Distinct, most: int | None) -> None:
    found = rule.problems()
    assert [each.params["count"] for each in found] == ([] if most is None else [most])
    assert all(each.code == "distinct.too_many" for each in found)


@pytest.mark.parametrize("rule", [Submitted(kind="photo"), Reviewed(kind="photo")])
def test_a_kind_of_evidence_that_there_is_not_is_named(rule: Rule) -> None:
    assert rule.problems() == (Reason("evidence.no_such_kind", kind="photo"),)


@pytest.mark.parametrize(
    ("rule", "kinds", "named"),
    [
        (Submitted(kind="file"), ("link",), True),
        (AllOf((Attended(1), Reflected(200))), ("file", "link"), True),
        (Reviewed(kind="link"), ("link", "file"), False),
        (Reviewed(), ("link",), False),
        (Submitted(kind="file"), (), False),
        (AllOf((Attended(1), NoneOf((Submitted(kind="file"),)))), ("link",), False),
    ],
)
def test_evidence_that_a_milestone_does_not_take_is_named(
    rule: Rule, kinds: tuple[str, ...], *, named: bool
) -> None:
    assert codes(step(rule, kinds=kinds)) == ["evidence.kind_not_taken"] * named


@pytest.mark.parametrize(
    ("asked", "barred", "clash"),
    [
        (Attended(3, "workshop"), AnyOf((Vouched(), Attended(2))), True),
        (Attended(3, "workshop"), AllOf((Vouched(), Attended(2))), False),
        (AllOf((Vouched(2), Attended(3))), AllOf((Vouched(), Attended(2))), True),
        (AllOf((Vouched(2), Attended(3))), AtLeast(2, (Vouched(), Attended(2), Manual())), True),
        (Attended(3), AtLeast(2, (Vouched(), Attended(2))), False),
        (Summed("hours", 10, kind="talk"), Summed("hours", 5), True),
        (Summed("hours", 5), Summed("hours", 10), False),
        (Summed("points", 10, kind="talk"), Summed("points", 5), False),
        (Summed("points", 10), Summed("points", 5), True),
        (WeeksActive(4, 6), WeeksActive(3, 8), True),
        (WeeksActive(4, 8), WeeksActive(3, 6), False),
        (Manual(2), Manual(1), True),
        (Vouched(2, by="mentors"), Vouched(1, by="anyone"), True),
        (Vouched(2, by="anyone"), Vouched(1, by="mentors"), False),
        (Attended(2, within=LastDays(7)), Attended(1, within=LastDays(30)), True),
        (Attended(2, within=LastDays(30)), Attended(1, within=LastDays(7)), False),
        (Attended(2, within=LastDays(30)), Attended(1), True),
        (Attended(2), Attended(1, within=LastDays(30)), False),
        (Attended(1, within=Between(NOW.date())), Attended(1, within=LastDays(7)), False),
        (
            Attended(1, within=Between(NOW.date(), NOW.date())),
            Attended(1, within=Between(NOW.date() - timedelta(1))),
            True,
        ),
    ],
)
def test_what_is_ruled_out_in_other_words_is_named(
    asked: Rule, barred: Rule, *, clash: bool
) -> None:
    found = codes(step(AllOf((asked, NoneOf((barred,))))))
    assert found == ["none_of.contradiction"] * clash


def test_evidence_for_one_milestone_rules_out_nothing_in_another() -> None:
    handed_in = step(Submitted(2), "a")
    without = step(AllOf((Attended(1), NoneOf((Submitted(),)))), "b")
    assert codes(handed_in, without) == []
    assert codes(step(AllOf((Submitted(2), NoneOf((Submitted(),)))))) == ["none_of.contradiction"]


@pytest.mark.parametrize(
    ("one", "other", "never"),
    [
        (Compare("n", "at_least", 5), Unless(Compare("n", "at_least", 3)), True),
        (Compare("n", "at_least", 3), Unless(Compare("n", "at_least", 5)), False),
        (Compare("p", "prefix", "docs/a"), Unless(Compare("p", "prefix", "docs/")), True),
        (Compare("p", "prefix", "docs/"), Unless(Compare("p", "prefix", "docs/a")), False),
        (Compare("p", "prefix", "docs/"), Compare("p", "prefix", "web/"), True),
        (Compare("p", "prefix", "docs/"), Compare("p", "prefix", "docs/a"), False),
        (Compare("t", "contains", "git"), Unless(Compare("t", "contains", "git")), True),
        (Compare("t", "contains", "git"), Unless(Compare("t", "contains", "svn")), False),
        (Compare("a", "same_as", "b"), Unless(Compare("a", "same_as", "b")), True),
        (Compare("a", "in", (1, 2)), Unless(Compare("a", "in", (1, 2))), True),
        (Compare("a", "equals", 1), Unless(Compare("a", "equals", value=True)), False),
    ],
)
def test_conditions_that_cannot_hold_together_are_named(
    one: Condition, other: Condition, *, never: bool
) -> None:
    found = Attended(1, where=Every((one, other))).problems()
    assert [reason.code for reason in found] == ["where.never"] * never


def test_holders_of_a_badge_that_is_not_there_are_named() -> None:
    rules: list[Rule] = [
        AnyOf((Vouched(by=HoldersOf("gone")), Reviewed(by=HoldersOf("host")))),
        AllOf((Attended(1), NoneOf((Vouched(by=HoldersOf("nobody")),)))),
    ]
    assert unheard(rules, {"host"}) == (Reason("earned.unknown", achievement="gone"),)


def test_a_period_that_is_over_is_named_and_stands_in_nobodys_way() -> None:
    past = Between(until=(NOW - timedelta(days=1)).date())
    late = [step(AllOf((Attended(1, within=past), Submitted())))]
    assert problems(late, None) == ()
    (over,) = periods_over(late, NOW.date())
    assert (over.code, over.params["until"]) == ("window.closed", "2026-03-09")
    assert periods_over(late, NOW.date() - timedelta(days=1)) == ()
    barred = [step(AllOf((Submitted(), NoneOf((Attended(1, within=past),)))))]
    assert periods_over(barred, NOW.date()) == ()
