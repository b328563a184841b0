"""“Report this page” from its link to the answer: no cookie, no login, nothing given away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from browser import Browser, started, words_of
from flask import Flask
from lxml import html
from published import issued_award
from support import achievement, community, manager, member

from badges.awarding.awards import award
from badges.database import db
from badges.models import Award, Community, Membership, PageReport

FIELDS = {"problem": "wrong", "text": "Ada was not there.", "address": "", "website": ""}


@pytest.fixture
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from started(tmp_path, database)


@pytest.fixture
def shared(app: Flask) -> Award:
    return issued_award(visibility="link")


@pytest.fixture
def mona(shared: Award) -> Membership:
    row = manager(shared.community).membership
    db.session.commit()
    assert row is not None
    return row


@pytest.fixture
def visitor(app: Flask, mona: Membership) -> Browser:
    return Browser(app)


def link_on(visitor: Browser, path: str) -> str:
    page = html.document_fromstring(visitor.get(path).text)
    (link,) = page.xpath("//footer//a[contains(text(), 'Report this page')]/@href")
    return str(link).partition("?")[0]


def one() -> PageReport:
    return db.session.scalars(sa.select(PageReport)).one()


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_public_page_leads_to_its_form(
    visitor: Browser, shared: Award, language: str
) -> None:
    slug = shared.community.slug
    offer = award(
        manager(shared.community, "Olga Leitung"),
        achievement(shared.community, "vase").achievement,
        member(shared.community, "Bo Probe", verified=False),
        reason="Well done",
    )
    db.session.commit()
    for path in (
        f"/credentials/{shared.public_id}",
        f"/issuers/{slug}",
        f"/achievements/{slug}/vase",
        f"/achievements/{slug}/vase/1",
        f"/claim/{offer.claim_token}",
    ):
        link = link_on(visitor, path)
        assert visitor.get(link, language).status_code == 200, link


def test_a_report_gets_a_number_and_reaches_the_managers(
    app: Flask, visitor: Browser, shared: Award, mona: Membership
) -> None:
    link = link_on(visitor, f"/credentials/{shared.public_id}")
    answer = visitor.post(link, csrf=False, **FIELDS)
    assert answer.status_code == 303
    assert "Set-Cookie" not in answer.headers
    receipt = visitor.read(answer.headers["Location"].partition("?")[0])
    assert one().number in receipt
    assert "Ada was not there" not in receipt, "the number opens no text"
    desk = Browser(app, mona)
    home = desk.read(f"/manage/{shared.community.slug}/")
    assert "Somebody reported a page." in home
    words = desk.read(f"/manage/{shared.community.slug}/reports/{one().id}")
    for said in ("Ada was not there.", "Hide the page", "Suspend …", "Withdraw …"):
        assert said in words


def test_the_answer_stands_under_the_number(
    app: Flask, visitor: Browser, shared: Award, mona: Membership
) -> None:
    visitor.post(f"/credentials/{shared.public_id}/report", csrf=False, **FIELDS)
    desk, here = Browser(app, mona), f"/manage/{shared.community.slug}/reports/{one().id}"
    assert desk.post(here, answer="").status_code == 422
    desk.post(f"{here}/hide")
    assert visitor.get(f"/credentials/{shared.public_id}").status_code == 404
    desk.post(here, answer="We asked Ada.")
    assert "We asked Ada." in visitor.read(f"/reports/{one().number}")
    assert "We asked Ada." in desk.read(f"/manage/{shared.community.slug}/reports")


def test_an_offer_is_reported_without_keeping_its_link(
    visitor: Browser, shared: Award, mona: Membership
) -> None:
    made = award(
        manager(shared.community, "Olga Leitung"),
        achievement(shared.community, "vase").achievement,
        member(shared.community, "Bo Probe", verified=False),
        reason="Well done",
    )
    db.session.commit()
    visitor.post(f"/claim/{made.claim_token}/report", csrf=False, **FIELDS)
    assert (one().kind, one().path, one().award_id) == ("claim", "", made.award.id)


def test_a_form_with_something_wrong_keeps_what_was_typed(visitor: Browser, shared: Award) -> None:
    link = f"/credentials/{shared.public_id}/report"
    for change, said in (
        ({"problem": ""}, "Choose what is wrong."),
        ({"address": "nobody"}, "address"),
        ({"website": "x"}, "machines"),
    ):
        answer = visitor.post(link, csrf=False, **(FIELDS | change))
        assert answer.status_code == 422
        assert said in words_of(answer)
        assert "Ada was not there." in answer.text
    assert db.session.scalar(sa.select(PageReport.id)) is None


def test_markup_is_shown_as_typed(
    app: Flask, visitor: Browser, shared: Award, mona: Membership
) -> None:
    bad = "<script>alert(1)</script>"
    visitor.post(f"/issuers/{shared.community.slug}/report", csrf=False, **(FIELDS | {"text": bad}))
    page = Browser(app, mona).get(f"/manage/{shared.community.slug}/reports/{one().id}").text
    assert bad not in page
    assert "&lt;script&gt;" in page


def test_private_and_unknown_pages_are_answered_alike(
    visitor: Browser, shared: Award, mona: Membership
) -> None:
    shared.visibility = "private"
    db.session.commit()
    hidden = visitor.get(f"/credentials/{shared.public_id}/report")
    unknown = visitor.get("/credentials/AAAAAAAAAAAAAAAAAAAAAA/report")
    assert hidden.status_code == unknown.status_code == 404
    assert words_of(hidden) == words_of(unknown)
    assert visitor.get("/reports/NOSUCHNUMBER").status_code == 404


def test_another_community_does_not_see_it(app: Flask, visitor: Browser, shared: Award) -> None:
    visitor.post(f"/issuers/{shared.community.slug}/report", csrf=False, **FIELDS)
    other: Community = community("other")
    desk = Browser(app, manager(other).membership)
    assert desk.get(f"/manage/other/reports/{one().id}").status_code == 404
