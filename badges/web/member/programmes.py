"""A programme as a member sees it: this week, what is next, joining and leaving."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from flask import url_for
from werkzeug.wrappers import Response

from badges.accounts.access import Actor, Permission
from badges.awarding.achievements import current_versions
from badges.awarding.progress import progress
from badges.database import get_scoped
from badges.errors import BadgesError, NotFoundError
from badges.models import AchievementVersion, LearningSession, Membership, Programme
from badges.ports import now
from badges.programmes import enrolling
from badges.programmes.cohorts import programme_days, today_of
from badges.programmes.finishing import badge_version
from badges.programmes.meetings import next_session, sessions_of
from badges.programmes.taking_part import InProgramme
from badges.programmes.weeks import Week
from badges.standstill import covers
from badges.web.access import requires, signed_in
from badges.web.member.achievements import membership_of
from badges.web.member.desk import Way, names_of, way_of
from badges.web.member.frame import blueprint, errors_of, go, my_memberships
from badges.web.pages import language, page, words
from badges.wording import pick


@blueprint.get("/me/<community>/programmes/<slug>")
@requires(Permission.BELONG)
def programme(actor: Actor, slug: str) -> Response:
    """Show a programme: this week, the next session, what is missing for its badge."""
    member = membership_of(actor)
    row = _found(member, slug)
    if not _may_see(member, row):
        raise NotFoundError("not_found", "There is nothing at this address.")
    return _show(member, row)


@blueprint.post("/me/<community>/programmes/<slug>/join")
@requires(Permission.BELONG)
def programme_enrol(actor: Actor, slug: str) -> Response:
    """Enrol in a programme that is open to all members."""
    member = membership_of(actor)
    row = _found(member, slug)
    try:
        enrolment = enrolling.enrol(member, row)
    except BadgesError as error:
        return go(url_for("member.me"), next(iter(errors_of(error).values())), kind="error")
    return _welcome(row, waits=enrolment.state == "waiting")


@blueprint.post("/me/<community>/programmes/<slug>/leave")
@requires(Permission.BELONG)
def programme_leave(actor: Actor, slug: str) -> Response:
    """Leave a programme; what was done in it stays and counts."""
    enrolling.leave(membership_of(actor), _found(membership_of(actor), slug))
    said = words().gettext("You take part no more. What you did in it stays yours.")
    return go(url_for("member.me"), said)


@blueprint.get("/join/<token>")
@signed_in()
def programme_join(token: str) -> Response:
    """Show the programme that a link leads to, to enrol there."""
    member, row = _by_link(token)
    return _show(member, row, token=token)


@blueprint.post("/join/<token>")
@signed_in()
def programme_join_now(token: str) -> Response:
    """Enrol with the link."""
    member, row = _by_link(token)
    try:
        enrolment = enrolling.join(member, token)
    except BadgesError as error:
        return go(url_for("member.me"), next(iter(errors_of(error).values())), kind="error")
    return _welcome(row, waits=enrolment.state == "waiting")


def _found(member: Membership, slug: str) -> Programme:
    row = get_scoped(Programme, member.community_id, slug=slug)
    if row.published_at is None or row.archived_at is not None:
        raise NotFoundError("not_found", "There is nothing at this address.")
    return row


def _may_see(member: Membership, row: Programme) -> bool:
    """Tell whether a programme is this member's business: open, public, or theirs."""
    enrolment = enrolling.enrolment_of(member, row)
    return row.public or row.enrolment == "open" or enrolment is not None


def _by_link(token: str) -> tuple[Membership, Programme]:
    """Find the programme of a link in one of the reader's communities, or ``NotFoundError``."""
    for member in my_memberships():
        try:
            row = enrolling.programme_by_link(member, token)
        except NotFoundError:
            continue
        return member, _found(member, row.slug)
    raise NotFoundError(
        "enrolment.link",
        "This link leads to no programme that you can join; ask who gave it to you.",
    )


def _welcome(row: Programme, *, waits: bool) -> Response:
    if waits:
        said = words().gettext("All places are taken; you get the next one that is free.")
    else:
        said = words().gettext("You take part. This is where you find each week.")
    return go(url_for("member.programme", community=row.community.slug, slug=row.slug), said)


def _show(member: Membership, row: Programme, *, token: str = "") -> Response:
    enrolment = enrolling.enrolment_of(member, row)
    here = InProgramme(
        row,
        enrolment if enrolment is not None and enrolment.state != "left" else None,
        programme_days(row),
        today_of(row),
    )
    zone, version = ZoneInfo(row.community.zone), badge_version(row)
    themes = {week.number: week for week in row.weeks}
    sessions = [(it, it.starts_at.astimezone(zone).date()) for it in sessions_of(row)]
    return page(
        "member/programmes/show.html",
        community=row.community,
        programme=row,
        name=pick(row.name, language(row.community)),
        about=pick(row.description, language(row.community)),
        here=here,
        weeks=[(it, themes.get(it.number), _within(it, sessions)) for it in here.days.weeks],
        in_a_pause={it.id for it, day in sessions if covers(here.days.spans, day)},
        upcoming=next_session(row, now()),
        way=_way(member, row, version) if here.takes_part and version is not None else None,
        awarded_together=version is not None and version.award_mode == "manager",
        taking=enrolling.taking_part(row),
        open=enrolling.is_open(row) and (row.enrolment == "open" or bool(token)),
        token=token,
        zone=zone,
        pick=pick,
    )


def _within(week: Week, sessions: Sequence[tuple[LearningSession, date]]) -> list[LearningSession]:
    return [session for session, day in sessions if week.since <= day <= week.until]


def _way(member: Membership, row: Programme, version: AchievementVersion) -> Way:
    """Put how far the member is on the programme's badge into their words."""
    names = names_of(current_versions(row.community_id), words())
    return way_of(version, progress(member, version), words(), names)
