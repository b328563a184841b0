"""What this room raises.

The tree; whoever calls a function of this room needs to catch nothing else::

    KeysError
    ├── UnknownAlgorithmError            no such algorithm in ALGORITHMS
    ├── KeyFormatError                   the bytes or members are no key that we take
    ├── SealError                        a sealed key cannot be opened
    │   ├── MasterKeyError               a master key, its setting or its file cannot be used
    │   └── PassphraseError              a passphrase is too short, or does not open the box
    ├── KeyStateError                    the key's state does not allow this step
    │   └── NoActiveKeyError             nothing can sign with this algorithm now
    └── DidError                         a DID or DID URL is malformed or of another method
        ├── ControllerDocumentError      a DID, controller or key document is malformed
        └── VerificationMethodNotFoundError   not there, or not for this purpose

Each class has a stable ``code`` that upper floors can put into words::

    >>> error = NoActiveKeyError("make an RSA key first", algorithm="RSA")
    >>> error.code, error.params, str(error)
    ('keys.no_active_key', {'algorithm': 'RSA'}, 'make an RSA key first')
"""

from __future__ import annotations

from typing import ClassVar

_EXCERPT_LENGTH = 60


class KeysError(Exception):
    """The base of what this room raises: a sentence, a ``code`` and JSON ``params``."""

    code: ClassVar[str] = "keys.error"

    def __init__(self, sentence: str, /, **params: str | int | None) -> None:
        super().__init__(sentence)
        self.params = params


class UnknownAlgorithmError(KeysError):
    """The algorithm is not in ``keys.algorithms.ALGORITHMS``."""

    code = "keys.unknown_algorithm"


class KeyFormatError(KeysError):
    """What was given is no key that we take: malformed, weak, or private where public is due."""

    code = "keys.format"


class SealError(KeysError):
    """A sealed private key cannot be opened, or was sealed for another purpose."""

    code = "keys.seal"


class MasterKeyError(SealError):
    """The master keys, their setting or their file cannot be used."""

    code = "keys.master_key"


class PassphraseError(SealError):
    """A passphrase is too short, or the wrong one."""

    code = "keys.passphrase"


class KeyStateError(KeysError):
    """The key's state does not allow this step."""

    code = "keys.state"


class NoActiveKeyError(KeyStateError):
    """No key of this algorithm is active, so nothing can be signed with it."""

    code = "keys.no_active_key"


class DidError(KeysError):
    """A DID or DID URL is malformed, or of a method that is not meant here."""

    code = "keys.did"


class ControllerDocumentError(DidError):
    """A DID document, controller document or key document is malformed."""

    code = "keys.controller_document"


class VerificationMethodNotFoundError(DidError):
    """The document does not name this verification method for this purpose."""

    code = "keys.verification_method_not_found"


def excerpt(value: object) -> str:
    """Give the beginning of a foreign value for a sentence, in ASCII and never long."""
    text = value if isinstance(value, str) else type(value).__name__
    short = text[:_EXCERPT_LENGTH]
    return ascii(short) + ("…" if len(text) > _EXCERPT_LENGTH else "")
