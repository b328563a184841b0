"""A mail waits its time, can be called off while it does, and is kept without a mail server."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from mail_server import use
from support import Clock, achievement, manager

from badges import jobs, mailing
from badges.awarding.awards import award
from badges.database import db
from badges.errors import ConflictError
from badges.models import Community, Job, Membership, OutboxMail

NOWHERE = "smtp://127.0.0.1:1"


@pytest.fixture
def offline(app: Flask) -> None:
    """Name a mail server that nobody runs."""
    use(app, NOWHERE)


def posted(demo: Community, **settings: object) -> OutboxMail:
    mail = mailing.post(
        "sign_in",
        "ada@example.org",
        community=demo,
        language="en",
        link="https://example.org/x",
        minutes=30,
        **settings,
    )
    db.session.commit()
    return mail


def test_without_a_mail_server_it_is_kept_with_its_link(demo: Community) -> None:
    mail = posted(demo)
    assert (mail.state, mail.link) == ("kept", "https://example.org/x")
    assert db.session.scalar(sa.select(sa.func.count(Job.id))) == 0


@pytest.mark.usefixtures("offline")
def test_a_mail_that_can_be_undone_waits_as_long_as_the_community_says(
    demo: Community, clock: Clock
) -> None:
    demo.mail_hold_minutes = 15
    mail = posted(demo, hold=True)
    assert mail.due_at == clock() + timedelta(minutes=15)
    assert jobs.run_due() == 0
    clock.move(minutes=15)
    assert jobs.run_due() == 1


@pytest.mark.usefixtures("offline")
def test_a_mail_with_a_date_waits_for_it(demo: Community, clock: Clock) -> None:
    day = clock() + timedelta(days=3)
    assert posted(demo, hold=True, due=day).due_at == day
    assert posted(demo).due_at == clock()


@pytest.mark.usefixtures("offline")
def test_a_clock_that_is_set_back_loses_no_mail(demo: Community, clock: Clock) -> None:
    mail, tried = posted(demo), posted(demo)
    tried.created_at -= timedelta(days=1)
    db.session.commit()
    clock.move(hours=-1)
    jobs.set_right()
    jobs.run_due()
    assert mail.attempts == 1
    clock.move(hours=1)
    jobs.run_due()
    assert tried.attempts == 1


@pytest.mark.usefixtures("offline")
def test_what_was_called_off_never_goes_out(demo: Community, clock: Clock) -> None:
    mail = posted(demo, hold=True)
    mailing.cancel(mail)
    db.session.commit()
    clock.move(hours=1)
    assert jobs.run_due() == 1
    assert (mail.state, mail.attempts, mail.error) == ("cancelled", 0, "")


@pytest.mark.usefixtures("offline")
def test_what_is_on_its_way_cannot_be_called_off(demo: Community, clock: Clock) -> None:
    mail = posted(demo)
    mail.begun_at = clock()
    db.session.commit()
    with pytest.raises(ConflictError, match="on its way"):
        mailing.cancel(mail)
    assert mail.state == "waiting"


def test_sending_again_needs_a_server(demo: Community) -> None:
    with pytest.raises(ConflictError) as caught:
        mailing.send_again(posted(demo))
    assert caught.value.reason.code == "mail.no_server"


def test_what_was_kept_can_be_sent_once_there_is_a_server(app: Flask, demo: Community) -> None:
    mail = posted(demo)
    use(app, NOWHERE)
    assert mailing.send_again(mail) is mail
    assert mail.state == "waiting"


@pytest.mark.usefixtures("offline")
def test_what_was_sent_is_sent_again_as_a_second_mail(demo: Community) -> None:
    mail = posted(demo)
    mail.state = "sent"
    db.session.commit()
    second = mailing.send_again(mail)
    assert second.id != mail.id
    assert (second.state, second.link, mail.state) == ("waiting", mail.link, "sent")


def test_what_was_called_off_is_not_sent_again(app: Flask, demo: Community) -> None:
    mail = posted(demo)
    mailing.cancel(mail)
    use(app, NOWHERE)
    with pytest.raises(ConflictError) as caught:
        mailing.send_again(mail)
    assert caught.value.reason.code == "mail.cancelled"


@pytest.mark.usefixtures("offline")
def test_the_mails_of_an_award_are_found_and_wait_to_be_undone(
    demo: Community, ada: Membership, clock: Clock
) -> None:
    version = achievement(demo)
    made, token = award(manager(demo), version.achievement, ada, reason="She came")
    (mail,) = mailing.mails_of(made)
    assert mail.due_at == clock() + timedelta(minutes=10)
    assert mail.link.endswith(f"/claim/{token}")


def test_a_server_that_was_taken_away_leaves_the_mail_kept(app: Flask, demo: Community) -> None:
    use(app, NOWHERE)
    mail = posted(demo)
    use(app, None)
    assert jobs.run_due() == 1
    assert mail.state == "kept"
