"""What programs get: media types, who may read them, caching, and what is gone."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from published import issued_award, site
from support import running

from badges.credentials.statuslists import revoke_credentials
from badges.database import db
from badges.issuing import Form, form_of, newest_credential
from badges.models import Award, Credential

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module", autouse=True)
def app(tmp_path_factory: pytest.TempPathFactory, shared_database: str) -> Iterator[Flask]:
    yield from running(site(tmp_path_factory.mktemp("documents"), url=shared_database))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def award(app: Flask) -> Award:
    return issued_award()


def credential_of(award: Award) -> Credential:
    credential = newest_credential(award)
    assert credential is not None
    return credential


ADDRESSES = {
    "/issuers/demo.json": "application/ld+json",
    "/issuers/demo.ob2.json": "application/ld+json",
    "/issuers/demo/did.json": "application/did+json",
    "/issuers/demo/jwks.json": "application/jwk-set+json",
    "/issuers/demo/revocations": "application/ld+json",
    "/issuers/demo/keys/{rsa}.jwk": "application/jwk+json",
    "/issuers/demo/keys/{rsa}.ob2.json": "application/ld+json",
    "/issuers/demo/keys/{ed}.json": "application/ld+json",
    "/achievements/demo/{slug}/1.json": "application/ld+json",
    "/achievements/demo/{slug}/1.ob2.json": "application/ld+json",
    "/achievements/demo/{slug}/1": "application/ld+json",
    "/achievements/demo/{slug}/1.png": "image/png",
    "/achievements/demo/{slug}/1.svg": "image/svg+xml",
    "/status/{status}": "application/vc",
    "/credentials/{id}/1": "application/vc",
    "/credentials/{id}.json": "application/vc",
    "/credentials/{id}.jwt": "text/plain",
    "/assertions/{id}/1": "application/ld+json",
    "/assertions/{id}/1.jws": "text/plain",
    "/.well-known/jwks.json": "application/jwk-set+json",
    "/.well-known/did.json": "application/did+json",
}


def filled(address: str, award: Award) -> str:
    credential = credential_of(award)
    thumbprints = {key["kty"]: key["kid"] for key in _keys(award)}
    return address.format(
        id=award.public_id,
        slug=award.achievement.slug,
        status=credential.status_list.public_id,
        rsa=_thumbprint(thumbprints["RSA"]),
        ed=_thumbprint(thumbprints["OKP"]),
    )


def _keys(award: Award) -> list[dict[str, str]]:
    from badges.credentials.issuers import issuer_jwks  # noqa: PLC0415 - needs the application

    keys: list[dict[str, str]] = issuer_jwks(award.community.profile)["keys"]
    return keys


def _thumbprint(kid: str) -> str:
    return kid.rpartition("/")[2].removesuffix(".jwk")


@pytest.mark.parametrize(("address", "media_type"), ADDRESSES.items())
def test_every_document_is_served_to_everybody(
    client: FlaskClient, award: Award, address: str, media_type: str
) -> None:
    answer = client.get(filled(address, award), headers={"Host": "evil.example"})
    assert (answer.status_code, answer.content_type) == (200, media_type)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in answer.headers
    assert b"evil.example" not in answer.data


@pytest.mark.parametrize(
    ("suffix", "accept", "expected"),
    [
        (".json", "*/*", "application/vc"),
        (".json", BROWSER, "application/vc"),
        (".json", "application/json", "application/json"),
        (".json", "application/ld+json, */*;q=0.1", "application/ld+json"),
        (".json", "application/vc+ld+json", "application/vc+ld+json"),
        (".jwt", "*/*", "text/plain"),
        (".jwt", "application/jwt", "application/jwt"),
        ("/1", "application/json", "application/json"),
        ("", "application/json", "application/json"),
        ("", "application/vc, text/html;q=0.5", "application/vc"),
        ("", "application/jwt", "application/jwt"),
        ("", "image/svg+xml", "image/svg+xml"),
        ("", "image/png, image/svg+xml", "image/png"),
        ("", "*/*", "text/html; charset=utf-8"),
        ("", BROWSER, "text/html; charset=utf-8"),
        ("", "LinkedInBot", "text/html; charset=utf-8"),
        ("", "text/html, application/json", "text/html; charset=utf-8"),
    ],
)
def test_the_media_type_follows_accept(
    client: FlaskClient, award: Award, suffix: str, accept: str, expected: str
) -> None:
    answer = client.get(f"/credentials/{award.public_id}{suffix}", headers={"Accept": accept})
    assert (answer.status_code, answer.content_type) == (200, expected)
    assert "Accept" in answer.headers["Vary"]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("*/*", "application/ld+json"),
        ("application/json", "application/json"),
        (BROWSER, "text/html"),
    ],
)
def test_an_achievements_version_is_a_page_only_for_those_who_ask(
    client: FlaskClient, award: Award, accept: str, expected: str
) -> None:
    address = f"/achievements/demo/{award.achievement.slug}/1"
    answer = client.get(address, headers={"Accept": accept})
    assert answer.mimetype == expected


def test_the_signed_bytes_are_served_as_kept_and_found_again_by_their_tag(
    client: FlaskClient, award: Award
) -> None:
    address = f"/credentials/{award.public_id}/1"
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert first.data == form_of(credential_of(award), Form.OB3_DI)
    assert again.status_code == 304


def test_a_revoked_hosted_assertion_answers_410_with_its_body(
    client: FlaskClient, award: Award
) -> None:
    revoke_credentials(award, kind="withdrawn", reason="mistaken identity")
    award.state = "withdrawn"
    db.session.commit()
    answer = client.get(f"/assertions/{award.public_id}/1")
    assert answer.status_code == 410
    assert json.loads(answer.data)["revoked"] is True


@pytest.mark.parametrize(
    "suffix",
    ["", ".json", ".jwt", ".png", ".svg", ".pdf", ".ob2.png", ".assertion.json", "/1", "/og.png"],
)
def test_of_a_private_award_nothing_is_served(
    client: FlaskClient, award: Award, suffix: str
) -> None:
    award.visibility = "private"
    db.session.commit()
    answer = client.get(f"/credentials/{award.public_id}{suffix}", headers={"Accept": BROWSER})
    program = client.get(
        f"/credentials/{award.public_id}{suffix}", headers={"Accept": "application/json"}
    )
    assert (answer.status_code, program.status_code) == (404, 404)
    assert "<h1>Nicht öffentlich</h1>" in answer.text
    assert program.json == {**program.json, "code": "award.hidden", "status": 404}


@pytest.mark.parametrize("suffix", ["/1", "/1.jws", "/2"])
def test_a_private_assertion_and_one_that_never_was_answer_alike(
    client: FlaskClient, award: Award, suffix: str
) -> None:
    award.visibility = "private"
    db.session.commit()
    answers = {
        client.get(f"/assertions/{public_id}{suffix}").text.replace(public_id, "")
        for public_id in (award.public_id, "0" * 32)
    }
    assert len(answers) == 1
    assert "<h1>Nicht öffentlich</h1>" in answers.pop()


@pytest.mark.parametrize("suffix", [".pdf", ".png", ".svg", ".ob2.png", "/og.png"])
def test_of_a_withdrawn_award_nothing_is_drawn_any_more(
    client: FlaskClient, award: Award, suffix: str
) -> None:
    assert client.get(f"/credentials/{award.public_id}{suffix}").status_code == 200
    award.state = "withdrawn"
    db.session.commit()
    assert client.get(f"/credentials/{award.public_id}{suffix}").status_code == 410
    assert client.get(f"/credentials/{award.public_id}.json").status_code == 200


@pytest.mark.parametrize("suffix", [".pdf", ".svg", ".ob2.svg", ".jwt"])
def test_files_are_downloads_under_a_speaking_name_and_may_run_nothing(
    client: FlaskClient, award: Award, suffix: str
) -> None:
    answer = client.get(f"/credentials/{award.public_id}{suffix}")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=first-steps-")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_the_preview_is_a_png_of_the_size_that_networks_ask_for(
    client: FlaskClient, award: Award
) -> None:
    answer = client.get(f"/credentials/{award.public_id}/og.png")
    assert answer.data[16:24] == (1200).to_bytes(4, "big") + (627).to_bytes(4, "big")
    again = client.get(
        f"/credentials/{award.public_id}/og.png", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize(
    "address",
    [
        "/issuers/nobody.json",
        "/issuers/demo/keys/none.jwk",
        "/status/00",
        "/achievements/demo/none/1",
        "/achievements/demo/none/1.png",
        "/credentials/x.exe",
        "/credentials/x/999999999999999999999999",
        "/assertions/x/0",
    ],
)
def test_what_is_not_there_is_not_found(client: FlaskClient, award: Award, address: str) -> None:
    assert client.get(address).status_code == 404
