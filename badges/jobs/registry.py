"""What the composition root tells the queue: which handler runs a job of which name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol, cast

from flask import current_app

Handler = Callable[..., object]
EXTENSION: Final = "badges.jobs"

FIRST: Final = 0
"""The rank of what somebody waits for."""

ORDINARY: Final = 1

LAST: Final = 2
"""The rank of what may take its time: the mails of a long list."""

RANKS: Final = (FIRST, ORDINARY, LAST)


class Broker(Protocol):
    """Passes on to workers which jobs can be done. It never raises, and never keeps one waiting."""

    @property
    def is_away(self) -> bool:
        """Tell whether it could not be reached a moment ago: then it need not be tried."""

    def send(self, jobs: Sequence[tuple[int, int]]) -> None:
        """Tell of jobs, each as ``(id, rank)``."""

    def waiting(self) -> int | None:
        """Count what nobody took yet; nothing where the broker cannot be reached."""


@dataclass(frozen=True, slots=True)
class Registry:
    """What can be run here, what of it together, what before all else, and the way to a broker."""

    handlers: Mapping[str, Handler] = field(default_factory=dict)
    together: Mapping[str, Handler] = field(default_factory=dict)
    first: frozenset[str] = frozenset()
    broker: Broker | None = None


def register(
    handlers: Mapping[str, Handler],
    *,
    together: Mapping[str, Handler] | None = None,
    first: Collection[str] = (),
    broker: Broker | None = None,
) -> None:
    """Name the handlers of the running application; the composition root does.

    Those of ``together`` take the arguments of many jobs of their name, as a list; what waits is
    then done at once, and one by one where that fails. Jobs named in ``first`` go before others.
    ``broker`` is told, after each commit, of jobs that can be done at once.
    """
    current_app.extensions[EXTENSION] = Registry(
        dict(handlers), dict(together or {}), frozenset(first), broker
    )


def registry() -> Registry:
    """Give what was registered; nothing, where nothing was."""
    return cast("Registry", current_app.extensions.get(EXTENSION) or Registry())


def broker() -> Broker | None:
    """Give the broker, where there is one; else jobs are done in this process."""
    return registry().broker
