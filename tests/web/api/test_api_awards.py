"""Awards: signed at once, once only, withdrawn, suspended, reinstated; their credentials."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from programs import Program
from support import Clock

from badges.database import db
from badges.models import Award, IdempotentReply, Membership


def awarded(program: Program, **changes: Any) -> dict[str, Any]:
    answer = program.award(**changes)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json
    return body


def test_an_award_is_accepted_and_signed_at_once(program: Program) -> None:
    award = awarded(program)
    assert (award["state"], award["visibility"]) == ("accepted", "link")
    assert award["credential"]["id"] == f"{award['url']}/1"
    assert award["version"] == program.ids["version"]


def test_a_new_address_becomes_a_member(program: Program) -> None:
    body = {"achievement": "first-steps", "address": "Bo@Example.org", "reason": "Helped"}
    award = program.post("/awards", body | {"name": "Bo Neu"}).json
    assert (award["name"], award["address"]) == ("Bo Neu", "bo@example.org")
    assert program.get(f"/members/{award['member']}").json["name"] == "Bo Neu"


def test_a_second_award_names_the_first(program: Program) -> None:
    first = awarded(program)
    answer = program.award()
    assert answer.status_code == 409
    assert answer.json["params"]["public_id"] == first["id"]


@pytest.mark.parametrize(
    ("changes", "status", "where"),
    [
        ({"achievement": "nothing"}, 404, None),
        ({"member": 999}, 404, None),
        ({"member": "Ada"}, 422, "member"),
        ({"member": True}, 422, "member"),
        ({"reason": ""}, 422, "reason"),
        ({"visibility": "everywhere"}, 422, "visibility"),
        ({"visible": "public"}, 422, "visible"),
        ({"address": "ada@example.org"}, 422, "member"),
        ({"narrative": "a\x07b"}, 422, None),
        ({"reason": "\u202eevil"}, 422, None),
        ({"reason": 5}, 422, "reason"),
    ],
)
def test_what_cannot_be_used_is_said_by_field(
    program: Program, changes: dict[str, Any], status: int, where: str | None
) -> None:
    answer = program.award(**changes)
    assert answer.status_code == status
    problem: Any = answer.json
    assert {"type", "title", "status", "code", "detail"} <= problem.keys()
    if where:
        assert where in {error["field"] for error in problem["errors"]}


def test_the_same_request_again_is_answered_the_same(app: Flask, program: Program) -> None:
    key = {"Idempotency-Key": "one-and-only"}
    first, second = program.award(headers=key), program.award(headers=key)
    assert (first.status_code, first.json) == (second.status_code, second.json)
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Award)) == 1


def test_another_request_under_the_same_key_is_refused(program: Program) -> None:
    key = {"Idempotency-Key": "one-and-only"}
    program.award(headers=key)
    answer = program.award(headers=key, reason="Something else")
    assert answer.status_code == 409
    assert answer.json["code"] == "idempotency.reused"


def test_a_failed_request_leaves_its_key_free(program: Program) -> None:
    key = {"Idempotency-Key": "again"}
    assert program.award(headers=key, member=999).status_code == 404
    assert program.award(headers=key).status_code == 201


def test_a_key_is_forgotten_after_a_day_and_holds_no_names(
    app: Flask, program: Program, clock: Clock
) -> None:
    key = {"Idempotency-Key": "daily"}
    first = program.award(headers=key).json
    with app.app_context():
        kept = db.session.scalars(sa.select(IdempotentReply)).one()
        assert kept.body == first["id"]
    clock.move(hours=25)
    assert program.award(headers=key).status_code == 409  # acts anew: she holds it already


@pytest.mark.parametrize("key", ["", "a" * 201, "two words", "schlüssel"])
def test_a_key_is_printable_and_short(program: Program, key: str) -> None:
    answer = program.award(headers={"Idempotency-Key": key.encode().decode("latin-1")})
    assert answer.status_code == 422
    assert answer.json["errors"][0]["in"] == "header"


def test_the_list_is_filtered(program: Program) -> None:
    award = awarded(program)
    listed = program.get("/awards?state=accepted&achievement=first-steps").json
    assert [each["id"] for each in listed["items"]] == [award["id"]]
    assert program.get("/awards?state=offered").json["items"] == []
    assert program.get("/awards?member=999").json["items"] == []


def test_withdrawing_revokes_the_credential(program: Program) -> None:
    award = awarded(program)
    answer = program.post(f"/awards/{award['id']}/withdraw", {"reason": "By mistake"}).json
    assert (answer["state"], answer["end_reason"]) == ("withdrawn", "By mistake")
    assert answer["credential"]["revocation"] == "withdrawn"
    again = program.post(f"/awards/{award['id']}/withdraw", {"reason": "Twice"})
    assert again.status_code == 409


def test_reinstating_makes_the_next_issue_at_the_same_address(program: Program) -> None:
    award = awarded(program)
    suspended = program.post(f"/awards/{award['id']}/suspend", {"reason": "To be looked at"}).json
    back = program.post(f"/awards/{award['id']}/reinstate").json
    assert suspended["credential"]["revoked_at"] is not None
    assert (back["state"], back["url"]) == ("accepted", award["url"])
    assert (back["credential"]["number"], back["credential"]["revoked_at"]) == (2, None)


def test_an_erased_award_is_gone_and_tells_nothing(app: Flask, program: Program) -> None:
    award = awarded(program)
    with app.app_context():
        db.session.scalars(sa.select(Award)).one().state = "erased"
        db.session.commit()
    answer = program.get(f"/awards/{award['id']}")
    assert (answer.status_code, "Ada" in answer.text) == (410, False)
    assert program.get("/awards").json == {"items": [], "next": None}


@pytest.mark.parametrize(
    ("form", "media_type"),
    [
        ("ob3-di", "application/vc"),
        ("ob3-jwt", "application/jwt"),
        ("ob2-hosted", "application/ld+json"),
        ("ob2-jws", "text/plain"),
    ],
)
def test_each_form_is_made_once_and_stays_the_same(
    program: Program, form: str, media_type: str
) -> None:
    award = awarded(program)
    address = f"/credentials/{award['id']}/1/{form}"
    first, second = program.get(address), program.get(address)
    assert (first.status_code, first.content_type) == (200, media_type)
    assert first.data == second.data


def test_credentials_are_listed_with_their_status(program: Program) -> None:
    award = awarded(program)
    one = program.get(f"/credentials/{award['id']}/1").json
    assert program.get("/credentials").json == {"items": [one], "next": None}
    assert isinstance(one["status_index"], int)
    assert program.get(f"/credentials/{award['id']}/2").status_code == 404


def test_what_was_signed_is_verified(program: Program) -> None:
    award = awarded(program)
    document = json.loads(program.get(f"/credentials/{award['id']}/1/ob3-di").data)
    verdict = program.post("/verify", {"document": document, "recipient": award["address"]}).json
    assert verdict["status"] == "verified"


def test_who_left_is_awarded_nothing(app: Flask, program: Program, clock: Clock) -> None:
    with app.app_context():
        db.session.get_one(Membership, program.ids["ada"]).left_at = clock()
        db.session.commit()
    assert program.award().status_code == 409
