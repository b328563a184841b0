"""``credentialStatus``: which place of which list tells about a credential.

>>> entry = StatusEntry("https://badges.example/status/3", 94567)
>>> entry.to_json()["id"], StatusEntry.parse(entry.to_json()) == entry
('https://badges.example/status/3#94567', True)

A list of messages has several bits for each credential, and an entry explains every value::

    >>> posted = StatusEntry("https://badges.example/status/4", 7, "message", size=2, messages={
    ...     0: "being made", 1: "in the post", 2: "at the door", 3: "lost"})
    >>> posted.to_json()["statusMessage"][1]
    {'status': '0x1', 'message': 'in the post'}
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Self

from badges.status.bitstring import MAXIMUM_SIZE
from badges.status.errors import StatusEntryError

ENTRY_TYPE: Final = "BitstringStatusListEntry"
ENTRY_TYPE_2021: Final = "StatusList2021Entry"

_TYPES: Final = frozenset({ENTRY_TYPE, ENTRY_TYPE_2021})

REVOCATION: Final = "revocation"
SUSPENSION: Final = "suspension"
REFRESH: Final = "refresh"
MESSAGE: Final = "message"
"""The purposes of Bitstring Status List 1.0, section 2.1; others may be agreed upon."""

_DECIMAL: Final = re.compile(r"[0-9]{1,19}", re.ASCII)
_HEXADECIMAL: Final = re.compile(r"0[xX][0-9A-Fa-f]{1,8}", re.ASCII)
_NO_MESSAGES: Final[Mapping[int, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """A place in a list: the ``index``-th group of ``size`` bits of the list at ``list_url``.

    ``messages`` says what each value means and is needed where ``size`` is more than 1 or
    ``purpose`` is ``message``, one for each of the 2 ** ``size`` values; ``references`` are
    addresses of further material. Raises ``StatusEntryError`` for an entry that the standard does
    not allow (Bitstring Status List 1.0, 2.1).
    """

    list_url: str
    index: int
    purpose: str = REVOCATION
    size: int = 1
    messages: Mapping[int, str] = field(default_factory=lambda: _NO_MESSAGES)
    references: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.index < 0:
            raise _bad_index()
        if not 1 <= self.size <= MAXIMUM_SIZE:
            raise StatusEntryError(
                "status.entry.size",
                f"Status entries of 1 to {MAXIMUM_SIZE} bits can be read here, not of {self.size}.",
                size=self.size,
                limit=MAXIMUM_SIZE,
            )
        is_needed = self.size > 1 or self.purpose == MESSAGE
        if (is_needed or self.messages) and set(self.messages) != set(range(1 << self.size)):
            raise StatusEntryError(
                "status.entry.messages",
                f"The status entry has no statusMessage for each of its {1 << self.size} values.",
                count=1 << self.size,
            )

    @classmethod
    def parse(cls, entry: Mapping[str, Any]) -> Self:
        """Read a BitstringStatusListEntry or StatusList2021Entry; raises ``StatusEntryError``."""
        kind = entry.get("type")
        if kind != ENTRY_TYPE and _TYPES.isdisjoint(_texts(kind)):
            raise StatusEntryError("status.entry.type", f"The status entry is not a {ENTRY_TYPE}.")
        size = entry.get("statusSize", 1)
        if not isinstance(size, int) or isinstance(size, bool):
            raise StatusEntryError(
                "status.entry.size", "The status entry's statusSize is not a whole number."
            )
        return cls(
            list_url=_text(entry, "statusListCredential"),
            index=_index(entry.get("statusListIndex")),
            purpose=_text(entry, "statusPurpose"),
            size=size,
            messages=_messages(entry.get("statusMessage")),
            references=_texts(entry["statusReference"]) if "statusReference" in entry else (),
        )

    def to_json(self) -> dict[str, Any]:
        """Give ``credentialStatus``.

        ``id`` is optional to W3C but required by the schema of Open Badges 3.0, and must differ
        from the address of the list; ``statusListIndex`` is a decimal string.
        """
        entry: dict[str, Any] = {
            "id": f"{self.list_url}#{self.index}",
            "type": ENTRY_TYPE,
            "statusPurpose": self.purpose,
            "statusListIndex": str(self.index),
            "statusListCredential": self.list_url,
        }
        if self.size > 1:
            entry["statusSize"] = self.size
        if self.messages:
            entry["statusMessage"] = [
                {"status": hex(value), "message": self.messages[value]}
                for value in sorted(self.messages)
            ]
        if self.references:
            first, *more = self.references
            entry["statusReference"] = [first, *more] if more else first
        return entry


def status_entry(list_url: str, index: int, purpose: str = REVOCATION) -> dict[str, Any]:
    """Build ``credentialStatus`` of one bit for the place ``index`` of the list at ``list_url``."""
    return StatusEntry(list_url, index, purpose).to_json()


def _index(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value  # 1EdTech's own samples write a number
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        raise _bad_index()
    return int(value)


def _bad_index() -> StatusEntryError:
    return StatusEntryError(
        "status.entry.index", "The status entry's statusListIndex is not a whole number."
    )


def _messages(value: Any) -> Mapping[int, str]:
    """Read ``statusMessage``: objects with a hexadecimal ``status`` and a ``message``."""
    if value is None:
        return _NO_MESSAGES
    found: dict[int, str] = {}
    for each in value if isinstance(value, list) and value else [value]:
        status = each.get("status") if isinstance(each, Mapping) else None
        message = each.get("message") if isinstance(each, Mapping) else None
        if not (isinstance(status, str) and isinstance(message, str)) or (
            not _HEXADECIMAL.fullmatch(status) or int(status, 16) in found
        ):
            raise StatusEntryError(
                "status.entry.messages",
                "Each statusMessage of a status entry needs a hexadecimal status of its own and a "
                "message.",
            )
        found[int(status, 16)] = message
    return MappingProxyType(found)


def _text(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name)
    if not isinstance(value, str) or not value:
        raise StatusEntryError(
            "status.entry.text", f"The status entry's {name} is not a text.", term=name
        )
    return value


def _texts(value: Any) -> tuple[str, ...]:
    values: Sequence[Any] = value if isinstance(value, list | tuple) else (value,)
    return tuple(each for each in values if isinstance(each, str))
