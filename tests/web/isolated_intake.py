"""Tables, hooks and what waits of a community that nobody else may see."""

from __future__ import annotations

import io

import sqlalchemy as sa

from badges.accounts.access import Actor
from badges.database import db
from badges.intake import handing_in, hooks
from badges.intake.recording import ToldActivity, record_many
from badges.intake.rows import Usual
from badges.models import Activity, Award, VoidedBasis, WaitingActivity
from badges.ports import now

INTAKE = frozenset({"table_id", "hook_id", "basis_id", "waiting_id"})


def intake_of(boss: Actor, activity: Activity, award: Award, secret: str) -> dict[str, int]:
    """Put one of each into a community; gives the parts of addresses that name them."""
    usual = Usual("talk", day="2026-03-01")
    table = handing_in.stage(boss, io.BytesIO(secret.encode()), title=secret, usual=usual)
    hook, _ = hooks.open_hook(boss, system="discourse", name=secret)
    record_many(boss, [ToldActivity("talk", now(), account="xapi:a", label=secret)])
    basis = VoidedBasis(
        community_id=boss.community.id,
        activity_id=activity.id,
        award_id=award.id,
        found_at=now(),
    )
    db.session.add(basis)
    db.session.flush()
    waiting = sa.select(WaitingActivity.id).filter_by(community_id=boss.community.id)
    return {
        "table_id": table.id,
        "hook_id": hook.id,
        "basis_id": basis.id,
        "waiting_id": db.session.scalars(waiting).one(),
    }
