"""Public keys in and out: JWK, thumbprint, Multikey and PEM.

    >>> key = public_key_from_multibase("z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi")
    >>> public_key_to_jwk(key)["crv"]
    'Ed25519'
    >>> public_key_from_jwk(public_key_to_jwk(key)) == key
    True
    >>> public_key_from_jwk({"kty": "oct", "k": "c2VjcmV0"})
    Traceback (most recent call last):
    keys.errors.KeyFormatError: The JWK holds the private member 'k'; give the public key only.

Readers take anything and raise ``KeyFormatError`` or ``UnknownAlgorithmError``, nothing else.
No reader returns a key that ``algorithms.algorithm_of`` refuses.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

from keys.algorithms import (
    ALGORITHMS,
    CURVES,
    Algorithm,
    PublicKey,
    algorithm_of,
    coordinate_size,
)
from keys.base58 import multibase_decode, multibase_encode
from keys.errors import KeyFormatError, UnknownAlgorithmError, excerpt

if TYPE_CHECKING:
    from collections.abc import Mapping

PRIVATE_JWK_MEMBERS = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")
"""RFC 7518, 6.2.2, 6.3.2 and 6.4.1; RFC 8037, 2."""

_MAXIMUM_PEM_CHARACTERS = 16_384
_MAXIMUM_BASE64URL_CHARACTERS = 16_384
_REMEMBERED_KEYS = 512
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)

# RFC 9864 gives Ed25519 a name of its own beside the older EdDSA.
_OTHER_JOSE_NAMES = {"Ed25519": ("Ed25519",)}


def base64url_encode(data: bytes) -> str:
    """Write base64url without padding (RFC 7515, 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def base64url_decode(text: object) -> bytes:
    """Read base64url without padding, in its one canonical form; raises ``KeyFormatError``."""
    if not isinstance(text, str) or len(text) > _MAXIMUM_BASE64URL_CHARACTERS:
        raise KeyFormatError("A base64url value must be a string of moderate length.")
    if not _BASE64URL.fullmatch(text):
        raise KeyFormatError("A base64url value has only letters, digits, '-' and '_'.")
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise KeyFormatError("The base64url value is cut off.") from error
    # Two spellings of one key would have two names; only the canonical one is taken.
    if base64url_encode(data) != text:
        raise KeyFormatError("The base64url value has stray bits at its end.")
    return data


def public_key_to_jwk(public_key: PublicKey) -> dict[str, str]:
    """Give the required members of the public JWK (RFC 7517, 7518, 8037), never ``d``."""
    row = algorithm_of(public_key)
    if isinstance(public_key, ed25519.Ed25519PublicKey):
        raw = public_key.public_bytes(Encoding.Raw, PublicFormat.Raw)
        return {"kty": row.kty, "crv": row.name, "x": base64url_encode(raw)}
    if isinstance(public_key, ec.EllipticCurvePublicKey):
        point = public_key.public_numbers()
        size = coordinate_size(row.name)
        return {
            "kty": row.kty,
            "crv": row.name,
            "x": base64url_encode(point.x.to_bytes(size, "big")),
            "y": base64url_encode(point.y.to_bytes(size, "big")),
        }
    numbers = public_key.public_numbers()
    return {"kty": row.kty, "n": _encode_integer(numbers.n), "e": _encode_integer(numbers.e)}


def public_key_from_jwk(jwk: object) -> PublicKey:
    """Read a public JWK, refusing one that carries private members or is not for signatures.

    Raises ``KeyFormatError`` or, for a key type or curve not in the table,
    ``UnknownAlgorithmError``.
    """
    members = _public_members(jwk)
    kty, crv = members.get("kty"), members.get("crv")
    row = next(
        (row for row in ALGORITHMS.values() if row.kty == kty and row.crv in (crv, None)), None
    )
    if row is None:
        raise UnknownAlgorithmError(
            f"A JWK of kty {excerpt(kty)} and crv {excerpt(crv)} is not used here."
        )
    _check_jwk_purpose(members, row)
    try:
        public_key = _READERS[row.kty](members, row)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyFormatError(f"The JWK's numbers are no valid {row.name} key.") from error
    algorithm_of(public_key)
    return public_key


def thumbprint(public_key: PublicKey) -> str:
    """Give the JWK thumbprint (RFC 7638): base64url SHA-256 of the required members, 43 long."""
    # RFC 7638, 3: members in lexicographic order, no white space.
    canonical = json.dumps(public_key_to_jwk(public_key), sort_keys=True, separators=(",", ":"))
    return base64url_encode(hashlib.sha256(canonical.encode("ascii")).digest())


def public_key_to_multibase(public_key: PublicKey) -> str:
    """Give ``publicKeyMultibase``: ``z`` + base58btc(multicodec ‖ key).

    Ed25519 keys are raw, keys of a P curve compressed points (Controlled Identifiers 1.0,
    2.2.2). Raises ``UnknownAlgorithmError`` for RSA, which has no Multikey form.
    """
    row = algorithm_of(public_key)
    if not row.multicodec:
        raise UnknownAlgorithmError(f"{row.name} keys have no Multikey form; publish a JWK.")
    if isinstance(public_key, ed25519.Ed25519PublicKey):
        raw = public_key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    else:
        raw = public_key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    return multibase_encode(row.multicodec + raw)


def public_key_from_multibase(text: object) -> PublicKey:
    """Read ``publicKeyMultibase``; raises ``KeyFormatError`` or ``UnknownAlgorithmError``."""
    if not isinstance(text, str):
        raise KeyFormatError("A Multikey must be a string that begins with 'z' (base58btc).")
    return _multikey(text)


@lru_cache(maxsize=_REMEMBERED_KEYS)
def _multikey(text: str) -> PublicKey:
    """Read a Multikey once: a few issuers sign most badges, and a point takes long to unpack."""
    data = multibase_decode(text)
    row = next(
        (row for row in ALGORITHMS.values() if row.multicodec and data.startswith(row.multicodec)),
        None,
    )
    if row is None:
        raise UnknownAlgorithmError(
            "The Multikey's prefix names no key that we use; use Ed25519 or a P curve."
        )
    raw = data[len(row.multicodec) :]
    if row.name == "Ed25519":
        return ed25519_public_key(raw)
    if len(raw) != 1 + coordinate_size(row.name):
        raise KeyFormatError(f"A {row.name} Multikey holds one compressed point, nothing else.")
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(CURVES[row.name], raw)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyFormatError(f"The Multikey is no point of {row.name}.") from error


def ed25519_public_key(raw: bytes) -> ed25519.Ed25519PublicKey:
    """Make an Ed25519 key of its 32 raw bytes; raises ``KeyFormatError``."""
    try:
        public_key = ed25519.Ed25519PublicKey.from_public_bytes(raw)
    except ValueError as error:
        raise KeyFormatError(f"An Ed25519 key has 32 bytes, not {len(raw)}.") from error
    algorithm_of(public_key)
    return public_key


def public_key_to_pem(public_key: PublicKey) -> str:
    """Give the PEM text of the SubjectPublicKeyInfo, as OB 2.0's ``publicKeyPem`` wants it."""
    algorithm_of(public_key)
    pem = public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return pem.decode("ascii")


def public_key_from_pem(text: object) -> PublicKey:
    """Read a PEM public key; raises ``KeyFormatError`` or ``UnknownAlgorithmError``."""
    if not isinstance(text, str) or len(text) > _MAXIMUM_PEM_CHARACTERS:
        raise KeyFormatError("A PEM key must be a string of moderate length.")
    try:
        public_key = load_pem_public_key(text.encode("utf-8"))
    except UnsupportedAlgorithm as error:
        raise UnknownAlgorithmError("The PEM text holds a kind of key not used here.") from error
    except ValueError as error:
        raise KeyFormatError("The text is no PEM public key ('BEGIN PUBLIC KEY').") from error
    algorithm_of(public_key)
    return cast("PublicKey", public_key)


def _public_members(jwk: object) -> Mapping[str, object]:
    if not isinstance(jwk, dict):
        raise KeyFormatError("A JWK must be a JSON object.")
    for member in PRIVATE_JWK_MEMBERS:
        if member in jwk:
            raise KeyFormatError(
                f"The JWK holds the private member '{member}'; give the public key only."
            )
    return jwk


def _check_jwk_purpose(members: Mapping[str, object], row: Algorithm) -> None:
    """Refuse a key that its own owner restricts to something else (RFC 7517, 4.2 to 4.4)."""
    alg = members.get("alg", row.jose_alg)
    if alg != row.jose_alg and alg not in _OTHER_JOSE_NAMES.get(row.name, ()):
        raise KeyFormatError(f"The JWK's alg {excerpt(alg)} does not fit its {row.name} key.")
    if members.get("use", "sig") != "sig":
        raise KeyFormatError("The JWK's use is not 'sig'; it must not verify signatures.")
    key_ops = members.get("key_ops", ["verify"])
    if not isinstance(key_ops, list) or "verify" not in key_ops:
        raise KeyFormatError("The JWK's key_ops do not allow 'verify'.")


def _read_okp(members: Mapping[str, object], _row: Algorithm) -> PublicKey:
    return ed25519_public_key(base64url_decode(members.get("x")))


def _read_ec(members: Mapping[str, object], row: Algorithm) -> PublicKey:
    x, y = base64url_decode(members.get("x")), base64url_decode(members.get("y"))
    size = coordinate_size(row.name)
    # RFC 7518, 6.2.1.2: each coordinate has the full size of the field.
    if len(x) != size or len(y) != size:
        raise KeyFormatError(f"The coordinates of a {row.name} key have {size} bytes each.")
    return ec.EllipticCurvePublicKey.from_encoded_point(CURVES[row.name], b"\x04" + x + y)


def _read_rsa(members: Mapping[str, object], _row: Algorithm) -> PublicKey:
    n = int.from_bytes(base64url_decode(members.get("n")), "big")
    e = int.from_bytes(base64url_decode(members.get("e")), "big")
    return rsa.RSAPublicNumbers(e=e, n=n).public_key()


_READERS = {"OKP": _read_okp, "EC": _read_ec, "RSA": _read_rsa}


def _encode_integer(number: int) -> str:
    """Write a positive integer as RFC 7518's Base64urlUInt: big-endian, no leading zero byte."""
    return base64url_encode(number.to_bytes((number.bit_length() + 7) // 8, "big"))
