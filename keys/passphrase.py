"""A secret under a passphrase: how the master key leaves the machine in a backup.

    >>> box = lock(b"the master key", "correct horse battery", cost=2**14)
    >>> unlock(box, "correct horse battery")
    b'the master key'
    >>> unlock(box, "something else")
    Traceback (most recent call last):
    keys.errors.PassphraseError: The passphrase is wrong.

The box is JSON: scrypt (RFC 7914) makes a key of the passphrase, AES-256-GCM seals with it, and
the parameters are associated data, so that none of them can be weakened unseen.
"""

from __future__ import annotations

import json
import secrets
import unicodedata

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from keys.encoding import base64url_decode, base64url_encode
from keys.errors import KeyFormatError, PassphraseError

LEAST_CHARACTERS = 12
COST = 2**17
"""128 MiB and about half a second for each guess (RFC 7914, 2; with r = 8)."""

_COSTS = frozenset(2**power for power in range(10, 21))
_BLOCK_SIZE = 8
_SALT_BYTES, _NONCE_BYTES, _KEY_BYTES = 16, 12, 32


def lock(secret: bytes, passphrase: str, *, cost: int = COST) -> bytes:
    """Seal a secret under a passphrase; raises ``PassphraseError`` for one that is too short."""
    if len(passphrase) < LEAST_CHARACTERS:
        raise PassphraseError(f"Take a passphrase of {LEAST_CHARACTERS} characters or more.")
    header = {
        "kdf": "scrypt",
        "cost": cost,
        "salt": base64url_encode(secrets.token_bytes(_SALT_BYTES)),
        "nonce": base64url_encode(secrets.token_bytes(_NONCE_BYTES)),
    }
    sealed = AESGCM(_key(passphrase, header["salt"], cost)).encrypt(
        base64url_decode(header["nonce"]), secret, _bound(header)
    )
    return json.dumps({**header, "sealed": base64url_encode(sealed)}).encode()


def unlock(box: bytes, passphrase: str) -> bytes:
    """Open a box; raises ``PassphraseError`` where the passphrase is wrong or the box damaged."""
    try:
        header = json.loads(box)
        sealed = base64url_decode(header.pop("sealed"))
        cost, salt, nonce = header["cost"], header["salt"], base64url_decode(header["nonce"])
        if not isinstance(cost, int) or cost not in _COSTS:
            raise PassphraseError("The sealed master key is damaged; take another backup.")
        return AESGCM(_key(passphrase, salt, cost)).decrypt(nonce, sealed, _bound(header))
    except InvalidTag as error:
        raise PassphraseError("The passphrase is wrong.") from error
    except (KeyFormatError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise PassphraseError("The sealed master key is damaged; take another backup.") from error


def _key(passphrase: str, salt: object, cost: int) -> bytes:
    # The same passphrase typed on two keyboards may come in two forms of Unicode.
    typed = unicodedata.normalize("NFC", passphrase).encode()
    kdf = Scrypt(salt=base64url_decode(salt), length=_KEY_BYTES, n=cost, r=_BLOCK_SIZE, p=1)
    return kdf.derive(typed)


def _bound(header: dict[str, object]) -> bytes:
    return json.dumps(header, sort_keys=True, separators=(",", ":")).encode()
