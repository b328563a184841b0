"""A passkey signs its owner in, once for each challenge, at our address only."""

from __future__ import annotations

from dataclasses import replace

import pytest
from authenticator import Authenticator
from flask import Flask
from support import Clock, member

from badges.accounts import passkeys
from badges.database import db
from badges.errors import GoneError, InputError, LimitError, NotFoundError
from badges.models import Community, Membership, Passkey
from badges.ports import EXTENSION


@pytest.fixture
def ada(demo: Community) -> Membership:
    return member(demo, "Ada")


@pytest.fixture
def device(ada: Membership) -> Authenticator:
    """Give an authenticator with a passkey of Ada's."""
    made = Authenticator()
    add(ada, made)
    return made


def add(owner: Membership, device: Authenticator, name: str = "phone") -> Passkey:
    secret, options = passkeys.options_to_register(owner.person)
    return passkeys.register(owner.person, secret, device.create(options), name)


def enter(device: Authenticator) -> object:
    secret, options = passkeys.options_to_sign_in()
    session, _ = passkeys.sign_in(secret, device.get(options), device="Firefox")
    return session.person


def test_a_passkey_signs_its_owner_in(ada: Membership, device: Authenticator) -> None:
    assert enter(device) is ada.person
    (row,) = passkeys.passkeys_of(ada.person)
    assert (row.name, row.sign_count) == ("phone", 1)
    assert row.last_used_at is not None


def test_the_options_ask_for_what_is_needed(ada: Membership, device: Authenticator) -> None:
    _, options = passkeys.options_to_register(ada.person)
    assert options["rp"] == {"name": "Meilenstein", "id": "localhost"}
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["authenticatorSelection"]["userVerification"] == "preferred"
    assert [each["id"] for each in options["excludeCredentials"]]
    assert options["user"]["id"] == device.user_handle
    assert passkeys.options_to_sign_in()[1]["allowCredentials"] == []


@pytest.mark.parametrize(
    "changed",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:9000"},
        {"rp_id": "evil.example"},
        {"credential_id": b"another"},
        {"user_handle": "c29tZWJvZHkgZWxzZQ"},
    ],
)
def test_what_is_not_ours_signs_nobody_in(device: Authenticator, changed: dict[str, str]) -> None:
    with pytest.raises(InputError):
        enter(replace(device, **changed))
    with pytest.raises(InputError):
        enter(replace(device, key=Authenticator().key))


def test_an_answer_counts_once(device: Authenticator) -> None:
    secret, options = passkeys.options_to_sign_in()
    answer = device.get(options)
    passkeys.sign_in(secret, answer)
    with pytest.raises(GoneError):
        passkeys.sign_in(secret, answer)
    other, _ = passkeys.options_to_sign_in()
    with pytest.raises(InputError):
        passkeys.sign_in(other, answer)


def test_a_bad_answer_uses_its_challenge_up(device: Authenticator) -> None:
    secret, options = passkeys.options_to_sign_in()
    with pytest.raises(InputError):
        passkeys.sign_in(secret, "{}")
    with pytest.raises(GoneError):
        passkeys.sign_in(secret, device.get(options))


def test_a_late_answer_is_refused(device: Authenticator, clock: Clock) -> None:
    secret, options = passkeys.options_to_sign_in()
    clock.move(minutes=5)
    with pytest.raises(GoneError):
        passkeys.sign_in(secret, device.get(options))


def test_a_copied_authenticator_is_found_by_its_counter(device: Authenticator) -> None:
    copy = replace(device)
    enter(device)
    enter(device)
    with pytest.raises(InputError):
        enter(copy)


def test_a_challenge_for_one_thing_is_none_for_another(
    ada: Membership, demo: Community, device: Authenticator
) -> None:
    secret, options = passkeys.options_to_sign_in()
    new = Authenticator(credential_id=b"new")
    with pytest.raises(GoneError):
        passkeys.register(ada.person, secret, new.create({**options, "user": {"id": "eA"}}), "x")
    secret, options = passkeys.options_to_register(ada.person)
    with pytest.raises(GoneError):
        passkeys.register(member(demo, "Bo").person, secret, new.create(options), "x")


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "null",
        "[]",
        "{",
        '{"id": 1}',
        '{"id": "eA", "response": {}}',
        "x" * 30_000,
        '{"id":"é"}',
    ],
)
def test_what_is_no_answer_is_refused_with_a_sentence(device: Authenticator, answer: str) -> None:
    secret, _ = passkeys.options_to_sign_in()
    with pytest.raises(InputError) as caught:
        passkeys.sign_in(secret, answer)
    assert caught.value.reason.code == "passkey.refused"


def test_a_passkey_is_nobody_elses_and_can_be_forgotten(
    ada: Membership, demo: Community, device: Authenticator
) -> None:
    (row,) = passkeys.passkeys_of(ada.person)
    with pytest.raises(NotFoundError):
        passkeys.remove(member(demo, "Bo").person, row.id)
    passkeys.remove(ada.person, row.id)
    with pytest.raises(InputError):
        enter(device)


def test_the_same_passkey_is_not_kept_twice(demo: Community, device: Authenticator) -> None:
    with pytest.raises(InputError):
        add(member(demo, "Bo"), device)


def test_who_left_does_not_get_in(ada: Membership, device: Authenticator, clock: Clock) -> None:
    ada.left_at = clock()
    db.session.flush()
    with pytest.raises(InputError):
        enter(device)


def test_a_passkey_needs_a_name_and_there_are_not_endlessly_many(ada: Membership) -> None:
    with pytest.raises(InputError) as caught:
        add(ada, Authenticator(), " ")
    assert caught.value.field == "name"
    for number in range(20):
        add(ada, Authenticator(credential_id=b"%d" % number))
    with pytest.raises(LimitError):
        passkeys.options_to_register(ada.person)


@pytest.mark.parametrize(
    ("base_url", "possible"),
    [
        ("http://localhost:8000", True),
        ("https://badges.example.org", True),
        ("http://badges.example.org", False),
        ("https://192.0.2.1", False),
        ("http://127.0.0.1:8000", False),
    ],
)
def test_they_are_offered_where_browsers_allow_them(
    app: Flask, base_url: str, *, possible: bool
) -> None:
    before = app.extensions[EXTENSION]
    app.extensions[EXTENSION] = replace(
        before, settings=replace(before.settings, base_url=base_url)
    )
    assert passkeys.are_possible() is possible
