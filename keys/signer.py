"""Signing with a key that may live elsewhere, and checking a signature.

    >>> signer = LocalSigner(generate_private_key("Ed25519"), "did:example:a#key")
    >>> signature = signer.sign(b"data")
    >>> verify_signature(signer.public_key, signature, b"data", algorithm="Ed25519")
    True
    >>> verify_signature(signer.public_key, signature, b"data", algorithm="RSA")
    False

A stored key is named by a URI whose scheme says where it lives; ``SIGNER_FOR_SCHEME`` is the one
place to add another kind of place::

    sealed:<base64url of the sealed PKCS #8 bytes>
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType, ModuleType
from typing import Protocol, TypeAlias, cast

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from keys import algorithms
from keys.algorithms import (
    CURVES,
    RSA_MINIMUM_BITS,
    PrivateKey,
    PublicKey,
    algorithm_of,
    coordinate_size,
)
from keys.encoding import base64url_decode, base64url_encode
from keys.errors import KeyFormatError, UnknownAlgorithmError, excerpt
from keys.sealing import KeyBinding, MasterKeys, seal, unseal

# libsodium signs and checks Ed25519 in half the time; the extra "fast" brings it.
sodium: ModuleType | None
try:
    from nacl import bindings as sodium
    from nacl.exceptions import BadSignatureError
except ImportError:  # the verdicts are the same without
    sodium = None

_RSA_EXPONENT = 65_537

# RFC 7518, 3.4 and Data Integrity ECDSA 1.0, 3.2: the digest has the size of the curve.
_ECDSA_DIGESTS: Mapping[str, hashes.HashAlgorithm] = MappingProxyType(
    {"P-256": hashes.SHA256(), "P-384": hashes.SHA384(), "P-521": hashes.SHA512()}
)


_ED25519_SIGNATURE_BYTES = 64


class Signer(Protocol):
    """Signs bytes with one ``assertionMethod`` key; the key may live in an HSM."""

    @property
    def algorithm(self) -> str:
        """Give a name in ``ALGORITHMS``."""

    @property
    def verification_method(self) -> str:
        """Give the absolute DID URL (or URL) under which the public key is published."""

    def sign(self, data: bytes) -> bytes:
        """Give the raw signature: 64 bytes Ed25519, r ‖ s for ECDSA, PKCS #1 v1.5 for RSA."""


@dataclass(frozen=True, slots=True)
class LocalSigner:
    """Signs with a private key in this process's memory; its ``repr`` never shows the key.

    ``public_key`` is the public half, ``algorithm`` the name of what both are for.
    """

    private_key: PrivateKey = field(repr=False)
    verification_method: str
    public_key: PublicKey = field(init=False, repr=False, compare=False)
    algorithm: str = field(init=False, repr=False, compare=False)
    _sign: Callable[[bytes], bytes] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Ask once what is the same for every signature."""
        public_key = self.private_key.public_key()
        name = algorithm_of(public_key).name
        object.__setattr__(self, "public_key", public_key)
        object.__setattr__(self, "algorithm", name)
        object.__setattr__(self, "_sign", _signing(self.private_key, name))

    def sign(self, data: bytes) -> bytes:
        """Sign the bytes themselves; hashing is part of the algorithm."""
        return self._sign(data)


def _signing(private_key: PrivateKey, algorithm: str) -> Callable[[bytes], bytes]:
    """Give what signs with this key."""
    if isinstance(private_key, ed25519.Ed25519PrivateKey):
        return _ed25519_signing(private_key)
    if isinstance(private_key, rsa.RSAPrivateKey):
        return partial(private_key.sign, padding=padding.PKCS1v15(), algorithm=hashes.SHA256())
    return partial(_sign_ecdsa, private_key, ec.ECDSA(_ECDSA_DIGESTS[algorithm]))


def _ed25519_signing(private_key: ed25519.Ed25519PrivateKey) -> Callable[[bytes], bytes]:
    if sodium is None:
        return private_key.sign
    # Ed25519 draws nothing (RFC 8032, 5.1.6): whoever signs, the signature is the same.
    _, secret = sodium.crypto_sign_seed_keypair(private_key.private_bytes_raw())
    crypto_sign, size = sodium.crypto_sign, _ED25519_SIGNATURE_BYTES
    return lambda data: crypto_sign(data, secret)[:size]


def _sign_ecdsa(private_key: ec.EllipticCurvePrivateKey, scheme: ec.ECDSA, data: bytes) -> bytes:
    r, s = decode_dss_signature(private_key.sign(data, scheme))
    size = (private_key.key_size + 7) // 8
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


@dataclass(frozen=True, slots=True)
class KeyReference:
    """A stored private key: where it is (``uri``), what it is bound to and its public name."""

    uri: str = field(repr=False)
    binding: KeyBinding
    verification_method: str


def verify_signature(
    public_key: PublicKey, signature: bytes, data: bytes, *, algorithm: str
) -> bool:
    """Tell whether ``signature`` is the key's over ``data`` under the algorithm the caller names.

    A key of another algorithm, or a signature of the wrong length, is ``False``. Raises
    ``UnknownAlgorithmError`` for a name or key outside the table and ``KeyFormatError`` for a
    weak RSA key.
    """
    expected = algorithms.algorithm(algorithm)
    if algorithm_of(public_key) is not expected:  # rows of one table
        return False
    try:
        if expected.name == "Ed25519":
            return _is_ed25519_signature(
                cast("ed25519.Ed25519PublicKey", public_key), signature, data
            )
        if isinstance(public_key, rsa.RSAPublicKey):
            public_key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        else:
            size = coordinate_size(algorithm)
            if len(signature) != 2 * size:
                return False
            r, s = (int.from_bytes(half, "big") for half in (signature[:size], signature[size:]))
            digest = _ECDSA_DIGESTS[algorithm]
            on_curve = cast("ec.EllipticCurvePublicKey", public_key)
            on_curve.verify(encode_dss_signature(r, s), data, ec.ECDSA(digest))
    except InvalidSignature:
        return False
    return True


def _is_ed25519_signature(
    public_key: ed25519.Ed25519PublicKey, signature: bytes, data: bytes
) -> bool:
    """Ask libsodium, which is quicker; where it says no, the slower library has the last word.

    Both compute the same equation, but libsodium refuses some odd points besides. So its yes is
    everybody's yes, and the verdict is the same with and without it.
    """
    if len(signature) != _ED25519_SIGNATURE_BYTES:
        return False
    if sodium is not None:
        try:
            sodium.crypto_sign_open(signature + data, public_key.public_bytes_raw())
        except BadSignatureError:
            pass
        else:
            return True
    try:
        public_key.verify(signature, data)
    except InvalidSignature:
        return False
    return True


def generate_private_key(algorithm: str) -> PrivateKey:
    """Draw a new private key from the system's randomness; raises ``UnknownAlgorithmError``."""
    name = algorithms.algorithm(algorithm).name
    if name == "Ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    if name == "RSA":
        return rsa.generate_private_key(_RSA_EXPONENT, RSA_MINIMUM_BITS)
    return ec.generate_private_key(CURVES[name])


