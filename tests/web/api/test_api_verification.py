"""``POST /api/v1/verify``: what is sent gets a verdict or one clear sentence; it is not kept."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from programs import Program
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from badges.web.api import verification


@pytest.fixture
def award(program: Program) -> dict[str, Any]:
    body: dict[str, Any] = program.award().json
    return body


def form(program: Program, award: dict[str, Any], name: str) -> bytes:
    return program.get(f"/credentials/{award['id']}/1/{name}").data


def open_post(program: Program, body: dict[str, Any]) -> TestResponse:
    return program.client.post("/api/v1/verify", json=body)


def upload(program: Program, data: bytes) -> TestResponse:
    boundary, body = encode_multipart({"file": FileStorage(io.BytesIO(data), "badge")})
    kind = f"multipart/form-data; boundary={boundary}"
    return program.client.post("/api/v1/verify", data=body, content_type=kind)


def test_each_way_of_asking_is_answered_alike(program: Program, award: dict[str, Any]) -> None:
    signed = form(program, award, "ob3-di")
    verdicts = [
        open_post(program, {"document": json.loads(signed)}).json,
        open_post(program, {"url": award["url"]}).json,
        open_post(program, {"code": award["code"].lower()}).json,
        upload(program, signed).json,
    ]
    assert [each["status"] for each in verdicts] == ["verified"] * 4
    assert verdicts[0].keys() == {
        "verified", "status", "format", "container", "checks", "credential"
    }  # fmt: skip


def test_a_token_of_the_badge_is_verified(program: Program, award: dict[str, Any]) -> None:
    answer = open_post(program, {"jwt": form(program, award, "ob3-jwt").decode()}).json
    assert (answer["status"], answer["format"]) == ("verified", "ob3-jwt")


def test_a_withdrawn_badge_is_not_verified(program: Program, award: dict[str, Any]) -> None:
    signed = json.loads(form(program, award, "ob3-di"))
    program.post(f"/awards/{award['id']}/withdraw", {"reason": "By mistake"})
    answer = open_post(program, {"document": signed}).json
    failed = [check["id"] for check in answer["checks"] if check["outcome"] == "failed"]
    assert (answer["status"], failed) == ("not_verified", ["revocation_status"])


def test_somebody_elses_address_is_not_the_recipients(
    program: Program, award: dict[str, Any]
) -> None:
    body = {"code": award["code"], "recipient": "eve@example.org"}
    assert open_post(program, body).json["verified"] is False


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"document": {}, "code": "x"},
        {"document": []},
        {"document": {}},
        {"document": {"@context": ["https://example.org/unknown"]}},
        {"jwt": "a.b.c"},
        {"jwt": ""},
        {"jwt": "eyJhbGciOiJub25lIn0.e30."},
        {"code": "AAAA-AAAA-AAAA"},
        {"code": "\u202e"},
        {"url": "http://127.0.0.1/"},
        {"url": "https://169.254.169.254/latest"},
        {"url": "file:///etc/passwd"},
        {"url": "https://"},
        {"url": "https://[::1"},
        {"url": "javascript:alert(1)"},
        {"code": "x", "recipient": "no address"},
        {"code": "x", "name": "\x07"},
    ],
    ids=json.dumps,
)
def test_what_cannot_be_checked_gets_a_sentence(program: Program, body: dict[str, Any]) -> None:
    answer = open_post(program, body)
    assert answer.status_code in {200, 400, 404, 422}
    assert answer.json.get("verified", False) is False
    assert "detail" in answer.json or answer.json["checks"]


def test_a_presentation_is_answered_with_what_to_hand_in(program: Program) -> None:
    shown = {"type": ["VerifiablePresentation"], "verifiableCredential": []}
    answer = open_post(program, {"document": shown})
    assert (answer.status_code, answer.json["code"]) == (422, "unreadable.presentation")
    assert "hand in the badge it holds" in answer.json["detail"]


@pytest.mark.parametrize(
    "data",
    [b"", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7", b"<svg", b"[" * 10_000, b"\x00" * 100, b"a.b.c"],
)
def test_a_file_that_is_no_badge(program: Program, data: bytes) -> None:
    answer = upload(program, data)
    assert answer.status_code in {200, 400, 422}
    assert answer.json.get("verified", False) is False


@pytest.mark.parametrize(
    "parts",
    [{"picture": b"x"}, {"file": "no file"}, {}],
    ids=["another-part", "text-part", "nothing"],
)
def test_an_upload_has_one_file(program: Program, parts: dict[str, bytes | str]) -> None:
    given = {
        name: (io.BytesIO(part), "x") if isinstance(part, bytes) else part
        for name, part in parts.items()
    }
    answer = program.client.post("/api/v1/verify", data=given, content_type="multipart/form-data")
    assert answer.status_code in {415, 422}


@pytest.mark.parametrize(
    "kind", ["application/json", "application/vc", "application/ld+json; charset=utf-8"]
)
def test_a_badge_may_be_the_whole_body(program: Program, award: dict[str, Any], kind: str) -> None:
    signed = form(program, award, "ob3-di")
    answer = program.client.post("/api/v1/verify", data=signed, content_type=kind)
    assert answer.json is not None
    assert (answer.status_code, answer.json["status"]) == (200, "verified")


def test_nothing_of_an_upload_is_kept(
    program: Program, award: dict[str, Any], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    marker = b"marker-8d1f" * 100_000  # larger than what werkzeug keeps in memory by itself
    upload(program, marker)
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and b"marker-8d1f" in
            path.read_bytes()]  # fmt: skip
    assert (kept, "marker-8d1f" in caplog.text) == ([], False)


def test_too_many_checks_are_put_off(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "CHECKS_AN_HOUR", 2)
    statuses = [open_post(program, {"jwt": "a.b.c"}).status_code for _ in range(3)]
    assert statuses == [statuses[0], statuses[0], 429]
    assert statuses[0] != 429


def test_the_private_award_of_a_code_stays_private(app: Flask, program: Program) -> None:
    hidden = program.award(visibility="private").json
    answer = open_post(program, {"code": hidden["code"]})
    assert (answer.status_code, "Ada" in answer.text) == (404, False)
