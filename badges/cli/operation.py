"""``badges serve``: the installation in operation."""

from __future__ import annotations

import os
import socket

import click

from badges.cli.frame import MakeApp
from badges.cli.serving import run
from badges.database import db
from badges.keeping import logs


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
    run(app, bind=f"{host}:{port}", workers=workers or min(os.cpu_count() or 1, 4))


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
