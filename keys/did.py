"""Decentralized identifiers: did:web, did:key and did:jwk.

    >>> did_web("https://example.org:8443/issuers/linden")
    'did:web:example.org%3A8443:issuers:linden'
    >>> did_web_url("did:web:example.org%3A8443:issuers:linden")
    'https://example.org:8443/issuers/linden/did.json'
    >>> did_web_url("did:web:example.org")
    'https://example.org/.well-known/did.json'
    >>> did_web_url("did:web:localhost%3A8000:issuers:demo", allow_http_loopback=True)
    'http://localhost:8000/issuers/demo/did.json'

A did:web says where its document is; a did:key and a did:jwk are the key itself, and their
documents are derived here without asking anybody. No name stands behind those.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

from keys.algorithms import PublicKey
from keys.controller import DID_CONTEXT, JWK_CONTEXT, MULTIKEY_CONTEXT
from keys.encoding import (
    base64url_decode,
    base64url_encode,
    public_key_from_jwk,
    public_key_from_multibase,
    public_key_to_jwk,
    public_key_to_multibase,
)
from keys.errors import DidError, KeyFormatError, excerpt

MAXIMUM_DID_CHARACTERS = 2048
"""Longer than any did:jwk of an RSA key of 8192 bits; an address this long is an attack."""

LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1"})
"""Where a demonstration runs without a certificate, and where nobody else can listen in."""

_DID = re.compile(r"did:[a-z0-9]+:[A-Za-z0-9._:%-]+", re.ASCII)
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*", re.ASCII | re.IGNORECASE)
# What URL parsers take for an IPv4 address: a last label that is a number, in any notation.
_NUMERIC_HOST = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)", re.ASCII | re.IGNORECASE)
_SEGMENT = re.compile(r"(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})+", re.ASCII)
_PORT = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)

_MAXIMUM_HOST_CHARACTERS = 253
_MAXIMUM_PORT = 65_535


def did_method(did: object) -> str:
    """Give a DID's method (``"web"``, ``"key"`` …); raises ``DidError`` if it is no DID."""
    if not isinstance(did, str) or len(did) > MAXIMUM_DID_CHARACTERS or not _DID.fullmatch(did):
        raise DidError(f"{excerpt(did)} is no DID; give one like 'did:web:example.org'.")
    return did.split(":", 2)[1]


def did_of(did_url: object) -> str:
    """Give the DID of a DID URL, without path, query and fragment; raises ``DidError``."""
    if not isinstance(did_url, str):
        raise DidError("A DID URL must be a string.")
    did = re.split(r"[/?#]", did_url, maxsplit=1)[0]
    did_method(did)
    return did


def did_web(address: str) -> str:
    """Make the did:web of an address such as ``https://example.org:8443/issuers/linden``.

    The scheme may be missing. Raises ``DidError`` for anything that could not be resolved back:
    user names, queries, fragments, IP addresses, empty or dotted path segments.
    """
    url = address if "://" in address else f"https://{address}"
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise DidError(f"{excerpt(address)} is no web address.") from error
    path = parts.path.removeprefix("/").removesuffix("/")
    # urlsplit drops line breaks, and a colon in the path would come back as a slash.
    ambiguous = not url.isprintable() or set(parts.netloc) & set("@%") or ":" in path
    if parts.scheme not in {"https", "http"} or ambiguous or set(url) & set("?#"):
        raise DidError(f"{excerpt(address)} must be an https address with host and path only.")
    name = host if port is None else f"{host}%3A{port}"
    did = ":".join(("did:web", name, *(path.split("/") if path else ())))
    did_web_url(did, allow_http_loopback=True)
    return did


