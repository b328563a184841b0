from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from badges.errors import Reason
from badges.milestones import (
    Activity,
    Attended,
    Between,
    Earned,
    LastDays,
    Met,
    Missing,
    Record,
    Reviewed,
    Rule,
    Signal,
    Submitted,
    progress_from_json,
)
from tests.milestones.samples import NOW, handed_in, holds, record, went

TALKS = (went("a1", days_ago=40), went("a2", days_ago=9), went("a3", days_ago=3, kind="mentoring"))


@pytest.mark.parametrize(
    ("rule", "have"),
    [
        (Attended(5), 3),
        (Attended(5, kind="workshop"), 2),
        (Attended(5, kind="workshop", within=LastDays(30)), 1),
        (Attended(5, tag="python"), 0),
        (Attended(5, within=Between(until=(NOW - timedelta(days=9)).date())), 2),
    ],
)
def test_attended_counts_what_fits(rule: Attended, have: int) -> None:
    answer = rule.check(record(*TALKS))
    assert (answer.have, answer.need) == (have, 5)
    assert answer.reasons[0].params["count"] == 5 - have


def test_what_is_met_names_the_oldest_that_carried_it() -> None:
    answer = Attended(2).check(record(*reversed(TALKS)))
    assert isinstance(answer, Met)
    assert [counted.id for counted in answer.counted] == ["a1", "a2"]


def test_the_same_activity_told_twice_counts_once() -> None:
    answer = Attended(2).check(record(went("a1"), went("a1", days_ago=2)))
    assert (bool(answer), answer.have) == (False, 1)


def test_what_lies_ahead_has_not_happened() -> None:
    assert not Attended(1).check(record(went("a1", days_ago=-0.1)))


@pytest.mark.parametrize(
    "rule", [Attended(0), Attended(-1), Submitted(0), Reviewed(0), Reviewed(approvals=0)]
)
def test_a_rule_that_asks_for_nothing_is_never_met(rule: Rule) -> None:
    answer = rule.check(record(*TALKS, handed_in("e1", "manager:ann")))
    assert isinstance(answer, Missing)
    assert (answer.reasons, answer.possible) == ((Reason("rule.empty"),), False)
    assert Reason("rule.empty") in rule.problems()


@pytest.mark.parametrize(
    ("occurred", "counts"),
    [
        (datetime(2026, 2, 28, 23, 30, tzinfo=UTC), True),  # already 1 March in Berlin
        (datetime(2026, 2, 28, 22, 30, tzinfo=UTC), False),
        (datetime(2026, 3, 5, 22, 30, tzinfo=UTC), True),  # still the 5th in Berlin
        (datetime(2026, 3, 5, 23, 30, tzinfo=UTC), False),
    ],
)
def test_until_includes_its_day_in_the_communitys_zone(occurred: datetime, *, counts: bool) -> None:
    window = Between(since=datetime(2026, 3, 1).date(), until=datetime(2026, 3, 5).date())  # noqa: DTZ001
    answer = Attended(1, within=window).check(record(Activity("a1", "workshop", occurred)))
    assert bool(answer) is counts


def test_last_days_reach_back_whole_days() -> None:
    morning = Activity("a1", "workshop", datetime(2026, 3, 3, 6, tzinfo=UTC))
    assert Attended(1, within=LastDays(7)).check(record(morning))
    assert not Attended(1, within=LastDays(6)).check(record(morning))


def test_a_closed_window_says_so_and_is_no_longer_possible() -> None:
    answer = Attended(1, within=Between(until=(NOW - timedelta(days=1)).date())).check(record())
    assert isinstance(answer, Missing)
    assert [reason.code for reason in answer.reasons] == ["attended.more", "window.closed"]
    assert not answer.possible


def test_a_window_that_lies_ahead_says_when_it_opens() -> None:
    answer = Submitted(within=Between(since=(NOW + timedelta(days=5)).date())).check(record())
    assert answer.reasons[-1] == Reason("window.ahead", since="2026-03-15")
    assert answer.possible


def test_evidence_that_was_turned_down_waits_for_its_next_hand_in() -> None:
    answer = Submitted(2).check(record(handed_in("e1"), handed_in("e2", turned_down=True)))
    assert [counted.id for counted in answer.counted] == ["e1"]


@pytest.mark.parametrize(
    ("rule", "approved_by", "met"),
    [
        (Reviewed(), ["reviewer:ann"], True),
        (Reviewed(by="managers"), ["reviewer:ann"], False),
        (Reviewed(by="managers"), ["owner:ann"], True),
        (Reviewed(by="anyone"), ["member:ann"], True),
        (Reviewed(by="anyone"), ["member:me"], False),  # not one's own
        (Reviewed(approvals=2), ["reviewer:ann", "manager:ann"], False),  # one person
        (Reviewed(approvals=2), ["reviewer:ann", "manager:bob"], True),
        (Reviewed(kind="file"), ["reviewer:ann"], False),
    ],
)
def test_reviewed_counts_people_with_the_role(
    rule: Reviewed, approved_by: list[str], *, met: bool
) -> None:
    assert bool(rule.check(record(handed_in("e1", *approved_by)))) is met


def test_reviewed_tells_waiting_from_missing() -> None:
    answer = Reviewed(3).check(record(handed_in("e1", "manager:ann"), handed_in("e2")))
    more, waiting = answer.reasons
    assert (more.code, more.params["count"]) == ("reviewed.more", 1)
    assert waiting == Reason("reviewed.waiting", count=1)


def test_earned_needs_an_award_that_stands() -> None:
    assert Earned("host").check(record(holds("host")))
    assert not Earned("host").check(record(holds("host", until=NOW)))
    missing = Earned("host").check(record(holds("guest"))).reasons
    assert [reason.code for reason in missing] == ["earned.missing"]


def test_signals_tell_which_events_are_worth_a_check() -> None:
    (signal,) = Attended(1, kind="workshop").signals()
    assert signal.covers(Signal("activity", "workshop"))
    assert not signal.covers(Signal("activity", "talk"))
    assert Signal("activity").covers(Signal("activity", "talk"))


def test_an_impossible_window_is_named() -> None:
    backwards = Between(since=NOW.date(), until=(NOW - timedelta(days=1)).date())
    assert [r.code for r in Attended(1, within=backwards).problems()] == ["window.reversed"]
    assert [r.code for r in Submitted(within=LastDays(0)).problems()] == ["window.empty"]


def test_a_trace_survives_being_stored() -> None:
    answer = Reviewed(2).check(record(handed_in("e1", "manager:ann"), handed_in("e2")))
    assert progress_from_json(answer.to_json()) == answer


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no zone"):
        Record(now=datetime(2026, 3, 10))  # noqa: DTZ001
