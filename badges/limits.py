"""How often something may be done: fixed windows counted in the database (decisions 27).

In the database rather than in memory, so that every web process counts the same.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from badges.database import db
from badges.errors import LimitError
from badges.models import RateWindow
from badges.ports import now


def count(what: str, who: str, *, limit: int, window: timedelta) -> None:
    """Count one more; raises ``LimitError`` when ``who`` did it too often within the window.

    ``who`` (an address, a network address) is kept as a hash and only until its window ends.
    """
    key = f"{what}:{hashlib.sha256(who.encode()).hexdigest()[:32]}"
    if _opened(key):
        return
    row = db.session.get_one(RateWindow, key, with_for_update=True)
    if now() - row.opened_at >= window:
        row.opened_at, row.count = now(), 1
        return
    if row.count >= limit:
        seconds = int((row.opened_at + window - now()).total_seconds())
        raise LimitError(
            "limit.often",
            f"That was too often; try again in {max(1, seconds // 60)} minutes.",
            seconds=seconds,
        )
    row.count += 1


def _opened(key: str) -> bool:
    """Open a window with its first count, unless there is one; of several at once one does."""
    if db.session.get(RateWindow, key) is not None:
        return False
    try:
        with db.session.begin_nested():
            db.session.add(RateWindow(key=key, opened_at=now(), count=1))
    except IntegrityError:
        return False
    return True
