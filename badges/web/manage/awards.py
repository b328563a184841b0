"""Awards: given by hand, looked at, withdrawn, suspended, reinstated, corrected."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Response, request

from badges.accounts.access import Actor, Permission
from badges.awarding import awards, withdrawing
from badges.awarding.evaluating import awaiting_manager
from badges.awarding.states import expires_at, has_expired
from badges.database import db, get_scoped
from badges.errors import BadgesError, ConflictError, ForbiddenError, InputError, NotFoundError
from badges.models import Achievement, Award, Credential, Membership
from badges.ports import now
from badges.web.access import requires
from badges.web.manage.achievements import find_achievement, shown_version
from badges.web.manage.frame import Texts, blueprint, done, refused, show, typed_form
from badges.web.manage.progress import name_of
from badges.web.manage.sessions import zone_of
from badges.web.pages import words

STEPS = "any(withdraw, suspend, reinstate, correct)"


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
    try:
        made, token = awards.award(
            actor,
            badge,
            _member_from(actor, typed),
            reason=typed["reason"],
            narrative=typed["narrative"],
            place=typed["place"],
            language=typed["language"] or None,
        )
    except ConflictError as error:
        held = str(error.reason.params.get("public_id", ""))
        return _show_form(actor, badge, typed, error=error, held=held)
    except InputError as error:
        return _show_form(actor, badge, typed, error=error)
    return _show_link(made, token)


@blueprint.get("/awards/waiting")
@requires(Permission.AWARDS_WRITE)
def award_waiting(actor: Actor) -> Response:
    """List who has met everything and waits for a manager's yes."""
    return show("awards/waiting", waiting=awaiting_manager(actor), name_of=name_of)


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
        who=_names(row),
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
    return _show_link(row, token)


@blueprint.get(f"/awards/<public_id>/<{STEPS}:step>")
@requires(Permission.AWARDS_WRITE)
def award_step(actor: Actor, public_id: str, step: str) -> Response:
    """Say what the step means for the member, before it is taken."""
    row = awards.find_award(actor, public_id)
    typed = Texts(
        name=row.recipient_name,
        narrative=row.narrative,
        place=row.place,
        named="1" if row.named else "",
    )
    return _show_step(row, step, typed)


@blueprint.post(f"/awards/<public_id>/<{STEPS}:step>")
@requires(Permission.AWARDS_WRITE)
def award_step_now(actor: Actor, public_id: str, step: str) -> Any:
    """Take the step."""
    row = awards.find_award(actor, public_id)
    typed = typed_form()
    try:
        said = _take(actor, row, step, typed)
    except InputError as error:
        return _show_step(row, step, typed, error)
    except (ConflictError, ForbiddenError) as error:
        return refused(error, "award", public_id=public_id)
    return done(said, "award", public_id=public_id)


def _take(actor: Actor, row: Award, step: str, typed: Texts) -> str:
    say = words().gettext
    if step == "withdraw":
        withdrawing.withdraw(actor, row, typed["reason"])
        return say("The badge is withdrawn.")
    if step == "suspend":
        withdrawing.suspend(actor, row, typed["reason"])
        return say("The badge is suspended.")
    if step == "reinstate":
        withdrawing.reinstate(actor, row)
        return say("The badge counts again.")
    withdrawing.correct(
        actor, row, name=typed["name"], narrative=typed["narrative"], place=typed["place"]
    )
    return say("The correction is saved.")


def _show_step(row: Award, step: str, typed: Texts, error: BadgesError | None = None) -> Response:
    return show(f"awards/{step}", award=row, name=name_of(row.version), typed=typed, error=error)


def _show_form(
    actor: Actor,
    badge: Achievement,
    typed: Texts,
    *,
    error: BadgesError | None = None,
    held: str = "",
) -> Response:
    members = db.session.scalars(
        sa.select(Membership)
        .where(Membership.community_id == actor.community.id, Membership.left_at.is_(None))
        .order_by(Membership.name, Membership.id)
    ).all()
    return show(
        "awards/new",
        badge=badge,
        version=shown_version(badge),
        name=name_of(shown_version(badge)),
        members=[(str(each.id), _label(each)) for each in members],
        typed=typed,
        error=error,
        held=held,
    )


def _label(member: Membership) -> str:
    return f"{member.name} ({member.address})" if member.address else member.name


def _show_link(row: Award, token: str) -> Response:
    address = f"{row.community.profile.base_url}/claim/{token}"
    return show("awards/link", award=row, name=name_of(row.version), address=address)


def _member_from(actor: Actor, typed: Texts) -> Membership:
    try:
        return get_scoped(Membership, actor.community.id, id=int(typed["member"]))
    except (ValueError, NotFoundError) as error:
        raise InputError("award.member", "Choose a member.", field="member") from error


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
