"""The first mail to anybody says truly why it came, and how to decline and be deleted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from kept_rows import invited, offered, rows_with
from published import site
from support import Clock, member, running

from badges import jobs, mailing, tasks
from badges.accounts import signin
from badges.accounts.access import Actor
from badges.database import db
from badges.models import Membership, OutboxMail
from badges.web.access import COOKIE

LINK = "http://localhost:8000/somewhere"
KINDS: dict[str, tuple[dict[str, Any], str, str]] = {
    "invitation": (
        {"link": LINK, "role": "manager", "name": "Zora", "days": 7},
        "wrote down your name and address",
        "You do not have to do anything to decline",
    ),
    "guardian": (
        {"link": LINK, "name": "Kim"},
        "as that of a parent or guardian",
        "Answer no on that page, or do nothing",
    ),
    "report": ({"link": LINK, "number": "X", "problem": "wrong"}, "You manage Club", ""),
    "report_receipt": (
        {"link": LINK, "number": "X"},
        "reported a page of Club",
        "The address is deleted with the report",
    ),
    "report_answer": (
        {"link": LINK, "number": "X", "answer": "We <corrected> it."},
        "reported a page of Club",
        "The address is deleted with the report",
    ),
}


@pytest.fixture(autouse=True)
def app(tmp_path: Path, database: str, clock: Clock) -> Iterator[Flask]:
    app = site(tmp_path, now=clock, url=database)
    with app.app_context():
        jobs.register(tasks.HANDLERS)
    yield from running(app)


def posted(mona: Actor, kind: str, language: str) -> OutboxMail:
    return mailing.post(
        kind, "new@example.org", community=mona.community, language=language, **KINDS[kind][0]
    )


@pytest.mark.parametrize("kind", KINDS)
def test_it_says_why_and_how_to_be_left_alone(mona: Actor, kind: str) -> None:
    _, why, rights = KINDS[kind]
    mail = posted(mona, kind, "en")
    for text in (mail.text, re.sub(r"\s+", " ", mail.html)):
        assert why in text
        assert rights in text
        assert "Decline the badge by its link" not in text, "there is no badge to decline"
        assert LINK in text
    assert "<corrected>" not in mail.html


@pytest.mark.parametrize("kind", KINDS)
def test_formal_german_says_sie(mona: Actor, kind: str) -> None:
    mona.community.formal = True
    text = posted(mona, kind, "de").text
    assert "Warum diese Mail?" in text
    assert not re.search(r"\b(du|dein\w*|dich|dir)\b", text)


def test_a_badge_that_was_signed_at_once_is_not_said_to_be_declinable(mona: Actor) -> None:
    made = offered(mona, member(mona.community, "Ada Beispiel"))
    made.state = "accepted"
    mail = mailing.post(
        "correction",
        "first@example.org",
        community=mona.community,
        language="en",
        award=made,
        link=LINK,
    )
    assert "Decline" not in mail.text
    assert "Erase everything about me" in mail.text


def followed(app: Flask, mona: Actor, who: Membership) -> str:
    """Follow the link of an offer's mail as it says: decline, then delete."""
    offered(mona, who)
    db.session.commit()
    mail = db.session.scalars(sa.select(OutboxMail)).one()
    assert "Lehne den Badge über seinen Link ab" in mail.text
    (path,) = re.findall(r"http://localhost:8000(/claim/\S+)", mail.text)
    client = app.test_client()
    assert client.get(path).status_code == 200
    client.post(f"{path}/decline", data={"reason": "No, thank you."})
    page = client.post(f"{path}/forget", query_string={"lang": "en"})
    assert client.get(path).status_code == 404
    return page.text


def test_following_it_leaves_nothing_of_who_was_only_invited(app: Flask, mona: Actor) -> None:
    page = followed(app, mona, invited(mona))
    assert "Nothing about you is left here." in page
    assert rows_with("zora@example.org") == rows_with("Zora") == []
    assert rows_with("No, thank you.") == []


def test_a_member_loses_the_offer_and_is_told_where_the_rest_is(app: Flask, mona: Actor) -> None:
    ada = member(mona.community, "Ada Beispiel")
    page = followed(app, mona, ada)
    assert "There is more about you here" in page
    assert ada.address == "ada@club.example.org"
    assert db.session.scalar(sa.select(OutboxMail.id)) is None


def test_what_the_mail_calls_the_way_out_is_what_the_settings_call_it(
    app: Flask, mona: Actor
) -> None:
    ada = member(mona.community, "Ada Beispiel")
    _, cookie, _ = signin.use_link(signin.create_link(ada.address))
    db.session.commit()
    client = app.test_client()
    client.set_cookie(COOKIE, cookie)
    for language, label in (("en", "Erase everything about me"), ("de", "Alles über mich löschen")):
        page = client.get("/me/settings", query_string={"lang": language})
        assert label in page.text
