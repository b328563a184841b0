"""Planned pauses: written, ended, and what stands still meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from support import Clock, achievement, community, manager

from badges.accounts.access import Actor
from badges.awarding.evidence import submit_evidence
from badges.awarding.pauses import is_paused, pauses_of
from badges.awarding.recording import record_of
from badges.awarding.reminding import remind_offers
from badges.awarding.reviewing import review
from badges.database import db
from badges.errors import ForbiddenError, InputError, NotFoundError
from badges.milestones import Pause as PauseValue
from badges.models import Award, Enrolment, Evidence, Membership, OutboxMail, Pause
from badges.ports import EXTENSION, now, ports
from badges.privacy.due import ends
from badges.programmes.pausing import (
    PauseFacts,
    change_pause,
    end_pause,
    pauses_planned,
    plan_pause,
    time_of,
)

from .laid import holds, programme

TODAY = date(2026, 3, 10)


def planned(actor: Actor, since: int, until: int, name: str = "Spring") -> Pause:
    """Plan a pause by the days from today."""
    days = [TODAY + timedelta(days=offset) for offset in (since, until)]
    return plan_pause(actor, PauseFacts(name, *days))


def facts_of(pause: Pause) -> PauseFacts:
    return PauseFacts(pause.name, pause.since, pause.until)


@pytest.mark.parametrize(
    ("since", "until", "code"),
    [
        (date(2026, 3, 2), date(2026, 3, 1), "pause.reversed"),
        (date(2026, 1, 1), date(2027, 1, 2), "pause.long"),
        (date(1926, 3, 1), date(1926, 3, 2), "pause.day"),
    ],
)
def test_days_that_are_none_are_refused(mona: Actor, since: date, until: date, code: str) -> None:
    with pytest.raises(InputError) as refused:
        plan_pause(mona, PauseFacts("x", since, until))
    assert refused.value.reason.code == code


def test_a_pause_ahead_is_called_off_and_one_that_is_on_ends_with_yesterday(mona: Actor) -> None:
    ahead, on, over = planned(mona, 5, 9), planned(mona, -3, 9), planned(mona, -9, -5)
    assert [time_of(it, TODAY) for it in (ahead, on, over)] == ["ahead", "now", "over"]
    for each in (ahead, on, over):
        end_pause(mona, each)
    assert [(it.since.day, it.until.day) for it in pauses_planned(mona)] == [(7, 9), (1, 5)]


def test_a_pause_is_changed_by_managers_of_its_community_alone(
    mona: Actor, ada: Membership
) -> None:
    pause = planned(mona, 1, 2)
    facts = PauseFacts("Longer", TODAY, TODAY + timedelta(days=5))
    assert change_pause(mona, pause, facts).until == facts.until
    with pytest.raises(ForbiddenError):
        change_pause(Actor.member(ada), pause, facts)
    with pytest.raises(NotFoundError):
        end_pause(manager(community("elsewhere")), pause)


def test_the_day_of_an_answer_moves_with_the_pauses(mona: Actor, ada: Membership) -> None:
    lamp = achievement(mona.community, "lamp", {"made": {"reviewed": {}}}).achievement

    def handed_in() -> Evidence:
        return submit_evidence(ada, lamp, "made", text="A lamp.")

    first = handed_in()
    promised = now() + timedelta(days=7)
    assert first.answer_by == promised
    pause = planned(mona, 2, 3)
    second = handed_in()
    assert first.answer_by == second.answer_by == promised + timedelta(days=2)
    change_pause(mona, pause, replace(facts_of(pause), until=TODAY + timedelta(days=6)))
    assert first.answer_by == second.answer_by == promised + timedelta(days=5)
    review(mona, second, "approved")
    end_pause(mona, pause)
    assert (first.answer_by, second.answer_by) == (promised, promised + timedelta(days=5))


def test_rules_see_the_pauses_of_everybody(mona: Actor, ada: Membership) -> None:
    planned(mona, -5, -1)
    record = record_of(ada, at=now())
    assert record.pauses == (PauseValue(date(2026, 3, 5), date(2026, 3, 9)),)
    assert pauses_of(ada) == ((date(2026, 3, 5), date(2026, 3, 9)),)


def test_nobody_is_reminded_in_a_pause_and_its_days_are_not_counted(
    app: Flask, mona: Actor, ada: Membership, clock: Clock
) -> None:
    settings = replace(ports().settings, mail_url="smtp://127.0.0.1:1")
    app.extensions[EXTENSION] = replace(ports(), settings=settings)
    achievement(mona.community, "solder")
    offer = holds(ada, "solder", state="offered")[0]
    offer.recipient_address = ada.address
    planned(mona, 6, 9)
    clock.move(days=8)
    assert is_paused(mona.community)
    remind_offers()
    clock.move(days=2)
    remind_offers()
    assert _reminders() == 0
    clock.move(days=2)
    remind_offers()
    assert _reminders() == 1


def test_offers_lapse_later_by_the_days_of_the_pause(mona: Actor, ada: Membership) -> None:
    achievement(mona.community, "solder")
    holds(ada, "solder", state="offered")
    offer = db.session.scalars(sa.select(Award)).one()
    far = now() + timedelta(days=2_000)
    before = ends(mona.community, "offers", far, most=9)[0].at
    planned(mona, 3, 7)
    moved = ends(mona.community, "offers", far, most=9)[0]
    assert (moved.row_id, moved.at) == (offer.id, before + timedelta(days=5))
    assert ends(mona.community, "offers", before, most=9) == []


def test_a_programmes_pause_is_its_members_alone(mona: Actor, ada: Membership) -> None:
    row = programme(mona)
    plan_pause(mona, PauseFacts("", TODAY, TODAY), row)
    assert pauses_of(ada) == ()
    db.session.add(
        Enrolment(
            community_id=ada.community_id, programme=row, member=ada,
            state="enrolled", asked_at=now(),
        )
    )  # fmt: skip
    db.session.flush()
    assert pauses_of(ada) == ((TODAY, TODAY),)
    assert not is_paused(mona.community)


def _reminders() -> int:
    query = sa.select(sa.func.count(OutboxMail.id)).where(OutboxMail.kind == "reminder")
    return db.session.scalar(query) or 0
