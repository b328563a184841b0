"""From a demo page to a community of one's own, without a shell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from browser import Browser, started
from flask import Flask
from lxml import html
from support import community, member
from werkzeug.test import TestResponse

from badges.database import db
from badges.models import Community, SignInToken
from badges.ports import EXTENSION

FORM: dict[str, Any] = {
    "name": "Lerntreff Linden",
    "languages": "de,en",
    "formal": "1",
    "owner_name": "Mona Leitung",
    "owner_address": "mona@linden.example",
    "body": "Lerntreff Linden e. V.",
    "address": "Lindenweg 1\r\n12345 Linden",
    "public_address": "badges.linden.example",
}


@pytest.fixture
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from started(tmp_path, database)


@pytest.fixture
def visitor(app: Flask) -> Browser:
    boss = community("werkstatt", name="Lernwerkstatt", stage="demo")
    member(boss, "Boss", roles=("owner", "member"))
    return Browser(app)


def start(visitor: Browser, **changes: Any) -> TestResponse:
    return visitor.post("/start", csrf=False, **(FORM | changes))


def own() -> Community | None:
    return db.session.scalar(sa.select(Community).filter_by(name=FORM["name"]))


def elsewhere(app: Flask, **settings: Any) -> None:
    before = app.extensions[EXTENSION]
    app.extensions[EXTENSION] = replace(before, settings=replace(before.settings, **settings))


def test_no_other_site_opens_a_community_for_who_sits_at_the_machine(visitor: Browser) -> None:
    answer = visitor.client.post("/start", data=FORM, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert own() is None


@pytest.mark.parametrize("path", ["/", "/issuers/werkstatt", "/issuers/werkstatt/impressum"])
def test_every_page_of_a_demo_has_one_way_to_ones_own(visitor: Browser, path: str) -> None:
    page = html.document_fromstring(visitor.get(path, "de").text)
    (link,) = page.xpath("//a[text()='Eigene Gemeinschaft starten']/@href")
    assert visitor.get(link.partition("?")[0]).status_code == 200


def test_at_the_machine_the_form_leads_to_a_link_that_signs_the_owner_in(visitor: Browser) -> None:
    answer = start(visitor)
    assert answer.status_code == 303
    row = own()
    assert row is not None
    assert (row.stage, row.languages, row.formal) == ("trial", ["de", "en"], True)
    assert row.legal["address"] == "Lindenweg 1\n12345 Linden"
    used = visitor.post(answer.location.partition("?")[0], csrf=False)
    home = used.location.partition("?")[0]
    assert home == "/manage/lerntreff-linden/"
    assert "Your first badge" in visitor.read(home)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "<script>alert(1)</script>" * 20}, "name"),
        ({"owner_address": "mona"}, "owner_address"),
        ({"languages": "fr"}, "languages"),
        ({"colour": "red"}, "colour"),
        ({"contact_email": "x"}, "contact_email"),
        ({"public_address": "ftp://x"}, "public_address"),
        ({"body": "x" * 300}, "body"),
    ],
)
def test_what_cannot_be_used_is_said_beside_its_field_and_nothing_is_lost(
    visitor: Browser, changes: dict[str, str], field: str
) -> None:
    answer = start(visitor, **changes)
    page = html.document_fromstring(answer.text)
    assert answer.status_code == 422
    assert page.get_element_by_id(f"error-{field}").text
    kept = FORM | changes
    assert page.xpath("//input[@name='owner_name']/@value") == [kept["owner_name"]]
    assert page.xpath("//textarea[@name='address']")[0].value.strip().startswith("Lindenweg 1")
    assert own() is None


def test_a_name_that_is_taken_is_said_at_the_name(visitor: Browser) -> None:
    start(visitor)
    answer = start(visitor)
    assert answer.status_code == 422
    assert "short name already" in answer.text


def test_a_public_server_without_mail_hands_the_link_to_its_operator_only(
    app: Flask, visitor: Browser
) -> None:
    elsewhere(app, base_url="https://badges.example")
    answer = start(visitor)
    assert answer.location.endswith("/start/sent?lang=en")
    assert "badges login" in visitor.read("/start/sent")
    assert db.session.scalar(sa.select(SignInToken)) is None


def test_with_mail_the_address_is_proved_by_a_link(app: Flask, visitor: Browser) -> None:
    elsewhere(app, mail_url="smtp://localhost:25")
    answer = start(visitor)
    assert "/sign-in/sent" in answer.location
    token = db.session.scalars(sa.select(SignInToken)).one()
    assert token.address == FORM["owner_address"]
    assert token.next_path.startswith("/manage/lerntreff-linden/")


def test_another_name_for_this_machine_is_not_this_machine(app: Flask, visitor: Browser) -> None:
    answer = visitor.client.post("/start", data=FORM, headers={"Host": "badges.example"})
    assert answer.location.endswith("/start/sent")
    proxied = visitor.client.post(
        "/start", data=FORM | {"name": "B"}, environ_base={"REMOTE_ADDR": "192.0.2.1"}
    )
    assert proxied.location.endswith("/start/sent")


def test_once_somebody_has_moved_in_strangers_may_not(app: Flask, visitor: Browser) -> None:
    mona = member(community("linden"), "Mona", roles=("owner", "member"))
    elsewhere(app, base_url="https://badges.example")
    db.session.commit()
    assert "only the owner" in visitor.read("/start")
    assert start(visitor).status_code == 403
    answer = Browser(app, mona).post("/start", name="Zweite", languages="de")
    assert answer.location.startswith("/manage/zweite/")


def test_who_is_signed_in_needs_the_forms_own_token(app: Flask, visitor: Browser) -> None:
    mona = member(community("linden"), "Mona", roles=("owner", "member"))
    answer = Browser(app, mona).post("/start", csrf=False, name="Zweite", languages="de")
    assert answer.status_code in {400, 403}
    assert db.session.scalar(sa.select(Community).filter_by(name="Zweite")) is None


def test_not_too_often(visitor: Browser) -> None:
    answers = [start(visitor, name=f"Treff {number}").status_code for number in range(11)]
    assert answers == [303] * 10 + [429]
