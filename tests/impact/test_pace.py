from __future__ import annotations

from datetime import date, timedelta

import pytest
from happened import accepted, crowd, handed_in, kept, programme
from support import Clock

from badges.accounts.access import Actor
from badges.errors import ForbiddenError
from badges.impact.pace import Pace, pace_of, suggested_pause
from badges.models import Community, Membership, Pause
from badges.ports import now
from badges.programmes.pausing import PauseFacts, plan_pause


def codes(pace: Pace) -> list[str]:
    return [each.code for each in pace.warnings]


def test_a_quiet_community_gets_no_warning(mona: Actor) -> None:
    pace = pace_of(mona)
    assert codes(pace) == []
    assert (pace.members, pace.reviewers, pace.weeks_since_pause) == (1, 1, None)


def test_programmes_that_overlap_are_named(clock: Clock, demo: Community, mona: Actor) -> None:
    for slug in ("one", "two", "three"):
        programme(demo, slug)
    assert codes(pace_of(mona)) == []
    programme(demo, "four")
    assert codes(pace_of(mona)) == ["pace.programmes"]
    clock.move(days=24)
    assert pace_of(mona).programmes == 0
    plan_pause(mona, PauseFacts("Spring", date(2026, 3, 20), date(2026, 3, 24)))
    assert pace_of(mona).programmes == 4, "a pause moves the end"


def test_asks_are_counted_by_member_and_week(demo: Community, mona: Actor) -> None:
    for who in crowd(demo, 9):
        for number in range(10):
            accepted(who, f"badge-{number}")
    pace = pace_of(mona)
    assert (pace.asks, round(pace.asks_a_week, 2)) == (90, 2.25)
    assert codes(pace) == ["pace.asks"]


def test_pieces_that_nobody_is_to_judge_burden_no_reviewer(demo: Community, mona: Actor) -> None:
    for who in crowd(demo, 12):
        handed_in(who)
    assert (pace_of(mona).waiting, codes(pace_of(mona))) == (0, [])


def test_late_answers_and_members_with_nothing_are_named(
    clock: Clock, demo: Community, mona: Actor
) -> None:
    people = crowd(demo, 12)
    accepted(people[0])
    for who in people[:3]:
        handed_in(who, answer_by=now() + timedelta(days=7))
    clock.move(days=91)
    pace = pace_of(mona)
    assert (pace.waiting, pace.late, pace.old, pace.without) == (3, 3, 13, 12)
    assert codes(pace) == ["pace.late", "pace.without"]


def test_the_pause_that_is_suggested_has_two_weeks_from_a_monday(
    demo: Community, mona: Actor
) -> None:
    since, until = suggested_pause(demo)
    assert (since, until) == (date(2026, 3, 23), date(2026, 4, 5))
    kept(
        Pause(
            community_id=demo.id,
            name="",
            since=date(2026, 2, 1),
            until=date(2026, 2, 10),
            created_at=now(),
        )
    )
    assert pace_of(mona).weeks_since_pause == 4


def test_only_who_leads_looks_at_it(ada: Membership) -> None:
    with pytest.raises(ForbiddenError):
        pace_of(Actor.member(ada))
