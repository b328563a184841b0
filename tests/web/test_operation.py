"""What machines ask the service: alive, ready, how much; and the line that each request leaves."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from browser import started
from flask import Flask
from support import community

from badges import jobs
from badges.credentials.custody import create_issuer_keys
from badges.database import db
from badges.keeping import logs
from badges.keeping.figures import figures
from badges.ports import EXTENSION
from badges.tasks.broker import Broker
from keys.sealing import MasterKeys, new_master_key

PROMETHEUS = "text/plain; version="
SECRET = "0123456789abcdefghijkLMNOP"


@pytest.fixture
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from started(tmp_path, database)


def change(app: Flask, **ports: Any) -> None:
    app.extensions[EXTENSION] = replace(app.extensions[EXTENSION], **ports)


def with_settings(app: Flask, **values: Any) -> None:
    change(app, settings=replace(app.extensions[EXTENSION].settings, **values))


def readiness(app: Flask, query: str = "") -> tuple[int, dict[str, bool]]:
    answer = app.test_client().get(f"/readyz{query}")
    assert answer.json is not None
    return answer.status_code, {
        name: check["ready"] for name, check in answer.json["checks"].items()
    }


def test_a_service_in_order_is_alive_and_ready(app: Flask) -> None:
    create_issuer_keys(community("workshop").profile)
    db.session.commit()
    assert app.test_client().get("/healthz").json == {"status": "ok"}
    whole = dict.fromkeys(("database", "migrations", "keys", "queue"), True)
    assert readiness(app) == (503, whole | {"migrations": False})
    with migrated_to("9999"):
        ready = readiness(app)
    assert ready == (200, whole), "a newer database is one that this version can use"


@contextmanager
def migrated_to(revision: str) -> Iterator[None]:
    """Say of the database that it is of a revision; afterwards nobody says anything again."""
    db.session.execute(sa.text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
    db.session.execute(sa.text("INSERT INTO alembic_version VALUES (:it)"), {"it": revision})
    db.session.commit()
    try:
        yield
    finally:
        db.session.execute(sa.text("DROP TABLE alembic_version"))
        db.session.commit()


def test_keys_that_do_not_open_are_told(app: Flask) -> None:
    create_issuer_keys(community("workshop").profile)
    db.session.commit()
    change(app, master_keys=MasterKeys.parse(new_master_key()))
    status, checks = readiness(app)
    assert (status, checks["keys"], checks["database"]) == (503, False, True)


def test_a_queue_that_is_away_can_be_left_out_of_the_question(app: Flask) -> None:
    jobs.register({}, broker=Broker("redis://127.0.0.1:1/0"))
    assert readiness(app, "?exclude=migrations") == (
        503,
        {"database": True, "keys": True, "queue": False},
    )
    assert readiness(app, "?exclude=migrations&exclude=queue")[0] == 200


def test_without_its_database_a_process_is_alive_and_not_ready(app: Flask) -> None:
    def away(*_: Any) -> None:
        raise sa.exc.OperationalError("SELECT 1", {}, Exception("gone"))

    sa.event.listen(db.engine, "before_cursor_execute", away)
    client = app.test_client()
    alive, checks = client.get("/healthz"), readiness(app)[1]
    told = client.get("/metrics")
    sa.event.remove(db.engine, "before_cursor_execute", away)
    assert alive.status_code == 200
    assert checks == {"database": False, "migrations": False, "keys": False, "queue": True}
    assert (told.status_code, "badges_database_up 0.0" in told.text) == (200, True)


def test_figures_name_routes_and_what_waits_but_nobody(app: Flask) -> None:
    jobs.enqueue("let_go")
    db.session.commit()
    client = app.test_client()
    client.get(f"/claim/{SECRET}")
    told = client.get("/metrics")
    assert told.content_type.startswith(PROMETHEUS)
    line = 'badges_http_requests_total{method="GET",route="/claim/<token>",status="404"}'
    assert line in told.text
    assert "badges_jobs_due 1.0" in told.text
    assert SECRET not in told.text


@pytest.mark.parametrize(
    ("headers", "caller"),
    [
        ({}, "192.0.2.7"),
        ({"X-Forwarded-For": "127.0.0.1"}, "127.0.0.1"),
        ({"Host": "badges.example"}, "127.0.0.1"),
        ({"Authorization": "Bearer guessed"}, "192.0.2.7"),
    ],
)
def test_figures_are_not_for_strangers(app: Flask, headers: dict[str, str], caller: str) -> None:
    answer = app.test_client().get(
        "/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": caller}
    )
    assert (answer.status_code, answer.json and answer.json["code"]) == (403, "metrics.closed")


def test_a_token_opens_the_figures_from_anywhere_and_nothing_else_does(app: Flask) -> None:
    with_settings(app, metrics_token="sesame")
    client = app.test_client()
    assert client.get("/metrics").status_code == 403
    from_afar = {"REMOTE_ADDR": "192.0.2.7"}
    opened = client.get(
        "/metrics", headers={"Authorization": "Bearer sesame"}, environ_overrides=from_afar
    )
    assert opened.status_code == 200


def test_figures_are_looked_up_by_indices(app: Flask) -> None:
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        asked.append((statement, values))

    sa.event.listen(db.engine, "before_cursor_execute", note)
    figures()
    sa.event.remove(db.engine, "before_cursor_execute", note)
    selects = [each for each in asked if each[0].startswith("SELECT")]
    assert len(selects) == 7
    connection = db.session.connection()
    explain, through = "EXPLAIN QUERY PLAN", r"SCAN (?!.*INDEX)"
    if connection.dialect.name == "postgresql":  # which looks through what is small, if it may
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        explain, through = "EXPLAIN", "Seq Scan"
    for select, values in selects:
        steps = [row[-1] for row in connection.exec_driver_sql(f"{explain} {select}", values)]
        assert not any(re.search(through, step) for step in steps), (select, steps)


def test_a_request_keeps_a_sane_id_and_leaves_a_line_without_data(app: Flask) -> None:
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    logs.dress(handler)
    logging.getLogger("badges").addHandler(handler)
    logging.getLogger("badges").setLevel(logging.INFO)
    client = app.test_client()
    given = client.get(f"/claim/{SECRET}?name=Ada", headers={"X-Request-ID": "proxy-00000001"})
    made = client.get("/verify", headers={"X-Request-ID": "ada@example.org"})
    logging.getLogger("badges").removeHandler(handler)
    first, second = (json.loads(line) for line in stream.getvalue().splitlines())
    assert given.headers["X-Request-ID"] == first["request_id"] == "proxy-00000001"
    assert made.headers["X-Request-ID"] == second["request_id"] != "ada@example.org"
    assert (first["route"], first["status"], first["level"]) == ("/claim/<token>", 404, "info")
    assert not any(word in stream.getvalue() for word in (SECRET, "Ada", "ada", "127.0.0.1"))
