"""A sign-in link is opened as often as one likes and used once."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from support import Clock, community, member

from badges.accounts import sessions, signin
from badges.accounts.tokens import hash_secret
from badges.database import db
from badges.errors import GoneError, InputError, LimitError, NotFoundError
from badges.models import Community, EmailAddress, LoginSession, Membership, OutboxMail, SignInToken
from badges.ports import now


def asked(browser: str) -> str:
    """Let the job write the mail; gives the code in it, or nothing where there is no mail."""
    db.session.flush()
    for token in db.session.scalars(sa.select(SignInToken)).all():
        signin.send_link(token.id)
    mail = db.session.scalar(sa.select(OutboxMail).order_by(OutboxMail.id.desc()))
    found = re.search(r"^(\d{3}) (\d{3})$", mail.text, re.MULTILINE) if mail else None
    return found[1] + found[2] if found else ""


def test_opening_a_link_uses_nothing_up(demo: Community) -> None:
    member(demo, "Ada")
    secret = signin.create_link("ada@demo.example.org", next_path="/me")
    assert signin.peek(secret).used_at is None
    assert signin.peek(secret).next_path == "/me"


def test_using_a_link_starts_one_session(demo: Community) -> None:
    ada = member(demo, "Ada")
    secret = signin.create_link("ADA@demo.example.org ")
    _, cookie, _ = signin.use_link(secret)
    found = sessions.find(cookie)
    assert found is not None
    assert found.person is ada.person
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


def test_an_unknown_address_gets_the_same_silence(demo: Community) -> None:
    asked(signin.request_link("nobody@example.org"))
    assert db.session.scalar(sa.select(sa.func.count(OutboxMail.id))) == 0
    assert list(db.session.scalars(sa.select(SignInToken.address))) == [""]
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


def test_the_code_signs_in_the_browser_that_asked(demo: Community) -> None:
    ada = member(demo, "Ada")
    browser = signin.request_link("ada@demo.example.org", next_path="/me/settings")
    code = asked(browser)
    session, _, next_path = signin.use_code(browser, f" {code[:3]} {code[3:]} ")
    assert (session.person, next_path) == (ada.person, "/me/settings")
    with pytest.raises(GoneError):
        signin.use_code(browser, code)


def test_the_code_is_worth_nothing_in_another_browser(demo: Community) -> None:
    member(demo, "Ada")
    code = asked(signin.request_link("ada@demo.example.org"))
    other = signin.request_link("nobody@example.org")
    for browser in ("", "made-up"):
        with pytest.raises(GoneError):
            signin.use_code(browser, code)
    with pytest.raises(InputError):
        signin.use_code(other, code)


def test_code_and_link_are_used_up_together(demo: Community) -> None:
    member(demo, "Ada")
    browser = signin.request_link("ada@demo.example.org")
    code = asked(browser)
    mail = db.session.scalars(sa.select(OutboxMail)).one()
    link = re.search(r"/sign-in/(\S+)", mail.text)
    assert link is not None
    signin.use_code(browser, code)
    with pytest.raises(GoneError):
        signin.use_link(link[1])


@pytest.mark.parametrize("address", ["ada@demo.example.org", "nobody@example.org"])
def test_after_ten_tries_a_request_is_dead_for_known_and_unknown_alike(
    demo: Community, address: str
) -> None:
    member(demo, "Ada")
    browser = signin.request_link(address)
    code = asked(browser)
    wrong = "111111" if code != "111111" else "222222"
    left = []
    for _ in range(10):
        with pytest.raises(InputError) as caught:
            signin.use_code(browser, wrong)
        left.append(caught.value.reason.params["count"])
    assert left == list(range(9, -1, -1))
    with pytest.raises(GoneError):
        signin.use_code(browser, code)


def test_the_hash_of_a_code_cannot_be_tried_out_without_the_servers_key(demo: Community) -> None:
    member(demo, "Ada")
    code = asked(signin.request_link("ada@demo.example.org"))
    row = db.session.scalars(sa.select(SignInToken)).one()
    plain = {hash_secret(code), hash_secret(f"{row.id}:{code}")}
    assert row.code_hash not in {"", *plain}
    assert len(row.code_hash) == 64


def test_the_mail_is_written_once_though_its_job_may_run_twice(demo: Community) -> None:
    member(demo, "Ada")
    browser = signin.request_link("ada@demo.example.org")
    code = asked(browser)
    assert asked(browser) == code
    assert db.session.scalar(sa.select(sa.func.count(OutboxMail.id))) == 1


def test_a_link_that_is_over_gets_a_new_one_for_a_month(demo: Community, clock: Clock) -> None:
    member(demo, "Ada")
    secret = signin.create_link("ada@demo.example.org", next_path="/me/settings")
    clock.move(days=2)
    assert signin.can_renew(secret)
    browser = signin.request_again(secret)
    assert signin.use_code(browser, asked(browser))[2] == "/me/settings"
    clock.move(days=40)
    signin.request_link("nobody@example.org")
    assert not signin.can_renew(secret)


def test_one_client_cannot_ask_for_everybody(demo: Community) -> None:
    for number in range(60):
        signin.request_link(f"person{number}@example.org", client="192.0.2.1")
    with pytest.raises(LimitError):
        signin.request_link("another@example.org", client="192.0.2.1")
    assert signin.request_link("another@example.org", client="192.0.2.2")


def test_a_claimed_second_address_does_not_hand_its_mailbox_over(demo: Community) -> None:
    thief = member(demo, "Theo", "theo@example.org")
    thief.person.addresses.append(EmailAddress(address="ada@demo.example.org", created_at=now()))
    ada = member(community("other"), "Ada", "ada@demo.example.org", verified=False)
    db.session.flush()
    session, _, _ = signin.use_link(signin.create_link("ada@demo.example.org"))
    assert session.person is ada.person
    assert thief.person is not ada.person


def test_one_client_cannot_try_codes_without_end(demo: Community) -> None:
    for _ in range(60):
        with pytest.raises(GoneError):
            signin.use_code("made-up", "123456", client="192.0.2.1")
    with pytest.raises(LimitError):
        signin.use_code("made-up", "123456", client="192.0.2.1")
