"""API tokens: shown once, never mightier than their maker, ended at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support import Clock, community, manager, member

from badges.accounts.access import Actor, Permission
from badges.accounts.tokens import (
    actor_of_token,
    create_token,
    hash_secret,
    list_tokens,
    revoke_token,
)
from badges.errors import ForbiddenError, InputError, NotFoundError
from badges.models import Community


def test_a_token_speaks_for_its_community_with_its_scopes(mona: Actor) -> None:
    token, secret = create_token(mona, "website", ["awards:read"])
    actor = actor_of_token(secret)
    assert secret.startswith("msn_")
    assert token.token_hash == hash_secret(secret)
    assert actor is not None
    assert actor.community is mona.community
    assert actor.permissions == {Permission.AWARDS_READ}


@pytest.mark.parametrize("scopes", [[], ["settings"], ["awards:read", "everything"]])
def test_scopes_that_are_none_are_refused(mona: Actor, scopes: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        create_token(mona, "x", scopes)
    assert caught.value.field == "scopes"


def test_who_may_not_change_settings_makes_no_token(demo: Community) -> None:
    reviewer = Actor.member(member(demo, "Rita", roles=("reviewer",)))
    with pytest.raises(ForbiddenError):
        create_token(reviewer, "x", ["awards:read"])


def test_a_token_ends_when_revoked(mona: Actor) -> None:
    token, secret = create_token(mona, "x", ["awards:read"])
    revoke_token(mona, token.id)
    assert actor_of_token(secret) is None


def test_a_token_ends_by_itself(mona: Actor, clock: Clock) -> None:
    _, secret = create_token(mona, "x", ["awards:read"], lifetime=timedelta(days=2))
    clock.move(days=2)
    assert actor_of_token(secret) is None


def test_a_token_loses_what_its_maker_loses(mona: Actor) -> None:
    _, secret = create_token(mona, "x", ["awards:read", "members:write"])
    assert mona.membership is not None
    mona.membership.roles = ["reviewer"]
    actor = actor_of_token(secret)
    assert actor is not None
    assert actor.permissions == frozenset()


def test_a_token_dies_with_its_makers_membership(mona: Actor, clock: Clock) -> None:
    _, secret = create_token(mona, "x", ["awards:read"])
    assert mona.membership is not None
    mona.membership.left_at = clock()
    assert actor_of_token(secret) is None


def test_another_community_neither_sees_nor_ends_it(mona: Actor) -> None:
    token, _ = create_token(mona, "x", ["awards:read"])
    stranger = manager(community("other"), "Otto")
    assert list_tokens(stranger) == []
    with pytest.raises(NotFoundError):
        revoke_token(stranger, token.id)


@pytest.mark.parametrize("secret", ["", "msn_", "msn_" + "a" * 43, "\x00"])
def test_a_made_up_token_is_nobody(mona: Actor, secret: str) -> None:
    assert actor_of_token(secret) is None
