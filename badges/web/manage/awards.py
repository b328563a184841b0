"""Awards: given by hand, looked at, undone; the link of each to pass on or to print."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import segno
import sqlalchemy as sa
from flask import Response, request

from badges.accounts.access import Actor, Permission
from badges.accounts.people import members_named
from badges.awarding import awards, scheduling
from badges.awarding.evaluating import awaiting_manager
from badges.awarding.states import expires_at, has_expired
from badges.awarding.undoing import undo, undo_until
from badges.batches.sheets import claim_sheet
from badges.database import db, get_scoped
from badges.errors import BadgesError, ConflictError, InputError, NotFoundError
from badges.mailing import mails_of
from badges.models import Achievement, Award, Credential, Membership
from badges.ports import now, settings
from badges.web.access import requires
from badges.web.manage.achievements import find_achievement, shown_version
from badges.web.manage.frame import (
    Texts,
    as_pdf,
    blueprint,
    choice_of,
    done,
    refused,
    show,
    typed_form,
    wanted_name,
)
from badges.web.manage.progress import name_of, titles_of
from badges.web.manage.sessions import zone_of
from badges.web.pages import words
from badges.web.why import reasoning_of


@blueprint.get("/badges/<slug>/award")
@requires(Permission.AWARDS_WRITE)
def award_new(actor: Actor, slug: str) -> Any:
    """Ask who gets the badge, and why."""
    typed = Texts(member=request.args.get("member", ""), place=actor.community.place)
    return _show_form(actor, find_achievement(actor, slug), typed)


@blueprint.post("/badges/<slug>/award")
@requires(Permission.AWARDS_WRITE)
def award_create(actor: Actor, slug: str) -> Any:
    """Award by hand, and show the claim link this once."""
    badge = find_achievement(actor, slug)
    typed = typed_form()
    facts: dict[str, Any] = {
        "reason": typed["reason"],
        "narrative": typed["narrative"],
        "place": typed["place"],
        "language": typed["language"] or None,
    }
    try:
        member = _member_from(actor, typed)
        if typed["at"].strip():
            scheduling.schedule(actor, badge, member, _instant_from(typed["at"]), **facts)
            return done(words().gettext("The award is planned."), "award_waiting")
        made, token = awards.award(actor, badge, member, **facts)
    except ConflictError as error:
        held = str(error.reason.params.get("public_id", ""))
        return _show_form(actor, badge, typed, error=error, held=held)
    except InputError as error:
        return _show_form(actor, badge, typed, error=error)
    return _show_link(actor, made, token)


@blueprint.get("/awards/waiting")
@requires(Permission.AWARDS_WRITE)
def award_waiting(actor: Actor) -> Response:
    """List who has met everything and waits for a manager's yes, and what is planned."""
    return show(
        "awards/waiting",
        waiting=awaiting_manager(actor),
        planned=scheduling.planned_awards(actor),
        name_of=name_of,
        shown_version=shown_version,
        zone=zone_of(actor),
    )


@blueprint.post("/awards/planned/<int:planned_id>/cancel")
@requires(Permission.AWARDS_WRITE)
def award_unplan(actor: Actor, planned_id: int) -> Any:
    """Call a planned award off."""
    try:
        scheduling.cancel_planned(actor, planned_id)
    except ConflictError as error:
        return refused(error, "award_waiting")
    return done(words().gettext("The planned award is called off."), "award_waiting")


@blueprint.get("/awards/<public_id>")
@requires(Permission.AWARDS_READ)
def award(actor: Actor, public_id: str) -> Response:
    """Show one award with its history and what can be done."""
    row = awards.find_award(actor, public_id)
    return show(
        "awards/show",
        award=row,
        name=name_of(row.version),
        issues=_issues(row),
        expires=expires_at(row),
        expired=row.state == "accepted" and has_expired(row, now()),
        undo_until=undo_until(row) if actor.may(Permission.AWARDS_WRITE) else None,
        mails=mails_of(row),
        mail_is_set_up=settings().mail_url is not None,
        who=_names(row),
        reasoning=reasoning_of(row, titles_of(actor)),
        zone=zone_of(actor),
    )


