"""Celery's worker: runs the jobs it is told of, and tells of those nobody was told of.

One process listens to the broker and sweeps; as many as wanted beside it run jobs. All of them
may be killed at any moment: the rows stand, leases end, and the sweep tells of them again.
"""

from __future__ import annotations

import logging
import warnings
from typing import Any, ClassVar, Final

from celery import Celery, bootsteps, signals
from celery.apps.worker import Worker as CeleryWorker
from celery.exceptions import CPendingDeprecationWarning, SecurityWarning
from celery.worker.request import Request
from flask import Flask
from redis.exceptions import ConnectionError as RedisConnectionError

from badges import jobs
from badges.database import db
from badges.tasks.broker import TASK, Broker, make_celery
from badges.tasks.upkeep import Upkeep

SWEEP_SECONDS = 1.0
MOST_WAITING: Final = 500
"""So many messages wait at the broker at most, apart from what commits tell of at once: a long
list stays in the database, and what is urgent finds a short queue."""

log = logging.getLogger(__name__)


class Sweep:
    """What one worker sees to each second, as every other one does: nothing is done twice."""

    def __init__(self, app: Flask, broker: Broker) -> None:
        self._app = app
        self._broker = broker
        self._upkeep = Upkeep()

    def __call__(self) -> None:
        """Promise the day's work, and tell the broker of what is due; never raises."""
        try:
            with self._app.app_context():
                self._upkeep.see_to_it()
                waiting = self._broker.waiting()
                if waiting is not None and waiting < MOST_WAITING:
                    found = jobs.take_unsent(MOST_WAITING - waiting, broker_is_empty=not waiting)
                    self._broker.send(found)
        except Exception:
            # The database may be away for a while; the worker must outlive that.
            log.exception("the sweep could not reach the jobs")


def run_worker(app: Flask, url: str, *, concurrency: int) -> int:
    """Work with so many processes until SIGTERM or Ctrl-C; gives the exit code.

    What is in hand is finished first.
    """
    celery = _celery_for(app, url)
    signals.setup_logging.connect(_leave_logging_alone, weak=False)
    with app.app_context():
        db.engine.dispose()
    for category in (SecurityWarning, CPendingDeprecationWarning):  # advice to Celery's own users
        warnings.filterwarnings("ignore", category=category)
    worker = CeleryWorker(
        app=celery,
        concurrency=concurrency,
        pool="prefork",
        quiet=True,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    worker.start()
    return int(worker.exitcode or 0)


class Acknowledged:
    """The messages that were acknowledged lately, and whether the broker heard of it.

    While the broker is away it does not, and Celery holds such a message for one in hand: it
    would wait for it for ever, and listen to nothing else.
    """

    def __init__(self) -> None:
        self._lately: list[Any] = []
        self._before: list[Any] = []

    def note(self, message: Any) -> None:
        """Remember one; it is acknowledged a moment later."""
        self._lately.append(message)

    def were_lost(self) -> bool:
        """Tell whether one of those noted before the last look was never acknowledged."""
        lost = any(not message.acknowledged for message in self._before)
        self._before, self._lately = self._lately, []
        return lost


def _celery_for(app: Flask, url: str) -> Celery:
    celery = make_celery(url)
    celery.set_current()
    sweep = Sweep(app, Broker(url))

    class NotingRequest(Request):  # type: ignore[misc]
        """What is in hand, as Celery keeps it; it notes what it acknowledges."""

        def acknowledge(self) -> None:
            """Tell the broker that this is in hand."""
            if not self.acknowledged:
                acknowledged.note(self.message)
            super().acknowledge()

    acknowledged = Acknowledged()

    @celery.task(name=TASK, Request=NotingRequest)  # type: ignore[untyped-decorator]
    def run_job(job_id: int) -> None:
        try:
            with app.app_context():
                jobs.run_one(job_id)
        except Exception:
            log.exception("job %s could not be reached", job_id)

    class Sweeping(bootsteps.StartStopStep):  # type: ignore[misc]
        """Begins with each connection to the broker, which forgets its timers when it is lost."""

        requires: ClassVar = {"celery.worker.consumer.tasks:Tasks"}

        def start(self, consumer: Any) -> None:
            """Sweep each second."""
            self._timer = consumer.timer.call_repeatedly(SWEEP_SECONDS, self._sweep)

        def stop(self, _consumer: Any) -> None:
            """Sweep no more."""
            self._timer.cancel()

        def _sweep(self) -> None:
            sweep()
            if acknowledged.were_lost():
                # Celery takes this for the loss that it did not see, and connects anew.
                raise RedisConnectionError("the broker was away")

    celery.steps["consumer"].add(Sweeping)

    @signals.worker_process_init.connect(weak=False)  # type: ignore[untyped-decorator]
    def _own_connections(**_: object) -> None:
        with app.app_context():
            db.engine.dispose(close=False)

    return celery


def _leave_logging_alone(**_: object) -> None:
    """Keep Celery from setting up logging: that is done already."""
