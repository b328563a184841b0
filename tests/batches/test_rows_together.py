"""Rows that are awarded together leave what each would leave that is awarded by itself."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from published import issuing_community
from support import achievement, make_app, manager, member

from badges import jobs, mailing, tasks
from badges.accounts.access import Actor
from badges.awarding.awards import award
from badges.awarding.many import plain_cases
from badges.batches import running
from badges.batches.together import award_plain_rows
from badges.database import Base, db
from badges.models import (
    AchievementVersion,
    AuditEntry,
    Award,
    AwardEvent,
    Community,
    Credential,
    EmailAddress,
    Job,
    Membership,
    OutboxMail,
    Person,
)
from badges.ports import EXTENSION

from .handed import problem, rows, staged

WRITTEN: tuple[type[Base], ...] = (Person, EmailAddress, Membership, Award, AwardEvent, AuditEntry)
HEAD = "Name;E-Mail;Satz;Nachweis;Datum;Sprache\n"
DRAWN = frozenset({"public_id", "code", "claim_hash", "subject_id", "created_at"})
DRAWN_IN_DOCUMENTS = re.compile(
    rb'"(id|verificationMethod|identityHash|salt|proofValue|statusListIndex)":"[^"]+"'
)
SHAPES: dict[str, dict[str, Any]] = {
    "offered": {},
    "at once": {"issue_at_once": True},
    "again and again": {"issue_at_once": True, "repeatable": True},
    "for a year": {"issue_at_once": True, "valid_days": 365},
}


def lines(chance: random.Random, count: int) -> str:
    """Write rows as people write them: with and without sentence, link, day and language."""
    cells = (
        ("", "Great work"),
        ("", "", "", "https://a.example/x"),
        ("", "01.03.2026", "02.03.20"),
    )
    more = [
        ";".join((*map(chance.choice, cells), chance.choice(("", "de", "en"))))
        for _ in range(count)
    ]
    return HEAD + "".join(f"Näme {n};p{n}@x.example;{each}\n" for n, each in enumerate(more))


def settled(actor: Actor, version: AchievementVersion) -> dict[str, Any]:
    """Award a list, let the queue do what was promised, and tell all that is there."""
    batch = staged(actor, version, lines(random.Random(7), 18))  # noqa: S311 - the same each time
    running.confirm(actor, batch)
    db.session.commit()
    jobs.run_due()
    assert (batch.state, batch.handled) == ("done", batch.good)
    found: dict[str, Any] = {model.__tablename__: _rows(model) for model in WRITTEN}
    found["list"] = [(row.outcome, problem(row)) for row in rows(batch)]
    found["documents"] = sorted(map(_document, db.session.scalars(sa.select(Credential))))
    found["mails"] = sorted(map(_mail, db.session.scalars(sa.select(OutboxMail))))
    wanted = sa.select(Job).where(Job.name.in_(("send_mail", "send_offer", "evaluate_member")))
    found["jobs"] = sorted(
        f"{job.name.replace('offer', 'mail')} {job.due_at}" for job in db.session.scalars(wanted)
    )
    return found


def _rows(model: type[Base]) -> list[str]:
    people = dict(db.session.execute(sa.select(Membership.id, Membership.address)).all())
    awards = {
        it.id: f"award of {people[it.membership_id]}, {it.awarded_at}"
        for it in db.session.scalars(sa.select(Award))
    }
    found = []
    for row in db.session.scalars(sa.select(model)):
        values = {
            column.name: getattr(row, column.name)
            for column in sa.inspect(model).columns
            if column.name not in DRAWN and column.name not in {"id", "person_id"}
        }
        values |= {"membership_id": people.get(values.get("membership_id", 0))}
        values |= {"once_key": bool(values.get("once_key"))}
        for column in ("award_id", "renews_id"):
            values |= {column: awards.get(values.get(column, 0))}
        if "subject" in values:
            kind, _, number = values["subject"].partition(":")
            by_number = {"award": awards, "membership": people}.get(kind, {})
            values["subject"] = f"{kind} {by_number.get(int(number), '')}"
        written = json.dumps(values, default=str, sort_keys=True)
        found.append(re.sub(r'"id": "\d+"', "", written))
    return sorted(found)


def _document(credential: Credential) -> str:
    assert credential.document is not None
    hidden = DRAWN_IN_DOCUMENTS.sub(b"", credential.document)
    return f"{credential.number} {credential.valid_until} {hidden.decode()}"


def _mail(mail: OutboxMail) -> str:
    text = mailing.written(mail)
    assert mail.subject == text.subject
    hidden = re.sub(r"/(claim|credentials)/[\w-]+", "", text.text + text.html)
    return f"{mail.address} {mail.state} {mail.due_at} {text.subject} {hidden}"


def world(folder: Path, url: str, shape: Mapping[str, Any], mail_url: str | None) -> Flask:
    """Make an application of its own with a community and some who are known there."""
    folder.mkdir()
    made = make_app(folder, url=url)
    ports = made.extensions[EXTENSION]
    made.extensions[EXTENSION] = replace(ports, settings=replace(ports.settings, mail_url=mail_url))
    with made.app_context():
        jobs.register(tasks.HANDLERS)
        demo = issuing_community()
        actor, version = manager(demo), achievement(demo, "badge", **shape)
        achievement(demo, "after-it", {"step": {"earned": {"achievement": "badge"}}})
        for number in (1, 3, 4, 5):
            member(demo, f"Name{number}", f"p{number}@x.example")
        for number in (6, 7):
            known = member(demo, f"Name{number}", f"p{number}@x.example")
            before = award(actor, version.achievement, known, reason="Before").award
        before.awarded_at -= timedelta(days=800)  # run out, where it is for a year
        db.session.commit()
    return made


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("mail_url", [None, "smtp://localhost:1"])
def test_both_ways_leave_the_same(
    tmp_path: Path,
    new_database: Callable[[], str],
    shape: str,
    mail_url: str | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found, plain = [], []
    for way in ("together", "one by one"):

        def counted(*args: Any, one_by_one: bool = way == "one by one") -> int:
            plain.append(0 if one_by_one else award_plain_rows(*args))
            return plain[-1]

        monkeypatch.setattr(running, "award_plain_rows", counted)
        made = world(tmp_path / way, new_database(), SHAPES[shape], mail_url)
        with made.app_context():
            version = db.session.scalars(sa.select(AchievementVersion)).first()
            actor = Actor.member(db.session.scalars(sa.select(Membership)).first())
            found.append(settled(actor, version))
    assert max(plain) > 5
    for part in found[0]:
        for one, other in zip(found[0][part], found[1][part], strict=True):
            assert one == other, part
    assert bool(found[0]["documents"]) is (shape != "offered")
    renewed = [each for each in found[0]["award"] if '"renews_id": "award of p7' in each]
    assert len(renewed) == (shape == "for a year")


def test_who_held_one_that_has_run_out_is_awarded_with_the_others(
    mona: Actor, demo: Community
) -> None:
    version = achievement(demo, "yearly", valid_days=365)
    ada = member(demo, "Ada", "ada@x.example")
    held = award(mona, version.achievement, ada, reason="Before").award
    assert plain_cases(demo.id, version, [ada.id]) == {}
    held.awarded_at -= timedelta(days=800)
    assert plain_cases(demo.id, version, [ada.id])[ada.id].renews == held.id