@blueprint.post("/awards/<public_id>/link")
@requires(Permission.AWARDS_WRITE)
def award_link(actor: Actor, public_id: str) -> Any:
    """Make a new claim link; the one before stops working."""
    row = awards.find_award(actor, public_id)
    try:
        token = awards.renew_claim_link(actor, row)
    except ConflictError as error:
        return refused(error, "award", public_id=public_id)
    return _show_link(actor, row, token)


@blueprint.post("/awards/<public_id>/undo")
@requires(Permission.AWARDS_WRITE)
def award_undo(actor: Actor, public_id: str) -> Any:
    """Remove an award that nobody was told of yet."""
    row = awards.find_award(actor, public_id)
    slug = row.achievement.slug
    try:
        spent = undo(actor, row)
    except ConflictError as error:
        return refused(error, "award", public_id=public_id)
    if spent:
        said = words().gettext(
            "The award is undone. It had been signed at once; that signature is revoked."
        )
    else:
        said = words().gettext("The award is undone; nobody was told of it.")
    return done(said, "badge", slug=slug)


@blueprint.post("/awards/<public_id>/sheet")
@requires(Permission.AWARDS_WRITE)
def award_sheet(actor: Actor, public_id: str) -> Any:
    """Print one award's claim link, name beside code."""
    row = awards.find_award(actor, public_id)
    try:
        body = claim_sheet(actor, sa.select(Award.id).where(Award.id == row.id))
    except ConflictError as error:
        return refused(error, "award", public_id=public_id)
    return as_pdf(body, f"link-{row.public_id[:8]}.pdf")


def _show_form(
    actor: Actor,
    badge: Achievement,
    typed: Texts,
    *,
    error: BadgesError | None = None,
    held: str = "",
) -> Response:
    wanted = wanted_name()
    choice = choice_of(members_named(actor.community, wanted), wanted)
    members = {str(each.id): _label(each) for each in choice.members}
    if typed["member"].isdecimal() and typed["member"] not in members:
        named = members_named(actor.community).where(Membership.id == int(typed["member"][:18]))
        members |= {str(each.id): _label(each) for each in db.session.scalars(named)}
    return show(
        "awards/new",
        badge=badge,
        version=shown_version(badge),
        name=name_of(shown_version(badge)),
        members=list(members.items()),
        choice=choice,
        typed=typed,
        error=error,
        held=held,
    )


def _label(member: Membership) -> str:
    return f"{member.name} ({member.address})" if member.address else member.name


def _show_link(actor: Actor, row: Award, token: str) -> Response:
    address = f"{row.community.profile.base_url}/claim/{token}"
    code = segno.make(address, micro=False, error="m")
    return show(
        "awards/link",
        award=row,
        name=name_of(row.version),
        address=address,
        qr=code.svg_data_uri(border=3, dark="#000", light="#fff"),
        undo_until=undo_until(row),
        mail_is_set_up=settings().mail_url is not None,
        zone=zone_of(actor),
    )


def _member_from(actor: Actor, typed: Texts) -> Membership:
    try:
        return get_scoped(Membership, actor.community.id, id=int(typed["member"]))
    except (ValueError, NotFoundError) as error:
        raise InputError("award.member", "Choose a member.", field="member") from error


def _instant_from(text: str) -> datetime:
    """Read the day and time of a form's field, which are meant in the community's zone."""
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError(
            "form.date", "Write the day as year-month-day, such as 2026-03-31.", field="at"
        ) from error


def _issues(row: Award) -> list[Credential]:
    query = sa.select(Credential).where(Credential.award_id == row.id)
    return list(db.session.scalars(query.order_by(Credential.number.desc())))


def _names(row: Award) -> dict[int, str]:
    """Give the names of those who took part in the award's history."""
    ids = {event.actor_id for event in row.events if event.actor_id is not None}
    rows = db.session.execute(
        sa.select(Membership.id, Membership.name).where(Membership.id.in_(ids))
    )
    return {row[0]: row[1] for row in rows}
