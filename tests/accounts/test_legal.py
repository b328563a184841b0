"""Legal details: kept as typed, needed before anything is published, never lost again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from support import achievement, member

from badges.accounts.access import Actor
from badges.accounts.legal import (
    LegalDetails,
    checked_on,
    details_of,
    mark_checked,
    missing_details,
    set_own_page,
    update_details,
)
from badges.accounts.settings import CommunityFacts, EditedMeanwhileError, update_community
from badges.awarding import awards
from badges.awarding.achievements import publish
from badges.errors import ConflictError, ForbiddenError, InputError
from badges.models import Community

WHOLE = LegalDetails(body="Verein", represented_by="Mona", address="Weg 1\nOrt", authority="Amt")


def test_what_is_missing_is_named(demo: Community, mona: Actor) -> None:
    assert set(missing_details(demo)) == {
        "body", "represented_by", "address", "authority", "contact_email"
    }  # fmt: skip
    update_details(mona, WHOLE)
    demo.contact_email = "hallo@example.org"
    assert missing_details(demo) == ()
    assert details_of(demo) == WHOLE


@pytest.mark.parametrize("field", ["body", "represented_by", "address", "authority"])
def test_a_live_community_keeps_what_it_needs(demo: Community, mona: Actor, field: str) -> None:
    demo.stage = "live"
    with pytest.raises(InputError) as caught:
        update_details(mona, replace(WHOLE, **{field: " "}))
    assert caught.value.field == field


def test_a_live_community_keeps_a_contact(demo: Community, mona: Actor) -> None:
    facts = CommunityFacts(name="Demo", languages=("de",))
    update_community(mona, facts)
    demo.stage, demo.contact_email = "live", "hallo@example.org"
    with pytest.raises(InputError) as caught:
        update_community(mona, facts)
    assert caught.value.field == "contact_email"


def test_nothing_is_published_or_awarded_live_without_them(demo: Community, mona: Actor) -> None:
    draft = achievement(demo, "second", published=False)
    version, ada = achievement(demo), member(demo)
    demo.stage = "live"
    for step in (
        lambda: publish(mona, draft),
        lambda: awards.award(mona, version.achievement, ada, reason="was there"),
    ):
        with pytest.raises(ConflictError) as caught:
            step()
        assert caught.value.reason.code == "legal.missing"


def test_a_changed_page_is_a_draft_again(demo: Community, mona: Actor) -> None:
    mark_checked(mona, "imprint")
    mark_checked(mona, "privacy")
    set_own_page(mona, "privacy", {"de": "Anders."})
    assert checked_on(demo, "imprint") is not None
    assert checked_on(demo, "privacy") is None


def test_only_who_may_change_settings_may_change_these(demo: Community) -> None:
    ada = Actor.member(member(demo))
    for step in (
        lambda: update_details(ada, WHOLE),
        lambda: mark_checked(ada, "imprint"),
        lambda: set_own_page(ada, "imprint", {}),
    ):
        with pytest.raises(ForbiddenError):
            step()


def test_of_two_who_edit_at_once_the_second_is_told(demo: Community, mona: Actor) -> None:
    edition = demo.edition
    update_community(mona, CommunityFacts(name="First", languages=("de",), edition=edition))
    with pytest.raises(EditedMeanwhileError):
        update_community(mona, CommunityFacts(name="Second", languages=("de",), edition=edition))
    assert demo.name == "First"
