"""Programmes: made, changed, shown to members, put away; their weeks and their days.

A programme decides about no badge: it gathers people, weeks and sessions. Its tag stands on every
session, so that the rule of its badge can count them like any other rule does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Final

import sqlalchemy as sa

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.awarding.drafts import DESCRIPTION_LIMIT
from badges.awarding.pauses import spans_of
from badges.database import db, get_scoped
from badges.errors import InputError, Reason
from badges.models import Achievement, Pause, Programme, ProgrammeWeek
from badges.ports import now, ports
from badges.programmes.texts import clean_texts, free_slug, required
from badges.programmes.weeks import WEEK, Days, days_of, weeks_between
from badges.text import clean_name, clean_narrative
from badges.timestamps import local_day

ENROLMENTS: Final = ("open", "link", "manager")
MOST_WEEKS: Final = 60
MOST_PLACES: Final = 10_000
NOTE_LIMIT: Final = 1_000
TAG_LIMIT: Final = 64
MOST_YEARS: Final = 5


@dataclass(frozen=True, slots=True)
class WeekDraft:
    """What one week is about, and a few words more; texts are by language."""

    title: Mapping[str, str]
    note: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeDraft:
    """All that is written of a programme; ``achievement`` is the slug of its badge, or empty."""

    name: Mapping[str, str]
    starts_on: date
    ends_on: date
    description: Mapping[str, str] = field(default_factory=dict)
    enrolment: str = "manager"
    places: int | None = None
    public: bool = False
    achievement: str = ""


def create_programme(
    actor: Actor, draft: ProgrammeDraft, weeks: Sequence[WeekDraft] = ()
) -> Programme:
    """Make a programme that only managers see until it is published."""
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    name = required(clean_texts(draft.name, "name", clean_name), "name")
    taken = db.session.scalars(
        sa.select(Programme.slug).where(Programme.community_id == actor.community.id)
    ).all()
    _check_days(draft)
    slug = free_slug(name, actor.community, taken)
    row = Programme(
        community_id=actor.community.id,
        community=actor.community,
        slug=slug,
        tag=_free_tag(actor, name, draft.starts_on.year),
        join_token=ports().token_bytes(16).hex(),
        created_at=now(),
    )
    _write(actor, row, draft, name)
    db.session.add(row)
    db.session.flush()
    if weeks:
        _write_weeks(row, weeks)
    audit.record(actor, "programme.create", f"programme:{row.id}")
    return row


def edit_programme(actor: Actor, programme: Programme, draft: ProgrammeDraft) -> Programme:
    """Change what a programme says; its address and its tag stay."""
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    row = get_scoped(Programme, actor.community.id, id=programme.id)
    _write(actor, row, draft, required(clean_texts(draft.name, "name", clean_name), "name"))
    audit.record(actor, "programme.edit", f"programme:{row.id}")
    return row


def set_weeks(actor: Actor, programme: Programme, weeks: Sequence[WeekDraft]) -> Programme:
    """Write what each week is about, from the first on; one without a title says nothing."""
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    row = get_scoped(Programme, actor.community.id, id=programme.id)
    _write_weeks(row, weeks)
    audit.record(actor, "programme.weeks", f"programme:{row.id}")
    return row


def publish_programme(actor: Actor, programme: Programme) -> Programme:
    """Show a programme to the members."""
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    row = get_scoped(Programme, actor.community.id, id=programme.id)
    row.published_at, row.archived_at = row.published_at or now(), None
    audit.record(actor, "programme.publish", f"programme:{row.id}")
    return row


def archive_programme(actor: Actor, programme: Programme) -> Programme:
    """Show a programme no more; who took part, its sessions and its badge stay."""
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    row = get_scoped(Programme, actor.community.id, id=programme.id)
    if row.archived_at is None:
        row.archived_at = now()
        audit.record(actor, "programme.archive", f"programme:{row.id}")
    return row


def renew_link(actor: Actor, programme: Programme) -> Programme:
    """Give a programme another link; the one before leads nowhere from then on."""
    actor.require(Permission.ACHIEVEMENTS_WRITE)
    row = get_scoped(Programme, actor.community.id, id=programme.id)
    row.join_token = ports().token_bytes(16).hex()
    audit.record(actor, "programme.link", f"programme:{row.id}")
    return row


def programmes_of(community_id: int) -> list[Programme]:
    """List a community's programmes, the one that begins last first."""
    return list(
        db.session.scalars(
            sa.select(Programme)
            .where(Programme.community_id == community_id)
            .order_by(Programme.starts_on.desc(), Programme.id.desc())
        )
    )


