r"""What an ``ecdsa-sd-2023`` proof value holds: the base proof's parts and the derived proof's.

    >>> value = BaseProofValue(bytes(64), b"\x80\x24" + bytes(33), bytes(32), (), ("/issuer",))
    >>> encode_base(value)[:20]
    'u2V0AhVhAAAAAAAAAAAA'
    >>> decode_base(encode_base(value)) == value
    True

Data Integrity ECDSA Cryptosuites 1.0, 3.5.2 to 3.5.8: multibase base64url of a three-byte header
and one CBOR array. The CBOR must be in the preferred serialization (RFC 8949, 4.1), each map key
once and nothing behind it, so that no two readers see two proofs. Everything else is a
``MalformedProofError``.

The Recommendation's text gives the public key 36 bytes; prefix and point have 35, and so do its
vectors.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, TypeVar

import cbor2

from badges.proofs.errors import MalformedProofError
from keys.encoding import base64url_encode

BASE_HEADER: Final = b"\xd9\x5d\x00"
DERIVED_HEADER: Final = b"\xd9\x5d\x01"
SIGNATURE_BYTES: Final = 64
LABEL_BYTES: Final = 32
KEY_BYTES: Final = 35
HMAC_KEY_BYTES: Final = 32
MAXIMUM_CHARACTERS: Final = 1_000_000
"""Of a proof value; five thousand signatures take half of it."""

_BASE64URL: Final = re.compile(r"[A-Za-z0-9_-]*", re.ASCII)
_COMPONENTS: Final = 5

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class BaseProofValue:
    """What an issuer gives to the holder, and no one else.

    ``public_key`` is the multikey (prefix and compressed point) of the key scoped to this proof,
    ``hmac_key`` what the labels are made with, ``signatures`` one for each statement that need not
    be shown, in their order.
    """

    base_signature: bytes
    public_key: bytes
    hmac_key: bytes
    signatures: tuple[bytes, ...]
    mandatory_pointers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DerivedProofValue:
    """What a holder gives to a verifier.

    ``labels`` has, for the canonical blank nodes ``c14n0``, ``c14n1``, … of the shown document,
    the 32 bytes of the label each was signed under; ``mandatory_indexes`` are places in the sorted
    lines.
    """

    base_signature: bytes
    public_key: bytes
    signatures: tuple[bytes, ...]
    labels: Mapping[int, bytes]
    mandatory_indexes: tuple[int, ...]


def encode_base(value: BaseProofValue) -> str:
    """Write a base proof's value (3.5.2)."""
    components = [
        value.base_signature,
        value.public_key,
        value.hmac_key,
        list(value.signatures),
        list(value.mandatory_pointers),
    ]
    return _encoded(BASE_HEADER, components)


def encode_derived(value: DerivedProofValue) -> str:
    """Write a derived proof's value (3.5.7)."""
    components = [
        value.base_signature,
        value.public_key,
        list(value.signatures),
        dict(sorted(value.labels.items())),
        list(value.mandatory_indexes),
    ]
    return _encoded(DERIVED_HEADER, components)


def is_base(proof_value: object) -> bool:
    """Tell whether a proof value says that it is a base proof's."""
    return isinstance(proof_value, str) and proof_value.startswith(_BASE_BEGINNING)


def decode_base(proof_value: object) -> BaseProofValue:
    """Read a base proof's value (3.5.3)."""
    signature, public_key, hmac_key, signatures, pointers = _components(proof_value, BASE_HEADER)
    return BaseProofValue(
        _bytes(signature, SIGNATURE_BYTES),
        _bytes(public_key, KEY_BYTES),
        _bytes(hmac_key, HMAC_KEY_BYTES),
        _array(signatures, _signature),
        _array(pointers, _text),
    )


def decode_derived(proof_value: object) -> DerivedProofValue:
    """Read a derived proof's value (3.5.8), whose labels must all be different.

    Two nodes of the shown document under one label would be two places for one signed node.
    """
    signature, public_key, signatures, labels, indexes = _components(proof_value, DERIVED_HEADER)
    if not isinstance(labels, dict):
        raise _malformed("its label map is no map")
    read = {_index(key): _bytes(label, LABEL_BYTES) for key, label in labels.items()}
    if len(set(read.values())) != len(read):
        raise _malformed("two blank nodes have one label")
    places = _array(indexes, _index)
    if any(later <= earlier for earlier, later in pairwise(places)):
        raise _malformed("its mandatory indexes do not ascend")
    return DerivedProofValue(
        _bytes(signature, SIGNATURE_BYTES),
        _bytes(public_key, KEY_BYTES),
        _array(signatures, _signature),
        read,
        places,
    )


def _encoded(header: bytes, components: list[Any]) -> str:
    return "u" + base64url_encode(header + cbor2.dumps(components))


_BASE_BEGINNING: Final = "u" + base64url_encode(BASE_HEADER)


def _components(proof_value: object, header: bytes) -> list[Any]:
    data = _base64url(proof_value)
    if not data.startswith(header):
        other = DERIVED_HEADER if header == BASE_HEADER else BASE_HEADER
        if data.startswith(other):
            raise _malformed(
                "it is a base proof, which is for the holder only; derive one from it"
                if other == BASE_HEADER
                else "it is derived already; nothing is derived from it again"
            )
        raise _malformed("its header is none of ecdsa-sd-2023")
    body = data[len(header) :]
    try:
        components = cbor2.loads(body)
        is_preferred = cbor2.dumps(components) == body
    except (cbor2.CBORError, ValueError, TypeError, RecursionError, OverflowError):
        raise _malformed("its content is no CBOR") from None
    if not is_preferred:
        raise _malformed("its CBOR is not in the preferred form")
    if not isinstance(components, list) or len(components) != _COMPONENTS:
        raise _malformed("its content is no array of five")
    return components


def _base64url(proof_value: object) -> bytes:
    if not isinstance(proof_value, str) or not proof_value.startswith("u"):
        raise _malformed("it is no string that begins with 'u'")
    text = proof_value[1:]
    if len(text) > MAXIMUM_CHARACTERS or not _BASE64URL.fullmatch(text):
        raise _malformed("it is no base64url of moderate length")
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        raise _malformed("its base64url is cut off") from None
    if base64url_encode(data) != text:
        raise _malformed("its base64url has stray bits at its end")
    return data


def _array(value: object, read: Callable[[object], _Item]) -> tuple[_Item, ...]:
    if not isinstance(value, list):
        raise _malformed("one of its parts is no array")
    return tuple(read(item) for item in value)


def _bytes(value: object, length: int) -> bytes:
    if not isinstance(value, bytes) or len(value) != length:
        raise _malformed(f"one of its parts is not {length} bytes")
    return value


def _signature(value: object) -> bytes:
    return _bytes(value, SIGNATURE_BYTES)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _malformed("a pointer is no text")
    return value


def _index(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise _malformed("an index is no whole number")
    return value


def _malformed(flaw: str) -> MalformedProofError:
    return MalformedProofError(f"The proofValue is none: {flaw}.", member="proofValue")
