"""Links, sessions, windows and jobs that ended are deleted; those that live are not touched."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from support import Clock, member

from badges import jobs, limits
from badges.accounts import sessions, signin
from badges.accounts.access import Actor
from badges.database import db
from badges.models import Job, LoginSession, RateWindow, SignInToken
from badges.privacy import leftovers
from badges.privacy.sweeping import let_go


def count(model: type) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_what_ended_goes_after_its_time(mona: Actor, clock: Clock) -> None:
    ada = member(mona.community)
    sessions.end(sessions.start(ada.person, method="mail")[1])
    signin.create_link(ada.address)
    limits.count("x", "1.2.3.4", limit=9, window=timedelta(hours=1))
    jobs.enqueue("evaluate_member", membership_id=ada.id)
    jobs.run_due()
    clock.move(days=1, minutes=1)
    leftovers.clear()
    assert [count(each) for each in (LoginSession, SignInToken, RateWindow, Job)] == [1, 1, 0, 1]
    clock.move(days=30)
    assert leftovers.clear() == 3
    assert [count(each) for each in (LoginSession, SignInToken, Job)] == [0, 0, 0]


def test_what_still_lives_stays(mona: Actor, clock: Clock) -> None:
    ada = member(mona.community)
    mona.community.retention = {"logs": 7}
    jobs.enqueue("remind_offers", due=clock() + timedelta(days=90))
    sessions.start(ada.person, method="mail")
    clock.move(days=20)
    assert leftovers.clear() == 0
    assert (count(LoginSession), count(Job)) == (1, 1)


def test_the_shortest_period_of_all_communities_holds(mona: Actor, clock: Clock) -> None:
    mona.community.retention = {"logs": 7}
    signin.create_link(member(mona.community).address)
    clock.move(days=8)
    assert leftovers.clear() == 1


def test_what_one_run_does_not_manage_the_next_one_does_at_once(
    mona: Actor, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("AT_A_TIME", 2), ("MOST_ROUNDS", 1), ("MOST", 2)):
        monkeypatch.setattr(leftovers, name, value)
    for number in range(3):
        jobs.enqueue("evaluate_member", membership_id=number, achievement_ids=[])
    jobs.run_due()
    clock.move(days=31)
    let_go()
    assert db.session.scalars(sa.select(Job.name).where(Job.finished_at.is_(None))).all() == [
        "let_go"
    ]
    assert count(Job) == 2