def programme_draft(row: Programme) -> ProgrammeDraft:
    """Give a programme as a draft, to edit it."""
    return ProgrammeDraft(
        name=dict(row.name),
        description=dict(row.description),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        enrolment=row.enrolment,
        places=row.places,
        public=row.public,
        achievement=row.achievement.slug if row.achievement is not None else "",
    )


def programme_days(programme: Programme) -> Days:
    """Give the days of a programme, moved by its community's pauses and its own."""
    return days_of(programme.starts_on, programme.ends_on, spans_of(pauses_in(programme)))


def pauses_in(programme: Programme) -> list[Pause]:
    """List the pauses that move a programme: its community's and its own, those near its days."""
    slack = timedelta(days=WEEK * MOST_WEEKS)
    return list(
        db.session.scalars(
            sa.select(Pause)
            .where(
                Pause.community_id == programme.community_id,
                sa.or_(Pause.programme_id.is_(None), Pause.programme_id == programme.id),
                Pause.until >= programme.starts_on,
                Pause.since <= programme.ends_on + slack,
            )
            .order_by(Pause.since, Pause.id)
        )
    )


def today_of(programme: Programme) -> date:
    """Give the day that it is in the programme's community."""
    return local_day(now(), programme.community.zone)


def _write(actor: Actor, row: Programme, draft: ProgrammeDraft, name: dict[str, str]) -> None:
    """Put what a draft says into the row; all is checked before anything is touched."""
    narrative = partial(clean_narrative, limit=DESCRIPTION_LIMIT)
    description = clean_texts(draft.description, "description", narrative)
    _check_days(draft)
    if draft.enrolment not in ENROLMENTS:
        raise InputError("programme.enrolment", "Choose how people enrol.", field="enrolment")
    if draft.places is not None and not 0 < draft.places <= MOST_PLACES:
        raise InputError(Reason("programme.places", limit=MOST_PLACES), field="places")
    badge = None
    if draft.achievement:
        badge = get_scoped(Achievement, actor.community.id, slug=draft.achievement)
    row.name, row.description, row.achievement = name, description, badge
    row.starts_on, row.ends_on = draft.starts_on, draft.ends_on
    row.enrolment, row.places, row.public = draft.enrolment, draft.places, draft.public


def _free_tag(actor: Actor, name: Mapping[str, str], year: int) -> str:
    """Give a tag that people can read, since it stands in what a member is told to do."""
    leading = next((name[it] for it in actor.community.languages if it in name), "")
    stem = f"{(leading or next(iter(name.values())))[: TAG_LIMIT - 9]} {year}"
    query = sa.select(Programme.tag).where(Programme.community_id == actor.community.id)
    taken, number, tag = set(db.session.scalars(query)), 1, stem
    while tag in taken:
        number += 1
        tag = f"{stem} ({number})"
    return tag


def _check_days(draft: ProgrammeDraft) -> None:
    this_year = now().year
    if not all(abs(it.year - this_year) <= MOST_YEARS for it in (draft.starts_on, draft.ends_on)):
        raise InputError("pause.day", "Choose days of our time.", field="starts_on")
    if draft.ends_on < draft.starts_on:
        raise InputError("pause.reversed", "The last day lies before the first.", field="ends_on")
    if weeks_between(draft.starts_on, draft.ends_on) > MOST_WEEKS:
        raise InputError(Reason("programme.long", limit=MOST_WEEKS), field="ends_on")


def _write_weeks(row: Programme, weeks: Sequence[WeekDraft]) -> None:
    narrative = partial(clean_narrative, limit=NOTE_LIMIT)
    found = []
    for number, each in enumerate(weeks[:MOST_WEEKS], start=1):
        title = clean_texts(each.title, f"week-{number}-title", clean_name)
        note = clean_texts(each.note, f"week-{number}-note", narrative)
        if note and not title:
            raise InputError(
                Reason("programme.week_title", number=number), field=f"week-{number}-title"
            )
        if title:
            found.append(
                ProgrammeWeek(community_id=row.community_id, number=number, title=title, note=note)
            )
    # The old ones leave first: a number may return under the unique constraint.
    row.weeks.clear()
    db.session.flush()
    row.weeks.extend(found)
    db.session.flush()
