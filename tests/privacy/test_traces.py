"""No name, no address and no sentence of a person's in logs, the audit trail and jobs.

A person with a name and an address that are nowhere else goes through what people do here; then
all that is kept about deeds is looked through, and all that was logged on the way.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from kept_rows import rows_with
from support import achievement, member

from badges import app as composition
from badges import jobs
from badges.accounts import signin
from badges.accounts.access import Actor
from badges.accounts.addresses import add_address
from badges.awarding.awards import award
from badges.awarding.evidence import submit_evidence
from badges.awarding.holding import accept, correct_name, decline
from badges.awarding.reviewing import review
from badges.awarding.withdrawing import withdraw
from badges.batches import staging
from badges.config import Settings
from badges.database import db
from badges.models import AuditEntry, Community, Job, Membership
from badges.privacy.reports import Page, report

SECRETS = ("Zyzzyva", "zyzzyva@", "Qwyjibo")
NAME, ADDRESS, SAID = "Zyzzyva Person", "zyzzyva@example.org", "Qwyjibo did it."


@pytest.fixture
def zyz(mona: Actor) -> Membership:
    return member(mona.community, NAME, ADDRESS)


def traces() -> str:
    """Give all that is written down about deeds and promises."""
    entries = [(e.action, e.subject, e.detail) for e in db.session.scalars(sa.select(AuditEntry))]
    work = [(j.name, j.arguments, j.error, j.once_key) for j in db.session.scalars(sa.select(Job))]
    return json.dumps([entries, work])


def do_what_people_do(mona: Actor, zyz: Membership, club: Community) -> None:
    version = achievement(club, "lamp", {"made": {"reviewed": {}}})
    piece = submit_evidence(zyz, version.achievement, "made", text=SAID, name=NAME)
    review(mona, piece, "changes", SAID)
    for slug in ("vase", "chair"):
        badge = achievement(club, slug).achievement
        made = award(mona, badge, zyz, reason=SAID, narrative=SAID).award
        if slug == "vase":
            decline(made, SAID)
        else:
            accept(made, name=NAME)
            correct_name(zyz, made, name=f"{NAME} II")
            withdraw(mona, made, SAID)
    bowl = achievement(club, "bowl").achievement
    staging.stage(mona, bowl, f"{NAME};{ADDRESS}\n", reason=SAID)
    report(
        Page(club, "issuer", "/issuers/club"),
        problem="mine",
        text=SAID,
        address=ADDRESS,
        language="en",
        caller="1.2.3.4",
    )
    signin.request_link(ADDRESS)
    add_address(zyz.person, f"two-{ADDRESS}")
    db.session.commit()


def test_deeds_jobs_and_logs_name_nobody(
    mona: Actor, zyz: Membership, club: Community, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    do_what_people_do(mona, zyz, club)
    jobs.run_due()
    assert "report.take" in traces()
    assert len(rows_with("yzzyva")) > 3, "the person is there"
    for secret in SECRETS:
        assert secret not in traces()
        assert secret not in caplog.text


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[Flask]:
    """Give the application as it is composed for real."""
    folder = tmp_path / "whole"
    folder.mkdir()
    address = f"sqlite:///{folder / 'x.sqlite3'}"
    app = composition.create_app(Settings(instance_path=folder, database_url=address))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_a_database_that_fails_tells_no_log_whom_it_was_about(
    whole: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        db.session.execute(sa.text("INSERT INTO nowhere VALUES (:it)"), {"it": ADDRESS})

    jobs.register({"fail": fail})
    jobs.enqueue("fail")
    db.session.commit()
    jobs.run_due(limit=1)
    assert "nowhere" in caplog.text, "what went wrong is logged"
    assert ADDRESS not in caplog.text
    assert ADDRESS not in traces()