def private_key_to_bytes(private_key: PrivateKey) -> bytes:
    """Give the unencrypted PKCS #8 DER bytes, for ``sealing.seal`` and nothing else."""
    return private_key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def private_key_from_bytes(data: bytes) -> PrivateKey:
    """Read PKCS #8 DER; raises ``KeyFormatError`` or ``UnknownAlgorithmError``."""
    try:
        private_key = load_der_private_key(data, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyFormatError("The bytes are no PKCS #8 private key.") from error
    algorithm_of(private_key.public_key())
    return cast("PrivateKey", private_key)


def seal_private_key(private_key: PrivateKey, binding: KeyBinding, master_keys: MasterKeys) -> str:
    """Give the ``sealed:`` URI under which a private key is stored."""
    blob = seal(private_key_to_bytes(private_key), binding, master_keys)
    return "sealed:" + base64url_encode(blob)


def open_signer(reference: KeyReference, master_keys: MasterKeys) -> Signer:
    """Give the signer for a stored key, by its URI's scheme.

    Raises ``UnknownAlgorithmError`` for a scheme without a backend, ``SealError`` where a sealed
    key does not open, ``KeyFormatError`` where it is no key of the algorithm it is bound to.
    """
    scheme, colon, _ = reference.uri.partition(":")
    open_with = SIGNER_FOR_SCHEME.get(scheme) if colon else None
    if open_with is None:
        raise UnknownAlgorithmError(
            f"No backend opens keys of scheme {excerpt(scheme if colon else '')}; "
            f"there are: {', '.join(SIGNER_FOR_SCHEME)}."
        )
    return open_with(reference, master_keys)


def _open_sealed(reference: KeyReference, master_keys: MasterKeys) -> Signer:
    blob = base64url_decode(reference.uri.removeprefix("sealed:"))
    private_key = private_key_from_bytes(unseal(blob, reference.binding, master_keys))
    signer = LocalSigner(private_key, reference.verification_method)
    if signer.algorithm != reference.binding.algorithm:
        raise KeyFormatError(
            f"The sealed key is for {signer.algorithm}, not for {reference.binding.algorithm}."
        )
    return signer


OpenSigner: TypeAlias = Callable[[KeyReference, MasterKeys], Signer]

SIGNER_FOR_SCHEME: Mapping[str, OpenSigner] = MappingProxyType({"sealed": _open_sealed})
"""How to open a stored key, by URI scheme; one backend a line (``pkcs11`` would be another)."""
