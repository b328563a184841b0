"""A sign-in link is opened as often as one likes and used once."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from support import Clock, community, member

from badges.accounts import signin
from badges.database import db
from badges.errors import GoneError, InputError, LimitError, NotFoundError
from badges.models import Community, EmailAddress, LoginSession, Membership, OutboxMail, SignInToken


def test_opening_a_link_uses_nothing_up(demo: Community) -> None:
    member(demo, "Ada")
    secret = signin.create_link("ada@demo.example.org", next_path="/me")
    assert signin.peek(secret).used_at is None
    assert signin.peek(secret).next_path == "/me"


def test_using_a_link_starts_one_session(demo: Community) -> None:
    ada = member(demo, "Ada")
    secret = signin.create_link("ADA@demo.example.org ")
    _, cookie, _ = signin.use_link(secret)
    assert signin.person_of_session(cookie) is ada.person
    with pytest.raises(GoneError):
        signin.use_link(secret)


def test_a_link_goes_stale(demo: Community, clock: Clock) -> None:
    member(demo, "Ada")
    secret = signin.create_link("ada@demo.example.org")
    clock.move(minutes=31)
    with pytest.raises(GoneError):
        signin.peek(secret)


def test_nothing_is_stored_that_could_sign_in(demo: Community) -> None:
    member(demo, "Ada")
    secret = signin.create_link("ada@demo.example.org")
    _, cookie, _ = signin.use_link(secret)
    stored = [*db.session.scalars(sa.select(SignInToken.token_hash))]
    stored += [*db.session.scalars(sa.select(LoginSession.token_hash))]
    assert secret not in stored
    assert cookie not in stored


def test_signing_out_ends_the_session_wherever_it_was_copied_to(demo: Community) -> None:
    member(demo, "Ada")
    _, cookie, _ = signin.use_link(signin.create_link("ada@demo.example.org"))
    signin.end_session(cookie)
    assert signin.person_of_session(cookie) is None


def test_a_session_ends_by_itself(demo: Community, clock: Clock) -> None:
    member(demo, "Ada")
    _, cookie, _ = signin.use_link(signin.create_link("ada@demo.example.org"))
    clock.move(days=31)
    assert signin.person_of_session(cookie) is None


def test_an_unknown_address_gets_the_same_silence(demo: Community) -> None:
    signin.request_link("nobody@example.org")
    assert db.session.scalar(sa.select(sa.func.count(OutboxMail.id))) == 0
    with pytest.raises(NotFoundError):
        signin.create_link("nobody@example.org")


@pytest.mark.parametrize("typed", ["", "ada", "ada@", "@example.org", "a b@example.org"])
def test_what_is_no_address_is_said_at_once(demo: Community, typed: str) -> None:
    with pytest.raises(InputError):
        signin.request_link(typed)


def test_asking_again_and_again_is_stopped_for_known_and_unknown_alike(demo: Community) -> None:
    for _ in range(5):
        signin.request_link("nobody@example.org")
    with pytest.raises(LimitError):
        signin.request_link("nobody@example.org")


def test_a_link_leads_nowhere_outside(demo: Community) -> None:
    member(demo, "Ada")
    secret = signin.create_link("ada@demo.example.org", next_path="https://evil.example")
    assert signin.peek(secret).next_path == ""


def test_proving_an_address_brings_two_communities_together(demo: Community) -> None:
    other = community("other")
    here = member(demo, "Ada", "ada@example.org", verified=False)
    there = member(other, "Ada B.", "ada@example.org", verified=False)
    session, _, _ = signin.use_link(signin.create_link("ada@example.org"))
    assert {here.person_id, there.person_id} == {session.person_id}
    verified = sa.select(sa.func.count()).where(EmailAddress.verified_at.is_not(None))
    assert db.session.scalar(verified) == 1


def test_nobody_who_left_gets_in(demo: Community, clock: Clock) -> None:
    ada = member(demo, "Ada")
    ada.left_at = clock()
    db.session.flush()
    with pytest.raises(NotFoundError):
        signin.create_link("ada@demo.example.org")
    assert db.session.scalar(sa.select(Membership.left_at)) is not None
