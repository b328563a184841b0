"""Settings come from the environment, are named in errors, and tell no secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from badges.config import Settings, accept_contexts
from badges.errors import InputError


def test_everything_has_a_default() -> None:
    settings = Settings.from_environment({})
    assert settings.base_url == "http://localhost:8000"
    assert settings.is_loopback
    assert settings.database_url == f"sqlite:///{settings.instance_path / 'badges.sqlite3'}"


def test_the_database_follows_the_instance_folder(tmp_path: Path) -> None:
    settings = Settings.from_environment({"BADGES_INSTANCE_PATH": str(tmp_path)})
    assert settings.database_url == f"sqlite:///{tmp_path}/badges.sqlite3"
    assert settings.is_sqlite


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BADGES_BASE_URL", "badges.example"),
        ("BADGES_BASE_URL", "ftp://badges.example"),
        ("BADGES_BASE_URL", "https://badges.example/?a=b"),
        ("BADGES_TRUSTED_PROXIES", "two"),
        ("BADGES_QUEUE_URL", "amqp://localhost"),
    ],
)
def test_a_bad_value_is_refused_by_its_name(name: str, value: str) -> None:
    with pytest.raises(InputError, match=name):
        Settings.from_environment({name: value})


@pytest.mark.parametrize("given", ["postgres", "postgresql", "postgresql+psycopg"])
def test_a_postgresql_is_named_as_everybody_does(given: str) -> None:
    settings = Settings.from_environment({"BADGES_DATABASE_URL": f"{given}://me@db.example/x"})
    assert settings.database_url == "postgresql+psycopg://me@db.example/x"
    assert not settings.is_sqlite


@pytest.mark.parametrize(
    ("url", "loopback", "https"),
    [
        ("http://localhost:9000", True, False),
        ("http://127.0.0.1", True, False),
        ("https://badges.example/", False, True),
    ],
)
def test_what_the_address_means(url: str, loopback: bool, https: bool) -> None:  # noqa: FBT001
    settings = Settings.from_environment({"BADGES_BASE_URL": url})
    assert (settings.is_loopback, settings.is_https) == (loopback, https)


def test_doctor_prints_no_secret() -> None:
    given = {
        "BADGES_MAIL_URL": "smtp://me:hunter2@mail.example",
        "BADGES_MASTER_KEYS": "hunter2",
        "BADGES_FETCH_ALLOW": "B.example, a.example",
    }
    rows = Settings.from_environment(given).describe()
    assert all("hunter2" not in value for _, value, _ in rows)
    assert ("BADGES_FETCH_ALLOW", "a.example, b.example") in {row[:2] for row in rows}
    assert all(help_line for _, _, help_line in rows)


def test_a_catalogue_of_contexts_that_is_not_there_is_named_with_its_variable(
    tmp_path: Path,
) -> None:
    file = tmp_path / "none.json"
    settings = Settings.from_environment({"BADGES_CONTEXTS": str(file)})
    assert settings.contexts == file
    with pytest.raises(InputError, match=rf"BADGES_CONTEXTS: {file} cannot be read"):
        accept_contexts(settings)
