"""Who may open a community, and what it begins with."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from support import community, member

from badges.accounts.communities import CommunityDraft, open_community
from badges.accounts.legal import LegalDetails, missing_details
from badges.awarding.blueprints import BLUEPRINTS
from badges.database import db
from badges.errors import ConflictError, InputError
from badges.launching.setup import Owner, may_open, open_own
from badges.models import Achievement, Community
from tests.launching.conftest import served_at

MONA = Owner("Mona Leitung", "Mona@Example.org")


def opened(**changes: Any) -> Community:
    details = LegalDetails(body="Verein")
    given = {"owner": MONA, "address": "badges.example"} | changes
    return open_own(CommunityDraft(name="Linden"), details, **given).community


def test_a_community_opens_empty_and_on_trial_with_its_owner(app: Flask) -> None:
    row = opened()
    assert (row.stage, row.address) == ("trial", "https://badges.example")
    assert row.legal["body"] == "Verein"
    assert set(missing_details(row)) == {
        "represented_by", "address", "authority", "contact_email"
    }  # fmt: skip
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Achievement)) == 0
    assert len(BLUEPRINTS) == 4


def test_its_owner_is_known_and_has_proved_nothing_yet(app: Flask) -> None:
    owner = open_own(CommunityDraft(name="Linden"), LegalDetails(), owner=MONA)
    assert set(owner.roles) == {"owner", "member"}
    assert owner.person.addresses[0].address == "mona@example.org"
    assert owner.person.addresses[0].verified_at is None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"owner": Owner("", "mona@example.org")}, "owner_name"),
        ({"owner": Owner("Mona", "nobody")}, "owner_address"),
        ({"address": "ftp://x"}, "public_address"),
        ({"logo": b"no picture"}, ""),
    ],
)
def test_what_cannot_be_used_leaves_nothing_behind(
    app: Flask, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(InputError) as caught:
        opened(**changes)
    assert caught.value.field == field
    assert db.session.scalar(sa.select(Community)) is None


def test_a_name_that_is_taken_says_so(app: Flask) -> None:
    opened()
    with pytest.raises(ConflictError):
        opened(owner=Owner("Ida", "ida@example.org"))


def test_while_nobody_has_moved_in_everybody_may_open(app: Flask) -> None:
    demo = community(stage="demo")
    member(demo, "Boss", roles=("owner",))
    assert may_open(None, at_machine=False)
    member(community("linden"), "Mona", roles=("owner",), verified=False)
    assert may_open(None, at_machine=False)


def test_afterwards_only_owners_of_an_own_community_and_whoever_is_at_the_machine(
    app: Flask,
) -> None:
    boss = member(community(stage="demo"), "Boss", roles=("owner",))
    linden = community("linden")
    mona = member(linden, "Mona", roles=("owner",))
    ada = member(linden, "Ada")
    assert may_open(mona.person, at_machine=False)
    assert not may_open(ada.person, at_machine=False)
    assert not may_open(boss.person, at_machine=False)
    assert not may_open(None, at_machine=False)
    assert may_open(None, at_machine=True)


@pytest.mark.parametrize("base", ["http://192.168.1.5:8000", "http://[fd00::5]", "http://host:80"])
def test_at_any_address_a_trial_can_be_opened(app: Flask, base: str) -> None:
    served_at(base)
    profile = open_community(CommunityDraft(name="Linden")).profile
    assert profile.did.startswith("did:web:")
    assert profile.base_url == base
