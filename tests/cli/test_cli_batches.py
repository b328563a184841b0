"""Many badges checked by the shell, without any upload; and receipts checked there."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path

import pytest
from conftest import Run

from badges.verifying.receipts import entry_of, write_receipt
from keys.did import did_key, did_web_url
from keys.signer import LocalSigner, generate_private_key
from tests.verifying.issuers import NOW, Issuer, check, dump


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Lay a badge, a tampered one and a holiday picture into a folder, and the documents beside."""
    issuer = Issuer()
    made = tmp_path / "badges"
    made.mkdir()
    (made / "good.json").write_bytes(issuer.di(validFrom="2026-05-01T09:00:00Z"))
    (made / "tampered.json").write_bytes(issuer.di().replace(b"Ada Beispiel", b"Eve Beispiel"))
    (made / "=holiday.txt").write_bytes(b"hello")
    documents = issuer.pages()
    (tmp_path / "did.json").write_bytes(dump(documents[did_web_url(issuer.did)]))
    return made


def test_a_folder_gives_a_table_and_the_gravest_exit_code(run: Run, folder: Path) -> None:
    report = folder.parent / "report.csv"
    done = run(
        "verify", "--batch", str(folder), "--report", str(report), "--offline",
        "--with", str(folder.parent / "did.json"),
    )  # fmt: skip
    assert done.exit_code == 1
    assert "1 not_verified, 1 unreadable, 1 undecided" in done.output
    rows = {
        row["name"]: row["status"]
        for row in csv.DictReader(report.read_text("utf-8-sig").splitlines())
    }
    assert rows == {
        "'=holiday.txt": "unreadable",  # no spreadsheet takes it for a formula
        "good.json": "undecided",
        "tampered.json": "not_verified",
    }


def test_nothing_graver_than_undecided_exits_3(run: Run, folder: Path) -> None:
    for name in ("=holiday.txt", "tampered.json"):
        (folder / name).unlink()
    report = folder.parent / "report.json"
    done = run("verify", "--batch", str(folder), "--report", str(report), "--offline")
    assert done.exit_code == 3
    assert json.loads(report.read_text())["entries"][0]["status"] == "undecided"


def test_a_zip_and_a_list_are_taken_too(run: Run, folder: Path) -> None:
    packed = folder.parent / "all.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(folder / "good.json", "good.json")
    assert run("verify", "--batch", str(packed), "--offline").exit_code == 3
    listed = folder.parent / "list.csv"
    listed.write_text("link\nhttps://nowhere.example/1\n")
    assert run("verify", "--batch", str(listed), "--offline").exit_code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["a.json", "--batch", "."],
        ["a.json", "--report", "r.csv"],
        ["--batch", ".", "--report", "r.pdf"],
    ],
)
def test_what_does_not_go_together_is_a_usage_error(run: Run, arguments: list[str]) -> None:
    assert run("verify", *arguments).exit_code == 2


def test_a_receipt_is_told_and_checked(run: Run, tmp_path: Path) -> None:
    key = generate_private_key("Ed25519")
    did = did_key(key.public_key())
    data = Issuer().di()
    entry = entry_of("ada.json", data, check(data, Issuer().web()))
    signer = LocalSigner(key, f"{did}#{did[8:]}")
    file = tmp_path / "receipt.json"
    file.write_bytes(write_receipt([entry], signer=signer, issuer=did, at=NOW, receipt_id="urn:x"))
    done = run("verify", str(file), "--offline")
    assert (done.exit_code, done.output.startswith("Receipt of did:key:")) == (0, True)
    told = json.loads(run("verify", str(file), "--offline", "--json").output)
    assert (told["kind"], told["status"], told["entries"][0]["name"]) == (
        "receipt",
        "verified",
        "ada.json",
    )
    file.write_bytes(file.read_bytes().replace(b"ada.json", b"eve.json"))
    assert run("verify", str(file), "--offline").exit_code == 1
