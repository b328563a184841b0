"""The bad input of the list, one named row each: what comes of it, and that there are words for it.

The same in more spellings is in ``test_verifying_bad_input``; servers that never end are below.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import hmac
import json
from collections.abc import Callable
from typing import Any

import pytest

from badges.errors import Reason
from badges.proofs import UnsignedCredential, secure, sign_credential, vc_jose
from badges.proofs.envelopes import envelope
from badges.proofs.jws import sign_jws
from badges.verifying import UnreadableError, VerificationResult
from badges.wording import wording
from keys.controller import did_document
from keys.did import did_web_url
from keys.encoding import public_key_to_jwk, public_key_to_pem
from tests.baking.samples import pdf
from tests.verifying.issuers import CONTEXTS, START, Issuer, Web, check, dump

ISSUER, FORGER = Issuer(), Issuer("forger.example")
VC_1 = "https://www.w3.org/2018/credentials/v1"
GOOD, BOMB = gzip.compress(bytes(16_384)), gzip.compress(bytes(50_000_000), 1)


def in_words(result: VerificationResult, check_id: str, outcome: str, code: str) -> None:
    """Expect an outcome that does not pass, with a sentence of its own in both languages."""
    line = result.check(check_id)
    assert (line.outcome, line.reason.code, result.verified) == (outcome, code, False)
    assert result.status == ("not_verified" if outcome == "failed" else "undecided")
    english, german = (wording(language).sentence(line.reason) for language in ("en", "de"))
    assert english.strip()
    assert german.strip()
    assert english != german
    assert english != wording("en").sentence(Reason("no.such"))


def part(value: Any) -> bytes:
    data = value if isinstance(value, bytes) else dump(value)
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def token(header: Any, sign: Callable[[bytes], bytes] = lambda _: b"", body: Any = None) -> bytes:
    """Give a token of the victim's credential under any header, signed by any means."""
    claims = {"iss": ISSUER.did, "jti": "https://linden.example/credentials/1/1"}
    payload = ISSUER.jwt().split(b".")[1] if body is None else part({**body, **claims})
    text = part(header) + b"." + payload
    return text + b"." + part(sign(text))


def mac(secret: bytes) -> Callable[[bytes], bytes]:
    return lambda data: hmac.digest(secret, data, hashlib.sha256)


def raw(algorithm: str) -> bytes:
    key = ISSUER.signer(algorithm).public_key
    return json.dumps(public_key_to_jwk(key)).encode()


RSA, ED25519 = ISSUER.signer("RSA"), ISSUER.signer()
NO_ALG, NO_FIT = "signature.algorithm", "signature.invalid"

TOKENS: dict[str, tuple[bytes, str]] = {
    "alg none": (token({"alg": "none"}), NO_ALG),
    "alg none, in capitals": (token({"alg": "NONE"}), NO_ALG),
    "alg none, with a true signature": (token({"alg": "none"}, RSA.sign), NO_ALG),
    "HS256, secret is the public key as PEM": (
        token({"alg": "HS256"}, mac(public_key_to_pem(RSA.public_key).encode())),
        NO_ALG,
    ),
    "HS256, secret is the public key as JWK": (token({"alg": "HS256"}, mac(raw("RSA"))), NO_ALG),
    "HS256, no secret": (token({"alg": "HS256"}, mac(b"")), NO_ALG),
    "RS256 said of an Ed25519 signature": (token({"alg": "RS256"}, ED25519.sign), NO_FIT),
    "EdDSA said of an RSA signature": (token({"alg": "EdDSA"}, RSA.sign), NO_FIT),
    "ES256 said of an Ed25519 signature": (token({"alg": "ES256"}, ED25519.sign), NO_FIT),
    "ES384 said of an RSA signature": (token({"alg": "ES384"}, RSA.sign), NO_FIT),
    "ES256 with r and s of zero": (token({"alg": "ES256"}, lambda _: bytes(64)), NO_FIT),
    "no alg": (token({"typ": "JWT"}, RSA.sign), "signature.token_damaged"),
    "two algs": (token(b'{"alg":"RS256","alg":"none"}', RSA.sign), "signature.token_damaged"),
    "alg as a list": (token({"alg": ["RS256"]}, RSA.sign), "signature.token_damaged"),
    "alg as a number": (token({"alg": 256}, RSA.sign), "signature.token_damaged"),
    "an alg of a header that must be understood": (
        token({"alg": "RS256", "crit": ["alg"]}, RSA.sign),
        "signature.token_damaged",
    ),
    "a secret as jwk": (
        token({"alg": "RS256", "jwk": {"kty": "oct", "k": "AAAA"}}, RSA.sign),
        "signature.token_damaged",
    ),
    "alg none in an envelope": (
        dump(envelope(token({"alg": "none", "typ": "vc+jwt"}).decode())),
        NO_ALG,
    ),
    "duplicate keys": (sign_jws(b'{"a":1,"a":2}', RSA).encode(), "signature.token_damaged"),
    "a lone surrogate": (sign_jws(rb'{"a":"\ud800"}', RSA).encode(), "signature.token_damaged"),
    "a number beyond 2^53": (
        sign_jws(b'{"a":9007199254740993}', RSA).encode(),
        "signature.token_damaged",
    ),
}


