from __future__ import annotations

import pytest

from keys.algorithms import ALGORITHMS, PublicKey
from keys.did import (
    derived_document,
    did_jwk,
    did_jwk_document,
    did_key,
    did_key_document,
    did_method,
    did_of,
    did_web,
    did_web_url,
)
from keys.encoding import base64url_encode
from keys.errors import DidError, KeysError, UnknownAlgorithmError
from keys.lookup import find_verification_method

WEB = [
    ("https://example.org", "did:web:example.org", "https://example.org/.well-known/did.json"),
    ("example.org/", "did:web:example.org", "https://example.org/.well-known/did.json"),
    (
        "https://example.org:8443",
        "did:web:example.org%3A8443",
        "https://example.org:8443/.well-known/did.json",
    ),
    (
        "https://EXAMPLE.org:8443/issuers/a.b_c-d",
        "did:web:example.org%3A8443:issuers:a.b_c-d",
        "https://example.org:8443/issuers/a.b_c-d/did.json",
    ),
    (
        "xn--bcher-kva.example/a%20b",
        "did:web:xn--bcher-kva.example:a%20b",
        "https://xn--bcher-kva.example/a%20b/did.json",
    ),
]


@pytest.mark.parametrize(("address", "did", "url"), WEB)
def test_a_did_web_goes_to_its_address_and_back(address: str, did: str, url: str) -> None:
    assert did_web(address) == did
    assert did_web_url(did) == url


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_loopback_host_is_reached_over_http_only_when_asked_for(host: str) -> None:
    did = did_web(f"http://{host}:8000/issuers/demo")
    assert did == f"did:web:{host}%3A8000:issuers:demo"
    expected = f"http://{host}:8000/issuers/demo/did.json"
    assert did_web_url(did, allow_http_loopback=True) == expected
    # An issuer elsewhere is never reached over http.
    assert did_web_url("did:web:example.org", allow_http_loopback=True).startswith("https://")


def test_without_being_asked_loopback_is_no_exception() -> None:
    assert did_web_url("did:web:localhost%3A8000:a") == "https://localhost:8000/a/did.json"
    with pytest.raises(DidError, match="IP address"):
        did_web_url("did:web:127.0.0.1%3A8000:a")


@pytest.mark.parametrize(
    "did",
    [
        "did:web:", "did:web:example.org:", "did:web:example.org::a", "did:web:example.org:..:a",
        "did:web:example.org:%2e%2E", "did:web:example.org:.", "did:web:example.org:%zz",
        "did:web:example.org%3A", "did:web:example.org%3A0", "did:web:example.org%3A99999",
        "did:web:example.org%3A80%3A81", "did:web:example.org%2Fa", "did:web:user%40example.org",
        "did:web:10.0.0.1", "did:web:127.1", "did:web:0x7f000001", "did:web:2130706433",
        "did:web:169.254.169.254", "did:web:%5B%3A%3A1%5D", "did:web:-a.org", "did:web:a..org",
        "did:web:example.org#key", "did:web:example.org?a", "did:web:example.org/a",
        "did:web:bücher.example", "did:web:" + "a" * 300, "did:web:" + "a." * 1_000_000,
        "did:key:z6Mk", "DID:web:example.org", "https://example.org", "", None, 5, ["did:web:a"],
    ],
)  # fmt: skip
def test_a_did_web_that_could_lead_elsewhere_is_refused(did: str) -> None:
    with pytest.raises(DidError):
        did_web_url(did)


@pytest.mark.parametrize(
    "address",
    [
        "", "https://", "ftp://example.org", "https://user@example.org", "https://example.org?a",
        "https://example.org/#a", "https://example.org:port", "https://[::1]/", "https://10.0.0.1",
        "https://example.org/a//b", "https://example.org/../a", "https://bücher.example",
        "https://example.org/ä", "https://[", "https://example.org/a:b",
        "https://example.org//a", "https://exam\nple.org", "https://example.org%3A80", "a b.org",
        "https://example.org:0", "https://example.org\\a",
    ],
)  # fmt: skip
def test_an_address_without_did_web_is_refused(address: str) -> None:
    with pytest.raises(DidError):
        did_web(address)


@pytest.mark.parametrize("name", [name for name in ALGORITHMS if name != "RSA"])
def test_a_did_key_is_its_own_document(name: str, public_keys: dict[str, PublicKey]) -> None:
    did = did_key(public_keys[name])
    document = did_key_document(did)
    found = find_verification_method(document, f"{did}#{did.removeprefix('did:key:')}")
    assert (found.public_key, found.algorithm) == (public_keys[name], name)
    # OB 3.0 samples name the bare DID; it has one key only.
    assert find_verification_method(document, did) == found


@pytest.mark.parametrize("name", list(ALGORITHMS))
def test_a_did_jwk_is_its_own_document(name: str, public_keys: dict[str, PublicKey]) -> None:
    did = did_jwk(public_keys[name])
    found = find_verification_method(did_jwk_document(did), f"{did}#0")
    assert (found.public_key, found.algorithm) == (public_keys[name], name)
    assert derived_document(did) == did_jwk_document(did)


def test_rsa_has_no_did_key(public_keys: dict[str, PublicKey]) -> None:
    with pytest.raises(UnknownAlgorithmError):
        did_key(public_keys["RSA"])


def test_the_specifications_did_jwk_is_read() -> None:
    # did:jwk method specification, example P-256.
    did = (
        "did:jwk:eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImFjYklRaXVNczNpOF91c3pFakoydHBUdFJNNEVV"
        "M3l6OTFQSDZDZEgyVjAiLCJ5IjoiX0tjeUxqOXZXTXB0bm1LdG00NkdxRHo4d2Y3NEk1TEtncmwyR3pIM25TRSJ9"
    )
    assert find_verification_method(did_jwk_document(did), f"{did}#0").algorithm == "P-256"


@pytest.mark.parametrize(
    "did",
    [
        "did:key:", "did:key:z", "did:key:6Mk", "did:key:z6Mk", "did:key:z" + "1" * 1_000_000,
        "did:jwk:", "did:jwk:AA", "did:jwk:" + base64url_encode(b"[" * 1_500),
        "did:jwk:" + base64url_encode(b"9" * 1_500), "did:jwk:" + base64url_encode(b"[1]"),
        "did:jwk:" + base64url_encode(b'{"kty":"oct","k":"AA"}'), "did:", "did::a", "", None,
    ],
)  # fmt: skip
def test_a_did_that_holds_no_key_is_refused(did: str) -> None:
    with pytest.raises(KeysError):
        derived_document(did)


def test_a_did_of_another_method_has_no_derived_document() -> None:
    assert derived_document("did:web:example.org") is None
    for derive in (did_key_document, did_jwk_document):
        with pytest.raises(DidError):
            derive("did:web:example.org")


@pytest.mark.parametrize("rest", ["", "#key", "?a=b#key", "/path?a#key"])
def test_a_did_url_begins_with_its_did(rest: str) -> None:
    assert did_of(f"did:web:example.org{rest}") == "did:web:example.org"
    assert did_method("did:web:example.org") == "web"


@pytest.mark.parametrize("value", ["https://a#b", "#key", "", None, {}])
def test_what_is_no_did_url_is_refused(value: object) -> None:
    with pytest.raises(DidError):
        did_of(value)
