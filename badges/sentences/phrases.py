"""What the tables of sentences are made of.

>>> Plural("One is missing.", "%(count)s are missing.").names
frozenset({'count'})
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

PLACEHOLDER = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Plain:
    """A sentence that counts nothing."""

    text: str

    @property
    def names(self) -> frozenset[str]:
        """The parameters that it needs."""
        return frozenset(PLACEHOLDER.findall(self.text))


@dataclass(frozen=True, slots=True)
class Plural:
    """A sentence that counts: one form for one, one for many; languages may have more."""

    one: str
    many: str

    @property
    def names(self) -> frozenset[str]:
        """The parameters that it needs; ``count`` always."""
        return frozenset(PLACEHOLDER.findall(self.one + self.many)) | {"count"}


Phrase = Plain | Plural
Table = Mapping[str, Phrase | tuple[Phrase, ...]]


def phrases(*tables: Table) -> dict[str, tuple[Phrase, ...]]:
    """Merge the rooms' tables; a code belongs to one room only (ValueError)."""
    merged: dict[str, tuple[Phrase, ...]] = {}
    for table in tables:
        for code, found in table.items():
            if code in merged:
                raise ValueError(f"two tables have sentences for {code!r}; keep one")
            merged[code] = found if isinstance(found, tuple) else (found,)
    return merged
