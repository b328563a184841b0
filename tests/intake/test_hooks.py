"""A forum tells by itself: signed, once, without anything of what people wrote."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

import pytest
import sqlalchemy as sa
from support import NOON, Clock, community, manager, member

from badges.accounts.access import Actor
from badges.database import db
from badges.errors import ForbiddenError, InputError, LimitError, NotFoundError
from badges.intake import discourse, hooks, voiding, waiting
from badges.models import Activity, Community, Hook, HookDelivery, Membership, WaitingActivity

AT = "2026-03-09T10:00:00.000Z"
POST = {
    "id": 7,
    "user_id": 3,
    "username": "ada_l",
    "created_at": AT,
    "topic_slug": "git",
    "raw": "My secret text",
    "topic_title": "Secret title",
}


@pytest.fixture
def forum(mona: Actor) -> tuple[Hook, str]:
    return hooks.open_hook(mona, system="discourse", name="Our forum")


def send(forum: tuple[Hook, str], event: str, **payload: Any) -> str:
    hook, secret = forum
    body = json.dumps(payload).encode()
    signature = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return hooks.deliver(hook.public_id, body, signature, event=event)


def linked(demo: Community, forum: tuple[Hook, str]) -> Membership:
    ada = member(demo, "Ada")
    waiting.link_account(demo.id, f"discourse:{forum[0].id}:3", "ada_l", ada)
    return ada


def activities() -> list[Activity]:
    return list(db.session.scalars(sa.select(Activity).order_by(Activity.id)))


def test_posts_solutions_and_likes_count_once_each(
    demo: Community, forum: tuple[Hook, str]
) -> None:
    linked(demo, forum)
    like = {"post": POST, "user": {"id": 9, "username": "bo"}}
    for _ in range(2):
        send(forum, "post_created", post=POST)
        send(forum, "accepted_solution", solved=POST)
        send(forum, "post_liked", like=like)
    assert [row.kind for row in activities()] == ["contribution", "answer", "like"]
    assert {row.source for row in activities()} == {f"discourse:{forum[0].id}"}


def test_nothing_of_what_was_written_is_kept(demo: Community, forum: tuple[Hook, str]) -> None:
    linked(demo, forum)
    send(forum, "post_created", post=POST)
    (row,) = activities()
    assert row.fields == {"topic": "git"}
    kept = db.session.scalars(sa.select(HookDelivery)).one()
    assert (kept.event, kept.verdict, kept.problem) == ("post_created", "recorded", None)


def test_an_unknown_account_waits_until_its_address_is_known(
    demo: Community, forum: tuple[Hook, str]
) -> None:
    ada = member(demo, "Ada")
    assert send(forum, "post_created", post=POST) == "kept"
    user = {"id": 3, "username": "ada_l", "email": "ADA@demo.example.org"}
    assert send(forum, "user_created", user=user) == "ignored", "an address nobody has confirmed"
    assert activities() == []
    assert send(forum, "user_confirmed_email", user=user) == "known"
    assert [row.membership_id for row in activities()] == [ada.id]


def test_what_is_deleted_there_counts_no_more(demo: Community, forum: tuple[Hook, str]) -> None:
    linked(demo, forum)
    send(forum, "post_created", post=POST)
    send(forum, "accepted_solution", solved=POST)
    assert send(forum, "unaccepted_solution", solved=POST) == "voided"
    assert [row.voided_at for row in activities()] == [None, NOON]
    assert send(forum, "post_destroyed", post=POST) == "voided"
    assert send(forum, "post_destroyed", post=POST) == "ignored"
    assert all(row.voided_at for row in activities())


def test_what_the_forum_takes_back_and_gives_again_counts_again(
    mona: Actor, demo: Community, forum: tuple[Hook, str]
) -> None:
    linked(demo, forum)
    send(forum, "post_created", post=POST)
    send(forum, "accepted_solution", solved=POST)
    send(forum, "post_destroyed", post=POST)
    assert send(forum, "post_created", post=POST) == "known", "a delivery that comes late"
    assert all(row.voided_at for row in activities())
    assert send(forum, "post_recovered", post=POST) == "recorded"
    assert send(forum, "accepted_solution", solved=POST) == "recorded"
    assert [row.voided_at for row in activities()] == [None, None]
    voiding.void_activity(mona, activities()[1], "spam")
    assert send(forum, "accepted_solution", solved=POST) == "known"
    assert activities()[1].voided_at, "what a person struck out stays so"


def test_a_like_counts_from_when_it_was_told_and_comes_again_as_the_same(
    demo: Community, forum: tuple[Hook, str], clock: Clock
) -> None:
    linked(demo, forum)
    like = {"post": POST, "user": {"id": 9, "username": "bo"}}
    assert send(forum, "post_liked", like=like) == "recorded"
    clock.move(hours=5)
    assert send(forum, "post_liked", like=like) == "known"
    assert [row.occurred_at for row in activities()] == [NOON]


def test_an_account_is_known_by_any_confirmed_address(
    demo: Community, forum: tuple[Hook, str]
) -> None:
    ada = member(demo, "Ada")
    ada.address = "other@demo.example.org"
    user = {"id": 3, "username": "ada_l", "email": "ada@demo.example.org"}
    send(forum, "user_logged_in", user=user)
    assert send(forum, "post_created", post=POST) == "recorded"


def test_what_waits_and_is_deleted_there_waits_no_more(forum: tuple[Hook, str]) -> None:
    send(forum, "post_created", post=POST)
    send(forum, "post_destroyed", post=POST)
    assert db.session.scalars(sa.select(WaitingActivity)).all() == []


@pytest.mark.parametrize(
    ("event", "payload"),
    [
        ("ping", {"ping": "OK"}),
        ("topic_created", {"topic": {}}),
        ("post_created", {"post": {**POST, "post_type": 3}}),
        ("post_created", {"post": {**POST, "topic_archetype": "private_message"}}),
        ("post_liked", {"like": {"post": POST, "user": {"id": 3}}}),
    ],
)
def test_what_is_nobodys_deed_does_not_count(
    demo: Community, forum: tuple[Hook, str], event: str, payload: dict[str, Any]
) -> None:
    linked(demo, forum)
    assert send(forum, event, **payload) == "ignored"
    assert activities() == []


@pytest.mark.parametrize("signature", ["", "sha256=", "sha256=" + "0" * 64, "ü"])
def test_without_the_right_signature_nothing_happens_but_a_count(
    forum: tuple[Hook, str], signature: str
) -> None:
    hook, _ = forum
    body = json.dumps({"post": POST}).encode()
    with pytest.raises(ForbiddenError):
        hooks.deliver(hook.public_id, body, signature, event="post_created")
    assert hook.refused == 1
    assert db.session.scalars(sa.select(HookDelivery)).all() == []


@pytest.mark.parametrize("payload", [{}, {"post": {}}, {"post": {**POST, "created_at": "now"}}])
def test_what_cannot_be_read_is_noted_for_a_person(
    forum: tuple[Hook, str], payload: dict[str, Any]
) -> None:
    with pytest.raises(InputError):
        send(forum, "post_created", **payload)
    (kept,) = hooks.deliveries_of(forum[0])
    assert (kept.verdict, (kept.problem or {})["code"]) == ("refused", "hook.part")


def test_only_the_last_deliveries_are_kept(
    forum: tuple[Hook, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hooks, "KEPT", 2)
    for number in range(3):
        send(forum, f"ping_{number}", ping="OK")
    assert [each.event for each in hooks.deliveries_of(forum[0])] == ["ping_2", "ping_1"]


def test_a_flood_is_turned_away(forum: tuple[Hook, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hooks, "A_MINUTE", 1)
    send(forum, "ping", ping="OK")
    with pytest.raises(LimitError):
        send(forum, "ping", ping="OK")


def test_the_secret_is_sealed_and_a_closed_door_stays_closed(
    mona: Actor, forum: tuple[Hook, str]
) -> None:
    hook, secret = forum
    assert secret.encode() not in hook.secret
    hooks.close_hook(mona, hook)
    with pytest.raises(NotFoundError):
        send(forum, "ping", ping="OK")
    with pytest.raises(NotFoundError):
        hooks.find_hook(manager(community("other")), hook.id)


def test_an_event_may_count_as_nothing(
    mona: Actor, demo: Community, forum: tuple[Hook, str]
) -> None:
    linked(demo, forum)
    hooks.set_mapping(mona, forum[0], {"post": "", "solved": "answer", "like": ""})
    assert send(forum, "post_created", post=POST) == "ignored"
    assert discourse.EVENTS == ("post", "solved", "like")
