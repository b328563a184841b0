"""What each who works sees to besides: the day's work promised, a clock set back put right."""

from __future__ import annotations

import logging
import time
from datetime import date

from badges import jobs
from badges.database import db
from badges.ports import now
from badges.tasks import handlers

RIGHT_SECONDS = 60.0

log = logging.getLogger(__name__)


def promise_daily_work() -> date:
    """Promise today's work, once for each day and kind however many workers do; gives the day."""
    at = now()
    due = at.replace(hour=jobs.DAILY_HOUR, minute=0, second=0)
    for name in handlers.DAILY:
        jobs.enqueue_once(f"{name}:{at:%Y-%m-%d}", name, due=due)
    db.session.commit()
    return at.date()


class Upkeep:
    """Done before each look for work; costs nothing where nothing is to be done."""

    def __init__(self) -> None:
        self._promised: date | None = None
        self._right_at: float | None = None

    def see_to_it(self) -> None:
        """Promise the day's work when a day begins, and each minute look at the clock's doings."""
        if self._promised != now().date():
            self._promised = promise_daily_work()
        if self._right_at is None or time.monotonic() - self._right_at >= RIGHT_SECONDS:
            self._right_at = time.monotonic()
            if moved := jobs.set_right():
                log.warning("the clock was set back: %s jobs were brought back to now", moved)
