"""Offers are brought to mind twice at most, endings once; nobody who stopped it is reminded."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from support import Clock, achievement, member

from badges import mailing
from badges.accounts.access import Actor
from badges.awarding import reminding
from badges.awarding.awards import accept_now, award
from badges.awarding.renewing import renew, running_out
from badges.awarding.withdrawing import withdraw
from badges.database import db
from badges.errors import BadgesError, ConflictError
from badges.mailing.addresses import flag
from badges.models import Award, Community, Membership
from badges.ports import EXTENSION


@pytest.fixture(autouse=True)
def with_a_mail_server(app: Flask) -> None:
    ports = app.extensions[EXTENSION]
    settings = replace(ports.settings, mail_url="smtp://127.0.0.1:1")
    app.extensions[EXTENSION] = replace(ports, settings=settings)


@pytest.fixture
def ada(demo: Community) -> Membership:
    return member(demo, "Ada Beispiel", "ada@example.org")


@pytest.fixture
def offered(mona: Actor, demo: Community, ada: Membership) -> Award:
    made = award(mona, achievement(demo).achievement, ada, reason="She came")[0]
    db.session.commit()
    return made


@pytest.fixture
def lasting(mona: Actor, demo: Community, ada: Membership) -> Award:
    made = award(mona, achievement(demo, "aid", valid_days=100).achievement, ada, reason="x")[0]
    accept_now(made)
    db.session.commit()
    return made


def count(made: Award, kind: str = "reminder") -> int:
    return sum(mail.kind == kind for mail in mailing.mails_of(made))


def days(clock: Clock, number: int) -> None:
    for _ in range(number):
        clock.move(days=1)
        for _twice in range(2):
            reminding.remind_offers()
            reminding.remind_expiry()


def test_an_offer_is_brought_to_mind_after_7_and_21_days_and_never_again(
    offered: Award, clock: Clock
) -> None:
    found = []
    for _ in range(60):
        days(clock, 1)
        found.append(count(offered))
    assert [found.index(1) + 1, found.index(2) + 1, found[-1]] == [7, 21, 2]
    last, first, offer = mailing.mails_of(offered)
    assert first.link == last.link == offer.link
    assert "letzte Erinnerung" in last.text
    assert "letzte Erinnerung" not in first.text


def test_after_a_long_pause_reminders_keep_their_distance(offered: Award, clock: Clock) -> None:
    clock.move(days=40)
    days(clock, 1)
    assert count(offered) == 1
    days(clock, 13)
    assert count(offered) == 1
    days(clock, 2)
    assert count(offered) == 2


@pytest.mark.parametrize(
    "reason", ["stopped", "bounced", "left", "withdrawn", "no address", "none wanted", "no server"]
)
def test_who_is_not_reminded(
    app: Flask, mona: Actor, demo: Community, offered: Award, clock: Clock, reason: str
) -> None:
    assert offered.member is not None
    if reason == "stopped":
        token = mailing.stop_url(demo, "ada@example.org").rpartition("/")[2]
        mailing.stop(mailing.address_of_stop(token))
    elif reason == "bounced":
        flag(demo.id, "ada@example.org", "550 no such mailbox")
    elif reason == "left":
        offered.member.left_at = clock()
    elif reason == "withdrawn":
        withdraw(mona, offered, "A slip")
    elif reason == "no address":
        offered.recipient_address = ""
    elif reason == "none wanted":
        demo.reminder_days = []
    else:
        ports = app.extensions[EXTENSION]
        app.extensions[EXTENSION] = replace(ports, settings=replace(ports.settings, mail_url=None))
    db.session.commit()
    days(clock, 30)
    assert count(offered) == 0


def test_an_ending_is_announced_once_thirty_days_before(lasting: Award, clock: Clock) -> None:
    days(clock, 70)
    assert count(lasting, "expiry") == 0
    days(clock, 1)
    assert count(lasting, "expiry") == 1
    days(clock, 40)
    assert count(lasting, "expiry") == 1
    mail = mailing.mails_of(lasting)[0]
    assert "18. Juni 2026" in mail.subject
    assert mail.link.endswith("/me/demo/achievements/aid")


def test_a_badge_that_runs_out_is_renewed_by_one_step(
    mona: Actor, lasting: Award, clock: Clock
) -> None:
    with pytest.raises(ConflictError, match="run out soon"):
        renew(mona, lasting)
    assert running_out(mona) == []
    clock.at += timedelta(days=60)
    assert running_out(mona) == [(lasting, False)]
    made = renew(mona, lasting).award
    assert (made.state, made.renews_id, lasting.state) == ("offered", lasting.id, "accepted")
    assert running_out(mona) == [(lasting, True)]
    with pytest.raises(BadgesError, match="renewed already"):
        renew(mona, lasting)
