"""Whether a credential was withdrawn: status lists of W3C and of Open Badges 2.0.

A Bitstring Status List says with one bit per credential whether it was revoked; the entry in a
credential names the list and the place in it::

    >>> bits = Bitstring()
    >>> bits[94567] = True
    >>> listed = status_list_credential(
    ...     "https://badges.example/status/3",
    ...     issuer="did:web:badges.example",
    ...     bits=bits,
    ...     valid_from="2026-01-01T00:00:00Z",
    ...     valid_until="2026-01-08T00:00:00Z",
    ... )
    >>> entry = status_entry("https://badges.example/status/3", 94567)
    >>> entry["id"], read_status(entry, listed)
    ('https://badges.example/status/3#94567', True)

Open Badges 2.0 names what was revoked in a RevocationList instead::

    >>> revoked = revocation_list(
    ...     "https://badges.example/revocations",
    ...     issuer="https://badges.example/issuer",
    ...     entries=[RevokedAssertion("urn:uuid:f3a1…", "issued by mistake")],
    ... )
    >>> is_revoked(revoked, "urn:uuid:f3a1…"), len(revoked["revokedAssertions"])
    (True, 2)

What can go wrong::

    StatusError
    ├── StatusEntryError       the credential's status entry is not one we can read
    ├── StatusListError        the list is damaged, too small or too large
    ├── StatusPurposeError     the list answers another question than the entry asks
    └── StatusIndexError       the list has no such place
"""

from __future__ import annotations

import base64
import binascii
import gzip
import hashlib
import re
import uuid
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from badges.errors import InputError

MINIMUM_ENTRIES: Final = 131_072
"""A shorter list would single people out (Bitstring Status List 1.0, section 6.1)."""

MAXIMUM_BYTES: Final = 16 * 1024 * 1024
"""What an inflated list may take; 134 million entries."""

ENTRY_TYPE: Final = "BitstringStatusListEntry"
LIST_TYPE: Final = "BitstringStatusList"
CREDENTIAL_TYPE: Final = "BitstringStatusListCredential"

_COMPRESSION_LEVEL: Final = 6  # level 9 takes sixteen times as long and saves two per cent
_BASE64URL: Final = re.compile(r"u[A-Za-z0-9_-]*")
_DECIMAL: Final = re.compile(r"[0-9]{1,12}", re.ASCII)
_ROUNDS: Final = 8


class StatusError(InputError):
    """The status of a credential could not be read from what was given."""


class StatusEntryError(StatusError):
    """The credential's status entry is not a BitstringStatusListEntry that we can read."""


class StatusListError(StatusError):
    """The list is damaged, too small or too large."""


class StatusPurposeError(StatusError):
    """The list was made for another purpose than the entry names."""


class StatusIndexError(StatusError):
    """The list has no such place."""


class Bitstring:
    """One bit per credential; place 0 is the most significant bit of the first byte.

    ``size`` is the number of entries, a multiple of 8 and at least ``MINIMUM_ENTRIES``. Reading or
    setting a place outside raises ``StatusIndexError``.
    """

    __slots__ = ("_bits",)

    def __init__(self, size: int = MINIMUM_ENTRIES) -> None:
        if size < MINIMUM_ENTRIES or size % 8 or size // 8 > MAXIMUM_BYTES:
            raise StatusListError(
                "status.list.size",
                f"A status list has {MINIMUM_ENTRIES} entries or more, in whole bytes; not {size}.",
                size=size,
            )
        self._bits = bytearray(size // 8)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read the uncompressed bytes of a list; raises ``StatusListError`` on a bad length."""
        made = cls(len(data) * 8)
        made._bits[:] = data
        return made

    def __len__(self) -> int:
        return len(self._bits) * 8

    def __bytes__(self) -> bytes:
        return bytes(self._bits)

    def __getitem__(self, index: int) -> bool:
        return bool(self._bits[self._byte(index)] & (0x80 >> index % 8))

    def __setitem__(self, index: int, value: bool) -> None:
        byte, mask = self._byte(index), 0x80 >> index % 8
        if value:
            self._bits[byte] |= mask
        else:
            self._bits[byte] &= ~mask

    def _byte(self, index: int) -> int:
        if not 0 <= index < len(self):
            raise StatusIndexError(
                "status.index.range",
                f"The status list has {len(self)} entries, and {index} is none of them.",
                index=index,
                size=len(self),
            )
        return index // 8


def encode_list(bits: Bitstring) -> str:
    """Give ``encodedList``: ``u`` and the base64url, without padding, of the gzipped bits.

    The same bits always give the same text (no time stands in the gzip header).
    """
    packed = gzip.compress(bytes(bits), compresslevel=_COMPRESSION_LEVEL, mtime=0)
    return "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode("ascii")


def decode_list(encoded: str) -> Bitstring:
    """Read ``encodedList``; raises ``StatusListError``, also where it would inflate past 16 MB."""
    if not _BASE64URL.fullmatch(encoded):
        raise _damaged_list("is not multibase base64url without padding")
    try:
        packed = base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4))
    except binascii.Error as error:
        raise _damaged_list("is not base64url") from error
    inflater = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    try:
        data = inflater.decompress(packed, MAXIMUM_BYTES + 1)
    except zlib.error as error:
        raise _damaged_list("is not gzip") from error
    if len(data) > MAXIMUM_BYTES:
        raise StatusListError(
            "status.list.too_large",
            f"The status list inflates to more than {MAXIMUM_BYTES} bytes and was not read.",
            limit=MAXIMUM_BYTES,
        )
    if not inflater.eof or inflater.unused_data:
        raise _damaged_list("is cut off or followed by something else")
    return Bitstring.from_bytes(data)


