"""What I did: each activity with what it counted for; "this was not me"; sessions to follow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from http import HTTPStatus

import sqlalchemy as sa
from flask import Response, request, url_for
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response as Answer

from badges.accounts.access import Actor, Permission
from badges.database import db, get_scoped
from badges.errors import BadgesError, ConflictError, InputError
from badges.intake import calendars, voiding
from badges.models import Activity, Award, Membership
from badges.ports import settings
from badges.timestamps import local_day
from badges.web.access import public, requires
from badges.web.manage.kinds import kind_name
from badges.web.member.achievements import membership_of
from badges.web.member.frame import blueprint, errors_of, go
from badges.web.member.together import Corner, Link, corner
from badges.web.pages import language, page, words
from badges.wording import Localized, pick

ON_A_PAGE = 50


@blueprint.get("/me/<community>/activities")
@requires(Permission.BELONG)
def activities(actor: Actor) -> Response:
    """List what I did, the newest first, and what each counted for."""
    member = membership_of(actor)
    number = max(1, min(request.args.get("page", 1, type=int), 10_000))
    rows = db.session.scalars(
        sa.select(Activity)
        .where(Activity.membership_id == member.id)
        .options(joinedload(Activity.session))
        .order_by(Activity.occurred_at.desc(), Activity.id.desc())
        .limit(ON_A_PAGE + 1)
        .offset((number - 1) * ON_A_PAGE)
    ).all()

    def at(page_number: int) -> str:
        slug = actor.community.slug
        return url_for("member.activities", community=slug, page=page_number)

    return page(
        "member/activities/list.html",
        rows=rows[:ON_A_PAGE],
        previous_url=at(number - 1) if number > 1 else "",
        next_url=at(number + 1) if len(rows) > ON_A_PAGE else "",
        counted_for=_counted_for(member),
        day=lambda row: local_day(row.occurred_at, actor.community.zone),
        is_disputed=voiding.is_disputed,
        kind_name=kind_name,
        feed=calendars.feed_of(member),
        slug=actor.community.slug,
    )


@blueprint.get("/me/<community>/activities/<int:activity_id>/not-me")
@requires(Permission.BELONG)
def not_me(actor: Actor, activity_id: int) -> Response:
    """Ask for a word about why this was somebody else."""
    return _doubt_page(actor, _mine(actor, activity_id))


@blueprint.post("/me/<community>/activities/<int:activity_id>/not-me")
@requires(Permission.BELONG)
def not_me_now(actor: Actor, activity_id: int) -> Answer:
    """Say that this was somebody else; a person decides."""
    row = _mine(actor, activity_id)
    try:
        voiding.dispute(membership_of(actor), row.id, request.form.get("note", ""))
    except (InputError, ConflictError) as error:
        return _doubt_page(actor, row, error)
    said = words().gettext("Thank you for saying so. A person of the community looks at it.")
    return go(url_for("member.activities", community=actor.community.slug), said)


@blueprint.post("/me/<community>/calendar")
@requires(Permission.BELONG)
def calendar_feed(actor: Actor) -> Answer:
    """Make my address for the sessions, shown this once, or end it (``end``)."""
    member, slug = membership_of(actor), actor.community.slug
    if request.form.get("end"):
        calendars.end_feed(member)
        said = words().gettext("The calendar address is ended.")
        return go(url_for("member.activities", community=slug), said)
    secret = calendars.new_feed(member)
    address = f"{settings().base_url}/calendars/{secret}.ics"
    # No redirect, so that no cookie carries it.
    return page("member/activities/feed.html", address=address, slug=slug)


@blueprint.get("/calendars/<secret>.ics")
@public()
def calendar(secret: str) -> Response:
    """Hand out the sessions of a community to a calendar program."""
    response = Response(calendars.feed(secret), content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "private, max-age=900"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@corner(order=80)
def _what_i_did(member: Membership) -> Corner:
    """Lead to what a member did here."""
    address = url_for("member.activities", community=member.community.slug)
    return Corner(
        title=words().gettext("What I did"),
        sentence=words().gettext("Everything that was recorded, and what it counted for."),
        links=(Link(words().gettext("See it"), address),),
    )


def _mine(actor: Actor, activity_id: int) -> Activity:
    member = membership_of(actor)
    return get_scoped(Activity, actor.community.id, id=activity_id, membership_id=member.id)


def _doubt_page(actor: Actor, row: Activity, error: BadgesError | None = None) -> Response:
    return page(
        "member/activities/not_me.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        activity=row,
        day=local_day(row.occurred_at, actor.community.zone),
        kind_name=kind_name,
        errors=errors_of(error) if error else {},
        typed=request.form,
        slug=actor.community.slug,
    )


def _counted_for(member: Membership) -> Mapping[str, list[tuple[str, Localized]]]:
    """Give for each activity (its row id) the badges that it counted for: address and name."""
    found: dict[str, list[tuple[str, Localized]]] = defaultdict(list)
    awards = db.session.scalars(
        sa.select(Award)
        .where(Award.membership_id == member.id, Award.state.in_(voiding.STANDING))
        .options(joinedload(Award.version))
    )
    for award in awards:
        for counted in voiding.counted_in(award):
            address = url_for("member.badge", public_id=award.public_id)
            found[counted].append((address, pick(award.version.name, language())))
    return found
