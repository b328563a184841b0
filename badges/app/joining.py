"""The rooms joined: settings, ports, database, jobs and pages become one application."""

from __future__ import annotations

import secrets
from dataclasses import replace
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import make_url

from badges import jobs, migrations, tasks, web
from badges.cli import cli
from badges.config import Settings, accept_contexts
from badges.database import configure_engine, db
from badges.fetching import GuardedFetcher
from badges.ports import EXTENSION, Ports
from badges.storage import DrawingShelf, FileStore
from keys.keyfile import load_or_create_key_file
from keys.sealing import MasterKeys

MAX_REQUEST_BYTES = 24_000_000
"""An evidence file of 20 MB with its form around it."""


def create_app(
    settings: Settings | None = None, *, ports: Ports | None = None, migrate: bool = True
) -> Flask:
    """Make the application; ``ports`` stand in for the outside world in tests."""
    settings = settings or (ports.settings if ports else Settings.from_environment())
    accept_contexts(settings)
    settings.instance_path.mkdir(mode=0o700, parents=True, exist_ok=True)
    app = Flask("badges", static_folder=None, template_folder=None)
    app.config.update(
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings),
        SECRET_KEY=settings.secret_key or _secret_key(settings.instance_path),
        MAX_CONTENT_LENGTH=MAX_REQUEST_BYTES,
        MAX_FORM_MEMORY_SIZE=2_000_000,
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
    )
    app.extensions[EXTENSION] = ports or default_ports(settings)
    db.init_app(app)
    with app.app_context():
        configure_engine(db.engine)
        jobs.register(
            tasks.HANDLERS,
            together=tasks.TOGETHER,
            first=tasks.FIRST,
            broker=_broker(settings.queue_url),
        )
        if migrate:
            upgrade_database()
    web.register(app)
    return app


def default_ports(settings: Settings) -> Ports:
    """Open the doors to the real world."""
    return Ports(
        settings=settings,
        fetch=GuardedFetcher(
            user_agent=f"Meilenstein (+{settings.base_url})", allow=settings.fetch_allow
        ).get,
        files=FileStore(settings.instance_path / "files"),
        master_keys=_master_keys(settings),
        drawings=DrawingShelf(settings.instance_path / "drawings"),
    )


def upgrade_database() -> None:
    """Bring the database to the newest schema."""
    with migrations.migrating(db.engine) as connection:
        migrations.upgrade(connection)


def main() -> None:
    """Run the console script ``badges``."""
    cli(obj=partial(_app_for_cli))


def _app_for_cli(**changes: object) -> Flask:
    """Make the application that a command runs in, with some settings of its own."""
    settings = Settings.from_environment()
    return create_app(replace(settings, **changes) if changes else settings)  # type: ignore[arg-type]


def _engine_options(settings: Settings) -> dict[str, object]:
    # An error of the database must not carry names and addresses into a log or a job's row.
    quiet: dict[str, object] = {"hide_parameters": True}
    if make_url(settings.database_url).database in {None, "", ":memory:"}:
        return quiet | {
            "poolclass": sa.StaticPool,
            "connect_args": {"check_same_thread": False},
        }
    return quiet | {"pool_pre_ping": not settings.is_sqlite}


def _broker(url: str | None) -> jobs.Broker | None:
    """Make the way to the broker, where one is set."""
    if url is None:
        return None
    from badges.tasks.broker import Broker  # noqa: PLC0415 -- Celery, which few installations need

    return Broker(url)


def _master_keys(settings: Settings) -> MasterKeys:
    if settings.master_keys:
        return MasterKeys.parse(settings.master_keys)
    return load_or_create_key_file(settings.instance_path / "master.key")


def _secret_key(folder: Path) -> str:
    """Read the cookie key, drawing it once; its file is the owner's alone."""
    path = folder / "secret.key"
    try:
        with path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(secrets.token_urlsafe(32))
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii")
