"""Bad input by its list: each a failed or undecided check with a sentence, and never an exception.

Forged signatures are in ``test_verifying_forgeries``, status lists in ``test_verifying_status``.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from badges.fetched import DeadlineError, FetchError, TooLargeError
from badges.proofs import UnsignedCredential, add_proof, vc_jose
from badges.proofs.envelopes import envelope
from badges.proofs.jws import sign_jws
from badges.verifying import UnreadableError, VerificationResult
from badges.wording import wording
from keys.did import did_web_url
from keys.encoding import public_key_to_jwk
from tests.verifying.issuers import CONTEXTS, START, Issuer, check, dump

VC_1 = "https://www.w3.org/2018/credentials/v1"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"


def refused(result: VerificationResult, check_id: str, code: str) -> None:
    """Expect a check that did not pass, with words for it in both languages."""
    line = result.check(check_id)
    assert (line.reason.code, result.verified) == (code, False)
    assert line.outcome in ("failed", "unknown")
    for language in ("de", "en"):
        words = wording(language)
        assert words.sentence(line.reason) != words.sentence(type(line.reason)("no.sentence"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"name": "Loops"', '"name": "Loops", "name": "Hoops"'),
        ('"name": "Loops"', '"name": "Loops", "n\\u0061me": "Hoops"'),
        ('"name": "Loops"', '"name": "\\ud800"'),
        ('"name": "Loops"', '"name": "\\udc00\\ud800"'),
        ('"name": "Loops"', '"name": 9007199254740993'),
        ('"name": "Loops"', '"name": 1e999'),
        ('"name": "Loops"', '"name": -Infinity'),
    ],
)
@pytest.mark.parametrize("form", ["ob3-di", "ob3-jwt", "vc+jwt"])
def test_text_that_two_readers_read_differently(form: str, old: str, new: str) -> None:
    issuer = Issuer()
    document = dump(issuer.credential() if form != "ob3-di" else issuer.sign(issuer.credential()))
    body = document.decode().replace(old, new, 1).encode()
    assert body != document
    if form == "ob3-di":
        return refused(check(body, issuer.web()), "conformance", "conformance.json")
    kind = "JWT" if form == "ob3-jwt" else form
    token = sign_jws(body, issuer.signer(), typ=kind).encode()
    return refused(check(token, issuer.web()), "valid_signature", "signature.token_damaged")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"@context": CONTEXTS[::-1]}, "conformance.schema"),
        ({"@context": [*CONTEXTS, {"name": "urn:x:other"}]}, "conformance.inline_context"),
        ({"@context": [*CONTEXTS, {"@vocab": "urn:x:"}], "more": 1}, "conformance.inline_context"),
        ({"@context": [*CONTEXTS, VC_1]}, "conformance.protected_term"),
        ({"evidence": [{"type": ["Evidence"]}] * 5000}, "conformance.limit"),
        ({"@context": [*CONTEXTS, "https://evil.example/v1"]}, "conformance.unknown_context"),
        ({"http://schema.org/name": "Eve"}, "conformance.json_ld"),
        ({"@id": "urn:x:1"}, "conformance.json_ld"),
        ({"Name": "Hoops"}, "conformance.undefined_term"),
    ],
)
def test_contexts_in_another_order_or_meaning(changes: dict[str, Any], code: str) -> None:
    issuer = Issuer()
    token = sign_jws(dump({**issuer.credential(), **changes}), issuer.signer(), typ="vc+jwt")
    refused(check(token.encode(), issuer.web()), "conformance", code)


def test_contexts_reordered_after_signing() -> None:
    issuer = Issuer()
    document = issuer.sign(issuer.credential(**{"@context": [*CONTEXTS, EXTENSIONS]}))
    document["@context"] = [CONTEXTS[0], EXTENSIONS, CONTEXTS[1]]
    result = check(dump(document), issuer.web())
    assert (result.status, result.check("conformance").outcome) == ("not_verified", "failed")


def test_what_no_signature_can_cover_is_not_said_to_be_badly_signed() -> None:
    issuer = Issuer()
    result = check(dump({**issuer.sign(issuer.credential()), "more": 1}), issuer.web())
    refused(result, "conformance", "conformance.undefined_term")
    refused(result, "valid_signature", "signature.uncovered")


def test_the_original_of_copies_that_show_less_is_not_what_is_checked() -> None:
    issuer = Issuer()
    signer, suite = issuer.signer("P-256"), "ecdsa-sd-2023"
    original = add_proof(issuer.credential(), signer, created=START, suite=suite)
    result = check(dump(original), issuer.web())
    refused(result, "valid_signature", "signature.base_proof")
    assert result.status == "undecided"


@pytest.mark.parametrize(
    ("member", "value", "code"),
    [
        ("proofPurpose", "authentication", "signature.purpose"),
        ("proofPurpose", ["assertionMethod"], "signature.purpose"),
        ("created", "2026-05-01T09:00:01Z", "signature.invalid"),
        ("created", "yesterday", "signature.malformed"),
        ("cryptosuite", "eddsa-jcs-2022", "signature.invalid"),
        ("cryptosuite", "ecdsa-rdfc-2019", "signature.invalid"),
        ("cryptosuite", "eddsa-rdfc-2099", "signature.malformed"),
        ("type", "Ed25519Signature2020", "signature.malformed"),
        ("expires", "2020-01-01T00:00:00Z", "signature.proof_expired"),
        ("expires", "2040-01-01T00:00:00Z", "signature.invalid"),
        ("proofValue", "z", "signature.invalid"),
        ("proofValue", "z" + "2" * 100_000, "signature.malformed"),
        ("proofValue", 5, "signature.malformed"),
    ],
)
def test_a_proof_altered_after_it_was_made(member: str, value: Any, code: str) -> None:
    issuer = Issuer()
    document = issuer.sign(issuer.credential())
    document["proof"][0][member] = value
    refused(check(dump(document), issuer.web()), "valid_signature", code)


@pytest.mark.parametrize("form", ["ob3-di", "vc+jwt"])
def test_a_key_from_another_issuers_document(form: str) -> None:
    victim, other = Issuer(), Issuer("other.example")
    credential = UnsignedCredential(victim.credential())
    given = (
        dump(other.sign(credential))
        if form == "ob3-di"
        else vc_jose.sign_credential(credential, other.signer()).encode()
    )
    web = victim.web()
    web.pages |= other.pages()
    refused(check(given, web), "issuer_identity", "identity.foreign_key")


@pytest.mark.parametrize("error", [TooLargeError, DeadlineError])
def test_a_did_document_that_is_huge_or_never_ends(error: type[FetchError]) -> None:
    issuer = Issuer()
    web = issuer.web()
    address = did_web_url(issuer.did)
    web.pages[address] = error(address, 1) if error is TooLargeError else error(address)
    for given in (issuer.di(), issuer.jwt()):
        result = check(given, web)
        refused(result, "issuer_identity", "identity.unreachable")
        assert result.status == "undecided"


def test_a_did_document_of_a_hundred_keys_too_many() -> None:
    issuer = Issuer()
    web = issuer.web()
    document = web.pages[did_web_url(issuer.did)]
    document["verificationMethod"] *= 5000
    document["assertionMethod"] = ["did:web:x#y"] * 5000 + document["assertionMethod"]
    assert not check(issuer.di(), web).verified
    assert not check(issuer.jwt(), web).verified


@pytest.mark.parametrize("index", ["131072", "9" * 400, "-1", "1e3", "١٢", ""])
def test_a_status_index_that_the_list_does_not_have(index: str) -> None:
    issuer = Issuer()
    entry = {**issuer.credential()["credentialStatus"], "statusListIndex": index}
    result = check(issuer.di(credentialStatus=entry), issuer.web())
    refused(result, "revocation_status", "status.list_unusable")
    # One past the end is a number like any other; the rest are none that the schema takes.
    assert result.status == ("undecided" if index == "131072" else "not_verified")


HEADERS: dict[str, Callable[[Issuer], dict[str, Any]]] = {
    "none": lambda _: {"alg": "none"},
    "None": lambda _: {"alg": "NONE"},
    "HS256": lambda _: {"alg": "HS256"},
    "ES256 for an RSA key": lambda _: {"alg": "ES256"},
    "EdDSA for an RSA key": lambda _: {"alg": "EdDSA"},
    "alg is a list": lambda _: {"alg": ["RS256"]},
    "crit": lambda _: {"alg": "RS256", "crit": ["exp"]},
    "b64": lambda _: {"alg": "RS256", "b64": False},
    "zip": lambda _: {"alg": "RS256", "zip": "DEF"},
    "private jwk": lambda i: {"alg": "RS256", "jwk": {**_jwk(i), "d": "AQAB"}},
    "jwk is a secret": lambda _: {"alg": "RS256", "jwk": {"kty": "oct", "k": "AAAA"}},
    "jwk is a text": lambda _: {"alg": "RS256", "jwk": "me"},
    "jwk that nobody publishes": lambda _: {
        "alg": "RS256",
        "jwk": public_key_to_jwk(Issuer(keys="forger").signer("RSA").public_key),
    },
    "kid of others": lambda _: {"alg": "RS256", "kid": "https://evil.example/keys/1.jwk"},
    "kid with a climb": lambda i: {"alg": "RS256", "kid": f"{i.base}/../evil/1.jwk"},
    "jku": lambda _: {"alg": "RS256", "jku": "https://evil.example/jwks.json"},
}


def _jwk(issuer: Issuer) -> dict[str, Any]:
    return dict(public_key_to_jwk(issuer.signer("RSA").public_key))


def _part(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


@pytest.mark.parametrize(
    ("alg", "status"),
    [
        ("PS256", "undecided"),
        ("ES256K", "undecided"),
        ("HS256", "not_verified"),
        ("none", "not_verified"),
        ("RS1", "not_verified"),
    ],
)
@pytest.mark.parametrize("form", ["jwt", "jws"])
def test_only_a_public_key_signature_may_be_good_unread(form: str, alg: str, status: str) -> None:
    issuer = Issuer()
    token = getattr(issuer, form)()
    result = check(_part(dump({"alg": alg})) + token[token.index(b".") :], issuer.web())
    refused(result, "valid_signature", "signature.algorithm")
    assert result.status == status


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_that_would_choose_how_it_is_checked(name: str) -> None:
    issuer, forger = Issuer(), Issuer(keys="forger")
    signed = _part(dump(HEADERS[name](issuer))) + b"." + issuer.jwt().split(b".")[1]
    web = issuer.web()
    web.pages["https://evil.example/keys/1.jwk"] = _jwk(forger)
    web.pages["https://evil.example/jwks.json"] = {"keys": [_jwk(forger)]}
    for signature in (b"", _part(forger.signer("RSA").sign(signed))):
        result = check(signed + b"." + signature, web)
        assert result.status == "not_verified"
        assert result.facts.issuer_name in ("", "Linden")
    assert "https://evil.example/jwks.json" not in web.asked


SPELLINGS: dict[str, Callable[[bytes], bytes]] = {
    "a space inside": lambda token: token.replace(b".", b". ", 1),
    "a line's end inside": lambda token: token[:80] + b"\n" + token[80:],
    "padding": lambda token: token + b"=",
    "base64's own letters": lambda token: token.replace(b"_", b"/").replace(b"-", b"+"),
    "stray bits": lambda token: token[:-1] + bytes([token[-1] + 1]),
    "a fourth part": lambda token: token + b".e30",
    "the key twice": lambda token: (
        _part(b'{"alg":"RS256","alg":"none"}') + token[token.index(b".") :]
    ),
    "no signature": lambda token: token[: token.rindex(b".") + 1],
    "only a header": lambda token: token[: token.index(b".") + 1],
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_a_token_has_one_spelling(name: str) -> None:
    issuer = Issuer()
    token = issuer.jwt()
    assert check(token, issuer.web()).verified
    spelled = SPELLINGS[name](token)
    assert spelled != token
    with suppress(UnreadableError):  # what has no two parts looks like no token at all
        assert check(spelled, issuer.web()).status == "not_verified"


def test_the_json_serialization_of_a_token_is_none_of_our_forms() -> None:
    protected, payload, signature = Issuer().jwt().decode().split(".")
    flat = {"payload": payload, "protected": protected, "signature": signature}
    for form in (flat, {"payload": payload, "signatures": [flat]}):
        with pytest.raises(UnreadableError):
            check(dump(form))


def test_a_vc_jwt_is_a_badge_and_its_envelope_too() -> None:
    issuer = Issuer()
    token = vc_jose.sign_credential(UnsignedCredential(issuer.credential()), issuer.signer())
    for given in (token.encode(), dump(envelope(token))):
        result = check(given, issuer.web())
        assert (result.status, result.format) == ("verified", "ob3-jwt")


@pytest.mark.parametrize(
    ("claims", "check_id", "code"),
    [
        ({"exp": 1_700_000_000}, "valid_signature", "signature.proof_expired"),
        ({"nbf": 4_000_000_000}, "valid_signature", "signature.not_yet"),
        ({"vc": {}}, "conformance", "conformance.claims"),
        ({"vp": {}}, "conformance", "conformance.claims"),
        ({"iss": "did:web:evil.example"}, "conformance", "conformance.claims"),
        ({"exp": "soon"}, "conformance", "conformance.claims"),
    ],
)
def test_the_claims_of_a_vc_jwt_are_the_signatures(
    claims: dict[str, Any], check_id: str, code: str
) -> None:
    issuer = Issuer()
    body = dump({**issuer.credential(), **claims})
    token = sign_jws(body, issuer.signer(), typ="vc+jwt")
    refused(check(token.encode(), issuer.web()), check_id, code)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("data:application/vc+sd-jwt,a~b", "signature.suite"),
        ("data:application/vc+cose;base64,0oRY", "signature.suite"),
        ("data:application/vc+jwt,a.b.c", "signature.token_damaged"),
        ("data:text/plain,hello", "signature.token_damaged"),
        ("https://linden.example/token", "signature.token_damaged"),
    ],
)
def test_an_envelope_is_opened_or_told_by_its_name(url: str, code: str) -> None:
    result = check(dump({**envelope("x"), "id": url}))
    refused(result, "valid_signature", code)
    assert result.status == ("undecided" if code == "signature.suite" else "not_verified")
