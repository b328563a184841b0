"""A badge of each form in each container, and what the result says of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from badges.baking import OpenBadgesVersion, bake
from badges.proofs import UnsignedCredential, sign_credential
from badges.verifying import (
    Accepted,
    CheckId,
    Format,
    UnreadableError,
    verify,
)
from badges.verifying.issuers import is_below
from badges.verifying.sources import OFFLINE, Chain, GivenDocuments
from badges.wording import wording
from keys.controller import jwk_document
from tests.verifying.issuers import EMAIL, NOW, Issuer, Web, check, dump, outcomes, reason

FORMS: dict[str, Callable[[Issuer], bytes]] = {
    "ob3-di": Issuer.di,
    "ob3-jwt": Issuer.jwt,
    "ob2-jws": Issuer.jws,
    "ob2-hosted": Issuer.hosted,
}
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"/>'


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_verified_with_what_its_issuer_publishes(form: str) -> None:
    issuer = Issuer()
    result = check(FORMS[form](issuer), issuer.web(), recipient=EMAIL)
    assert (result.status, result.format) == ("verified", form)
    assert [line.id for line in result.checks] == list(CheckId)
    assert result.facts.issuer_name == result.facts.achievement_name.replace("Loops", "Linden")


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_undecided_when_nothing_can_be_fetched(form: str) -> None:
    result = check(FORMS[form](Issuer()), OFFLINE)
    assert result.status == "undecided"
    assert reason(result, "issuer_identity") in {"identity.offline", "check.not_reached"}
    assert "failed" not in outcomes(result).values()


@pytest.mark.parametrize("form", FORMS)
def test_documents_handed_in_are_found_by_their_ids(form: str) -> None:
    issuer = Issuer()
    given = GivenDocuments([dump(page) for page in issuer.pages().values()] + [b"no json"])
    result = check(FORMS[form](issuer), Chain(given, OFFLINE))
    assert result.verified
    assert reason(result, "issuer_identity") == "identity.given"


@pytest.mark.parametrize("form", FORMS)
def test_baked_forms_say_their_container(form: str) -> None:
    issuer = Issuer()
    version = OpenBadgesVersion.OB3 if form.startswith("ob3") else OpenBadgesVersion.OB2
    baked = bake(DRAWING, FORMS[form](issuer).decode(), version=version)
    result = check(baked, issuer.web())
    assert (result.verified, result.container, result.format) == (True, "svg", form)


def test_a_baked_address_is_looked_up() -> None:
    issuer = Issuer()
    baked = bake(DRAWING, f"{issuer.base}/assertions/1", version=OpenBadgesVersion.OB2)
    result = check(baked, issuer.web())
    assert result.verified
    assert result.credential == issuer.assertion()


def test_a_did_key_is_verified_with_the_words_that_no_name_stands_behind_it() -> None:
    issuer = Issuer()
    issuer.did = "did:key:" + issuer.signer().verification_method.rpartition("#")[2]
    result = check(issuer.di(credentialStatus=None), OFFLINE)
    assert result.verified
    assert reason(result, "issuer_identity") == "identity.key"
    assert "No name" in wording("en").sentence(result.check("issuer_identity").reason)


def test_a_demonstration_on_this_machine_is_asked_over_http() -> None:
    issuer = Issuer()
    issuer.base, issuer.did = "http://localhost:8000", "did:web:localhost%3A8000:issuers:linden"
    web = Issuer().web()
    check(issuer.di(), web)
    assert web.asked[0] == "http://localhost:8000/issuers/linden/did.json"


def test_the_result_as_json_has_every_name_that_programs_hold_on_to() -> None:
    issuer = Issuer()
    told = check(issuer.di(), issuer.web()).to_json(wording("en").sentence)
    assert json.loads(json.dumps(told)) == told
    assert (told["verified"], told["status"], told["container"]) == (True, "verified", "json")
    assert all(
        set(line) == {"id", "outcome", "code", "params", "detail"} for line in told["checks"]
    )


def test_a_caller_accepts_what_it_names_and_nothing_else() -> None:
    issuer = Issuer()
    only_jwt = Accepted(formats=frozenset({Format.OB3_JWT}), algorithms=frozenset({"ES256"}))
    assert reason(check(issuer.di(), issuer.web(), only_jwt), "conformance") == "conformance.format"
    refused = check(issuer.jwt(), issuer.web(), only_jwt)
    assert reason(refused, "valid_signature") == "signature.algorithm"


@pytest.mark.parametrize(
    ("changes", "later", "code"),
    [
        ({}, 0, "expiration.none"),
        ({"validUntil": "2026-06-01T00:00:00Z"}, 0, "expiration.valid"),
        ({"validUntil": "2026-06-01T00:00:00Z"}, 60, "expiration.expired"),
        ({"validFrom": "2026-05-02T12:01:00Z"}, 0, "expiration.none"),
        ({"validFrom": "2026-05-03T00:00:00Z"}, 0, "expiration.not_yet"),
    ],
)
def test_the_time_decides(changes: dict[str, str], later: int, code: str) -> None:
    issuer = Issuer()
    result = verify(issuer.di(**changes), now=NOW + timedelta(days=later), fetch=issuer.web())
    assert reason(result, "expiration") == code
    assert (result.status == "not_verified") == code.endswith(("expired", "not_yet"))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "unreadable.container"),
        (b"a holiday picture", "unreadable.container"),
        (b"\xff\xfe\x00", "unreadable.container"),
        (b'{"credentialSubject": {', "unreadable.json"),
        (b'{"name": "Ada"}', "unreadable.no_badge"),
        (b"[1, 2]", "unreadable.no_badge"),
        (b'{"a": "' + b"x" * 1_100_000 + b'"}', "unreadable.too_large"),
        (b"\x89PNG\r\n\x1a\n", "unreadable.damaged"),
        (DRAWING, "unreadable.nothing_in_picture"),
        (b"<!DOCTYPE svg [<!ENTITY a 'b'>]>" + DRAWING, "unreadable.unsafe"),
        (b"%PDF-1.7 cut off", "unreadable.damaged"),
    ],
)
def test_what_holds_no_badge_is_one_error_with_one_sentence(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        check(data)
    assert caught.value.reason.code == code
    assert wording("de").sentence(caught.value.reason).endswith(".")


@pytest.mark.parametrize(
    ("page", "outcome"),
    [
        ("controller", "passed"),
        ("jwks", "passed"),
        ("jwks of another issuer", "unknown"),
        ("key below the issuer", "passed"),
        ("key beside the issuer", "unknown"),
    ],
)
def test_an_issuer_with_a_web_address_vouches_from_there(page: str, outcome: str) -> None:
    issuer = Issuer()
    issuer.did = f"{issuer.base}/issuers/linden"
    inside, beside = f"{issuer.did}/keys/1", f"{issuer.base}/keys/1.jwk"
    kid = inside if page == "key below the issuer" else beside
    key = issuer.signer("RSA").public_key
    jwk = jwk_document(key, issuer=issuer.did, kid=kid)
    method = {"id": kid, "type": "JsonWebKey", "controller": issuer.did, "publicKeyJwk": jwk}
    jwks = f"{issuer.base}/.well-known/jwks.json"
    pages: dict[str, dict[str, Any]] = {
        "controller": {issuer.did: {"id": issuer.did, "assertionMethod": [method]}},
        "jwks": {jwks: {"keys": [jwk]}},
        "jwks of another issuer": {jwks: {"keys": [{**jwk, "iss": "https://other.example"}]}},
        "key below the issuer": {kid: jwk},
        "key beside the issuer": {kid: jwk},
    }
    credential = UnsignedCredential(issuer.credential(credentialStatus=None))
    token = sign_credential(credential, issuer.signer("RSA"), kid=kid).encode()
    result = check(token, Web(pages[page]))
    assert outcomes(result)["issuer_identity"] == outcome


@pytest.mark.parametrize(
    ("address", "below"),
    [
        ("https://a.example/u/x/keys/1.jwk", True),
        ("https://a.example/u/x/keys/1#z6Mk", True),
        ("https://a.example/u/x/../y/1.jwk", False),
        ("https://a.example/u/x/%2e%2e/y", False),
        ("https://a.example/u/xy/1.jwk", False),
        ("https://a.example/u/x/1.jwk?as=y", False),
        ("https://a.example/u/x/" + "a." * 50_000 + "!", False),
    ],
)
def test_only_what_lies_below_an_issuer_is_its_own(address: str, below: bool) -> None:  # noqa: FBT001
    assert is_below(address, "https://a.example/u/x") is below


@pytest.mark.parametrize("order", [1, -1])
def test_a_document_that_shares_its_id_with_another_is_not_taken_for_it(order: int) -> None:
    did = "did:web:linden.example:issuers:a"
    profile = dump({"id": did, "type": ["Profile"], "name": "A"})
    keys = dump({"id": did, "verificationMethod": []})
    given = GivenDocuments([profile, keys][::order])
    assert given("https://linden.example/issuers/a/did.json").body == keys
