"""From trial to live on the managers' pages, and the settings that belong to it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from published import issued_award, issuing_community
from support import Web, member

from badges.database import db
from badges.fetched import Fetched
from badges.launching.checking import expected
from badges.models import Community
from badges.ports import EXTENSION

from .desk import Desk, typed_in, words_of

HOME = "https://badges.example"
DETAILS = {"body": "Verein", "represented_by": "Mona", "address": "Weg 1", "authority": "Amt"}


@pytest.fixture
def linden(app: Flask) -> Community:
    return issuing_community("linden", name="Lerntreff Linden", contact_email="hi@linden.example")


@pytest.fixture
def web(app: Flask) -> Web:
    """Tell the service that it is at its address; the network answers from a table."""
    web = Web()
    before = app.extensions[EXTENSION]
    told = replace(before.settings, base_url=HOME)
    app.extensions[EXTENSION] = replace(before, settings=told, fetch=web)
    return web


@pytest.fixture
def desk(app: Flask, linden: Community) -> Desk:
    return Desk(app, member(linden, "Mona Leitung", roles=("owner", "manager", "member")))


def reachable(web: Web, community: Community) -> None:
    for each in expected(community, HOME):
        body = each.document or f'<a href="{each.mark}">'
        web.pages[each.address] = Fetched(each.address, body=body.encode())
    db.session.commit()


def test_the_address_is_shown_as_it_will_be_printed(desk: Desk) -> None:
    words = desk.text("/going-live?public_address=badges.linden.example")
    assert "issued by Lerntreff Linden (badges.linden.example)" in words
    assert "https://badges.linden.example/credentials/" in words
    assert "did:web:badges.linden.example:issuers:linden" in words


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://badges.example", "must begin with https"),
        ("https://192.0.2.1", "must be a name"),
        ("https://localhost", "everybody on the internet"),
        ("nonsense://x", "Give the public address"),
    ],
)
def test_an_address_that_cannot_be_printed_is_refused_with_its_reason(
    desk: Desk, address: str, said: str
) -> None:
    response = desk.get(f"/going-live?public_address={address}&lang=en")
    assert said in words_of(response)
    assert f'value="{address}"' in response.text


def test_what_is_missing_leads_to_its_field(desk: Desk, linden: Community) -> None:
    assert "#field-authority" in desk.get("/going-live").text
    desk.post("/legal", DETAILS)
    assert "The required details are there." in desk.text("/going-live")
    assert linden.legal["authority"] == "Amt"


def test_checking_tells_each_line_and_moves_nothing(
    desk: Desk, linden: Community, web: Web
) -> None:
    words = words_of(desk.post("/going-live", {"public_address": HOME, "do": "check"}))
    assert words.count("not reached") == 3
    reachable(web, linden)
    words = words_of(desk.post("/going-live", {"public_address": HOME, "do": "check"}))
    assert words.count("all right") == 4
    assert linden.stage == "trial"


def test_it_goes_live_when_all_is_right_and_read(desk: Desk, linden: Community, web: Web) -> None:
    issued_award(linden)
    desk.post("/legal", DETAILS)
    reachable(web, linden)
    assert "One award of the trial goes" in desk.text("/going-live")
    fields = {"public_address": HOME, "do": "live"}
    assert "say that you have read" in desk.post("/going-live", fields).text
    assert linden.stage == "trial"
    assert desk.post("/going-live", fields | {"read": "1"}).status_code == 303
    assert (linden.stage, linden.profile.base_url) == ("live", HOME)
    assert "Live since" in desk.text("/going-live")
    assert "rehearsal" not in desk.get("/").text


def test_details_that_are_missing_stop_it(desk: Desk, linden: Community, web: Web) -> None:
    reachable(web, linden)
    answer = desk.post("/going-live", {"public_address": HOME, "do": "live", "read": "1"})
    assert answer.status_code == 422
    assert "Legal details are missing" in answer.text


def test_who_looked_from_outside_may_say_so(desk: Desk, linden: Community, web: Web) -> None:
    desk.post("/legal", DETAILS)
    fields = {"public_address": HOME, "do": "live", "read": "1"}
    answer = desk.post("/going-live", fields)
    assert answer.status_code == 422
    assert "from outside myself" in answer.text
    assert desk.post("/going-live", fields | {"outside": "1"}).status_code == 303
    assert linden.stage == "live"


def test_a_wrong_setting_cannot_be_overruled(desk: Desk, linden: Community) -> None:
    desk.post("/legal", DETAILS)
    fields = {"public_address": HOME, "do": "live", "read": "1", "outside": "1"}
    answer = desk.post("/going-live", fields)
    assert "BADGES_BASE_URL=https://badges.example" in answer.text
    assert linden.stage == "trial"


def test_a_reviewer_may_not(rita: Desk) -> None:
    for path in ("/going-live", "/legal", "/legal/impressum"):
        assert rita.get(path).status_code == 403


def test_a_page_gets_the_communitys_own_words_and_is_called_right(
    desk: Desk, linden: Community
) -> None:
    response = desk.post("/legal/impressum", {"imprint_de": "Unser Text.", "imprint_en": ""})
    assert response.status_code == 303
    assert linden.legal["pages"] == {"imprint": {"de": "Unser Text."}}
    desk.post("/legal/impressum", {"checked": "1"})
    assert "checked" in desk.text("/legal")
    assert desk.get("/legal/nothing").status_code == 404


def test_a_detail_that_cannot_be_kept_is_said_and_nothing_typed_is_lost(desk: Desk) -> None:
    response = desk.post("/legal", DETAILS | {"phone": "1" * 300})
    assert response.status_code == 422
    assert typed_in(response, "authority") == "Amt"


def test_the_second_of_two_managers_sees_what_the_first_changed(
    desk: Desk, linden: Community
) -> None:
    facts = {"name": "Linden", "languages": "de", "zone": "Europe/Berlin", "colour": "#1f5f5b"}
    facts["edition"] = typed_in(desk.get("/settings"), "edition")
    desk.post("/settings", facts | {"place": "Hier"})
    answer = desk.post("/settings", facts | {"place": "Dort"})
    assert answer.status_code == 422
    words = words_of(answer)
    assert "Somebody else has saved" in words
    assert "Hier" in words
    assert typed_in(answer, "place") == "Dort"
    facts["edition"] = typed_in(answer, "edition")
    assert desk.post("/settings", facts | {"place": "Dort"}).status_code == 303
    assert linden.place == "Dort"


def test_the_steps_to_the_first_badge_go_on_and_away(desk: Desk, linden: Community) -> None:
    page = desk.get("/").text
    assert (page.count('class="done"'), page.count("<h3>")) == (0, 3)
    issued = issued_award(linden)
    issued.state = "accepted"
    db.session.commit()
    assert "Your first badge" not in desk.text("/")
