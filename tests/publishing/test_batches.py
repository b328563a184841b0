"""Batches: checked in slices by a job, receipted, and deleted when their time is over."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from published import issued_award
from support import Clock, Web, make_app, running

from badges import jobs, tasks
from badges.awarding.holding import correct_name
from badges.baking import attached_documents
from badges.database import db
from badges.errors import LimitError, NotFoundError
from badges.models import Award, BatchEntry, BatchUpload, CheckBatch, Job
from badges.publishing import batches
from badges.publishing.batches import (
    KEPT,
    batch_of,
    delete_batch,
    open_batch,
    page_of,
)
from badges.publishing.checking import own_first
from badges.publishing.files import download
from badges.verifying import Outcome
from badges.verifying.bundles import pieces_of
from badges.verifying.receipts import check_receipt


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def app(tmp_path: Path, database: str, network: Web, clock: Clock) -> Iterator[Flask]:
    made = make_app(tmp_path, fetch=network, now=clock, url=database)
    with made.app_context():
        jobs.register(tasks.HANDLERS)
    yield from running(made)


def opened(*files: tuple[str, bytes], text: str = "") -> tuple[CheckBatch, str]:
    pieces = pieces_of(files, text=text)
    found = open_batch(pieces, [data for _, data in files], language="en")
    db.session.commit()
    return found


def packed(award: Award) -> bytes:
    good = download(award, "json").body
    members = {
        "good.json": good,
        "tampered.json": good.replace(b"Ada Beispiel", b"Eve Beispiel"),
        "holiday.txt": b"hello",
        "cert.pdf": download(award, "pdf").body,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def results(batch: CheckBatch) -> dict[str, str]:
    return {each.name: each.result["status"] for each in page_of(batch, 1).entries}


def test_a_zip_is_checked_and_receipted(award: Award) -> None:
    batch, secret = opened(("all.zip", packed(award)))
    jobs.run_due()
    batch = batch_of(secret)
    assert list(results(batch).items()) == [
        ("tampered.json", "not_verified"),
        ("holiday.txt", "unreadable"),
        ("good.json", "verified"),
        ("cert.pdf", "verified"),
    ]
    for file in (batch.receipt, batch.receipt_pdf):
        found = check_receipt(file or b"", fetch=own_first())
        assert found.finding.outcome is Outcome.PASSED
        assert found.entries[0]["name"] == "good.json"
    assert attached_documents(batch.receipt_pdf or b"")[0].name == "receipt.json"


def test_links_and_codes_are_checked_with_whose_they_are(award: Award) -> None:
    address = f"http://localhost:8000/credentials/{award.public_id}"
    text = f"link;name\n{address};Ada Beispiel\n{award.code};Eve\n{address}x;\n"
    batch, secret = opened(text=text)
    jobs.run_due()
    batch = batch_of(secret)
    assert results(batch) == {
        award.code: "undecided",
        address: "verified",
        f"{address}x": "unreadable",
    }
    assert {each.asked.get("name") for each in page_of(batch, 1).entries} == {None}


def test_what_was_handed_in_goes_with_the_last_check(award: Award) -> None:
    opened(("all.zip", packed(award)))
    assert db.session.scalar(sa.select(sa.func.count()).select_from(BatchUpload)) == 1
    jobs.run_due()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(BatchUpload)) == 0
    assert [job.arguments for job in db.session.scalars(sa.select(Job))] != []
    assert all(set(job.arguments) == {"batch_id"} for job in db.session.scalars(sa.select(Job)))


def test_after_fifteen_minutes_nothing_is_left(award: Award, clock: Clock) -> None:
    _, secret = opened(("a.json", download(award, "json").body))
    jobs.run_due()
    clock.at += KEPT - timedelta(seconds=1)
    jobs.run_due()
    assert batch_of(secret).finished_at is not None
    clock.at += timedelta(seconds=1)
    with pytest.raises(NotFoundError):
        batch_of(secret)
    jobs.run_due()
    assert db.session.scalars(sa.select(CheckBatch)).all() == []
    assert db.session.scalars(sa.select(BatchEntry)).all() == []


def test_deleting_at_once_stops_what_is_under_way(award: Award) -> None:
    batch, secret = opened(("a.json", download(award, "json").body))
    delete_batch(batch)
    db.session.commit()
    assert jobs.run_due() >= 1
    with pytest.raises(NotFoundError):
        batch_of(secret)


def test_slices_let_other_work_in_between(award: Award, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "ENTRIES_A_SLICE", 2)
    batch, _ = opened(*[(f"{number}.json", b"{}") for number in range(5)])
    done = []
    for _ in range(3):
        jobs.run_due(limit=1)
        db.session.refresh(batch)
        done.append(batch.done)
    assert done == [2, 4, 5]


def test_a_job_that_runs_twice_counts_once(award: Award) -> None:
    batch, secret = opened(("a.json", download(award, "json").body))
    batches.check_batch(batch.id)
    batches.check_batch(batch.id)
    db.session.commit()
    assert batch_of(secret).done == 1
    assert page_of(batch_of(secret), 7).number == 1


def test_a_replaced_issue_says_so(award: Award) -> None:
    old = download(award, "json").body
    assert award.member is not None
    correct_name(award.member, award, name="Ada Richtig", named=True)
    db.session.commit()
    jobs.run_due()
    batch, _ = opened(("old.json", old))
    jobs.run_due()
    assert page_of(batch, 1).entries[0].result["reason"] == "status.replaced"


def test_a_dead_server_is_not_waited_for_again_and_again(network: Web) -> None:
    links = "\n".join(f"https://dead.example/{number}" for number in range(9))
    batch, _ = opened(text=links)
    jobs.run_due()
    assert set(results(batch).values()) == {"unreadable"}
    assert len(network.asked) == 2


def test_too_many_at_once_are_asked_to_wait() -> None:
    for _ in range(batches.MOST_OPEN):
        opened(("a.json", b"{}"))
    with pytest.raises(LimitError):
        opened(("a.json", b"{}"))


def test_nobody_takes_all_the_places() -> None:
    pieces = pieces_of([("a.json", b"{}")], text="")
    for _ in range(batches.MOST_OPEN_EACH):
        batches.open_batch(pieces, [b"{}"], language="en", client="203.0.113.7")
    with pytest.raises(LimitError) as caught:
        batches.open_batch(pieces, [b"{}"], language="en", client="203.0.113.7")
    assert caught.value.reason.code == "batch.own_busy"
    batches.open_batch(pieces, [b"{}"], language="en", client="203.0.113.8")


def test_the_installations_key_is_published_and_no_issuers(award: Award) -> None:
    opened(("a.json", b"{}"))
    found = own_first()("http://localhost:8000/.well-known/did.json").body.decode()
    assert "verificationMethod" in found
    assert "assertionMethod" not in found
    assert issued_award().community.profile.did not in found
