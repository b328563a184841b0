"""The credential that carries a list: built for ours, read from anybody's.

>>> bits = Bitstring()
>>> bits[94567] = True
>>> document = status_list_credential(
...     "https://badges.example/status/3",
...     issuer="did:web:badges.example",
...     bits=bits,
...     valid_from="2026-01-01T00:00:00Z",
...     valid_until="2026-01-08T00:00:00Z",
... )
>>> entry = StatusEntry("https://badges.example/status/3", 94567)
>>> read_status(entry.to_json(), document).value
1

Nothing here asks who signed a list and until when it holds; that is the verifier's to do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from badges.status.bitstring import MINIMUM_ENTRIES, Bitstring
from badges.status.encoding import decode_list, decode_list_2021
from badges.status.entries import REVOCATION, StatusEntry
from badges.status.errors import StatusListError, StatusPurposeError, damaged_list
from badges.status.packing import PackedList

LIST_TYPE: Final = "BitstringStatusList"
CREDENTIAL_TYPE: Final = "BitstringStatusListCredential"
LIST_TYPE_2021: Final = "StatusList2021"
CREDENTIAL_TYPE_2021: Final = "StatusList2021Credential"


@dataclass(frozen=True, slots=True)
class StatusValue:
    """What a list says about one credential: ``value`` is 0 where nothing is to be said.

    ``message`` is the text that the entry gives this value, ``""`` where it gives none. True in a
    condition where the value is not 0, which for one bit means revoked (or suspended).
    """

    purpose: str
    value: int
    message: str = ""

    def __bool__(self) -> bool:
        return self.value != 0


@dataclass(frozen=True, slots=True)
class DecodedList:
    """A list, inflated: what it is for and its bits.

    ``is_set`` is the innermost look-up, ``look_up`` the one that also sees to it that the entry
    fits the list.
    """

    purposes: frozenset[str]
    bits: Bitstring

    def is_set(self, index: int) -> bool:
        """Tell whether the bit of a place is set; raises ``StatusIndexError``."""
        return self.bits[index]

    def look_up(self, entry: StatusEntry) -> StatusValue:
        """Give the status of an entry (Bitstring Status List 1.0, 3.2, steps 7 to 13).

        Raises ``StatusPurposeError``, ``StatusListError`` for a list with too few entries of this
        size, and ``StatusIndexError``.
        """
        if entry.purpose not in self.purposes:
            raise StatusPurposeError(
                "status.purpose",
                f"The credential asks for the status “{entry.purpose}”, which its list does not "
                "answer.",
                purpose=entry.purpose,
            )
        if self.bits.entries(entry.size) < MINIMUM_ENTRIES:
            raise StatusListError(
                "status.list.size",
                f"A status list has {MINIMUM_ENTRIES} entries or more; this one has "
                f"{self.bits.entries(entry.size)} of {entry.size} bits.",
                size=self.bits.entries(entry.size),
            )
        value = self.bits.read(entry.index, size=entry.size)
        return StatusValue(entry.purpose, value, entry.messages.get(value, ""))


def status_list_credential(
    list_url: str,
    *,
    issuer: str,
    bits: Bitstring | PackedList,
    valid_from: str,
    valid_until: str,
    purpose: str | Sequence[str] = REVOCATION,
    ttl: int | None = None,
) -> dict[str, Any]:
    """Build the unsigned BitstringStatusListCredential that is served at ``list_url``.

    ``issuer`` stands as a string (W3C's own validator takes no object here); ``valid_from`` and
    ``valid_until`` are instants with ``Z``; ``purpose`` is one or several; ``ttl`` is in
    milliseconds (section 2.2).
    """
    packed = bits if isinstance(bits, PackedList) else PackedList.of(bytes(bits))
    subject: dict[str, Any] = {
        "id": f"{list_url}#list",
        "type": LIST_TYPE,
        "statusPurpose": purpose if isinstance(purpose, str) else list(purpose),
        "encodedList": packed.encoded(),
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


def read_list(document: Mapping[str, Any]) -> DecodedList:
    """Inflate the list in a BitstringStatusListCredential or its predecessor of 2021.

    Reads the list only: that its signature holds, that it has not expired and that its issuer may
    speak is the caller's to check. Raises ``StatusListError``.
    """
    types = _texts(document.get("type"))
    subject = document.get("credentialSubject")
    if isinstance(subject, list) and len(subject) == 1:
        [subject] = subject
    kinds = _texts(subject.get("type")) if isinstance(subject, Mapping) else []
    for credential_type, list_type, decode in (
        (CREDENTIAL_TYPE, LIST_TYPE, decode_list),
        (CREDENTIAL_TYPE_2021, LIST_TYPE_2021, decode_list_2021),
    ):
        if credential_type in types and list_type in kinds and isinstance(subject, Mapping):
            encoded = subject.get("encodedList")
            if not isinstance(encoded, str):
                raise damaged_list("has no encodedList")
            return DecodedList(frozenset(_texts(subject.get("statusPurpose"))), decode(encoded))
    raise damaged_list(f"is no {CREDENTIAL_TYPE} with a {LIST_TYPE}")


def read_status(entry: Mapping[str, Any], list_document: Mapping[str, Any]) -> StatusValue:
    """Tell what a list says about the credential with this entry; true means revoked (3.2).

    Raises a ``StatusError`` where the two do not fit together; see :func:`read_list` for what is
    left to the caller.
    """
    asked = StatusEntry.parse(entry)
    return read_list(list_document).look_up(asked)


def _texts(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [each for each in values if isinstance(each, str)]
