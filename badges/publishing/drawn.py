"""What was drawn a moment ago, for the next who ask for the same.

A link that is posted is looked at by hundreds of servers within a minute, each of which asks for
its preview picture: it is drawn for the first of them, and the others wait for that::

    kept = DrawnLately()
    kept.get(b"all that it shows", draw)

Nothing of it touches a disk. A picture is found by all that it shows, so that whoever asks after a
correction has another one drawn; whether it may be asked for at all was looked up before. What was
erased is asked for by nobody, and gone from memory with the first picture that is asked for a few
minutes later.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

KEPT_BYTES: Final = 8_000_000
KEPT_SECONDS: Final = 300.0


@dataclass(slots=True)
class _Drawing:
    """One picture: nothing until it was drawn, which one thread does."""

    since: float
    data: bytes = b""
    turn: threading.Lock = field(default_factory=threading.Lock)


class DrawnLately:
    """The pictures of this process that were drawn in the last minutes."""

    def __init__(
        self,
        *,
        most: int = KEPT_BYTES,
        seconds: float = KEPT_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._kept: OrderedDict[bytes, _Drawing] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: bytes, draw: Callable[[], bytes]) -> bytes:
        """Give the picture of that key, drawn now if need be; raises what drawing raises."""
        with self._lock:
            self._let_go()
            drawing = self._kept.setdefault(key, _Drawing(self._clock()))
        with drawing.turn:
            if not drawing.data:
                drawing.data = draw()
        return drawing.data

    def _let_go(self) -> None:
        """Forget what is too old, and the oldest where it is too much."""
        over = sum(len(each.data) for each in self._kept.values()) - self._most
        until = self._clock() - self._seconds
        for key, each in list(self._kept.items()):
            if over <= 0 and each.since > until:
                return
            over -= len(each.data)
            del self._kept[key]
