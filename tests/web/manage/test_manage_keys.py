"""API tokens and signing keys, as managers see them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from lxml import html
from published import issued_award

from badges.accounts.access import SCOPES
from badges.accounts.tokens import actor_of_token
from badges.credentials.custody import create_issuer_keys, create_key
from badges.database import db
from badges.models import ApiToken, AuditEntry, Community, Membership, SigningKey
from badges.ports import now

from .desk import Desk, typed_in

FIELDS = {"name": "Website", "scope": "awards:read", "days": "90"}


def secret_of(page: str) -> str:
    (secret,) = set(re.findall(r"msn_[\w-]{43}", page))
    return secret


def test_a_token_is_shown_once_with_a_button_and_ends_at_once(mona: Desk) -> None:
    page = mona.post("/tokens", FIELDS).text
    secret = secret_of(page)
    assert f'data-copy="{secret}"' in page
    assert actor_of_token(secret) is not None
    assert secret not in mona.get("/tokens").text
    row = db.session.query(ApiToken).one()
    assert "get no more answers" in mona.text(f"/tokens/{row.id}/revoke")
    assert actor_of_token(secret) is not None
    mona.post(f"/tokens/{row.id}/revoke")
    assert actor_of_token(secret) is None


@pytest.mark.parametrize(
    "wrong", [{"scope": ""}, {"scope": "all"}, {"days": "9999"}, {"name": " "}]
)
def test_a_token_needs_name_scope_and_end(mona: Desk, wrong: dict[str, str]) -> None:
    assert mona.post("/tokens", FIELDS | wrong).status_code == 422
    assert db.session.query(ApiToken).count() == 0


def test_without_tokens_the_page_says_what_they_are_for(mona: Desk) -> None:
    assert "A token lets a program of yours act here" in mona.text("/tokens")
    assert 'href="/api/docs' in mona.get("/tokens").text


def test_each_scope_is_offered_in_words_by_what_it_does(mona: Desk) -> None:
    page = html.document_fromstring(mona.get("/tokens?lang=en").text)
    read, write = page.xpath("//*[@id='field-scopes']/fieldset")
    offered = [[box.get("value") for box in part.xpath(".//input")] for part in (read, write)]
    assert offered[0] == ["achievements:read", "awards:read", "members:read"]
    assert set(offered[0] + offered[1]) == SCOPES
    assert "award badges" in write.text_content()
    assert typed_in(mona.get("/tokens"), "days") == "90"


def test_ended_tokens_step_back_behind_those_that_work(mona: Desk) -> None:
    for name in ("First", "Second"):
        mona.post("/tokens", FIELDS | {"name": name})
    db.session.query(ApiToken).filter_by(name="Second").one().expires_at = now()
    db.session.commit()
    rows = html.document_fromstring(mona.get("/tokens?lang=en").text).xpath("//tbody/tr")
    assert [row.get("class") for row in rows] == [None, "ended"]
    assert "First" in rows[0].text_content()
    assert "expired" in rows[1].text_content()
    assert "revoke" not in rows[1].text_content()


def test_a_token_of_somebody_who_left_does_nothing_and_says_so(mona: Desk, ada: Membership) -> None:
    secret = secret_of(mona.post("/tokens", FIELDS).text)
    ada.name, ada.left_at = "", now()
    db.session.query(ApiToken).one().membership = ada
    db.session.commit()
    page = mona.text("/tokens")
    assert "made by somebody who left" in page
    assert "does nothing: its maker has left" in page
    assert actor_of_token(secret) is None


@pytest.fixture
def key(demo: Community) -> SigningKey:
    found = create_key(demo.profile, "Ed25519", activate=True)
    db.session.commit()
    return found


def test_each_key_says_what_it_signs_and_since_when(mona: Desk, key: SigningKey) -> None:
    page = mona.text("/keys")
    assert "Signs badges in the newest form, Open Badges 3.0." in page
    assert f"{key.thumbprint[:8]}…" in page
    assert key.thumbprint not in page
    assert f'data-copy="{key.thumbprint}"' in mona.get("/keys").text


def test_a_replaced_key_stays_published_and_a_new_one_signs(
    mona: Desk, demo: Community, key: SigningKey
) -> None:
    assert "All badges so far stay valid" in mona.text(f"/keys/{key.id}/rotate")
    assert key.state == "active"
    mona.post(f"/keys/{key.id}/rotate")
    states = {
        row.state: row.id for row in db.session.query(SigningKey).filter_by(algorithm="Ed25519")
    }
    assert states["retired"] == key.id
    assert "active" in states
    assert "Replaced a key (Ed25519)" in mona.text("/trail")


def test_a_key_that_signs_no_more_cannot_be_replaced(mona: Desk, key: SigningKey) -> None:
    mona.post(f"/keys/{key.id}/rotate")
    count = db.session.query(SigningKey).count()
    mona.post(f"/keys/{key.id}/rotate")
    assert db.session.query(SigningKey).count() == count
    assert db.session.query(AuditEntry).filter_by(action="key.rotate").count() == 1


def test_a_key_made_ahead_signs_when_it_is_let(mona: Desk, key: SigningKey) -> None:
    mona.post("/keys", {"algorithm": "Ed25519"})
    new = db.session.query(SigningKey).filter_by(state="pending").one()
    mona.post(f"/keys/{new.id}/activate")
    assert (key.state, new.state) == ("retired", "active")


def test_a_stolen_key_is_revoked_after_its_characters_are_typed(
    mona: Desk, key: SigningKey
) -> None:
    page = mona.text(f"/keys/{key.id}/revoke")
    assert "It signed nothing that is valid now." in page
    day = now().date().isoformat()
    refused = mona.post(f"/keys/{key.id}/revoke", {"since": day, "confirm": "yes"})
    assert refused.status_code == 422
    assert typed_in(refused, "since") == day
    assert key.state == "active"
    mona.post(f"/keys/{key.id}/revoke", {"since": day, "confirm": key.thumbprint[:8]})
    assert (key.state, key.compromised_at) == ("revoked", key.created_at)
    assert "Stolen, perhaps since" in mona.text("/keys")


@pytest.mark.parametrize(
    ("days", "sentence"), [(-1, "The key was made on"), (1, "This day lies in the future.")]
)
def test_nobody_steals_a_key_before_it_is_made_or_tomorrow(
    mona: Desk, key: SigningKey, days: int, sentence: str
) -> None:
    since = (now() + timedelta(days=days)).date().isoformat()
    fields = {"since": since, "confirm": key.thumbprint[:8]}
    response = mona.post(f"/keys/{key.id}/revoke", fields)
    assert response.status_code == 422
    assert sentence in response.text
    assert key.state == "active"


def test_how_many_badges_a_stolen_key_touches_stands_before_the_click(
    mona: Desk, demo: Community
) -> None:
    ed25519, *_ = create_issuer_keys(demo.profile)
    issued_award(demo)
    page = mona.text(f"/keys/{ed25519.id}/revoke")
    assert "It signed what one award rests on now." in page
    assert "They are signed again with a new key at their same addresses" in page
    mona.post(f"/keys/{ed25519.id}/revoke", {"confirm": ed25519.thumbprint[:8]})
    assert (ed25519.state, ed25519.compromised_at) == ("revoked", None)
    assert "Revoked a key (badges signed again: 1)" in mona.text("/trail")
