"""The checker's page: the verdict in words, and nothing kept of what was handed in."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from published import issued_award, site
from support import running
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from badges import limits
from badges.database import db
from badges.errors import LimitError
from badges.models import Award
from badges.ports import settings
from badges.publishing.files import download
from tests.verifying.endorsed import endorsed_badge


@pytest.fixture(scope="module", autouse=True)
def app(tmp_path_factory: pytest.TempPathFactory, shared_database: str) -> Iterator[Flask]:
    yield from running(site(tmp_path_factory.mktemp("verify"), url=shared_database))


@pytest.fixture(scope="module")
def award(app: Flask) -> Award:
    return issued_award()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def post(client: FlaskClient, language: str = "en", **fields: str | bytes) -> tuple[int, str]:
    data = {
        name: FileStorage(io.BytesIO(value), "my file.bin") if isinstance(value, bytes) else value
        for name, value in fields.items()
    }
    # Encoded here, since the client would leave the temporary file of a large form open.
    boundary, body = encode_multipart(data)
    kind = f"multipart/form-data; boundary={boundary}"
    answer = client.post(f"/verify?lang={language}", data=body, content_type=kind)
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.status_code, re.sub(r"\s+", " ", answer.text)


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "This is no badge, but a signed word"), ("de", "Das ist kein Badge")],
)
def test_an_endorsement_by_itself_is_not_taken_for_a_badge(
    client: FlaskClient, language: str, told: str
) -> None:
    badge = json.loads(endorsed_badge())
    word = badge["endorsement"][0]
    status, html = post(client, language, text=json.dumps(word))
    assert (status, told in html) == (200, True)
    assert word["credentialSubject"]["endorsementComment"] in html
    assert word["credentialSubject"]["id"] in html
    assert told not in post(client, language, text=json.dumps(badge))[1]


@pytest.mark.parametrize(
    ("language", "verdict", "done"),
    [
        ("en", "Verified", "Took part 2 times."),
        ("de", "Geprüft und gültig", "2-mal teilgenommen."),
    ],
)
def test_a_file_gets_its_verdict_the_signed_name_and_what_was_done(
    client: FlaskClient, award: Award, language: str, verdict: str, done: str
) -> None:
    status, html = post(client, language, upload=download(award, "png").body)
    assert status == 200
    assert f"<h1>{verdict}</h1>" in html
    assert '<p class="signed-name">Ada Beispiel</p>' in html
    assert done in html
    assert html.count("data:image/png;base64,") == 2, "the issuer's picture beside the drawing"


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "hand in the badge it holds."), ("de", "Gebraucht wird der Badge, der darin steckt.")],
)
def test_a_presentation_is_no_badge_and_gets_no_verdict(
    client: FlaskClient, language: str, said: str
) -> None:
    status, html = post(client, language, text='{"type": "VerifiablePresentation"}')
    assert status == 422
    assert said in html


@pytest.mark.parametrize("field", ["line", "text"])
def test_code_address_and_text_are_understood(
    client: FlaskClient, award: Award, field: str
) -> None:
    given = {"line": award.code, "text": download(award, "json").body.decode()}[field]
    status, html = post(client, **{field: given})
    assert (status, "<h1>Verified</h1>" in html) == (200, True)


def test_a_forgery_is_red_and_its_claims_are_called_claims(
    client: FlaskClient, award: Award
) -> None:
    forged = download(award, "json").body.replace(b"Ada Beispiel", b"Eve Beispiel")
    _, html = post(client, upload=forged)
    assert 'class="verdict bad" role="status"' in html
    assert "What the file claims:" in html
    assert "The name in the signed data" not in html
    assert "What was done" not in html
    assert "data:image" not in html


def test_another_address_is_amber(client: FlaskClient, award: Award) -> None:
    _, html = post(client, line=award.code, recipient="eve@example.org")
    assert 'class="verdict wait"' in html
    assert "Issued to another address or name" in html


def scanned_pdf() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({}, 422, "Give one thing to check"),
        ({"line": "YYYY-YYYY-YYYY"}, 404, "The holder has not made this public"),
        ({"line": "https://nowhere.example/x"}, 422, ""),
        ({"text": "holiday"}, 422, ""),
        ({"text": "{}", "line": "abc"}, 422, "Give one thing to check"),
        ({"upload": scanned_pdf()}, 422, "no signed data in this file"),
        ({"upload": b"\x89PNG\r\n\x1a\n"}, 422, ""),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_field(
    client: FlaskClient, fields: dict[str, str | bytes], status: int, sentence: str
) -> None:
    answered, html = post(client, **fields)
    assert answered == status
    assert 'aria-invalid="true"' in html
    assert sentence in html
    assert "no further explanation" not in html


def test_what_was_typed_stays_in_the_form(client: FlaskClient) -> None:
    _, html = post(client, text="holiday", recipient="eve@example.org")
    assert "holiday</textarea>" in html
    assert 'value="eve@example.org"' in html


def test_the_form_says_that_nothing_is_stored_and_needs_no_script(client: FlaskClient) -> None:
    answer = client.get("/verify?lang=en&code=3467-9ACD-EFHJ")
    assert "it is not stored and not logged" in answer.text
    assert 'value="3467-9ACD-EFHJ"' in answer.text
    assert 'action="/verify?lang=en" enctype="multipart/form-data"' in answer.text


def kept_by_the_database() -> list[Path]:
    """Give SQLite's files, or all that PostgreSQL keeps, its journal and its log among them."""
    url = db.engine.url
    folder = Path(url.database or "").parent if "host" not in url.query else url.query["host"]
    return [file for file in Path(str(folder)).rglob("*") if file.is_file()]


def test_nothing_of_an_upload_is_on_disk_in_the_database_or_in_the_log(
    client: FlaskClient,
    award: Award,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    mark = b"A7F3-only-in-this-upload"
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    forged = download(award, "json").body.replace(b"Ada Beispiel", mark)
    with caplog.at_level(logging.DEBUG):
        _, html = post(client, upload=forged + b" " * 2_000_000, name=mark.decode())
    assert mark.decode() in html
    places = [*settings().instance_path.rglob("*"), *tmp_path.rglob("*")]
    files = [place for place in places if place.is_file()]
    database = kept_by_the_database()
    assert any(award.public_id.encode() in file.read_bytes() for file in database)
    assert [file.name for file in files + database if mark in file.read_bytes()] == []
    assert mark.decode() not in caplog.text


def test_large_uploads_are_read_in_memory(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_file(*_: object, **__: object) -> None:
        pytest.fail("a file was opened for an upload")

    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", no_file)
    assert post(client, upload=b"x" * 3_000_000)[0] == 422


def test_too_much_is_too_much(client: FlaskClient) -> None:
    kind = "multipart/form-data; boundary=x"
    assert client.post("/verify", data=b"x" * 25_000_000, content_type=kind).status_code == 413


def test_too_often_is_429(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise LimitError("limit.often", "That was too often.", seconds=60)

    monkeypatch.setattr(limits, "count", refuse)
    assert client.post("/verify", data={"line": "x"}).status_code == 429


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["The signature fits.", "does not hold: ", "It is not signed."]),
        (
            "de",
            [
                "Die Signatur passt.",
                "hält nicht stand: ",
                "Es gibt keine Signatur.",
            ],
        ),
    ],
)
def test_each_endorsement_is_told_below_its_check(
    client: FlaskClient, language: str, sentences: list[str]
) -> None:
    status, html = post(client, language, upload=endorsed_badge())
    parts = html.partition('<ul class="parts small">')[2]
    assert status == 200
    assert [sentence for sentence in sentences if sentence not in parts] == []
