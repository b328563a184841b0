"""The home page: one line for each thing that waits, none where nothing does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from published import accepted_award
from support import member

from badges.database import db
from badges.models import Community, OutboxMail
from badges.ports import now
from badges.web.manage import waiting

from .desk import Desk


def test_nothing_waits_and_the_page_is_quiet(demo: Community, mona: Desk) -> None:
    demo.stage = "demo"
    db.session.commit()
    assert "Nothing at the moment." in mona.text("/")


def test_who_manages_alone_is_asked_for_a_second_person(demo: Community, mona: Desk) -> None:
    demo.stage = "live"
    ada = member(demo, "Ada Beispiel")
    db.session.commit()
    assert "You manage alone." in mona.text("/")
    ada.roles = ["manager", "member"]
    db.session.commit()
    assert "You manage alone." not in mona.text("/")


def test_a_mail_that_failed_is_told_to_who_can_mend_it(
    demo: Community, mona: Desk, rita: Desk
) -> None:
    db.session.add(
        OutboxMail(
            community_id=demo.id,
            kind="offer",
            address="ada@example.org",
            subject="A badge",
            text="",
            html="",
            language="en",
            state="failed",
            due_at=now(),
            created_at=now(),
        )
    )
    db.session.commit()
    assert "One mail could not be sent." in mona.text("/")
    assert "could not be sent" not in rita.text("/")


def test_an_offer_of_last_week_without_an_answer_is_a_line(demo: Community, mona: Desk) -> None:
    award = accepted_award(demo)
    award.state, award.accepted_at = "offered", None
    db.session.commit()
    assert "has no answer" not in mona.text("/")
    award.awarded_at = now() - timedelta(days=8)
    db.session.commit()
    assert "offered more than a week ago and has no answer" in mona.text("/")


def test_every_topic_that_registers_a_line_is_asked_in_its_order(
    mona: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting.MANAGERS, "looks", list(waiting.MANAGERS.looks))

    @waiting.waits(order=0)
    def first(_actor: object) -> list[waiting.Line]:
        return [waiting.Line("Look here first.", "Look", "/", "bad")]

    assert "Waiting for you Look here first.Look" in mona.text("/")
