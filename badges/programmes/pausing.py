"""Planned pauses: a community's, or one programme's, in which deadlines stand still.

What stands still (:mod:`badges.standstill` reckons, :mod:`badges.awarding.pauses` asks): the days
of a programme and of its weeks, the moving windows and weeks of rules, the lapse of offers and the
reminders of them, the days of personal goals, the day by which a reviewer's answer is promised. A
pause that is entered afterwards lengthens windows all the same; rules look again at the next thing
that a member does, so that nobody is awarded in silence. Nothing that was awarded is ever taken
back because a pause was changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

import sqlalchemy as sa

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.awarding.pauses import pauses_of_community
from badges.awarding.spreading import move_promises
from badges.database import db, get_scoped
from badges.errors import InputError, Reason
from badges.models import Pause, Programme
from badges.ports import now
from badges.text import clean_line
from badges.timestamps import local_day

LONGEST: Final = 366
"""Days that one pause may have."""

NAME_LIMIT: Final = 100
MOST_YEARS: Final = 5
Time = Literal["ahead", "now", "over"]


@dataclass(frozen=True, slots=True)
class PauseFacts:
    """What is written of a pause; both days belong to it."""

    name: str
    since: date
    until: date


def plan_pause(actor: Actor, facts: PauseFacts, programme: Programme | None = None) -> Pause:
    """Plan a pause of the community, or of one programme; raises ``InputError``."""
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    if programme is not None:
        programme = get_scoped(Programme, actor.community.id, id=programme.id)
    row = Pause(
        community_id=actor.community.id,
        programme=programme,
        created_at=now(),
        created_by=actor.membership_id,
    )
    before = pauses_of_community(actor.community.id)
    _write(row, facts)
    db.session.add(row)
    db.session.flush()
    move_promises(actor.community, before)
    audit.record(actor, "pause.plan", f"pause:{row.id}")
    return row


def change_pause(actor: Actor, pause: Pause, facts: PauseFacts) -> Pause:
    """Give a pause other days or another name."""
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    row = get_scoped(Pause, actor.community.id, id=pause.id)
    before = pauses_of_community(actor.community.id)
    _write(row, facts)
    db.session.flush()
    move_promises(actor.community, before)
    audit.record(actor, "pause.change", f"pause:{row.id}")
    return row


def end_pause(actor: Actor, pause: Pause) -> None:
    """Let deadlines run again from today on; one that has not begun, or begins today, is gone."""
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    row = get_scoped(Pause, actor.community.id, id=pause.id)
    today = local_day(now(), actor.community.zone)
    before = pauses_of_community(actor.community.id)
    audit.record(actor, "pause.end", f"pause:{row.id}")
    if row.since >= today:
        db.session.delete(row)
    else:
        row.until = min(row.until, today - timedelta(days=1))
    db.session.flush()
    move_promises(actor.community, before)


def pauses_planned(actor: Actor) -> Sequence[Pause]:
    """List the community's pauses and those of its programmes, the latest first."""
    return db.session.scalars(
        sa.select(Pause)
        .where(Pause.community_id == actor.community.id)
        .order_by(Pause.since.desc(), Pause.id.desc())
    ).all()


def time_of(pause: Pause, today: date) -> Time:
    """Tell whether a pause lies ahead, is on, or is over."""
    if pause.since > today:
        return "ahead"
    return "now" if today <= pause.until else "over"


def _write(row: Pause, facts: PauseFacts) -> None:
    row.name = clean_line(facts.name, field="name", limit=NAME_LIMIT)
    this_year = now().year
    if not all(abs(day.year - this_year) <= MOST_YEARS for day in (facts.since, facts.until)):
        raise InputError("pause.day", "Choose days of our time.", field="since")
    if facts.until < facts.since:
        raise InputError("pause.reversed", "The last day lies before the first.", field="until")
    if (facts.until - facts.since).days >= LONGEST:
        raise InputError(Reason("pause.long", limit=LONGEST), field="until")
    row.since, row.until = facts.since, facts.until