def did_web_url(did: str, *, allow_http_loopback: bool = False) -> str:
    """Give the address of a did:web's document (did:web method, 3.2).

    ``https`` always, except that with ``allow_http_loopback`` a document on ``localhost`` or
    ``127.0.0.1`` is at ``http``, where a demonstration runs. Raises ``DidError`` for another
    method, a malformed host, an IP address, or a path that could climb.
    """
    if did_method(did) != "web":
        raise DidError(f"{excerpt(did)} is no did:web.")
    _, _, encoded_host, *segments = did.split(":")
    host, port = _host_and_port(encoded_host)
    scheme = "https"
    if host in LOOPBACK_HOSTS and allow_http_loopback:
        scheme = "http"
    elif _NUMERIC_HOST.fullmatch(host):
        raise DidError(f"The did:web {excerpt(did)} names an IP address; use a domain name.")
    for segment in segments:
        dots = segment.replace("%2E", ".").replace("%2e", ".")
        if not _SEGMENT.fullmatch(segment) or dots in {".", ".."}:
            raise DidError(f"The did:web {excerpt(did)} has a malformed path.")
    path = "/".join(segments) or ".well-known"
    return f"{scheme}://{host}{port}/{path}/did.json"


def did_key(public_key: PublicKey) -> str:
    """Give the did:key of a key; one of RSA raises ``UnknownAlgorithmError``."""
    return f"did:key:{public_key_to_multibase(public_key)}"


def did_key_document(did: str) -> dict[str, Any]:
    """Derive a did:key's document; raises ``DidError``, ``KeyFormatError`` and the like."""
    if did_method(did) != "key":
        raise DidError(f"{excerpt(did)} is no did:key.")
    multibase = did.removeprefix("did:key:")
    public_key_from_multibase(multibase)
    # A key has one Multikey only, so the one that was read is the one to write.
    method = {
        "id": f"{did}#{multibase}",
        "type": "Multikey",
        "controller": did,
        "publicKeyMultibase": multibase,
    }
    return _self_contained(did, method, MULTIKEY_CONTEXT)


def did_jwk(public_key: PublicKey) -> str:
    """Give the did:jwk of any key of ours: its JWK's required members, base64url."""
    jwk = json.dumps(public_key_to_jwk(public_key), separators=(",", ":"))
    return f"did:jwk:{base64url_encode(jwk.encode('ascii'))}"


def did_jwk_document(did: str) -> dict[str, Any]:
    """Derive a did:jwk's document; raises ``DidError``, ``KeyFormatError`` and the like."""
    if did_method(did) != "jwk":
        raise DidError(f"{excerpt(did)} is no did:jwk.")
    try:
        jwk = json.loads(base64url_decode(did.removeprefix("did:jwk:")))
    except (ValueError, RecursionError) as error:
        raise KeyFormatError(f"The did:jwk {excerpt(did)} holds no JSON.") from error
    method = {
        "id": f"{did}#0",
        "type": "JsonWebKey",
        "controller": did,
        "publicKeyJwk": public_key_to_jwk(public_key_from_jwk(jwk)),
    }
    return _self_contained(did, method, JWK_CONTEXT)


def derived_document(did: str) -> dict[str, Any] | None:
    """Derive the document of a did:key or did:jwk; none for a method that must be looked up.

    Raises a ``KeysError`` for what is no DID, or no key of ours.
    """
    derive = {"key": did_key_document, "jwk": did_jwk_document}.get(did_method(did))
    return None if derive is None else derive(did)


def _self_contained(did: str, method: dict[str, Any], context: str) -> dict[str, Any]:
    return {
        "@context": [DID_CONTEXT, context],
        "id": did,
        "verificationMethod": [method],
        "authentication": [method["id"]],
        "assertionMethod": [method["id"]],
    }


def _host_and_port(encoded: str) -> tuple[str, str]:
    """Split ``example.org%3A8443``; only the colon before the port may be percent-encoded."""
    host, colon, port = encoded.replace("%3a", "%3A").partition("%3A")
    if len(host) > _MAXIMUM_HOST_CHARACTERS or not _HOST.fullmatch(host):
        raise DidError(f"{excerpt(host)} is no host name; write it in ASCII ('xn--…').")
    if not colon:
        return host.lower(), ""
    if not _PORT.fullmatch(port) or int(port) > _MAXIMUM_PORT:
        raise DidError(f"{excerpt(port)} is no port.")
    return host.lower(), f":{port}"
