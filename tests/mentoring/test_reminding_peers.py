"""One mail for all that waits, once; what nobody answers lapses quietly."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from support import Clock

from badges import mailing
from badges.accounts.access import Actor
from badges.database import db
from badges.models import Circle, Community, Membership, OutboxMail, Pause
from badges.peers.meetings import MeetingFacts, confirm, counts, log_meeting
from badges.peers.mentoring import CircleDraft, Seat, make_circle
from badges.peers.reminding import remind_peers
from badges.ports import EXTENSION, now, ports


@pytest.fixture(autouse=True)
def mail_server(app: Flask) -> None:
    before = ports()
    settings = replace(before.settings, mail_url="smtp://mail.example")
    app.extensions[EXTENSION] = replace(before, settings=settings)


def mails() -> list[OutboxMail]:
    return list(db.session.query(OutboxMail).order_by(OutboxMail.id))


def test_all_that_waits_is_told_in_one_mail_and_once(
    mona: Actor, pair: Circle, ada: Membership, bo: Membership, cleo: Membership, clock: Clock
) -> None:
    log_meeting(ada, pair, MeetingFacts(now().date()))
    make_circle(mona, CircleDraft([Seat(bo.id), Seat(cleo.id)]))
    remind_peers()
    assert mails() == []
    clock.move(days=5)
    for _ in range(2):
        remind_peers()
    assert sorted(it.address for it in mails()) == [bo.address, cleo.address]
    (to_bo,) = [it for it in mails() if it.address == bo.address]
    assert "Ein Treffen wartet auf deine Bestätigung" in to_bo.text
    assert to_bo.link.endswith("/me/demo/mentoring")


def test_who_stopped_it_gets_none(
    pair: Circle, ada: Membership, bo: Membership, clock: Clock
) -> None:
    log_meeting(ada, pair, MeetingFacts(now().date()))
    mailing.stop_url(bo.community, bo.address)
    row = mailing.find_address(bo.community_id, bo.address)
    assert row is not None
    mailing.stop(row, "together")
    clock.move(days=5)
    remind_peers()
    assert mails() == []


def test_what_nobody_confirmed_lapses_and_what_some_confirmed_counts_for_them(
    trio: Circle, pair: Circle, ada: Membership, bo: Membership, clock: Clock
) -> None:
    alone = log_meeting(ada, pair, MeetingFacts(now().date()))
    some = log_meeting(ada, trio, MeetingFacts(now().date()))
    confirm(bo, some)
    clock.move(days=22)
    remind_peers()
    assert (alone.closed_as, some.closed_as) == ("lapsed", "lapsed")
    assert (counts(alone), counts(some)) == (False, True)
    assert mails() == []


def test_in_a_pause_nobody_is_reminded_and_nothing_lapses(
    demo: Community, pair: Circle, ada: Membership, clock: Clock
) -> None:
    meeting = log_meeting(ada, pair, MeetingFacts(now().date()))
    today = now().date()
    db.session.add(
        Pause(
            community_id=demo.id,
            name="Summer",
            since=today,
            until=today + timedelta(days=30),
            created_at=now(),
        )
    )
    clock.move(days=25)
    remind_peers()
    assert (mails(), meeting.closed_as) == ([], "")
    clock.move(days=11)
    remind_peers()
    assert len(mails()) == 1
