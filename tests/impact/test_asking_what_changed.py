from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from happened import accepted, asked
from support import Clock, member

from badges import mailing
from badges.accounts.access import Actor
from badges.database import db
from badges.errors import ForbiddenError
from badges.impact.asking import ask_what_changed, set_questions
from badges.models import Community, FollowUp, Membership, OutboxMail, Pause
from badges.ports import EXTENSION, now


def questions() -> list[tuple[str, int]]:
    rows = db.session.scalars(sa.select(FollowUp).order_by(FollowUp.id))
    return [(row.award.achievement.slug, row.days) for row in rows]


def test_a_member_is_asked_after_thirty_and_after_ninety_days(
    clock: Clock, ada: Membership
) -> None:
    accepted(ada)
    for _ in range(100):
        clock.move(days=1)
        ask_what_changed()
    assert questions() == [("lamp", 30), ("lamp", 90)]
    first, second = db.session.scalars(sa.select(FollowUp.asked_at)).all()
    assert second - first == timedelta(days=60)


def test_many_badges_at_once_bring_one_question(clock: Clock, ada: Membership) -> None:
    for slug in ("lamp", "vase", "chair"):
        accepted(ada, slug)
    for _ in range(50):
        clock.move(days=1)
        ask_what_changed()
    assert questions() == [("chair", 30)]


def test_nobody_is_asked_about_a_badge_of_years_ago_or_after_leaving(
    clock: Clock, demo: Community, ada: Membership
) -> None:
    accepted(ada)
    clock.move(days=400)
    gone = member(demo, "Gone Away")
    accepted(gone)
    clock.move(days=31)
    gone.left_at = now()
    ask_what_changed()
    assert questions() == []


def test_days_of_a_pause_are_not_counted_and_nobody_is_asked_on_them(
    clock: Clock, demo: Community, ada: Membership
) -> None:
    accepted(ada)
    pause = Pause(
        community_id=demo.id,
        name="Summer",
        since=date(2026, 4, 1),
        until=date(2026, 4, 20),
        created_at=now(),
    )
    db.session.add(pause)
    clock.move(days=31)  # 10 April
    ask_what_changed()
    assert questions() == []
    clock.move(days=21)  # 1 May: 52 days, of which 20 are the pause's
    ask_what_changed()
    assert questions() == [("lamp", 30)]


def test_a_manager_can_switch_the_question_off(clock: Clock, mona: Actor, ada: Membership) -> None:
    accepted(ada)
    set_questions(mona, on=False)
    clock.move(days=30)
    ask_what_changed()
    assert questions() == []
    with pytest.raises(ForbiddenError):
        set_questions(Actor.member(ada), on=True)


def with_mail_server(app: Flask) -> None:
    ports = app.extensions[EXTENSION]
    settings = replace(ports.settings, mail_url="smtp://localhost:1")
    app.extensions[EXTENSION] = replace(ports, settings=settings)


def test_the_mail_names_the_badge_and_can_be_stopped(
    app: Flask, clock: Clock, demo: Community, ada: Membership
) -> None:
    with_mail_server(app)
    bo = member(demo, "Bo Beispiel")
    mailing.stop(mailing.address_of_stop(mailing.stop_url(demo, bo.address).split("/")[-1]))
    accepted(ada)
    accepted(bo)
    clock.move(days=30)
    ask_what_changed()
    assert len(questions()) == 2, "who stopped the mail finds the question at home"
    mail = db.session.scalars(sa.select(OutboxMail)).one()
    assert mail.address == ada.address
    assert "lamp" in mail.subject
    assert mail.link.endswith("/me/demo/changed/1")


def test_asking_twice_a_day_changes_nothing(clock: Clock, ada: Membership) -> None:
    asked(ada)
    clock.move(days=30)
    ask_what_changed()
    ask_what_changed()
    assert len(questions()) == 1
