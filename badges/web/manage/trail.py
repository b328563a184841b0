"""Who did what: the audit trail in words, filtered, page by page, and as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import Response, request, url_for

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.accounts.people import team_of
from badges.database import db
from badges.errors import InputError, Reason
from badges.models import (
    Achievement,
    AchievementVersion,
    AuditEntry,
    Award,
    AwardBatch,
    Evidence,
    LearningSession,
    Membership,
    OutboxMail,
)
from badges.ports import now
from badges.privacy.periods import periods_of
from badges.sentences import SENTENCES
from badges.spreadsheets import as_csv
from badges.web.access import requires
from badges.web.manage.frame import ON_A_PAGE, Texts, as_table, blueprint, show
from badges.web.manage.sessions import zone_of
from badges.web.pages import words

IN_A_TABLE = 20_000
"""Entries that one table holds at most; a range of days reaches the ones before."""

LATEST = date(9990, 1, 1)


class Place(NamedTuple):
    """Where a row is shown: the page, what it calls the row, whose rows they are, its name."""

    endpoint: str
    argument: str
    model: Any
    name: Any


_SLUG_OF_VERSION = (
    sa.select(Achievement.slug)
    .where(Achievement.id == AchievementVersion.achievement_id)
    .scalar_subquery()
)

PLACES = {
    "award": Place("award", "public_id", Award, Award.public_id),
    "achievement": Place("badge", "slug", Achievement, Achievement.slug),
    "version": Place("badge", "slug", AchievementVersion, _SLUG_OF_VERSION),
    "membership": Place("member", "member_id", Membership, Membership.id),
    "session": Place("session", "session_id", LearningSession, LearningSession.id),
    "batch": Place("batch", "batch_id", AwardBatch, AwardBatch.id),
    "evidence": Place("piece", "evidence_id", Evidence, Evidence.id),
    "outbox_mail": Place("outbox_mail", "mail_id", OutboxMail, OutboxMail.id),
}
"""The pages of what deeds are done to."""


@blueprint.get("/trail")
@requires(Permission.SETTINGS)
def trail(actor: Actor) -> Response:
    """List who did what, the newest first."""
    asked = _asked()
    try:
        wanted = _wanted(actor, asked)
    except InputError as error:
        return _show(actor, asked, audit.Entries((), newer=False, older=False), error=error)
    found = audit.read(
        actor.community,
        wanted,
        limit=ON_A_PAGE,
        before=_row_id("before"),
        after=_row_id("after"),
    )
    return _show(actor, asked, found)


@blueprint.get("/trail.csv")
@requires(Permission.SETTINGS)
def trail_table(actor: Actor) -> Response:
    """Give what is filtered as a table, in the community's time."""
    asked = _asked()
    try:
        wanted = _wanted(actor, asked)
    except InputError as error:
        return _show(actor, asked, audit.Entries((), newer=False, older=False), error=error)
    rows = audit.read(actor.community, wanted, limit=IN_A_TABLE).rows
    say, zone, names = words(), zone_of(actor), _names(actor, rows)
    header = (
        say.gettext("When"),
        say.gettext("Who"),
        say.gettext("Through"),
        say.gettext("Deed"),
        say.gettext("Code"),
        say.gettext("On what"),
    )
    cells = (
        (
            f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
            names[entry.actor_id] if entry.actor_id else _nameless(actor, entry),
            door(entry.via),
            deed(entry),
            entry.action,
            entry.subject,
        )
        for entry in rows
    )
    return as_table(as_csv(header, cells), f"{actor.community.slug}-trail.csv")


def deed(entry: AuditEntry) -> str:
    """Say what was done; an action that has no sentence shows its code."""
    code = f"deed.{entry.action}"
    outcomes = (f"{code}.{value}" for value in entry.detail.values() if isinstance(value, str))
    found = next((each for each in (*outcomes, code) if each in SENTENCES), None)
    if found is None:
        return entry.action
    return words().sentence(Reason.from_json({"code": found, "params": entry.detail}))


def door(via: str) -> str:
    """Say through which door somebody came."""
    doors = {
        "page": words().gettext("pages"),
        "api": "API",
        "cli": words().gettext("command line"),
        "rule": words().gettext("by rule"),
        "claim": words().gettext("claim link"),
        "guest": words().gettext("guest’s link"),
    }
    return doors.get(via, via)