def status_entry(list_url: str, index: int, purpose: str = "revocation") -> dict[str, str]:
    """Build ``credentialStatus`` for the place ``index`` of the list at ``list_url``.

    ``id`` is optional to W3C but required by the schema of Open Badges 3.0, and must differ from
    the address of the list; ``statusListIndex`` is a decimal string (section 3.1).
    """
    return {
        "id": f"{list_url}#{index}",
        "type": ENTRY_TYPE,
        "statusPurpose": purpose,
        "statusListIndex": str(index),
        "statusListCredential": list_url,
    }


def status_list_credential(
    list_url: str,
    *,
    issuer: str,
    bits: Bitstring,
    valid_from: str,
    valid_until: str,
    purpose: str = "revocation",
    ttl: int | None = None,
) -> dict[str, Any]:
    """Build the unsigned BitstringStatusListCredential that is served at ``list_url``.

    ``issuer`` stands as a string (W3C's own validator takes no object here); ``valid_from`` and
    ``valid_until`` are instants with ``Z``; ``ttl`` is in milliseconds (section 3.2).
    """
    subject: dict[str, Any] = {
        "id": f"{list_url}#list",
        "type": LIST_TYPE,
        "statusPurpose": purpose,
        "encodedList": encode_list(bits),
    }
    if ttl is not None:
        subject["ttl"] = ttl
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": list_url,
        "type": ["VerifiableCredential", CREDENTIAL_TYPE],
        "issuer": issuer,
        "validFrom": valid_from,
        "validUntil": valid_until,
        "credentialSubject": subject,
    }


def read_status(entry: Mapping[str, Any], list_document: Mapping[str, Any]) -> bool:
    """Tell whether the list sets the bit that the entry names: true means revoked (section 3.2).

    Reads the list only. That its signature holds, that it has not expired and that its issuer may
    speak is the caller's to check. Raises a ``StatusError`` where the two do not fit together.
    """
    index = _entry_index(entry)
    subject = list_document.get("credentialSubject")
    if not isinstance(subject, Mapping) or LIST_TYPE not in _as_list(subject.get("type")):
        raise _damaged_list(f"has no credentialSubject of type {LIST_TYPE}")
    purpose = entry.get("statusPurpose")
    offered = _as_list(subject.get("statusPurpose"))  # the list may serve several purposes
    if not isinstance(purpose, str) or purpose not in offered:
        raise StatusPurposeError(
            "status.purpose",
            f"The credential asks for the status “{purpose}”, which its list does not answer.",
            purpose=str(purpose),
        )
    if _status_size(entry) != 1 or _status_size(subject) != 1:
        raise StatusEntryError(
            "status.entry.size", "Status entries of more than one bit cannot be read here."
        )
    encoded = subject.get("encodedList")
    if not isinstance(encoded, str):
        raise _damaged_list("has no encodedList")
    return decode_list(encoded)[index]


