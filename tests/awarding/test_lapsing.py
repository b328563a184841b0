"""What only time takes out of the way is looked at again, on the day, and not before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from doings import attended, awards, given, kept
from support import NOON, Clock, achievement

from badges.accounts.access import Actor
from badges.awarding.back_awarding import award_existing
from badges.awarding.evaluating import evaluate_member
from badges.awarding.holding import accept
from badges.database import db
from badges.milestones import Activity as Did
from badges.milestones import (
    AllOf,
    AnyOf,
    Attended,
    Between,
    Earned,
    HeldAward,
    LastDays,
    Milestone,
    NoneOf,
    Record,
    Rule,
    WeeksActive,
    day_of_lapse,
)
from badges.models import BackAwarding, Community, Job, Membership, Pause
from badges.ports import now

FRESH = {"none_of": [{"attended": {"times": 1, "kind": "absence", "within": {"days": 7}}}]}
CAME = {"attended": {"times": 1, "kind": "workshop"}}


def looks() -> list[Job]:
    wanted = sa.select(Job).where(Job.once_key.is_not(None)).order_by(Job.id)
    return list(db.session.scalars(wanted))


def run(job: Job) -> None:
    evaluate_member(**job.arguments)


def test_a_bar_that_runs_out_is_looked_at_on_that_day(
    demo: Community, ada: Membership, clock: Clock
) -> None:
    achievement(demo, "present", {"came": {"all_of": [CAME, FRESH]}})
    attended(ada, "absence", NOON - timedelta(days=3))
    attended(ada)
    for _ in range(2):
        evaluate_member(ada.id)
    (look,) = looks()
    assert (awards(), look.due_at) == ([], datetime(2026, 3, 14, 23, tzinfo=UTC))
    clock.at = look.due_at
    run(look)
    assert [award.achievement.slug for award in awards()] == ["present"]


def test_who_is_looked_at_after_a_publication_is_looked_at_again_too(
    demo: Community, ada: Membership
) -> None:
    version = achievement(demo, "present", {"came": {"all_of": [CAME, FRESH]}})
    attended(ada, "absence")
    attended(ada)
    everybody = BackAwarding(community_id=demo.id, version=version, total=1, created_at=NOON)
    award_existing(kept(everybody).id)
    assert [job.due_at.day for job in looks()] == [17]


def test_who_still_has_something_to_do_is_not_looked_at_by_the_calendar(
    demo: Community, ada: Membership
) -> None:
    achievement(demo, "present", {"came": {"all_of": [CAME, FRESH]}})
    attended(ada, "absence")
    evaluate_member(ada.id)
    assert looks() == []


def test_a_pause_makes_it_later_and_it_is_asked_again_each_day(
    demo: Community, ada: Membership, clock: Clock
) -> None:
    achievement(demo, "present", {"came": {"all_of": [CAME, FRESH]}})
    attended(ada, "absence", NOON - timedelta(days=6))
    attended(ada)
    evaluate_member(ada.id)
    day = NOON.date()
    db.session.add(Pause(community_id=demo.id, name="", since=day, until=day, created_at=now()))
    for _ in range(2):
        clock.at = looks()[-1].due_at
        run(looks()[-1])
    assert [job.due_at.day for job in looks()] == [11, 12]
    assert len(awards()) == 1


def test_a_badge_that_runs_out_stands_in_the_way_until_then(
    mona: Actor, demo: Community, ada: Membership, clock: Clock
) -> None:
    trial = achievement(demo, "trial", {}, valid_days=2)
    barred = {"none_of": [{"earned": {"achievement": "trial"}}]}
    achievement(demo, "full", {"came": {"all_of": [CAME, barred]}})
    accept(given(mona, trial, ada).award, name="Ada")
    attended(ada)
    evaluate_member(ada.id)
    while looks() and not any(it.achievement.slug == "full" for it in awards()):
        clock.at = max(now(), looks()[-1].due_at)
        run(looks()[-1])
    assert [job.due_at.day for job in looks()] == [12]


@pytest.mark.parametrize(
    ("bar", "days"),
    [
        (Attended(1, within=LastDays(7)), 5),
        (Attended(2, within=LastDays(7)), None),
        (AnyOf((Attended(1, within=LastDays(30)), Attended(1, within=LastDays(7)))), 5),
        (Attended(1), None),
        (Attended(1, within=Between()), None),
        (WeeksActive(1, 1, kind="workshop"), 6),
        (Earned("trial"), 3),
        (Earned("other"), None),
    ],
)
def test_the_day_is_the_first_on_which_it_may_be_over(bar: Rule, days: int | None) -> None:
    done = Did("a1", "workshop", NOON - timedelta(days=3))
    this_week = Did("a2", "workshop", NOON - timedelta(days=1))
    doings = (this_week,) if isinstance(bar, WeeksActive) else (done,)
    held = (HeldAward("1", "trial", NOON, NOON + timedelta(days=3)),)
    record = Record(now=NOON, activities=doings, awards=held)
    steps = [Milestone("m", {"en": "m"}, AllOf((Attended(1), NoneOf((bar,)))))]
    wanted = None if days is None else NOON.date() + timedelta(days=days)
    assert day_of_lapse(steps, record) == wanted
