"""A bounded memory of what was made before, for many threads at once.

    >>> memory = Memory(maximum_entries=2, maximum_bytes=100)
    >>> memory.put("a", 1, size=10)
    >>> memory.get("a"), memory.get("b")
    (1, None)

Two generations stand in for a list in order of use: what is asked for moves to the young one, and
when that is full, the old one is forgotten. Looking up takes no lock.
"""

from __future__ import annotations

import threading
from collections.abc import Hashable
from typing import Final, Generic, TypeVar

Value = TypeVar("Value")

MAXIMUM_ENTRIES: Final = 1000
"""Entries in one generation, by default."""

MAXIMUM_BYTES: Final = 8_000_000
"""Bytes in one generation, by default."""


class Memory(Generic[Value]):
    """Keeps at least the last ``maximum_entries`` used, and never twice as many.

    ``size`` is what the caller says an entry takes in bytes. An entry of more than a tenth of
    ``maximum_bytes`` is not kept.
    """

    def __init__(
        self, *, maximum_entries: int = MAXIMUM_ENTRIES, maximum_bytes: int = MAXIMUM_BYTES
    ) -> None:
        self._maximum_entries = maximum_entries
        self._maximum_bytes = maximum_bytes
        self._lock = threading.Lock()
        self._young: dict[Hashable, tuple[Value, int]] = {}
        self._old: dict[Hashable, tuple[Value, int]] = {}
        self._bytes = 0

    def get(self, key: Hashable) -> Value | None:
        """Give what was put under an equal key, if it is still there."""
        found = self._young.get(key)
        if found is None:
            found = self._old.get(key)
            if found is None:
                return None
            self.put(key, *found)
        return found[0]

    def put(self, key: Hashable, value: Value, size: int) -> None:
        """Remember a value."""
        if size > self._maximum_bytes // 10:
            return
        with self._lock:
            if key in self._young:
                return
            is_full = len(self._young) >= self._maximum_entries
            if is_full or self._bytes + size > self._maximum_bytes:
                self._old, self._young, self._bytes = self._young, {}, 0
            self._young[key] = value, size
            self._bytes += size

    def __len__(self) -> int:
        return len(self._young.keys() | self._old.keys())