@dataclass(frozen=True, slots=True)
class IndexPermutation:
    """Spreads a counter over the places of a list, so that order of issue is not to be seen.

    Two counters never meet, and without ``key`` (32 bytes from a good source, kept with the list)
    a place tells nothing about its neighbours. A Feistel network over the smallest even number of
    bits that holds ``size``, walked until it falls inside (Black and Rogaway, "Ciphers with
    arbitrary finite domains", 2002)::

        >>> places = IndexPermutation(b"k" * 32, 10)
        >>> sorted(places[counter] for counter in range(10)) == list(range(10))
        True
    """

    key: bytes
    size: int

    def __post_init__(self) -> None:
        if self.size < 1 or not 16 <= len(self.key) <= hashlib.blake2b.MAX_KEY_SIZE:  # noqa: PLR2004 -- 128 bits
            raise ValueError("a permutation needs a size of 1 or more and a key of 16 to 64 bytes")

    def __getitem__(self, counter: int) -> int:
        """Give the place of ``counter`` (0 up to ``size`` - 1); raises ``StatusIndexError``."""
        if not 0 <= counter < self.size:
            raise StatusIndexError(
                "status.list.full",
                f"All {self.size} places of this status list are taken; begin the next list.",
                size=self.size,
            )
        place = self._mix(counter)
        while place >= self.size:
            place = self._mix(place)
        return place

    def _mix(self, value: int) -> int:
        half = ((self.size - 1).bit_length() + 1) // 2
        left, right = value >> half, value & ((1 << half) - 1)
        for number in range(_ROUNDS):
            left, right = right, left ^ self._round(number, right, half)
        return left << half | right

    def _round(self, number: int, value: int, bits: int) -> int:
        seed = bytes([number]) + self.size.to_bytes(8, "big") + value.to_bytes(8, "big")
        digest = hashlib.blake2b(seed, key=self.key, digest_size=8).digest()
        return int.from_bytes(digest, "big") & ((1 << bits) - 1)


@dataclass(frozen=True, slots=True)
class RevokedAssertion:
    """One line of an Open Badges 2.0 RevocationList: the Assertion's id, and why it was revoked."""

    id: str
    reason: str = ""


def revocation_list(
    list_id: str, *, issuer: str, entries: Iterable[RevokedAssertion]
) -> dict[str, Any]:
    """Build the Open Badges 2.0 RevocationList served at ``list_id``.

    1EdTech's validator overlooks a list of one entry, because JSON-LD compaction unwraps it. So
    there are always two or more: ids that no badge has, derived from ``list_id``, fill it up.
    """
    revoked = [
        {"id": entry.id, "revocationReason": entry.reason} if entry.reason else {"id": entry.id}
        for entry in entries
    ]
    for number in range(2 - len(revoked)):
        name = f"{list_id}#placeholder-{number}"
        revoked.append({"id": uuid.uuid5(uuid.NAMESPACE_URL, name).urn})
    return {
        "@context": "https://w3id.org/openbadges/v2",
        "id": list_id,
        "type": "RevocationList",
        "issuer": issuer,
        "revokedAssertions": revoked,
    }


def is_revoked(list_document: Mapping[str, Any], assertion_id: str) -> bool:
    """Tell whether an Open Badges 2.0 RevocationList names the Assertion.

    Entries are ids or objects with ``id`` or ``uid``, one of them or an array. Raises
    ``StatusListError`` where the document is no list at all: nothing revoked is ``[]``, not absent.
    """
    if "revokedAssertions" not in list_document:
        raise _damaged_list("has no revokedAssertions")
    for entry in _as_list(list_document["revokedAssertions"]):
        if entry == assertion_id:
            return True
        if isinstance(entry, Mapping) and assertion_id in (entry.get("id"), entry.get("uid")):
            return True
    return False


def _entry_index(entry: Mapping[str, Any]) -> int:
    if ENTRY_TYPE not in _as_list(entry.get("type")):
        raise StatusEntryError("status.entry.type", f"The status entry is not a {ENTRY_TYPE}.")
    index = entry.get("statusListIndex")
    if isinstance(index, int) and not isinstance(index, bool):
        index = str(index)  # 1EdTech's own samples write a number
    if not isinstance(index, str) or not _DECIMAL.fullmatch(index):
        raise StatusEntryError(
            "status.entry.index", "The status entry's statusListIndex is not a whole number."
        )
    return int(index)


def _status_size(node: Mapping[str, Any]) -> Any:
    return node.get("statusSize", 1)


def _as_list(value: Any) -> Sequence[Any]:
    if value is None:
        return ()
    return value if isinstance(value, list | tuple) else (value,)


def _damaged_list(problem: str) -> StatusListError:
    return StatusListError(
        "status.list.damaged",
        f"The status list {problem}; ask the issuer to publish it again.",
        problem=problem,
    )
