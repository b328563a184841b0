"""What reaches us from outside the program: the time, randomness, the network, the files.

They come in through one frozen value, so that a test hands in a clock that stands still and a
network that answers from a table, and nothing sleeps and nothing flakes. The composition root
(:mod:`badges.app`) makes one and hangs it on the application; use cases ask for it here.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

from flask import current_app

from badges.config import Settings
from badges.fetched import Fetch
from badges.storage import DrawingShelf, FileStore
from badges.verifying import StatusLists
from keys.sealing import MasterKeys

EXTENSION = "badges"


@dataclass(frozen=True, slots=True)
class Ports:
    """The outside world as the use cases see it.

    ``clock`` gives the instant in UTC; ``token_bytes`` gives that many unpredictable bytes;
    ``fetch`` is the one guarded door to the network; ``files`` keeps uploads by their hash;
    ``master_keys`` seal private keys; ``lists`` are the status lists of others that were checked
    lately; ``drawings``, where there are any, keep what every certificate of a badge has in common.
    """

    settings: Settings
    fetch: Fetch
    files: FileStore
    master_keys: MasterKeys
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    token_bytes: Callable[[int], bytes] = secrets.token_bytes
    lists: StatusLists = field(default_factory=StatusLists)
    drawings: DrawingShelf | None = None


def ports() -> Ports:
    """Give the ports of the running application."""
    return cast("Ports", current_app.extensions[EXTENSION])


def now() -> datetime:
    """Give the instant, in UTC and whole seconds, as signed documents have it (decisions 23)."""
    return ports().clock().astimezone(UTC).replace(microsecond=0)


def settings() -> Settings:
    """Give the settings of the running application."""
    return ports().settings
