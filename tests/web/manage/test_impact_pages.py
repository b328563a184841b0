from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from browser import Browser, started
from flask import Flask
from support import achievement, community, manager, member

from badges.accounts.access import Actor
from badges.database import db
from badges.impact.answers import Answer, Changed, Consent, answer
from badges.impact.numbers import Numbers
from badges.impact.switches import has_refused, set_report
from badges.models import Award, Community, FollowUp, ImpactQuarter, Membership, Programme
from badges.ports import now

NUMBERS = Numbers(
    took_part=30,
    programmes=(({"de": "Werkstatt <eins>", "en": "Workshop <one>"}, 12), ({"en": "Tiny"}, None)),
    reflected=7,
    giving={"gave": 9, "received": None, "both": 11},
    changed=dict.fromkeys(("work", "used", "shared", "confidence", "people", "nothing")),
    stayed={"path_back": 8, "path_gone": None, "other_back": 6, "other_gone": 9},
)


@pytest.fixture(autouse=True)
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from started(tmp_path, database)


@pytest.fixture
def demo(app: Flask) -> Community:
    return community()


@pytest.fixture
def mona(demo: Community) -> Actor:
    return manager(demo)


@pytest.fixture
def ada(demo: Community) -> Membership:
    return member(demo, "Ada Beispiel")


@pytest.fixture
def counted(demo: Community, mona: Actor) -> None:
    set_report(mona, on=True)
    db.session.add(
        ImpactQuarter(
            community_id=demo.id,
            year=2026,
            quarter=3,
            numbers=NUMBERS.to_json(),
            counted_at=now(),
        )
    )
    db.session.commit()


def test_the_report_is_off_until_switched_on(app: Flask, mona: Actor, ada: Membership) -> None:
    leading, other = Browser(app, mona.membership), Browser(app, ada)
    assert "The report is off" in leading.read("/manage/demo/impact")
    assert other.get("/me/demo/impact").status_code == 404
    assert leading.get("/manage/demo/impact.pdf").status_code == 404
    leading.post("/manage/demo/impact/report", on="yes")
    assert "Nothing is counted yet" in leading.read("/manage/demo/impact")
    assert "Nothing is counted yet" in other.read("/me/demo/impact")
    assert "You may refuse to be counted" in other.read("/me"), "told at home, not found by chance"
    other.post("/me/demo/impact/refuse")
    assert "You may refuse" not in other.read("/me")


def test_page_table_and_pdf_say_the_same_in_both_languages(
    app: Flask, mona: Actor, counted: None
) -> None:
    browser = Browser(app, mona.membership)
    page = browser.get("/manage/demo/impact").text
    assert page.count('role="img" aria-labelledby=') == 3, "nothing is drawn of what is hidden"
    assert page.count("Too few people to tell anything here.") == 1
    assert "Workshop &lt;one&gt;" in page
    assert "<one>" not in page
    assert "Werkstatt <eins> 12" in browser.read("/manage/demo/impact", "de")
    table = browser.get("/manage/demo/impact.csv").get_data(as_text=True)
    assert "Taking part;Workshop <one>;12" in table
    assert "Taking part;Tiny;\r\n" in table
    for language in ("de", "en"):
        pdf = browser.get("/manage/demo/impact.pdf", language).data
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            assert str(opened.Root.Lang) == language
            assert "/StructTreeRoot" in opened.Root


def test_a_member_reads_it_and_may_refuse(
    app: Flask, mona: Actor, ada: Membership, counted: None
) -> None:
    browser = Browser(app, ada)
    assert "You may refuse to be counted" in browser.read("/me/together")
    assert "Gave and received 11" in browser.read("/me/demo/impact")
    browser.post("/me/demo/impact/refuse")
    assert has_refused(ada)
    assert "You are in no number" in browser.read("/me/demo/impact")
    browser.post("/me/demo/impact/agree")
    assert not has_refused(ada)
    assert browser.get("/me/demo/impact/refuse").status_code == 405
    assert "Ada" not in Browser(app, mona.membership).read("/manage/demo/impact")


def test_members_see_nothing_of_the_managers_pages(app: Flask, ada: Membership) -> None:
    browser = Browser(app, ada)
    for page in ("impact", "impact.csv", "impact.pdf", "impact/stories", "impact/pace"):
        assert browser.get(f"/manage/demo/{page}").status_code == 403
    assert browser.post("/manage/demo/impact/report", on="yes").status_code == 403


def test_the_question_is_switched_on_the_page_of_stories(app: Flask, mona: Actor) -> None:
    browser = Browser(app, mona.membership)
    assert "Nothing to read yet" in browser.read("/manage/demo/impact/stories")
    browser.post("/manage/demo/impact/questions", on="no")
    assert "Ask members" in browser.read("/manage/demo/impact/stories")


def test_words_stand_before_what_was_only_ticked(
    app: Flask, demo: Community, mona: Actor, ada: Membership
) -> None:
    award = Award(
        community_id=demo.id,
        public_id="a" * 32,
        code="AAAA",
        version=(version := achievement(demo, "lamp")),
        achievement=version.achievement,
        member=ada,
        state="accepted",
        recipient_name=ada.name,
        awarded_at=now(),
    )
    for days, story in ((30, ""), (90, "I <lead> the group.")):
        row = FollowUp(community_id=demo.id, member=ada, award=award, days=days, asked_at=now())
        db.session.add(row)
        db.session.flush()
        answer(ada, row, Answer(Changed.USED, story, Consent.MANAGERS))
    db.session.commit()
    page = Browser(app, mona.membership).read("/manage/demo/impact/stories")
    told = "In their words I use what I learned I <lead> the group. Ada Beispiel for managers only"
    assert told in page
    assert "I use what I learned Ada Beispiel for managers only" in page.partition(told)[2]


def test_too_much_at_once_is_said_at_home_and_leads_to_a_pause(
    app: Flask, demo: Community, mona: Actor
) -> None:
    for number in range(4):
        row = Programme(
            community_id=demo.id,
            slug=f"p{number}",
            name={"en": f"P{number}"},
            tag="p",
            starts_on=now().date() - timedelta(days=3),
            ends_on=now().date() + timedelta(days=9),
            join_token=f"p{number}",
            created_at=now(),
            published_at=now(),
        )
        db.session.add(row)
    db.session.commit()
    browser = Browser(app, mona.membership)
    assert "4 programmes run at the same time." in browser.read("/manage/demo/")
    page = browser.get("/manage/demo/impact/pace").text
    assert "/manage/demo/pauses?" in page
    assert "Time+to+breathe" in page
