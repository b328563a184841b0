"""Groups under five are hidden, also by subtraction: which counts may be told.

A table parts some people (all members, those who joined in a quarter) into groups that do not
overlap, and a rest of which no count is told: who is in no group, or refused to be counted. How
many people there are altogether is known to whoever reads; who refused, and how many, is not.

* A count is told from five on. Totals are those of what is told, never of what is not.
* What is told, taken from all, would tell how many are left. Where those are one to four, one
  group more is hidden: the last one of the table, so that the choice itself tells nothing.

>>> told({"gave": 12, "received": 3, "both": 9}, everybody=40)
{'gave': 12, 'received': None, 'both': 9}
>>> told({"gave": 12, "received": 0, "both": 25}, everybody=40)
{'gave': 12, 'received': None, 'both': None}

How many took part at all holds groups of other tables within it. It is told in steps of ten that
begin at the largest of these, so that ten sizes are always possible for what is beside each:

>>> in_steps(37), in_steps(9), in_steps(19, [17, 12, None])
(30, None, 17)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

FEWEST: Final = 5
"""So many people make a group."""

STEP: Final = 10


def told(counts: Mapping[str, int], *, everybody: int) -> dict[str, int | None]:
    """Give what may be told of groups that do not overlap, nothing for those that are hidden.

    ``everybody`` is the number of all whom the table is about, as a reader may know it.
    """
    shown: dict[str, int | None] = {
        name: count if count >= FEWEST else None for name, count in counts.items()
    }
    left = everybody - sum(count or 0 for count in shown.values())
    if 0 < left < FEWEST:
        last = next((name for name in reversed(shown) if shown[name] is not None), None)
        if last is not None:
            shown[last] = None
    return shown


def in_steps(count: int, within: Iterable[int | None] = ()) -> int | None:
    """Give "at least so many": the largest told group ``within`` it, and tens beyond; else nothing.

    Plain tens would not do: of 10 to 19 people, 19 in one programme and 17 in another, two are in
    the first alone.
    """
    most = max((it for it in within if it is not None), default=0)
    return most + (count - most) // STEP * STEP or None
