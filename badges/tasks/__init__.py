"""The queue's door: which handler runs a job of which name, and those who run them.

Without a broker a thread in each web process works (:mod:`badges.tasks.thread`); with one,
Celery's workers do.
"""

from __future__ import annotations

from badges.tasks.handlers import DAILY, FIRST, HANDLERS, TOGETHER
from badges.tasks.thread import Worker

__all__ = ["DAILY", "FIRST", "HANDLERS", "TOGETHER", "Worker"]