@pytest.mark.parametrize("name", TOKENS)
def test_tokens(name: str) -> None:
    data, code = TOKENS[name]
    in_words(check(data, ISSUER.web()), "valid_signature", "failed", code)


@pytest.mark.parametrize("alg", ["none", "HS256"])
def test_the_same_confusion_in_an_assertion_of_open_badges_2(alg: str) -> None:
    signed = token({"alg": alg}, mac(raw("RSA")), ISSUER.assertion(signed=True))
    in_words(check(signed, ISSUER.web()), "valid_signature", "failed", NO_ALG)


def altered(suite: str = "eddsa-rdfc-2022", **members: Any) -> bytes:
    """Give a badge whose proof was changed after it was made."""
    draft = UnsignedCredential(ISSUER.credential())
    document = secure(draft, ED25519, created=START, suite=suite)
    document["proof"][0].update(members)
    return dump(document)


LATER, OTHER = "2026-05-01T09:00:01Z", ISSUER.signer("RSA").verification_method
PROOFS: dict[str, tuple[bytes, str]] = {
    "proofPurpose": (altered(proofPurpose="authentication"), "signature.purpose"),
    "proofPurpose, jcs": (altered("eddsa-jcs-2022", proofPurpose="x"), "signature.purpose"),
    "created": (altered(created=LATER), NO_FIT),
    "created, jcs": (altered("eddsa-jcs-2022", created=LATER), NO_FIT),
    "created, same instant": (altered(created="2026-05-01T09:00:00.0Z"), NO_FIT),
    "cryptosuite, rdfc to jcs": (altered(cryptosuite="eddsa-jcs-2022"), NO_FIT),
    "cryptosuite, jcs to rdfc": (altered("eddsa-jcs-2022", cryptosuite="eddsa-rdfc-2022"), NO_FIT),
    "cryptosuite of another key": (altered(cryptosuite="ecdsa-rdfc-2019"), NO_FIT),
    "cryptosuite of another kind": (altered(cryptosuite="ecdsa-sd-2023"), "signature.malformed"),
    "cryptosuite nobody has": (altered(cryptosuite="none"), "signature.malformed"),
    "verificationMethod": (altered(verificationMethod=OTHER), NO_FIT),
}


@pytest.mark.parametrize("name", PROOFS)
def test_proofs_that_were_altered(name: str) -> None:
    data, code = PROOFS[name]
    in_words(check(data, ISSUER.web()), "valid_signature", "failed", code)


def spelled(old: str, new: str) -> bytes:
    text = ISSUER.di().decode()
    assert old in text
    return text.replace(old, new, 1).encode()


def signed(**changes: Any) -> bytes:
    """Give a badge as ``vc+jwt``, whose signature holds whatever it says."""
    body = dump({**ISSUER.credential(), **changes})
    return sign_jws(body, ED25519, typ="vc+jwt").encode()


def reordered() -> bytes:
    document = ISSUER.sign(ISSUER.credential())
    return dump({**document, "@context": CONTEXTS[::-1]})


def test_half_a_pair_in_bytes_is_no_text_at_all() -> None:
    data = ISSUER.di().replace(b'"name": "Loops"', b'"name": "\xed\xa0\x80"', 1)
    with pytest.raises(UnreadableError) as caught:
        check(data, ISSUER.web())
    english, german = (wording(each).sentence(caught.value.reason) for each in ("en", "de"))
    assert caught.value.reason.code == "unreadable.json"
    assert "" != english != german != ""


