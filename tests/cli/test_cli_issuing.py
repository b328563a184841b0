"""From a YAML file to nine files that verify, and back out again by revoking."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from badges.database import db
from badges.models import Award
from tests.verifying.endorsed import endorsed_badge

Run = Callable[..., Result]

NINE = {
    "credential.json",
    "credential.jwt",
    "assertion.json",
    "assertion.jws",
    "badge.png",
    "badge.svg",
    "badge-ob2.png",
    "badge-ob2.svg",
    "certificate.pdf",
}


@pytest.fixture
def issued(run: Run, workshop: str, tmp_path: Path) -> Path:
    result = run("issue", workshop, "--to", "ada@example.org", "--name", "Ada B", "--out", "out")
    assert result.exit_code == 0, result.output
    return tmp_path / "out"


def test_issue_writes_all_nine_and_each_is_verified(run: Run, issued: Path) -> None:
    assert {path.name for path in issued.iterdir() if path.is_file()} == NINE
    for name in sorted(NINE):
        result = run("verify", str(issued / name))
        assert result.exit_code == 0, f"{name}: {result.output}"


def move_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Be on a machine that has no database."""
    monkeypatch.setenv("BADGES_INSTANCE_PATH", str(tmp_path / "elsewhere"))
    monkeypatch.delenv("BADGES_DATABASE_URL")


@pytest.mark.parametrize("offline", [[], ["--offline"]])
def test_our_own_address_and_code_are_found_in_our_database(
    run: Run, workshop: str, app: Flask, offline: list[str]
) -> None:
    address = run("issue", workshop, "--to", "ada@example.org").output.split()[0]
    with app.app_context():
        code = db.session.scalars(sa.select(Award.code)).one()
    for source in (address, code, f"{code[:4]}-{code[4:8]}-{code[8:]}".lower()):
        assert run("verify", source, *offline).exit_code == 0, source
    assert run("verify", "YYYY-YYYY-YYYY").exit_code == 2


def test_each_is_verified_elsewhere_with_the_documents_beside_it(
    run: Run, issued: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    move_elsewhere(monkeypatch, tmp_path)
    for name in sorted(NINE):
        documents = str(issued / "documents")
        result = run("verify", str(issued / name), "--offline", "--with", documents)
        assert result.exit_code == 0, f"{name}: {result.output}"


def test_a_certificate_alone_and_offline_is_consistent_in_itself_and_no_more(
    run: Run, issued: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    move_elsewhere(monkeypatch, tmp_path)
    result = run("verify", str(issued / "certificate.pdf"), "--offline", "--json")
    found = json.loads(result.output)
    outcomes = {check["id"]: check["outcome"] for check in found["checks"]}
    assert result.exit_code == 3
    assert found["container"] == "pdf"
    assert outcomes["valid_signature"] == "passed"
    assert outcomes["issuer_identity"] == outcomes["revocation_status"] == "unknown"


def test_the_recipient_is_asked_for_and_a_stranger_is_refused(run: Run, issued: Path) -> None:
    file = str(issued / "credential.json")
    assert run("verify", file, "--recipient", " ADA@example.org").exit_code == 0
    assert run("verify", file, "--recipient", "bo@example.org").exit_code == 1
    assert run("verify", file, "--name", "Ada B").exit_code == 0


def test_revoking_is_seen_by_every_form(run: Run, issued: Path) -> None:
    share = json.loads((issued / "credential.json").read_text())["id"].rsplit("/", 1)[0]
    assert run("revoke", share, "--reason", "a slip").exit_code == 0
    for name in sorted(NINE):
        assert run("verify", str(issued / name)).exit_code == 1, name


def test_suspending_and_reinstating_leave_a_valid_badge_at_the_same_address(
    run: Run, issued: Path
) -> None:
    share = json.loads((issued / "credential.json").read_text())["id"].rsplit("/", 1)[0]
    assert run("suspend", share, "--reason", "being looked at").exit_code == 0
    assert run("verify", str(issued / "credential.json")).exit_code == 1
    reinstated = run("reinstate", share)
    assert reinstated.exit_code == 0, reinstated.output
    assert reinstated.output.strip() == share


def test_a_second_award_is_refused_with_a_link_to_the_first(run: Run, workshop: str) -> None:
    first = run("issue", workshop, "--to", "ada@example.org")
    again = run("issue", workshop, "--to", "ada@example.org")
    assert (first.exit_code, again.exit_code) == (0, 1)
    assert again.stderr.strip().endswith(f"see the first award. {first.output.strip()}")
    assert len(again.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("issue", "nothing", "--to", "ada@example.org"), 1),
        (("issue", "workshop", "--to", "no address"), 1),
        (("issue", "workshop"), 2),
        (("verify", "missing.json"), 2),
        (("certificate", "0" * 32, "-o", "x.pdf"), 1),
        (("revoke", "0" * 32, "--reason", "x"), 1),
        (("keys", "retire", "abc"), 1),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    run: Run, workshop: str, arguments: tuple[str, ...], code: int
) -> None:
    result = run(*arguments)
    assert result.exit_code == code
    assert "Traceback" not in result.output
    assert result.stderr.strip()


def test_a_list_is_awarded_with_a_verdict_per_row(run: Run, workshop: str, tmp_path: Path) -> None:
    people = "Name;E-Mail\nJörg Öl;joerg@example.org\nX;no address\nJörg;joerg@example.org\n"
    (tmp_path / "people.csv").write_bytes(people.encode("latin-1"))
    tried = run("award", workshop, "--csv", "people.csv", "--dry-run")
    result = run("award", workshop, "--csv", "people.csv", "--report", "report.csv")
    rows = list(csv.DictReader((tmp_path / "report.csv").read_text("utf-8").splitlines()))
    assert [row["verdict"] for row in rows] == ["awarded", "refused", "refused"]
    assert rows[0]["name"] == "Jörg Öl"
    assert tried.exit_code == result.exit_code == 1


def test_a_badge_goes_into_a_picture_and_out_again(run: Run, issued: Path) -> None:
    token = issued / "assertion.jws"
    baked = run("bake", str(issued / "badge.png"), str(token), "-o", "new.png")
    assert baked.exit_code == 0, baked.output
    assert run("unbake", str(issued / "badge-ob2.svg")).output.strip() == token.read_text()


def test_each_endorsement_of_anybodys_badge_is_told(run: Run) -> None:
    shown = run("verify", "-", "--offline", stdin=endorsed_badge())
    assert shown.exit_code == 0, shown.output
    assert "    ✔ “Friends of code” (did:key:" in shown.output
    assert "      ✖ It is not signed." in shown.output
    told = json.loads(run("verify", "-", "--offline", "--json", stdin=endorsed_badge()).output)
    (line,) = (check for check in told["checks"] if check["id"] == "endorsements")
    assert [part["outcome"] for part in line["params"]["parts"]] == ["passed", "failed"]


def test_an_endorsement_by_itself_says_what_it_says_and_about_what(run: Run) -> None:
    word = json.loads(endorsed_badge())["endorsement"][0]
    subject = word["credentialSubject"]
    shown = run("verify", "-", "--offline", stdin=json.dumps(word).encode()).output
    assert f"  says: {subject['endorsementComment']}\n  about: {subject['id']}\n" in shown
    assert f"  endorsement: {word['name']}\n" in shown
