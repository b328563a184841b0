"""The worker in this process: a thread that claims what is due."""

from __future__ import annotations

import logging
import threading
import time

from flask import Flask

from badges import jobs
from badges.tasks.upkeep import Upkeep

IDLE_SECONDS = 1.0

BREATH_SECONDS = 0.15
"""A pause that lets those in who wait to write; SQLite asks every tenth of a second."""

WORK_SECONDS = 0.5
"""After so long at work the worker pauses for a breath."""

log = logging.getLogger(__name__)


class Worker(threading.Thread):
    """Claims due jobs, one after the other, until it is told to stop.

    One runs in each web process, and as many as wanted under ``badges work``.
    """

    def __init__(self, app: Flask, *, idle_seconds: float = IDLE_SECONDS) -> None:
        super().__init__(name="badges-worker", daemon=True)
        self._app = app
        self._idle_seconds = idle_seconds
        self._stopping = threading.Event()
        self._upkeep = Upkeep()

    def run(self) -> None:
        """Work until stopped; what goes wrong is logged and tried again."""
        while not self._stopping.is_set():
            try:
                with self._app.app_context():
                    self._upkeep.see_to_it()
                    ran = self._work_a_while()
            except Exception:
                # The database may be away for a while; the worker must outlive that.
                log.exception("the worker could not reach its jobs")
                ran = 0
            if not ran:
                self._stopping.wait(self._idle_seconds)

    def _work_a_while(self) -> int:
        """Run due jobs until a breath is due; gives how many ran."""
        began, ran = time.monotonic(), 0
        while not self._stopping.is_set() and jobs.run_due(limit=1):
            ran += 1
            if time.monotonic() - began > WORK_SECONDS:
                self._stopping.wait(BREATH_SECONDS)
                break
        return ran

    def tell_to_stop(self) -> None:
        """Have no further job begun; does not wait."""
        self._stopping.set()

    def stop(self, timeout: float | None = None) -> None:
        """Finish what is in hand and end; what takes longer than that is given back to others."""
        self.tell_to_stop()
        if not self.is_alive():
            return
        self.join(timeout)
        if self.is_alive():
            try:
                with self._app.app_context():
                    given = jobs.give_back()
                log.warning("the worker stops; %s jobs in hand are left to others", given)
            except Exception:
                log.exception("what the worker had in hand waits until its lease ends")
