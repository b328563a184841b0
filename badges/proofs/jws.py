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

import binascii
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from badges.proofs.compact import write_compact
from badges.proofs.errors import (
    AlgorithmError,
    JsonTextError,
    MalformedTokenError,
    TokenSignatureError,
    excerpt,
)
from badges.proofs.jsontext import parse_json
from keys.algorithms import ALGORITHMS, algorithm_of
from keys.encoding import PRIVATE_JWK_MEMBERS
from keys.errors import KeysError
from keys.signer import verify_signature

if TYPE_CHECKING:
    from keys.algorithms import PublicKey
    from keys.signer import Signer

MAXIMUM_CHARACTERS: Final = 1_500_000
"""What one token may take: a document of a megabyte, in base64url."""

MAXIMUM_HEADER_BYTES: Final = 16_384
MAXIMUM_SIGNATURE_CHARACTERS: Final = 2_048
"""An RSA key of 8192 bits signs with 1366."""

_KEPT_HEADERS: Final = 512
_KEPT_CHARACTERS: Final = 1_024
_PARTS: Final = 3

# Of the last character, the bits that no byte takes: a set one would be a second spelling.
_LAST_OF: Final = {2: b"AQgw", 3: b"AEIMQUYcgkosw048"}


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
    protected = _protected_header(signer.algorithm, tuple(header.items()))
    signing_input = protected + b"." + _encode(payload)
    return (signing_input + b"." + _encode(signer.sign(signing_input))).decode("ascii")


def sign_assertion(assertion: bytes, signer: Signer) -> str:
    """Sign an Open Badges 2.0 Assertion's exact JSON bytes with RS256.

    Open Badges 2.0, "Signed Badges": other algorithms stop 1EdTech's validator, so a key that is
    not RSA raises ``AlgorithmError``.
    """
    if signer.algorithm != "RSA":
        raise AlgorithmError("Open Badges 2.0 are signed with an RSA key (RS256).")
    return sign_jws(assertion, signer)


def read_jws(token: str | bytes) -> Jws:
    """Take a compact JWS apart without trusting it; raises ``MalformedTokenError``.

    White space around the token is none of it; within it, it is no token.
    """
    if len(token) > MAXIMUM_CHARACTERS:
        raise MalformedTokenError(f"The token has more than {MAXIMUM_CHARACTERS} characters.")
    try:
        text = (token.encode("ascii") if isinstance(token, str) else token).strip()
        parts = text.split(b".", _PARTS)
        if len(parts) != _PARTS:
            raise MalformedTokenError("A compact JWS has three parts between two dots.")
        header, payload, signature = parts
        if len(signature) > MAXIMUM_SIGNATURE_CHARACTERS:
            raise MalformedTokenError("The token's signature is longer than any of ours.")
        return Jws(
            header=_read_kept(header) if len(header) <= _KEPT_CHARACTERS else _read_header(header),
            payload=_decode(payload),
            signing_input=text[: len(header) + 1 + len(payload)],
            signature=_decode(signature),
        )
    except ValueError:
        raise MalformedTokenError("The token is not written in base64url.") from None


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


@lru_cache(maxsize=_KEPT_HEADERS)
def _protected_header(algorithm: str, further: tuple[tuple[str, str], ...]) -> bytes:
    """Give the first part of all tokens of one key and kind."""
    return _encode(write_compact({"alg": ALGORITHMS[algorithm].jose_alg, **dict(further)}))


def _encode(data: bytes) -> bytes:
    """Write base64url without padding (RFC 7515, 2).

    The two characters in which it differs from base64 are rare in texts, and looking for them is
    quicker than a table for every character.
    """
    text = binascii.b2a_base64(data, newline=False).rstrip(b"=")
    return text.replace(b"+", b"-").replace(b"/", b"_")


def _decode(part: bytes) -> bytes:
    """Read base64url in its one canonical form; raises ``ValueError``."""
    rest = len(part) % 4
    if rest == 1 or b"+" in part or b"/" in part or b"=" in part:
        raise ValueError(rest)
    if rest and part[-1] not in _LAST_OF[rest]:
        raise ValueError(rest)
    text = part.replace(b"-", b"+").replace(b"_", b"/")
    return binascii.a2b_base64(text + b"=" * (-rest % 4), strict_mode=True)


def _read_header(part: bytes) -> Mapping[str, Any]:
    try:
        header = parse_json(_decode(part), maximum_bytes=MAXIMUM_HEADER_BYTES, maximum_depth=8)
    except JsonTextError as error:
        raise MalformedTokenError(f"The token's header cannot be read: {error}") from None
    if not isinstance(header, dict) or not isinstance(header.get("alg"), str):
        raise MalformedTokenError("The token's header must be an object that names its alg.")
    for name in ("crit", "b64", "zip"):
        if name in header:
            # RFC 7515, 4.1.11: an extension that is not understood makes the token invalid.
            raise MalformedTokenError(f"The token's header demands {name}, which is not read here.")
    jwk = header.get("jwk")
    if isinstance(jwk, dict) and any(name in jwk for name in PRIVATE_JWK_MEMBERS):
        raise MalformedTokenError("The token's header shows a private key; nobody can trust it.")
    return MappingProxyType(header)


_read_kept = lru_cache(maxsize=_KEPT_HEADERS)(_read_header)
"""The same, remembered: an issuer's tokens have one header. Kept by its text, so it cannot err."""
