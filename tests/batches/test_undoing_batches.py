"""A whole list is undone within its ten minutes; what was told or taken meanwhile stays."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from support import Clock

from badges import jobs
from badges.accounts.access import Actor
from badges.awarding.holding import accept
from badges.batches.undoing import AT_ONCE, undo_batch, undo_batch_until
from badges.database import db
from badges.errors import ConflictError
from badges.models import AchievementVersion, Membership, OutboxMail
from badges.ports import EXTENSION

from .handed import all_awards, awarded, many, rows


def test_all_of_a_list_is_taken_back(mona: Actor, version: AchievementVersion) -> None:
    batch = awarded(mona, version, many(3))
    undo_batch(mona, batch)
    assert (batch.state, batch.awarded, all_awards()) == ("undone", 0, [])
    assert [row.outcome for row in rows(batch)] == ["undone"] * 3
    assert db.session.scalar(sa.select(sa.func.count(Membership.id))) == 1


def test_a_long_list_is_taken_back_by_jobs(mona: Actor, version: AchievementVersion) -> None:
    batch = awarded(mona, version, many(AT_ONCE + 5))
    db.session.commit()
    jobs.run_due()
    undo_batch(mona, batch)
    db.session.commit()
    assert (batch.state, len(all_awards())) == ("undoing", 5)
    jobs.run_due()
    assert (batch.state, all_awards()) == ("undone", [])


def test_the_mails_stop_at_once(app: Flask, mona: Actor, version: AchievementVersion) -> None:
    ports = app.extensions[EXTENSION]
    mailed = replace(ports.settings, mail_url="smtp://localhost:1")
    app.extensions[EXTENSION] = replace(ports, settings=mailed)
    batch = awarded(mona, version, many(AT_ONCE + 5))
    db.session.commit()
    jobs.run_due()
    undo_batch(mona, batch)
    assert set(db.session.scalars(sa.select(OutboxMail.state))) == {"cancelled"}


def test_who_has_accepted_keeps_it(mona: Actor, version: AchievementVersion) -> None:
    batch = awarded(mona, version, many(3))
    accept(all_awards()[0], name="Person")
    undo_batch(mona, batch)
    assert [row.outcome for row in rows(batch)] == ["kept", "undone", "undone"]
    assert (len(all_awards()), batch.awarded) == (1, 1)


def test_later_it_is_too_late(mona: Actor, version: AchievementVersion, clock: Clock) -> None:
    batch = awarded(mona, version, many(2))
    clock.move(minutes=10)
    assert undo_batch_until(batch) is None
    with pytest.raises(ConflictError) as caught:
        undo_batch(mona, batch)
    assert caught.value.reason.code == "batch.undo_late"
