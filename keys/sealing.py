"""Private keys at rest: sealed under a list of master keys, oldest to newest.

    >>> masters = MasterKeys.parse(new_master_key())
    >>> binding = KeyBinding(key_id="k1", community="linden-hackers", algorithm="Ed25519")
    >>> blob = seal(b"private", binding, masters)
    >>> unseal(blob, binding, masters)
    b'private'
    >>> elsewhere = KeyBinding(key_id="k1", community="another", algorithm="Ed25519")
    >>> unseal(blob, elsewhere, masters)
    Traceback (most recent call last):
    keys.errors.SealError: The sealed key does not open: it was altered, or sealed for another key, community or algorithm.

A blob is ``version (1 byte) ‖ master key id (8) ‖ nonce (12) ‖ AES-256-GCM ciphertext and tag``.
The header and the binding are associated data, so that a blob moved to another row, community
or algorithm does not open. Nonces are random; NIST SP 800-38D, 8.3 allows 2**32 of them under
one master key, which is more keys than any installation makes.
"""  # noqa: E501 - the example prints one line

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from keys.encoding import base64url_decode, base64url_encode
from keys.errors import KeyFormatError, MasterKeyError, SealError

MASTER_KEY_BYTES = 32
MASTER_KEY_ID_BYTES = 8
NONCE_BYTES = 12
TAG_BYTES = 16

_VERSION = b"\x01"
_HEADER_BYTES = len(_VERSION) + MASTER_KEY_ID_BYTES
_MAXIMUM_BLOB_BYTES = 65_536
_MASTER_KEY_ID_LABEL = b"meilenstein master key id v1"


@dataclass(frozen=True, slots=True)
class MasterKeys:
    """The installation's master keys, oldest to newest: the newest seals, all of them open."""

    keys: tuple[bytes, ...] = field(repr=False)

    def __post_init__(self) -> None:
        if not self.keys:
            raise MasterKeyError("There is no master key; make one with 'badges init'.")
        if any(len(key) != MASTER_KEY_BYTES for key in self.keys):
            raise MasterKeyError(f"Each master key must have {MASTER_KEY_BYTES} bytes.")
        if len(set(self.keys)) != len(self.keys):
            raise MasterKeyError("A master key is listed twice; list each one once.")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read base64url keys separated by commas or white space, oldest to newest.

        Raises ``MasterKeyError``, whose sentence never repeats any of the text.
        """
        try:
            return cls(tuple(base64url_decode(part) for part in text.replace(",", " ").split()))
        except KeyFormatError as error:
            raise MasterKeyError(
                "A master key is not base64url; give 32 bytes each, oldest to newest, "
                "separated by commas."
            ) from error

    @property
    def newest(self) -> bytes:
        """The key that seals."""
        return self.keys[-1]

    @property
    def ids(self) -> tuple[str, ...]:
        """The keys' ids in hex, oldest to newest; an id tells nothing about its key."""
        return tuple(master_key_id(key).hex() for key in self.keys)

    def find(self, key_id: bytes) -> bytes | None:
        """Give the key with this id, or none."""
        return next((key for key in self.keys if master_key_id(key) == key_id), None)


@dataclass(frozen=True, slots=True)
class KeyBinding:
    """What a sealed key belongs to: its id, its community's id and its algorithm."""

    key_id: str
    community: str
    algorithm: str

    def encode(self) -> bytes:
        """Give the binding as bytes, each part after its length so that parts cannot run over."""
        parts = (self.key_id.encode(), self.community.encode(), self.algorithm.encode())
        return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def new_master_key() -> str:
    """Draw a master key, as the setting and the key file write it (base64url)."""
    return base64url_encode(secrets.token_bytes(MASTER_KEY_BYTES))


def master_key_id(key: bytes) -> bytes:
    """Give a master key's id: the first 8 bytes of an HMAC under it, which reveal nothing."""
    return hmac.digest(key, _MASTER_KEY_ID_LABEL, hashlib.sha256)[:MASTER_KEY_ID_BYTES]


def seal(private_bytes: bytes, binding: KeyBinding, master_keys: MasterKeys) -> bytes:
    """Seal a private key under the newest master key, bound to what it belongs to."""
    header = _VERSION + master_key_id(master_keys.newest)
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(master_keys.newest).encrypt(nonce, private_bytes, header + binding.encode())
    return header + nonce + sealed


def unseal(blob: bytes, binding: KeyBinding, master_keys: MasterKeys) -> bytes:
    """Open a sealed private key.

    Raises ``MasterKeyError`` where its master key is not in the list, and ``SealError`` where it
    was altered or sealed for another key, community or algorithm.
    """
    header, nonce, sealed = _split(blob)
    key = master_keys.find(header[len(_VERSION) :])
    if key is None:
        raise MasterKeyError(
            f"The key was sealed under master key {sealed_under(blob)}, which is not in the list; "
            "add that master key again."
        )
    try:
        return AESGCM(key).decrypt(nonce, sealed, header + binding.encode())
    except InvalidTag as error:
        raise SealError(
            "The sealed key does not open: it was altered, or sealed for another key, "
            "community or algorithm."
        ) from error


def reseal(blob: bytes, binding: KeyBinding, master_keys: MasterKeys) -> bytes:
    """Seal under the newest master key what an older one sealed; raises as ``unseal``.

    A blob that the newest key sealed already comes back as it is, once it has been opened.
    """
    private_bytes = unseal(blob, binding, master_keys)
    if sealed_under(blob) == master_keys.ids[-1]:
        return blob
    return seal(private_bytes, binding, master_keys)


def sealed_under(blob: bytes) -> str:
    """Give the id (hex) of the master key that sealed a blob; raises ``SealError``."""
    header, _, _ = _split(blob)
    return header[len(_VERSION) :].hex()


def _split(blob: bytes) -> tuple[bytes, bytes, bytes]:
    if not _HEADER_BYTES + NONCE_BYTES + TAG_BYTES <= len(blob) <= _MAXIMUM_BLOB_BYTES:
        raise SealError("The sealed key has the wrong length; restore it from a backup.")
    if not blob.startswith(_VERSION):
        raise SealError("The sealed key is of a newer version; use the release that sealed it.")
    nonce_end = _HEADER_BYTES + NONCE_BYTES
    return blob[:_HEADER_BYTES], blob[_HEADER_BYTES:nonce_end], blob[nonce_end:]
