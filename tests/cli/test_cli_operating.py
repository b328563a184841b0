"""The operator's commands: init, login, keys, doctor."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from badges.cli import serving
from badges.credentials.statuslists import sign_list
from badges.database import db
from badges.models import SigningKey, StatusList
from badges.ports import EXTENSION

Run = Callable[..., Result]


def test_init_opens_one_community_and_changes_nothing_the_second_time(run: Run) -> None:
    first = run("init", "--community", "Lern Treff", "--manager", "mona@example.org")
    second = run("init", "--community", "Something else")
    assert "did:web:localhost%3A8000:issuers:lern-treff" in first.output
    assert "/sign-in/" in first.output
    assert "There is a community already: Lern Treff." in second.output


def test_login_prints_a_link_for_those_who_are_known(run: Run) -> None:
    run("init", "--manager", "mona@example.org")
    assert run("login", "mona@example.org").output.startswith("http://localhost:8000/sign-in/")
    unknown = run("login", "nobody@example.org")
    assert unknown.exit_code == 1
    assert "nobody@example.org" in unknown.stderr


def test_keys_rotate_and_a_revoked_one_says_what_it_touched(run: Run, workshop: str) -> None:
    run("issue", workshop, "--to", "ada@example.org")
    first = next(
        k for k in json.loads(run("keys", "list", "--json").output) if k["state"] == "active"
    )
    run("keys", "new", "--algorithm", first["algorithm"], "--activate")
    states = {k["thumbprint"]: k["state"] for k in json.loads(run("keys", "list", "--json").output)}
    assert states[first["thumbprint"]] == "retired"
    revoked = run("keys", "revoke", first["thumbprint"], "--yes")
    assert revoked.exit_code == 0
    assert "issued again" in revoked.output


def test_a_key_is_revoked_since_when_it_was_stolen_and_never_by_half_a_name(
    run: Run, app: Flask, workshop: str
) -> None:
    thumbprint = json.loads(run("keys", "list", "--json").output)[0]["thumbprint"]
    assert run("keys", "revoke", "", "--yes").exit_code == 1
    run("keys", "revoke", thumbprint, "--compromised-at", "2026-01-02", "--yes")
    with app.app_context():
        row = db.session.scalars(sa.select(SigningKey).filter_by(thumbprint=thumbprint)).one()
        assert row.compromised_at == datetime(2026, 1, 2, tzinfo=UTC)


@pytest.mark.parametrize("thumbprint", ["-fQ8nUo1dN", "--3cJ7l_ZkX"])
def test_a_thumbprint_that_begins_with_a_hyphen_is_no_option(
    run: Run, app: Flask, workshop: str, thumbprint: str
) -> None:
    made = run("keys", "new").output.strip()
    with app.app_context():
        row = db.session.scalars(sa.select(SigningKey).filter_by(thumbprint=made)).one()
        row.thumbprint = thumbprint
        db.session.commit()
    for step in (["activate"], ["retire"], ["revoke", "--yes"]):
        assert run("keys", *step, thumbprint[:6]).exit_code == 0


@pytest.mark.parametrize("queue", [None, "redis://127.0.0.1:1/0"])
def test_web_processes_do_jobs_unless_there_is_a_broker_and_get_ready_to_draw(
    app: Flask, queue: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = threading.Event()
    monkeypatch.setattr(serving, "DRAWING_AFTER_SECONDS", 0)
    monkeypatch.setattr(serving, "load_weasyprint", ready.set)
    given = app.extensions[EXTENSION]
    app.extensions[EXTENSION] = replace(given, settings=replace(given.settings, queue_url=queue))
    web = SimpleNamespace(wsgi=app)
    serving._begin(web)
    assert ready.wait(30)
    assert hasattr(web, "badges_jobs") is (queue is None)
    serving._stop_jobs(None, web)
    if queue is None:
        assert not web.badges_jobs.is_alive()


def test_the_doctor_names_each_setting_and_a_mend(run: Run, workshop: str) -> None:
    result = run("doctor", "--deep", "--json")
    found = json.loads(result.output)
    codes = {finding["code"]: finding["grade"] for finding in found["findings"]}
    assert codes["base.not_https"] == "bad"
    assert codes["keys.usable"] == codes["status.agree"] == "good"
    assert "BADGES_BASE_URL" in found["settings"]
    assert result.exit_code == 1


def test_the_doctor_misses_no_key_that_is_drawn_when_it_is_needed(
    run: Run, app: Flask, workshop: str
) -> None:
    with app.app_context():
        db.session.execute(sa.delete(SigningKey).where(SigningKey.algorithm == "P-256"))
        db.session.commit()
    findings = json.loads(run("doctor", "--json").output)["findings"]
    assert "keys.unusable" not in {finding["code"] for finding in findings}


def test_the_doctor_sees_a_list_that_was_signed_over_other_bits(
    run: Run, app: Flask, workshop: str
) -> None:
    run("issue", workshop, "--to", "ada@example.org")
    with app.app_context():
        row = db.session.scalars(sa.select(StatusList)).one()
        sign_list(row)
        row.bits = bytes(255 - byte for byte in row.bits)
        db.session.commit()
    findings = json.loads(run("doctor", "--deep", "--json").output)["findings"]
    assert {"status.wrong", "status.stale"} <= {finding["code"] for finding in findings}


def test_exported_is_imported_again_under_another_slug(run: Run, workshop: str) -> None:
    written = run("achievement", "export", workshop).output
    same = run("achievement", "import", "-", stdin=written.encode())
    renamed = written.replace("slug: workshop", "slug: copy")
    other = run("achievement", "import", "-", stdin=renamed.encode())
    assert same.exit_code == 1
    assert other.stdout.strip() == "copy"
    assert other.stderr.startswith("Hint: Only being there is asked for.")
    assert run("achievement", "export", "copy").output == renamed


def test_a_draft_is_tried_out_and_published(run: Run, workshop: str) -> None:
    again = run("achievement", "export", workshop).output.replace(
        f"slug: {workshop}", "slug: again"
    )
    assert run("achievement", "import", "-", "--draft", stdin=again.encode()).exit_code == 0
    tried = run("achievement", "publish", "again", "--dry-run")
    assert tried.stdout == "It would be offered to 0 now.\n"
    assert tried.stderr.startswith("Hint: ")
    never = again.replace("slug: again", "slug: never").replace("attended:", "presented:", 1)
    never = never.replace("kind: workshop", "where: {field: role, equals: guest}", 1)
    run("achievement", "import", "-", "--draft", stdin=never.encode())
    tried = run("achievement", "publish", "never", "--dry-run")
    assert tried.stderr.startswith("Problem: This condition contradicts itself")
    told = json.loads(run("achievement", "publish", "again", "--dry-run", "--json").stdout)
    assert told == {"would_award": 0, "members": []}
    done = json.loads(run("achievement", "publish", "again", "--award-existing", "--json").stdout)
    assert (done["slug"], done["published"]) == ("again", True)


@pytest.mark.parametrize("command", [(), ("achievement",), ("keys",), ("verify",), ("issue",)])
def test_every_command_explains_itself(run: Run, command: tuple[str, ...]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.output
