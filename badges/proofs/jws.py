"""Compact JWS (RFC 7515): the envelope of VC-JWTs and of signed Open Badges 2.0.

    >>> from keys.signer import LocalSigner, generate_private_key
    >>> signer = LocalSigner(generate_private_key("RSA"), "https://badges.example/keys/1")
    >>> token = sign_assertion(b'{"type": "Assertion"}', signer)
    >>> jws = read_jws(token)
    >>> dict(jws.header)
    {'alg': 'RS256'}
    >>> verify_jws(jws, signer.public_key, algorithms=["RS256"])
    b'{"type": "Assertion"}'

The caller names the algorithms it accepts, and the key has one of its own: ``alg`` in the token
must agree with both, so ``none`` and ``HS256`` over a public key never pass (RFC 8725, 3.1). The
payload is kept byte for byte.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from badges.proofs.errors import (
    AlgorithmError,
    JsonTextError,
    MalformedTokenError,
    TokenSignatureError,
    excerpt,
)
from badges.proofs.jsontext import parse_json
from keys.algorithms import ALGORITHMS, algorithm_of
from keys.encoding import base64url_encode
from keys.errors import KeysError
from keys.signer import verify_signature

if TYPE_CHECKING:
    from keys.algorithms import PublicKey
    from keys.signer import Signer

MAXIMUM_CHARACTERS: Final = 1_500_000
"""What one token may take: a document of a megabyte, in base64url."""

MAXIMUM_HEADER_BYTES: Final = 16_384
_PARTS = 3
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Jws:
    """A compact JWS that was read but not checked: nothing in it is to be trusted yet.

    ``payload`` are the bytes as signed, ``signing_input`` is what the signature is over.
    """

    header: Mapping[str, Any]
    payload: bytes
    signing_input: bytes
    signature: bytes


def sign_jws(payload: bytes, signer: Signer, **header: str) -> str:
    """Sign bytes as a compact JWS; ``alg`` is the key's, ``header`` adds to it (RFC 7515, 5.1)."""
    protected = {"alg": ALGORITHMS[signer.algorithm].jose_alg, **header}
    text = json.dumps(protected, separators=(",", ":"), ensure_ascii=False).encode()
    signing_input = f"{base64url_encode(text)}.{base64url_encode(payload)}"
    return f"{signing_input}.{base64url_encode(signer.sign(signing_input.encode()))}"


def sign_assertion(assertion: bytes, signer: Signer) -> str:
    """Sign an Open Badges 2.0 Assertion's exact JSON bytes with RS256.

    Open Badges 2.0, "Signed Badges": other algorithms stop 1EdTech's validator, so a key that is
    not RSA raises ``AlgorithmError``.
    """
    if signer.algorithm != "RSA":
        raise AlgorithmError("Open Badges 2.0 are signed with an RSA key (RS256).")
    return sign_jws(assertion, signer)


def read_jws(token: str | bytes) -> Jws:
    """Take a compact JWS apart without trusting it; raises ``MalformedTokenError``."""
    if len(token) > MAXIMUM_CHARACTERS:
        raise MalformedTokenError(f"The token has more than {MAXIMUM_CHARACTERS} characters.")
    try:
        text = token.decode("ascii") if isinstance(token, bytes) else token
        parts = text.strip().split(".", _PARTS)
        if len(parts) != _PARTS:
            raise MalformedTokenError("A compact JWS has three parts between two dots.")
        header_bytes, payload, signature = (_decode(part) for part in parts)
    except (ValueError, UnicodeError):
        raise MalformedTokenError("The token is not written in base64url.") from None
    return Jws(
        header=MappingProxyType(_read_header(header_bytes)),
        payload=payload,
        signing_input=f"{parts[0]}.{parts[1]}".encode(),
        signature=signature,
    )


def verify_jws(jws: Jws, public_key: PublicKey, *, algorithms: Collection[str]) -> bytes:
    """Give the payload if the signature is the key's.

    ``algorithms`` are JOSE names such as ``RS256``. Raises ``AlgorithmError`` where ``alg`` is not
    among them or not the key's, ``TokenSignatureError`` where the signature does not fit.
    """
    alg = jws.header.get("alg")
    try:
        algorithm = algorithm_of(public_key)
    except KeysError as error:
        raise AlgorithmError(str(error)) from None
    if alg not in algorithms:
        raise AlgorithmError(f"The token's algorithm {excerpt(alg)} is not accepted here.")
    if alg != algorithm.jose_alg:
        raise AlgorithmError(f"The token says {excerpt(alg)}, but the key is for {algorithm.name}.")
    if not verify_signature(public_key, jws.signature, jws.signing_input, algorithm=algorithm.name):
        raise TokenSignatureError("The signature does not fit; the token or the key is another.")
    return jws.payload


def _decode(part: str) -> bytes:
    if not _BASE64URL.fullmatch(part):
        raise ValueError(part[:20])
    data = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    # Stray bits at the end would give one token two spellings.
    if base64url_encode(data) != part:
        raise ValueError(part[-4:])
    return data


def _read_header(data: bytes) -> dict[str, Any]:
    try:
        header = parse_json(data, maximum_bytes=MAXIMUM_HEADER_BYTES, maximum_depth=8)
    except JsonTextError as error:
        raise MalformedTokenError(f"The token's header cannot be read: {error}") from None
    if not isinstance(header, dict) or not isinstance(header.get("alg"), str):
        raise MalformedTokenError("The token's header must be an object that names its alg.")
    if "crit" in header or "b64" in header:
        # RFC 7515, 4.1.11: an extension that is not understood makes the token invalid.
        raise MalformedTokenError("The token's header demands extensions that are not read here.")
    return header