def test_nothing_of_a_broken_file_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    whole = pdf(("credential.json", "application/json", ISSUER.di()))
    broken = whole.replace(b"/Kids [ 6 0 R ]", b"/Kids [ null  ]")
    assert broken != whole
    with pytest.raises(UnreadableError):
        check(broken, ISSUER.web())
    assert not caplog.records


REDEFINED = [*CONTEXTS, {"name": "https://schema.org/alternateName"}]
DOCUMENTS: dict[str, tuple[bytes, str]] = {
    "duplicate keys": (
        spelled('"name": "Loops"', '"name": "Loops", "name": "Hoops"'),
        "conformance.json",
    ),
    "a lone surrogate": (spelled('"name": "Loops"', '"name": "\\ud800"'), "conformance.json"),
    "a number beyond 2^53": (
        spelled('"name": "Loops"', '"name": 9007199254740993'),
        "conformance.json",
    ),
    "a number beyond all": (spelled('"name": "Loops"', '"name": 1e400'), "conformance.json"),
    "contexts in another order": (signed(**{"@context": CONTEXTS[::-1]}), "conformance.schema"),
    "contexts turned after signing": (reordered(), "conformance.schema"),
    "a protected term redefined in place": (
        signed(**{"@context": REDEFINED}),
        "conformance.inline_context",
    ),
    "protected terms redefined by another context": (
        signed(**{"@context": [*CONTEXTS, VC_1]}),
        "conformance.protected_term",
    ),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents(name: str) -> None:
    data, code = DOCUMENTS[name]
    in_words(check(data, ISSUER.web()), "conformance", "failed", code)


def foreign(form: str, **published: Any) -> tuple[bytes, Web]:
    """Give a badge in the victim's name by another's key, and what both publish."""
    draft = UnsignedCredential(ISSUER.credential())
    made = {
        "ob3-di": lambda: dump(FORGER.sign(draft)),
        "ob3-jwt": lambda: sign_credential(draft, FORGER.signer()).encode(),
        "vc+jwt": lambda: vc_jose.sign_credential(draft, FORGER.signer()).encode(),
    }[form]()
    return made, Web(ISSUER.pages() | FORGER.pages() | published)


@pytest.mark.parametrize("form", ["ob3-di", "ob3-jwt", "vc+jwt"])
def test_a_key_of_another_issuers_document(form: str) -> None:
    data, web = foreign(form)
    in_words(check(data, web), "issuer_identity", "failed", "identity.foreign_key")
    claiming = did_document(FORGER.did, FORGER.ring) | {"alsoKnownAs": [ISSUER.did]}
    data, web = foreign(form, **{did_web_url(FORGER.did): claiming})
    in_words(check(data, web), "issuer_identity", "failed", "identity.foreign_key")


@pytest.mark.parametrize("form", ["ob3-di", "ob3-jwt", "vc+jwt"])
def test_another_issuers_document_at_the_issuers_address(form: str) -> None:
    page = did_document(FORGER.did, FORGER.ring)
    data, web = foreign(form, **{did_web_url(ISSUER.did): page})
    in_words(check(data, web), "issuer_identity", "unknown", "identity.document_unusable")


def listing(**subject: Any) -> dict[str, Any]:
    """Give a list of the issuer's own, whose signature holds whatever is in it."""
    made = ISSUER.status_document()
    document = {key: value for key, value in made.items() if key != "proof"}
    return ISSUER.sign({**document, "credentialSubject": {**made["credentialSubject"], **subject}})


def encoded(data: bytes) -> str:
    return "u" + part(data).decode()


LISTS: dict[str, tuple[str, str]] = {
    "a gzip bomb": (encoded(BOMB), "77"),
    "a gzip bomb behind a good list": (encoded(GOOD + BOMB), "77"),
    "a gzip bomb that is cut off": (encoded(BOMB[:-9]), "77"),
    "an index one past the end": (encoded(GOOD), "131072"),
    "an index far past the end": (encoded(GOOD), "9" * 19),
}


@pytest.mark.parametrize("name", LISTS)
def test_lists(name: str) -> None:
    bits, index = LISTS[name]
    web = Web(ISSUER.pages() | {ISSUER.status_list: listing(encodedList=bits)})
    entry = {**ISSUER.credential()["credentialStatus"], "statusListIndex": index}
    result = check(ISSUER.di(credentialStatus=entry), web)
    in_words(result, "revocation_status", "unknown", "status.list_unusable")
