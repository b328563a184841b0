"""Who may open which of the managers' pages; nobody sees another community's."""

from __future__ import annotations

import pytest
from flask import Flask
from support import community, member

from badges.database import db
from badges.models import Community, LearningSession, Membership

from .desk import Desk

PAGES = (
    "/",
    "/badges",
    "/badges/new",
    "/badges/new/workshop",
    "/badges/import",
    "/members",
    "/members/add",
    "/members/invite",
    "/sessions",
    "/sessions/new",
    "/inbox",
    "/awards/waiting",
    "/settings",
    "/keys",
    "/tokens",
    "/outbox",
    "/trail",
)


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_page_opens_for_an_owner_in_both_languages(mona: Desk, language: str) -> None:
    answers = {path: mona.get(f"{path}?lang={language}") for path in PAGES}
    assert {path: it.status_code for path, it in answers.items()} == dict.fromkeys(PAGES, 200)
    assert all(f'<html lang="{language}">' in it.text for it in answers.values())


def test_a_reviewer_sees_the_inbox_and_what_it_needs(rita: Desk) -> None:
    opened = [path for path in PAGES if rita.get(path).status_code == 200]
    assert opened == ["/", "/badges", "/members", "/inbox"]
    assert rita.get("/keys").status_code == 403


def test_a_plain_member_sees_none(app: Flask, ada: Membership) -> None:
    desk = Desk(app, ada)
    assert {desk.get(path).status_code for path in PAGES} == {403}


def test_another_community_is_not_there(mona: Desk) -> None:
    community("other")
    db.session.commit()
    assert {mona.get(f"/manage/other{path}").status_code for path in PAGES} == {404}


def test_rows_of_another_community_are_not_there(app: Flask, mona: Desk) -> None:
    stranger = member(community("other"), "Olaf Fremd", roles=("owner", "member"))
    theirs = Desk(app, stranger)
    theirs.post("/sessions/new", {"title": "Secret", "date": "2026-03-01", "kind": "workshop"})
    session = db.session.query(LearningSession).one()
    assert mona.get(f"/sessions/{session.id}").status_code == 404
    assert mona.get(f"/members/{stranger.id}").status_code == 404
    assert mona.post(f"/members/{stranger.id}/roles", {"role": "owner"}).status_code == 404


def test_without_a_session_the_way_leads_to_sign_in(app: Flask, demo: Community) -> None:
    response = app.test_client().get(f"/manage/{demo.slug}/settings")
    assert response.status_code == 303
    assert "/sign-in" in response.headers["Location"]


def test_a_form_without_its_token_changes_nothing(mona: Desk) -> None:
    answer = mona.client.post(f"{mona.root}/settings", data={"name": "Stolen"})
    assert answer.status_code == 400
    assert "Stolen" not in mona.text("/settings")
