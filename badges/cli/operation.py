"""``badges serve`` and ``work``: the installation in operation."""

from __future__ import annotations

import gc
import logging
import os
import shutil
import signal
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from badges.accounts import communities, signin
from badges.cli.frame import MakeApp
from badges.database import db
from badges.demo import MANAGER_ADDRESS, MEMBER_ADDRESS
from badges.keeping import logs
from badges.ports import settings
from badges.tasks import Worker

THREADS_PER_WORKER = 4
GRACEFUL_SECONDS = 30
FIGURES_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Where the library of ``/metrics`` has several processes count together."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), help="Web processes; default: one a core.")
@click.pass_obj
def serve(make_app: MakeApp, host: str, port: int, workers: int | None) -> None:
    """Run the web service, ready for production behind a proxy that speaks HTTPS."""
    _require_free(host, port)
    logs.configure()
    app = make_app()  # before anything is forked: it migrates, and says what is wrong with settings
    with app.app_context():
        db.engine.dispose()
    gc.freeze()  # what the web processes share stays shared, and is not looked through by each
    with _figures_folder():
        Server(app, bind=f"{host}:{port}", workers=workers or min(os.cpu_count() or 1, 4)).run()


@click.command()
@click.pass_obj
def work(make_app: MakeApp) -> None:
    """Run a queue worker until it is told to stop."""
    logs.configure()
    worker = Worker(make_app())
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    worker.start()
    click.echo("Working; Ctrl-C stops after the job in hand.")
    stopping.wait()
    worker.stop(GRACEFUL_SECONDS)


def _require_free(host: str, port: int) -> None:
    """Say at once that somebody else listens there, instead of trying for seconds."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.UsageError(
                f"Port {port} on {host} cannot be used ({error.strerror}); try another --port."
            ) from error


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


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn, set up from here: one worker thread for jobs in each web process."""

    def __init__(self, app: Flask, *, bind: str, workers: int) -> None:
        self._app = app
        self._settings = {
            "bind": bind,
            "workers": workers,
            "worker_class": "gthread",
            "threads": THREADS_PER_WORKER,
            "graceful_timeout": GRACEFUL_SECONDS,
            "when_ready": _greet,
            "post_worker_init": _start_jobs,
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


def _start_jobs(worker: Any) -> None:
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
