"""An award is planned for an hour, made then, and called off before that."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from support import Clock, achievement, community, manager, member

from badges import jobs
from badges.accounts.access import Actor
from badges.awarding import scheduling
from badges.awarding.awards import award
from badges.database import db
from badges.errors import BadgesError, ConflictError, InputError, NotFoundError
from badges.models import AchievementVersion, Award, Community, Membership, OutboxMail, PlannedAward

ASSEMBLY = datetime.fromisoformat("2026-03-14T18:30")
"""As typed: without a zone."""


@pytest.fixture
def version(demo: Community) -> AchievementVersion:
    return achievement(demo)


@pytest.fixture
def ada(demo: Community) -> Membership:
    return member(demo, "Ada Beispiel", "ada@example.org")


@pytest.fixture
def planned(mona: Actor, version: AchievementVersion, ada: Membership) -> PlannedAward:
    jobs.register({"award_planned": scheduling.award_planned})
    made = scheduling.schedule(
        mona,
        version.achievement,
        ada,
        ASSEMBLY,
        reason="At the assembly",
    )
    db.session.commit()
    return made


def awards() -> int:
    return db.session.scalar(sa.select(sa.func.count(Award.id))) or 0


def test_nothing_of_it_exists_before_its_hour(planned: PlannedAward) -> None:
    assert planned.due_at.isoformat() == "2026-03-14T17:30:00+00:00"
    assert jobs.run_due() == 0
    assert awards() == 0
    assert db.session.scalar(sa.select(sa.func.count(OutboxMail.id))) == 0


def test_it_is_made_at_its_hour_once_and_mailed_at_once(
    planned: PlannedAward, clock: Clock
) -> None:
    clock.at = planned.due_at
    assert jobs.run_due() >= 1
    scheduling.award_planned(planned.id)
    (made,) = db.session.scalars(sa.select(Award))
    assert (planned.state, planned.details) == ("done", {})
    assert made.awarded_at == clock()
    assert made.reason == "At the assembly"
    assert db.session.scalars(sa.select(OutboxMail.due_at)).all() == [clock()]


def test_called_off_it_is_never_made(planned: PlannedAward, mona: Actor, clock: Clock) -> None:
    assert scheduling.planned_awards(mona) == [planned]
    scheduling.cancel_planned(mona, planned.id)
    db.session.commit()
    clock.move(days=30)
    jobs.run_due()
    assert (awards(), planned.state, planned.details) == (0, "cancelled", {})
    assert scheduling.planned_awards(mona) == []


def test_what_was_made_cannot_be_called_off(
    planned: PlannedAward, mona: Actor, clock: Clock
) -> None:
    clock.at = planned.due_at
    jobs.run_due()
    with pytest.raises(ConflictError) as caught:
        scheduling.cancel_planned(mona, planned.id)
    assert caught.value.reason.code == "award.plan_done"


def test_what_stands_in_the_way_by_then_is_told(
    planned: PlannedAward, mona: Actor, ada: Membership, clock: Clock
) -> None:
    award(mona, planned.achievement, ada, reason="Meanwhile")
    db.session.commit()
    clock.at = planned.due_at
    jobs.run_due()
    assert planned.state == "failed"
    assert planned.problem["code"] == "award.already"
    assert scheduling.planned_awards(mona) == [planned]


@pytest.mark.parametrize("change", ["left", "role"])
def test_whoever_planned_it_must_still_be_allowed_to(
    planned: PlannedAward, mona: Actor, clock: Clock, change: str
) -> None:
    assert mona.membership is not None
    if change == "left":
        mona.membership.left_at = clock()
    else:
        mona.membership.roles = ["member"]
    db.session.commit()
    clock.at = planned.due_at
    jobs.run_due()
    assert (awards(), planned.state) == (0, "failed")


@pytest.mark.parametrize(
    ("after", "code"),
    [(timedelta(0), "award.plan_past"), (timedelta(days=800), "award.plan_far")],
)
def test_the_time_lies_ahead_but_not_too_far(
    mona: Actor,
    version: AchievementVersion,
    ada: Membership,
    clock: Clock,
    after: timedelta,
    code: str,
) -> None:
    with pytest.raises(InputError) as caught:
        scheduling.schedule(mona, version.achievement, ada, clock() + after, reason="x")
    assert (caught.value.reason.code, caught.value.field) == (code, "at")


def test_what_would_be_refused_now_is_refused_while_planning(
    mona: Actor, version: AchievementVersion, ada: Membership, clock: Clock
) -> None:
    later = clock() + timedelta(days=1)
    with pytest.raises(BadgesError, match="Say why"):
        scheduling.schedule(mona, version.achievement, ada, later)
    scheduling.schedule(mona, version.achievement, ada, later, reason="x")
    with pytest.raises(ConflictError, match="planned already"):
        scheduling.schedule(mona, version.achievement, ada, later, reason="x")
    assert awards() == 0


def test_others_plans_are_not_there(planned: PlannedAward) -> None:
    stranger = manager(community("other"))
    assert scheduling.planned_awards(stranger) == []
    with pytest.raises(NotFoundError):
        scheduling.cancel_planned(stranger, planned.id)
    with pytest.raises(NotFoundError):
        scheduling.schedule(
            stranger,
            achievement(stranger.community).achievement,
            planned.member,
            planned.due_at,
            reason="x",
        )
    assert member(stranger.community, "Zoe").id is not None