def _show(
    actor: Actor, asked: Texts, found: audit.Entries, *, error: InputError | None = None
) -> Response:
    rows = found.rows
    kept: dict[str, Any] = {name: value for name, value in asked.items() if value}
    return show(
        "trail/list",
        typed=asked,
        error=error,
        filtered=bool(kept),
        days=_by_day(actor, rows),
        names=_names(actor, rows),
        pages=_pages(actor, rows),
        people=_people(actor, asked),
        groups=list(audit.GROUPS),
        deed=deed,
        door=door,
        nameless=partial(_nameless, actor),
        most=IN_A_TABLE,
        newer_url=url_for("manage.trail", **kept, after=rows[0].id) if found.newer else "",
        older_url=url_for("manage.trail", **kept, before=rows[-1].id) if found.older else "",
        table_url=url_for("manage.trail_table", **kept) if rows else "",
        zone=zone_of(actor),
    )


def _asked() -> Texts:
    fields = ("group", "person", "since", "until")
    return Texts({name: request.args.get(name, "").strip() for name in fields})


def _wanted(actor: Actor, asked: Texts) -> audit.Wanted:
    """Read the filter; a group or person that there is not excludes nothing."""
    since, until = _day(asked, "since"), _day(asked, "until")
    if since and until and until < since:
        raise InputError("trail.days", "The last day lies before the first.", field="until")
    return audit.Wanted(
        asked["group"] if asked["group"] in audit.GROUPS else "",
        int(asked["person"]) if _is_row_id(asked["person"]) else None,
        _begin(actor, since) if since else None,
        _begin(actor, until + timedelta(days=1)) if until else None,
    )


def _day(asked: Texts, field: str) -> date | None:
    if not asked[field]:
        return None
    try:
        day = date.fromisoformat(asked[field])
    except ValueError:
        day = date.min
    if not date(1970, 1, 2) <= day <= LATEST:
        raise InputError(
            "form.date", "Write the day as year-month-day, such as 2026-03-31.", field=field
        )
    return day


def _begin(actor: Actor, day: date) -> datetime:
    return datetime.combine(day, time(), zone_of(actor))


def _row_id(name: str) -> int | None:
    given = request.args.get(name, "")
    return int(given) if _is_row_id(given) else None


def _is_row_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18  # noqa: PLR2004 - fits 64 bits


def _by_day(actor: Actor, rows: Iterable[AuditEntry]) -> dict[date, list[AuditEntry]]:
    days: dict[date, list[AuditEntry]] = {}
    for row in rows:
        days.setdefault(row.at.astimezone(zone_of(actor)).date(), []).append(row)
    return days


def _names(actor: Actor, rows: Iterable[AuditEntry]) -> dict[int, str]:
    """Give today's names of who acted and of members acted upon; the erased have none."""
    ids = {row.actor_id for row in rows if row.actor_id is not None}
    ids |= {int(number) for kind, number in map(_parts, rows) if kind == "membership" and number}
    gone = words().gettext("somebody who left")
    names = dict.fromkeys(ids, gone)
    for row_id, name in _in_turns(actor, Membership, Membership.name, ids):
        names[row_id] = name or gone
    return names


def _nameless(actor: Actor, entry: AuditEntry) -> str:
    """Say why a deed that only people can do names nobody: its period is over."""
    kept_since = now() - timedelta(days=periods_of(actor.community).logs)
    if entry.via in {"page", "api"} and entry.at < kept_since:
        return words().gettext("somebody; the name was deleted after its time")
    return ""


def _pages(actor: Actor, rows: Sequence[AuditEntry]) -> dict[str, str]:
    """Give the pages of what the deeds were done to, by subject, where they still are there."""
    pages: dict[str, str] = {}
    for kind, place in PLACES.items():
        ids = {int(number) for each, number in map(_parts, rows) if each == kind and number}
        for row_id, name in _in_turns(actor, place.model, place.name, ids):
            values: dict[str, Any] = {place.argument: name}
            pages[f"{kind}:{row_id}"] = url_for(f"manage.{place.endpoint}", **values)
    return pages


def _in_turns(actor: Actor, model: Any, name: Any, ids: Iterable[int]) -> Iterator[tuple[int, Any]]:
    """Read names of this community's rows by id, few enough at once for every database."""
    wanted = sorted(ids)
    for start in range(0, len(wanted), 500):
        query = sa.select(model.id, name).where(
            model.community_id == actor.community.id, model.id.in_(wanted[start : start + 500])
        )
        for row in db.session.execute(query):
            yield row[0], row[1]


def _parts(entry: AuditEntry) -> tuple[str, str]:
    """Split a subject into what it is and its row id, empty where it has none."""
    kind, _, number = entry.subject.partition(":")
    return kind, number if _is_row_id(number) else ""


def _people(actor: Actor, asked: Texts) -> list[tuple[str, str]]:
    """List whom to look for: who has a role here, and who was just asked for."""
    people = {row.id: row.name for row in team_of(actor.community) if row.name}
    if _is_row_id(asked["person"]):
        named = _in_turns(actor, Membership, Membership.name, [int(asked["person"])])
        people |= {row_id: name for row_id, name in named if name}
    return [(str(row_id), name) for row_id, name in people.items()]
