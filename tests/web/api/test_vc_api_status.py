"""Withdrawing by program: the VC-API's status call acts on the community's own awards."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from programs import Program, open_community
from werkzeug.test import TestResponse

ENTRY = "BitstringStatusListEntry"


def change(
    program: Program, credential_id: str, community: str = "demo", **entry: Any
) -> TestResponse:
    return program.client.post(
        f"/vc-api/{community}/credentials/status",
        json={"credentialId": credential_id, "credentialStatus": [{"type": ENTRY} | entry]},
        headers={"Authorization": f"Bearer {program.token}"},
    )


@pytest.fixture
def award(program: Program) -> dict[str, Any]:
    made: dict[str, Any] = program.award().json
    return made


def state(program: Program, award: dict[str, Any]) -> str:
    return str(program.get(f"/awards/{award['id']}").json["state"])


@pytest.mark.parametrize("entry", [{}, {"status": True}, {"status": "1"}, {"status": 1}])
def test_a_credential_is_revoked_by_its_id(
    program: Program, award: dict[str, Any], entry: dict[str, Any]
) -> None:
    answer = change(program, award["credential"]["id"], **entry)
    assert answer.status_code == 200
    assert answer.json == {"credentialId": award["credential"]["id"], "state": "withdrawn"}
    assert state(program, award) == "withdrawn"


def test_a_suspension_is_taken_back_with_the_next_credential(
    program: Program, award: dict[str, Any]
) -> None:
    first = award["credential"]["id"]
    suspended = change(program, first, statusPurpose="suspension", status="1")
    assert suspended.json["state"] == "suspended"
    back = change(program, first, statusPurpose="suspension", status="0")
    assert back.json == {"credentialId": f"{first.rpartition('/')[0]}/2", "state": "accepted"}
    assert change(program, first).json["code"] == "vc_api.replaced"


def test_a_revocation_is_not_taken_back(program: Program, award: dict[str, Any]) -> None:
    change(program, award["credential"]["id"])
    answer = change(program, award["credential"]["id"], status=False)
    assert (answer.status_code, answer.json["code"]) == (400, "vc_api.final")


def test_a_change_may_stand_alone(program: Program, award: dict[str, Any]) -> None:
    answer = program.client.post(
        "/vc-api/demo/credentials/status",
        json={"credentialId": award["credential"]["id"], "credentialStatus": {"type": ENTRY}},
        headers={"Authorization": f"Bearer {program.token}"},
    )
    assert answer.json["state"] == "withdrawn"


def test_others_credentials_are_unknown(
    app: Flask, program: Program, award: dict[str, Any]
) -> None:
    other = open_community(app, "zweite")
    own_address = change(other, award["credential"]["id"], "zweite")
    foreign_address = change(other, award["credential"]["id"], "demo")
    assert own_address.json["code"] == "vc_api.unknown"
    assert (own_address.status_code, foreign_address.status_code) == (404, 404)
    assert state(program, award) == "accepted"


@pytest.mark.parametrize(
    "entry", [{"type": "StatusList2021Entry"}, {"statusPurpose": "message"}, {"status": "maybe"}]
)
def test_other_kinds_of_status_are_refused(
    program: Program, award: dict[str, Any], entry: dict[str, Any]
) -> None:
    answer = change(program, award["credential"]["id"], **{"type": ENTRY, **entry})
    assert (answer.status_code, state(program, award)) == (422, "accepted")
