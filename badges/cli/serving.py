"""Gunicorn, set up from here: web processes that share the work, their jobs, figures and logs."""

from __future__ import annotations

import gc
import logging
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

from badges.accounts import communities, signin
from badges.database import db
from badges.demo import MANAGER_ADDRESS, MEMBER_ADDRESS
from badges.ports import settings
from badges.rendering.resources import load_weasyprint
from badges.tasks import Worker

THREADS_PER_WORKER = 4
A_MOMENT = 0.01
"""Seconds that a busy process leaves a connection to one that may be idle."""

GRACEFUL_SECONDS = 30
DRAWING_AFTER_SECONDS = 3.0
FIGURES_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Where the library of ``/metrics`` has several processes count together."""


def run(app: Flask, *, bind: str, workers: int) -> None:
    """Serve until told to stop; what is being answered then is answered."""
    gc.freeze()  # what the web processes share stays shared, and is not looked through by each
    with _figures_folder():
        Server(app, bind=bind, workers=workers).run()


@contextmanager
def _figures_folder() -> Iterator[None]:
    """Give the web processes a folder to count in together, and remove it in the end."""
    folder, owner = tempfile.mkdtemp(prefix="badges-figures-"), os.getpid()
    os.environ.setdefault(FIGURES_FOLDER, folder)
    try:
        yield
    finally:
        if os.getpid() == owner:  # a web process that ends comes by here as well
            shutil.rmtree(folder, ignore_errors=True)


class _Log(Logger):  # type: ignore[misc]
    """Gunicorn's own words, written like everything else."""

    def setup(self, _cfg: Any) -> None:
        """Leave them to the handlers of this process."""
        self.error_log.propagate = True
        self.error_log.setLevel(logging.WARNING)


class _Fair(ThreadWorker):  # type: ignore[misc]
    """Leaves a connection that it has no thread for to the others for a moment.

    Whoever is quickest would take them all, and let them wait for one another, while another
    process is idle. Where all are busy, nobody may wait until one is not: that may be never.
    """

    _accepted_at = 0.0

    def accept(self, listener: Any) -> None:
        """Take one, and the next one at once only with a thread for it."""
        super().accept(listener)
        self._accepted_at = time.monotonic()
        self.set_accept_enabled(self._accepting)

    def set_accept_enabled(self, enabled: bool) -> None:  # noqa: FBT001 - gunicorn's signature
        """Take connections, where that is fair; asked again after each request."""
        waiting = len(self.keepalived_conns) + len(self.pending_conns)
        has_room = self.nr_conns - waiting < self.cfg.threads
        is_late = time.monotonic() - self._accepted_at > A_MOMENT
        super().set_accept_enabled(enabled and (has_room or is_late))


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn, set up from here: one worker thread for jobs in each web process."""

    def __init__(self, app: Flask, *, bind: str, workers: int) -> None:
        self._app = app
        self._settings = {
            "bind": bind,
            "workers": workers,
            "worker_class": _Fair,
            "threads": THREADS_PER_WORKER,
            "graceful_timeout": GRACEFUL_SECONDS,
            "when_ready": _greet,
            "post_worker_init": _begin,
            "worker_exit": _stop_jobs,
            "logger_class": _Log,
            "proc_name": "badges",
            "control_socket_disable": True,
        }
        super().__init__()

    def load_config(self) -> None:
        """Hand our settings to gunicorn; names it does not know are left out."""
        for name, value in self._settings.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """Give each web process the application that was made before the fork."""
        return self._app


def _begin(worker: Any) -> None:
    """Start what a web process does beside its pages."""
    threading.Thread(target=_get_ready_to_draw, name="badges-drawing", daemon=True).start()
    _start_jobs(worker)


def _get_ready_to_draw() -> None:
    """Load what drawing takes once the first are answered, so that nobody waits for it later."""
    threading.Event().wait(DRAWING_AFTER_SECONDS)
    load_weasyprint()


def _start_jobs(worker: Any) -> None:
    """Do jobs beside the pages, unless there is a broker: then ``badges work`` does them."""
    with worker.wsgi.app_context():
        if settings().queue_url is not None:
            return
    worker.badges_jobs = Worker(worker.wsgi)
    worker.badges_jobs.start()


def _stop_jobs(_server: Any, worker: Any) -> None:
    jobs = getattr(worker, "badges_jobs", None)
    if jobs is not None:
        jobs.stop(GRACEFUL_SECONDS)


def _greet(server: Any) -> None:
    """Print the address and, for a demo, one sign-in link each for a manager and a member."""
    with server.app.load().app_context():
        click.echo(f"\nMeilenstein is running at {settings().base_url}\n")
        if any(community.is_demo for community in communities.all_communities()):
            for who, address in (("manager", MANAGER_ADDRESS), ("member", MEMBER_ADDRESS)):
                secret = signin.create_link(address)
                click.echo(f"  Sign in as a {who}: {settings().base_url}/sign-in/{secret}")
            db.session.commit()
        if all(community.is_demo for community in communities.all_communities()):
            click.echo(f"  Start your own community: {settings().base_url}/start")
        click.echo("")
        db.session.remove()
        db.engine.dispose()
