"""``badges work``: jobs done by processes of their own."""

from __future__ import annotations

import os
import signal
import threading
from types import FrameType

import click
from flask import Flask

from badges.cli.frame import MakeApp
from badges.cli.serving import GRACEFUL_SECONDS
from badges.keeping import logs
from badges.ports import settings
from badges.tasks import Worker


@click.command()
@click.option(
    "--concurrency",
    type=click.IntRange(1, 64),
    help="Jobs at a time; default: one a core with BADGES_QUEUE_URL, else one.",
)
@click.pass_context
def work(ctx: click.Context, concurrency: int | None) -> None:
    """Run a queue worker until it is told to stop."""
    make_app: MakeApp = ctx.obj
    logs.configure()
    app = make_app()
    with app.app_context():
        url = settings().queue_url
    click.echo("Working; Ctrl-C stops after the job in hand.")
    if url is None:
        _work_here(app, concurrency or 1)
        return
    from badges.tasks.celery_worker import run_worker  # noqa: PLC0415 -- Celery takes its time

    ctx.exit(run_worker(app, url, concurrency=concurrency or os.cpu_count() or 1))


def _work_here(app: Flask, threads: int) -> None:
    workers = [Worker(app) for _ in range(threads)]
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    for worker in workers:
        worker.start()
    stopping.wait()
    for worker in workers:
        worker.tell_to_stop()
    for worker in workers:
        worker.stop(GRACEFUL_SECONDS)
