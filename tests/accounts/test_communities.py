"""Opening a community fixes its issuer for ever."""

from __future__ import annotations

import pytest
from support import member

from badges.accounts.access import Role, permissions_of
from badges.accounts.communities import (
    CommunityDraft,
    all_communities,
    find_community,
    open_community,
)
from badges.accounts.people import ensure_member, member_at
from badges.credentials.custody import keys_of
from badges.errors import ConflictError, InputError, NotFoundError
from badges.models import Community


def test_an_issuer_is_a_did_web_at_the_base_address() -> None:
    opened = open_community(CommunityDraft(name="  Lern  Treff  "))
    assert opened.name == "Lern Treff"
    assert opened.profile.did == "did:web:localhost%3A8000:issuers:lern-treff"
    assert opened.profile.iri == "http://localhost:8000/issuers/lern-treff"


def test_it_can_sign_at_once_with_every_algorithm() -> None:
    opened = open_community(CommunityDraft(name="Lern Treff"))
    states = {(key.algorithm, key.state) for key in keys_of(opened.profile)}
    assert states == {("Ed25519", "active"), ("P-256", "active"), ("RSA", "active")}


def test_on_a_loopback_address_it_is_on_trial() -> None:
    assert open_community(CommunityDraft(name="A")).stage == "trial"
    assert open_community(CommunityDraft(name="B"), demo=True).stage == "demo"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"slug": "No Slug"}, "slug"),
        ({"languages": ()}, "languages"),
        ({"languages": ("fr",)}, "languages"),
        ({"colour": "red"}, "colour"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"zone": "Europe/Nowhere"}, "zone"),
        ({"zone": "../etc/passwd"}, "zone"),
    ],
)
def test_each_bad_field_is_named(changed: dict[str, object], field: str) -> None:
    with pytest.raises(InputError) as caught:
        open_community(CommunityDraft(name="A", **changed))  # type: ignore[arg-type]
    assert caught.value.field == field


def test_a_short_name_is_taken_once(demo: Community) -> None:
    with pytest.raises(ConflictError):
        open_community(CommunityDraft(name="Other", slug=demo.slug))


def test_the_only_community_needs_no_name(demo: Community) -> None:
    assert find_community(None) is demo
    assert find_community("demo") is demo
    with pytest.raises(NotFoundError):
        find_community("other")


def test_of_several_one_must_be_named(demo: Community) -> None:
    open_community(CommunityDraft(name="Second"))
    assert len(all_communities()) == 2
    with pytest.raises(InputError):
        find_community(None)


def test_a_known_address_is_no_second_member(demo: Community) -> None:
    ada = member(demo, "Ada")
    again = ensure_member(demo, "ADA@demo.example.org", name="X", roles=(Role.MANAGER,))
    assert again is ada
    assert set(again.roles) == {"manager", "member"}


def test_a_new_address_becomes_a_member_whose_address_proves_nothing(demo: Community) -> None:
    added = ensure_member(demo, "bo@example.org")
    assert member_at(demo, "bo@example.org") is added
    assert added.person.addresses[0].verified_at is None
    assert added.subject_id.startswith("urn:uuid:")


def test_roles_add_up() -> None:
    assert permissions_of(["member"]) < permissions_of(["reviewer"]) < permissions_of(["awarder"])
    assert permissions_of(["member", "owner"]) == permissions_of(["manager"])


def test_a_mentor_sees_no_more_than_a_member() -> None:
    assert permissions_of(["mentor", "member"]) == permissions_of(["member"])
