"""The algorithms we sign and verify with: one table, and the gate every public key passes.

    >>> ALGORITHMS["Ed25519"].jose_alg
    'EdDSA'
    >>> algorithm("RSA").multicodec
    b''
    >>> algorithm("HS256")
    Traceback (most recent call last):
    keys.errors.UnknownAlgorithmError: 'HS256' is no algorithm of ours; use one of: Ed25519, P-256, P-384, P-521, RSA.

A key has exactly one algorithm, which follows from the key itself and never from a document
that somebody hands in.
"""  # noqa: E501 - the example prints one line

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from keys.errors import KeyFormatError, UnknownAlgorithmError, excerpt

if TYPE_CHECKING:
    from collections.abc import Mapping

PublicKey: TypeAlias = ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey
PrivateKey: TypeAlias = ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey

RSA_MINIMUM_BITS = 2048
"""NIST SP 800-57 part 1 and OB 3.0, 8.2.3: shorter keys can be broken."""

RSA_MAXIMUM_BITS = 8192
"""A longer key only serves to keep a verifier busy."""

RSA_MAXIMUM_EXPONENT = 2**32
"""Likewise: 65537 is what is used, and a huge exponent makes each check slow."""


@dataclass(frozen=True, slots=True)
class Algorithm:
    """How one kind of key is named by each standard.

    ``jose_alg`` is the JWS ``alg`` (RFC 7518, RFC 8037), ``multicodec`` the varint prefix of a
    Multikey (Controlled Identifiers 1.0, 2.2.2; empty where there is none), ``cryptosuites`` the
    Data Integrity suites that the key may sign, ``kty`` and ``crv`` the JWK's members.
    """

    name: str
    jose_alg: str
    multicodec: bytes
    cryptosuites: tuple[str, ...]
    kty: str
    crv: str | None


ALGORITHMS: Mapping[str, Algorithm] = MappingProxyType(
    {
        row.name: row
        for row in (
            Algorithm(
                name="Ed25519",
                jose_alg="EdDSA",
                multicodec=b"\xed\x01",
                cryptosuites=("eddsa-rdfc-2022", "eddsa-jcs-2022"),
                kty="OKP",
                crv="Ed25519",
            ),
            Algorithm(
                name="P-256",
                jose_alg="ES256",
                multicodec=b"\x80\x24",
                cryptosuites=("ecdsa-rdfc-2019", "ecdsa-jcs-2019", "ecdsa-sd-2023"),
                kty="EC",
                crv="P-256",
            ),
            Algorithm(
                name="P-384",
                jose_alg="ES384",
                multicodec=b"\x81\x24",
                cryptosuites=("ecdsa-rdfc-2019", "ecdsa-jcs-2019"),
                kty="EC",
                crv="P-384",
            ),
            Algorithm(
                name="P-521",
                jose_alg="ES512",
                multicodec=b"\x82\x24",
                cryptosuites=(),
                kty="EC",
                crv="P-521",
            ),
            Algorithm(
                name="RSA",
                jose_alg="RS256",
                multicodec=b"",
                cryptosuites=(),
                kty="RSA",
                crv=None,
            ),
        )
    }
)
"""Every algorithm by its name."""

CURVES: Mapping[str, ec.EllipticCurve] = MappingProxyType(
    {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1()}
)
"""The curve behind each ECDSA algorithm."""


def coordinate_size(name: str) -> int:
    """Give the bytes of one coordinate, and of each half of a signature (RFC 7518, 3.4)."""
    return (CURVES[name].key_size + 7) // 8


_ED25519: Final = ALGORITHMS["Ed25519"]

# The y of Curve25519's points of order 1, 2, 4 and 8, and what stands for 0 and 1 beyond the prime
# (RFC 8032, 5.1.3 refuses those two; not every library does).
_PRIME: Final = 2**255 - 19
_ORDER_8: Final = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
_SMALL_ORDER: Final = frozenset(
    (y | sign << 255).to_bytes(32, "little")
    for y in (0, 1, _PRIME - 1, _ORDER_8, _PRIME - _ORDER_8, _PRIME, _PRIME + 1)
    for sign in (0, 1)
)


def algorithm(name: str) -> Algorithm:
    """Give the table's row for ``name``; raises ``UnknownAlgorithmError``."""
    row = ALGORITHMS.get(name)
    if row is None:
        raise UnknownAlgorithmError(
            f"{excerpt(name)} is no algorithm of ours; use one of: {', '.join(ALGORITHMS)}."
        )
    return row


def algorithm_of(public_key: object) -> Algorithm:
    """Tell which algorithm a public key belongs to.

    Raises ``UnknownAlgorithmError`` for a kind of key or curve that we do not use, and
    ``KeyFormatError`` for an RSA key that is too weak or absurdly large, or an Ed25519 key that
    any signature fits.
    """
    family = family_of(public_key)
    if family is ed25519.Ed25519PublicKey:
        if cast("ed25519.Ed25519PublicKey", public_key).public_bytes_raw() in _SMALL_ORDER:
            raise KeyFormatError(
                "This Ed25519 key is a point of small order; anybody can sign for it."
            )
        return _ED25519
    if family is ec.EllipticCurvePublicKey:
        found = cast("ec.EllipticCurvePublicKey", public_key).curve.name
        for name, curve in CURVES.items():
            if found == curve.name:
                return ALGORITHMS[name]
        raise UnknownAlgorithmError(
            f"The curve {found} is not used here; use P-256, P-384 or P-521."
        )
    if family is rsa.RSAPublicKey:
        _check_rsa_size(cast("rsa.RSAPublicKey", public_key))
        return ALGORITHMS["RSA"]
    raise UnknownAlgorithmError(
        f"A {type(public_key).__name__} is no key of ours; use one of: {', '.join(ALGORITHMS)}."
    )


def family_of(public_key: object) -> type | None:
    """Give the class of ``PublicKey`` that a key is an instance of, none where it is no such key.

    Theirs are abstract classes, which ``isinstance`` asks slowly.
    """
    return _family(type(public_key))  # type: ignore[arg-type]  # a class is hashable


@cache
def _family(kind: type) -> type | None:
    families = (ed25519.Ed25519PublicKey, ec.EllipticCurvePublicKey, rsa.RSAPublicKey)
    return next((family for family in families if issubclass(kind, family)), None)


def _check_rsa_size(public_key: rsa.RSAPublicKey) -> None:
    bits = public_key.key_size
    if bits < RSA_MINIMUM_BITS:
        raise KeyFormatError(
            f"An RSA key of {bits} bits is too weak; use {RSA_MINIMUM_BITS} bits or more.",
            bits=bits,
        )
    if bits > RSA_MAXIMUM_BITS or public_key.public_numbers().e > RSA_MAXIMUM_EXPONENT:
        raise KeyFormatError(
            f"The RSA key is too large; use at most {RSA_MAXIMUM_BITS} bits and exponent 65537.",
            bits=bits,
        )
