"""The settings of an installation: the environment, read once, into one frozen value.

Each field of :class:`Settings` carries its environment variable and one line of help; ``badges
doctor`` lists them all::

    >>> settings = Settings.from_environment({"BADGES_BASE_URL": "https://badges.example/"})
    >>> settings.base_url
    'https://badges.example'
    >>> settings.queue_url is None
    True
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from badges.errors import InputError
from schemas.documents import DocumentError, add_contexts

PREFIX = "BADGES_"
QUEUE_SCHEMES = ("redis://", "rediss://", "redis+socket://", "valkey://", "valkeys://")


def _setting(name: str, help_line: str, *, default: Any, secret: bool = False) -> Any:
    """Declare one setting: its variable, its line of help, and whether doctor may print it."""
    metadata = {"name": PREFIX + name, "help": help_line, "secret": secret}
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator decides; everything else has one good value and is no setting."""

    instance_path: Path = _setting(  # noqa: RUF009 - returns a dataclass field
        "INSTANCE_PATH", "folder of database, key file and uploads", default=Path("instance")
    )
    database_url: str = _setting(
        "DATABASE_URL",
        "SQLite in the instance folder, or postgresql+psycopg://… to scale",
        default="",
        secret=True,
    )
    queue_url: str | None = _setting(
        "QUEUE_URL",
        "unset: jobs run in this process; redis://…: workers",
        default=None,
        secret=True,
    )
    base_url: str = _setting(
        "BASE_URL", "the public address of this installation", default="http://localhost:8000"
    )
    master_keys: str | None = _setting(
        "MASTER_KEYS",
        "sealing keys, oldest to newest; unset: a key file in the instance folder",
        default=None,
        secret=True,
    )
    mail_url: str | None = _setting(
        "MAIL_URL",
        "smtp://user:password@host:port; unset: mail stays in the outbox",
        default=None,
        secret=True,
    )
    oidc_issuer: str | None = _setting("OIDC_ISSUER", "address of an OIDC provider", default=None)
    oidc_client_id: str | None = _setting("OIDC_CLIENT_ID", "our name there", default=None)
    oidc_client_secret: str | None = _setting(
        "OIDC_CLIENT_SECRET", "our password there", default=None, secret=True
    )
    secret_key: str | None = _setting(
        "SECRET_KEY",
        "signs session cookies; unset: generated into the instance folder",
        default=None,
        secret=True,
    )
    trusted_proxies: int = _setting(
        "TRUSTED_PROXIES", "how many proxies' forwarded headers to believe", default=0
    )
    metrics_token: str | None = _setting(
        "METRICS_TOKEN",
        "opens /metrics as a bearer token; unset: open to this machine alone",
        default=None,
        secret=True,
    )
    fetch_allow: frozenset[str] = _setting(
        "FETCH_ALLOW",
        "hosts (host or host:port, comma separated) that may be private addresses",
        default=frozenset(),
    )
    contexts: Path | None = _setting(  # noqa: RUF009 - returns a dataclass field
        "CONTEXTS",
        "JSON file of further JSON-LD contexts, as schemas/catalog.json: "
        '{"https://…": {"file": "beside-it.json", "sha256": "…"}}',
        default=None,
    )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Read the settings; raises ``InputError`` naming the variable that cannot be used."""
        given = os.environ if environment is None else environment
        values: dict[str, Any] = {}
        for spec in fields(cls):
            text = given.get(spec.metadata["name"], "").strip()
            if text:
                values[spec.name] = _read(spec.name, text, variable=spec.metadata["name"])
        values.setdefault("instance_path", default_instance_path())
        path = values["instance_path"]
        values.setdefault("database_url", f"sqlite:///{path / 'badges.sqlite3'}")
        return cls(**values)

    @property
    def is_sqlite(self) -> bool:
        """Tell whether the database is the embedded one."""
        return self.database_url.startswith("sqlite")

    @property
    def host(self) -> str:
        """Give the authority of the base address, ``host`` or ``host:port``."""
        return urlsplit(self.base_url).netloc

    @property
    def is_https(self) -> bool:
        """Tell whether cookies can be ``Secure`` and HSTS be sent (decisions 27)."""
        return self.base_url.startswith("https://")

    @property
    def is_loopback(self) -> bool:
        """Tell whether the base address reaches this machine only: a demo or a trial."""
        name = urlsplit(self.base_url).hostname or ""
        return name == "localhost" or name.startswith("127.") or name == "::1"

    def describe(self) -> list[tuple[str, str, str]]:
        """List ``(variable, value or "(set)", help)`` without telling a secret."""
        rows = []
        for spec in fields(self):
            value = getattr(self, spec.name)
            if isinstance(value, frozenset):
                shown = ", ".join(sorted(value))
            elif value is None or value == "":
                shown = ""
            elif spec.metadata["secret"]:
                shown = "(set)"
            else:
                shown = str(value)
            rows.append((spec.metadata["name"], shown or "(unset)", spec.metadata["help"]))
        return rows


def accept_contexts(settings: Settings) -> None:
    """Make the operator's own contexts known; to be called before any badge is looked at.

    Raises ``InputError`` naming the variable, the file and what to do.
    """
    if settings.contexts is None:
        return
    try:
        add_contexts(settings.contexts)
    except DocumentError as error:
        name = f"{PREFIX}CONTEXTS"
        raise InputError("config.contexts", f"{name}: {error}", name=name) from error


def default_instance_path() -> Path:
    """Choose ``instance/`` beside a checkout's code, else the user's data directory."""
    checkout = Path(__file__).resolve().parent.parent
    if (checkout / "wsgi.py").is_file() and (checkout / "pyproject.toml").is_file():
        return checkout / "instance"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "meilenstein"
    data_home = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(data_home) / "meilenstein"


def _read(name: str, text: str, *, variable: str) -> Any:
    if name in {"instance_path", "contexts"}:
        return Path(text).expanduser().resolve()
    if name == "fetch_allow":
        return frozenset(part.strip().lower() for part in text.split(",") if part.strip())
    if name == "trusted_proxies":
        if not text.isdecimal():
            raise InputError(
                "config.number", f"{variable} must be a whole number, not {text!r}.", name=variable
            )
        return int(text)
    if name == "database_url":
        # As others write it; the driver is ours to name.
        return re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", text)
    if name == "queue_url" and not text.startswith(QUEUE_SCHEMES):
        raise InputError(
            "config.queue_url",
            f"{variable} must be an address such as redis://localhost:6379/0.",
            name=variable,
        )
    if name == "base_url":
        parts = urlsplit(text)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query:
            raise InputError(
                "config.base_url",
                f"{variable} must be an address such as https://badges.example, not {text!r}.",
                name=variable,
            )
        return text.rstrip("/")
    return text
