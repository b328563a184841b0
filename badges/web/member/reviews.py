"""Members judge each other's work, where a badge's rule asks for their voice."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import request, url_for
from werkzeug.wrappers import Response

from badges.accounts.access import Actor, Permission
from badges.awarding import reviewing
from badges.awarding.achievements import newest_published
from badges.awarding.doubles import doubles_of
from badges.awarding.judging import asking_of
from badges.awarding.spreading import pass_on
from badges.database import db
from badges.errors import BadgesError, ConflictError, ForbiddenError, InputError, NotFoundError
from badges.models import Evidence, Membership
from badges.ports import now
from badges.timestamps import local_day
from badges.web.access import requires
from badges.web.member.frame import blueprint, errors_of, go
from badges.web.member.together import Corner, Link, corner
from badges.web.member.waiting import Line, waits
from badges.web.pages import language, page, words
from badges.web.problems import status_of
from badges.web.work import said_in, sealed_file, thumbnail, tries_of
from badges.wording import Localized, pick


@blueprint.get("/me/<community>/reviews")
@requires(Permission.BELONG)
def review_list(actor: Actor) -> Response:
    """List the pieces that wait for the reader's voice, those they were asked for first."""
    return page(
        "member/reviews.html",
        pieces=reviewing.inbox(actor),
        me=actor.membership_id,
        name_of=_badge_name,
        title_of=_milestone_title,
        zone=ZoneInfo(actor.community.zone),
        today=local_day(now(), actor.community.zone),
    )


@blueprint.get("/me/<community>/reviews/<int:evidence_id>")
@requires(Permission.BELONG)
def review_one(actor: Actor, evidence_id: int) -> Response:
    """Show a piece beside its criteria and its rubric."""
    return _show(actor, _found(actor, evidence_id))


@blueprint.post("/me/<community>/reviews/<int:evidence_id>")
@requires(Permission.BELONG)
def review_decide(actor: Actor, evidence_id: int) -> Response:
    """Judge it; who comes second is told what was decided, and what they wrote stays."""
    row, said = _found(actor, evidence_id), said_in(request.form)
    try:
        reviewing.review(
            actor, row, said.verdict, said.comment, levels=said.levels, seen=said.seen, hold=True
        )
    except (InputError, ConflictError, ForbiddenError) as error:
        return _show(actor, row, error)
    told = words().gettext("Thank you. Your words go to the member in a few minutes.")
    return go(url_for("member.review_list", community=actor.community.slug), told)


@blueprint.post("/me/<community>/reviews/<int:evidence_id>/pass-on")
@requires(Permission.BELONG)
def review_pass_on(actor: Actor, evidence_id: int) -> Response:
    """Let somebody else be asked."""
    here = url_for("member.review_list", community=actor.community.slug)
    try:
        pass_on(actor, _found(actor, evidence_id))
    except ConflictError as error:
        db.session.rollback()
        return go(here, words().sentence(error.reason), kind="error")
    return go(here, words().gettext("Somebody else is asked now."))


@blueprint.get("/me/<community>/reviews/<int:evidence_id>/file")
@requires(Permission.BELONG)
def review_file(actor: Actor, evidence_id: int) -> Response:
    """Hand over what was kept of a piece, never under its own type."""
    return sealed_file(_found(actor, evidence_id))


@waits(order=5)
def _asked(member: Membership) -> Iterator[Line]:
    """Tell of pieces that the member was asked to look at first."""
    count = _count(member)
    if count:
        yield Line(
            words().ngettext(
                "You are asked to look at one piece of work.",
                "You are asked to look at %(num)s pieces of work.",
                count,
            ),
            words().gettext("Look at it"),
            url_for("member.review_list", community=member.community.slug),
        )


@waits(order=44)
def _moved(member: Membership) -> Iterator[Line]:
    """Tell of links whose page is another now, or gone; nobody else is told."""
    query = (
        sa.select(Evidence)
        .where(
            Evidence.membership_id == member.id,
            Evidence.seen_state.in_(("changed", "gone")),
            Evidence.state != "withdrawn",
        )
        .order_by(Evidence.id.desc())
    )
    for piece in db.session.scalars(query.limit(3)):
        name = piece.name or piece.url
        text = (
            words().gettext("The page behind “%(name)s” has gone.", name=name)
            if piece.seen_state == "gone"
            else words().gettext("The page behind “%(name)s” is another now.", name=name)
        )
        link = url_for(
            "member.achievement",
            community=member.community.slug,
            slug=piece.achievement.slug,
            _anchor="mine",
        )
        yield Line(text, words().gettext("See it"), link, "wait")


@corner(order=60)
def _pieces(member: Membership) -> Corner | None:
    """Offer what the member may look at."""
    waiting = reviewing.inbox(Actor.member(member))
    if not waiting:
        return None
    return Corner(
        title=words().gettext("Work to look at"),
        sentence=words().ngettext(
            "One piece of work waits for somebody like you.",
            "%(num)s pieces of work wait for somebody like you.",
            len(waiting),
        ),
        links=(
            Link(
                words().gettext("See what waits"),
                url_for("member.review_list", community=member.community.slug),
            ),
        ),
        count=len(waiting),
    )


def _count(member: Membership) -> int:
    query = sa.select(sa.func.count(Evidence.id)).where(
        Evidence.community_id == member.community_id,
        Evidence.assigned_to == member.id,
        Evidence.state == "submitted",
    )
    return db.session.scalar(query) or 0


def _found(actor: Actor, evidence_id: int) -> Evidence:
    """Find a piece that the reader may judge; what is none of theirs is not there at all."""
    try:
        return reviewing.readable_evidence(actor, evidence_id)
    except ForbiddenError as error:
        raise NotFoundError("not_found", "There is nothing at this address.") from error


def _show(actor: Actor, row: Evidence, error: BadgesError | None = None) -> Response:
    version = newest_published(row.achievement) or row.achievement.versions[-1]
    return page(
        "member/review.html",
        status=int(status_of(error)) if error else 200,
        piece=row,
        own=row.membership_id == actor.membership_id,
        mine=any(it.reviewer_id == actor.membership_id for it in row.reviews),
        me=actor.membership_id,
        name=pick(version.name, language()),
        milestone=_milestone_title(row),
        criteria=pick(version.criteria, language()),
        asking=asking_of(row),
        tries=tries_of(row),
        doubles=doubles_of(row),
        may_name=actor.may(Permission.MEMBERS_READ),
        thumbnail=thumbnail(row),
        decided=isinstance(error, ConflictError),
        errors=errors_of(error) if error else {},
        typed=request.form,
        zone=ZoneInfo(actor.community.zone),
        today=local_day(now(), actor.community.zone),
    )


def _badge_name(row: Evidence) -> Localized:
    version = newest_published(row.achievement) or row.achievement.versions[-1]
    return pick(version.name, language())


def _milestone_title(row: Evidence) -> Localized:
    return pick(reviewing.milestone_title(row), language())
