"""The privacy page: periods to choose, what goes next with names, four documents to print."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import current_app
from support import NOON, achievement, manager, member

from badges.accounts.legal import mark_checked, set_own_page
from badges.awarding.awards import award
from badges.database import db
from badges.models import Community
from badges.ports import EXTENSION, ports
from badges.privacy.periods import periods_of

from .desk import Desk

DOCUMENTS = ("text", "record", "measures", "processors")


def offer(demo: Community, name: str) -> None:
    who = member(demo, name, verified=False)
    award(manager(demo, f"{name}s Leitung"), achievement(demo).achievement, who, reason="Well done")
    db.session.commit()


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_document_is_a_draft_that_can_be_printed(mona: Desk, language: str) -> None:
    for name in DOCUMENTS:
        page = mona.get(f"/privacy/{name}?lang={language}")
        assert page.status_code == 200
        assert {"de": "Entwurf", "en": "Draft"}[language] in page.text
        assert "data-print" in page.text


def test_the_record_tells_the_periods_that_were_chosen(mona: Desk, demo: Community) -> None:
    demo.retention, demo.minors = {"offers": 77}, True
    db.session.commit()
    words = mona.text("/privacy/record")
    assert "Offers without an answer after 77 days" in words
    assert "Nobody: no mail server is set up" in words
    assert "Asking parents or guardians" in words


def test_processors_are_named_by_host_and_never_with_a_secret(mona: Desk, demo: Community) -> None:
    here = replace(
        ports().settings,
        mail_url="smtp://user:geheim@mail.example.org:587?tls=off",
        oidc_issuer="https://login.example.org/realms/x",
    )
    current_app.extensions[EXTENSION] = replace(ports(), settings=here)
    words = mona.text("/privacy/processors")
    assert "mail.example.org" in words
    assert "login.example.org" in words
    assert "geheim" not in words
    assert "without encryption" in mona.text("/privacy/measures")


def test_what_a_manager_wrote_about_processors_stays(mona: Desk, demo: Community) -> None:
    mona.post("/privacy/processors", {"hosting": "Hoster GmbH, contract of 2026"})
    assert "Hoster GmbH, contract of 2026" in mona.text("/privacy/processors")
    refused = mona.post("/privacy/processors", {"mail": "x" * 2_000})
    assert refused.status_code == 422
    assert demo.legal["processing"]["hosting"] == "Hoster GmbH, contract of 2026"


def test_the_privacy_text_is_the_public_page_word_for_word(mona: Desk, demo: Community) -> None:
    assert "How long things are kept" in mona.text("/privacy/text")
    actor = manager(demo, "Olga Leitung")
    set_own_page(actor, "privacy", {"en": "Our own words."})
    mark_checked(actor, "privacy")
    db.session.commit()
    words = mona.text("/privacy/text")
    assert "Our own words." in words
    assert "Draft" not in words


def test_periods_are_chosen_within_bounds(mona: Desk, demo: Community) -> None:
    fields = {"offers": "60", "refused": "14", "files": "365", "logs": "30", "reports": "90"}
    assert mona.post("/privacy/periods", fields).status_code == 303
    assert periods_of(demo).offers == 60
    page = mona.post("/privacy/periods", fields | {"logs": "1", "offers": "90"})
    assert page.status_code == 422
    assert "Choose between 7 and 365 days." in page.text
    assert 'value="90"' in page.text, "what was typed is not lost"
    assert periods_of(demo).offers == 60


def test_what_goes_next_is_told_with_names(mona: Desk, demo: Community) -> None:
    assert "Nothing." in mona.text("/privacy")
    ports().clock.at = NOON - timedelta(days=70)  # type: ignore[attr-defined]
    offer(demo, "Zora")
    ports().clock.at = NOON  # type: ignore[attr-defined]
    words = mona.text("/privacy")
    assert "one offer" in words
    assert "Zora" in words


def test_only_managers_see_it(rita: Desk) -> None:
    for path in ("/privacy", "/privacy/record", "/reports"):
        assert rita.get(path).status_code == 403
