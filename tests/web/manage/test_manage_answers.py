"""Who has answered: counted, reminded at most twice, and shown the mail before a step is taken."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from published import issuing_community
from support import achievement, member

from badges.accounts.access import Actor
from badges.awarding.awards import award
from badges.awarding.holding import accept, decline, set_visibility
from badges.batches.sheets import claim_link
from badges.database import db
from badges.models import Award, AwardEvent, Community, OutboxMail
from badges.ports import EXTENSION

from .desk import Desk, words_of

ANSWERS = "/badges/workshop/answers"


@pytest.fixture
def demo(app: Flask) -> Community:
    ports = app.extensions[EXTENSION]
    mailed = replace(ports.settings, mail_url="smtp://localhost:1")
    app.extensions[EXTENSION] = replace(ports, settings=mailed)
    return issuing_community()


@pytest.fixture
def offers(mona: Desk, demo: Community) -> list[Award]:
    """Offer a badge to four people."""
    badge = achievement(demo, "workshop").achievement
    actor = Actor.operator(demo)
    made = []
    for number, name in enumerate(("Ada", "Bo", "Cy", "Di")):
        person = member(demo, name, f"{name.lower()}@x.example")
        person.subject_id = f"urn:uuid:00000000-0000-4000-8000-00000000000{number}"
        made.append(award(actor, badge, person, reason="Was there").award)
    db.session.commit()
    return made


def reminders() -> int:
    query = sa.select(sa.func.count(OutboxMail.id)).where(OutboxMail.kind == "reminder")
    return db.session.scalar(query) or 0


def test_the_funnel_counts_each_step(mona: Desk, offers: list[Award]) -> None:
    ada, bo, cy, _ = offers
    accept(ada, name="Ada")
    assert ada.member is not None
    set_visibility(ada.member, ada, "link")
    decline(bo)
    token = claim_link(Actor.operator(cy.community), cy).rpartition("/")[2]
    db.session.commit()
    visitor = mona.client.application.test_client()
    assert visitor.get(f"/claim/{token}").status_code == 200
    assert db.session.get_one(Award, cy.id).opened_at is None
    assert visitor.post(f"/claim/{token}/opened").status_code == 204
    page = mona.text(ANSWERS)
    for text in ("4 invited", "3 opened", "1 accepted", "1 shared", "One person declined"):
        assert text in page


def test_two_reminders_are_enough(mona: Desk, offers: list[Award]) -> None:
    for _ in range(3):
        mona.post(f"/awards/{offers[0].public_id}/remind")
    assert reminders() == 2
    assert "2/2" in mona.text(ANSWERS)


def test_an_answered_offer_is_neither_reminded_nor_sent_again(
    mona: Desk, offers: list[Award]
) -> None:
    decline(offers[0])
    db.session.commit()
    before = db.session.scalar(sa.select(sa.func.count(OutboxMail.id)))
    mona.post(f"/awards/{offers[0].public_id}/remind")
    mona.post(f"/awards/{offers[0].public_id}/resend")
    assert db.session.scalar(sa.select(sa.func.count(OutboxMail.id))) == before


def test_an_offer_goes_out_once_more(mona: Desk, offers: list[Award]) -> None:
    mail = db.session.scalars(sa.select(OutboxMail).filter_by(award_id=offers[0].id)).one()
    mail.state = "sent"
    db.session.commit()
    mona.post(f"/awards/{offers[0].public_id}/resend")
    rows = db.session.scalars(sa.select(OutboxMail).filter_by(award_id=offers[0].id)).all()
    assert sorted(row.state for row in rows) == ["sent", "waiting"]


def test_the_links_of_all_who_wait_are_printed(mona: Desk, offers: list[Award]) -> None:
    sheet = mona.post(f"{ANSWERS}/sheet")
    assert sheet.data.startswith(b"%PDF")


@pytest.mark.parametrize(
    ("step", "fields", "said"),
    [
        ("withdraw", {"reason": "Wrong person"}, "Wrong person"),
        ("suspend", {"reason": "Being looked at"}, "Being looked at"),
        ("correct", {"name": "Ada Neu", "narrative": "", "place": ""}, "Ada Neu"),
    ],
)
def test_the_mail_is_read_before_the_step_is_taken(
    mona: Desk, offers: list[Award], step: str, fields: dict[str, Any], said: str
) -> None:
    accept(offers[0], name="Ada")
    db.session.scalars(sa.select(OutboxMail).filter_by(award_id=offers[0].id)).one().state = "sent"
    db.session.commit()
    path = f"/awards/{offers[0].public_id}/{step}"
    assert "What the member will read" in mona.text(path)
    looked = mona.post(path, {**fields, "do": "look"})
    assert said in words_of(looked)
    assert db.session.get_one(Award, offers[0].id).state == "accepted"
    assert db.session.scalar(sa.select(sa.func.count(OutboxMail.id))) == len(offers)
    assert mona.post(path, fields).status_code == 303
    assert db.session.scalar(sa.select(sa.func.count(OutboxMail.id))) == len(offers) + 1


def test_an_award_for_later_is_planned_and_called_off(
    mona: Desk, offers: list[Award], demo: Community
) -> None:
    achievement(demo, "later")
    db.session.commit()
    fields = {"member": str(offers[0].membership_id), "reason": "Was there"}
    wrong = mona.post("/badges/later/award", {**fields, "at": "soon"})
    assert (wrong.status_code, "Write the day" in words_of(wrong)) == (422, True)
    assert mona.post("/badges/later/award", {**fields, "at": "2026-04-01T10:00"}).status_code == 303
    assert "Awards for later" in mona.text("/awards/waiting")
    mona.post("/awards/planned/1/cancel")
    assert "Awards for later" not in mona.text("/awards/waiting")
    assert db.session.scalar(sa.select(sa.func.count(Award.id))) == len(offers)


def test_an_award_is_undone_on_its_page(mona: Desk, offers: list[Award]) -> None:
    path = f"/awards/{offers[0].public_id}"
    assert "Nobody was told yet" in mona.text(path)
    assert mona.post(f"{path}/undo").status_code == 303
    assert mona.get(path).status_code == 404
    left = db.session.scalar(
        sa.select(sa.func.count(AwardEvent.id)).where(AwardEvent.award_id == offers[0].id)
    )
    assert left == 0
