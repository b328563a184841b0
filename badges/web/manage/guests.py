"""Guests who judge by a link; the space that evidence takes, and how soon it is answered."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from badges.accounts.access import Actor, Permission
from badges.awarding import guests, reviewing
from badges.awarding.sealing import MEGABYTE, set_bounds, space_of
from badges.errors import BadgesError, ConflictError, InputError, NotFoundError
from badges.web.access import requires
from badges.web.manage.frame import (
    Texts,
    blueprint,
    done,
    show,
    typed_form,
    whole_number_from,
)
from badges.web.manage.progress import name_of
from badges.web.manage.sessions import zone_of
from badges.web.pages import language, words
from badges.wording import pick

SHOWN = 50


@blueprint.get("/inbox/guests")
@requires(Permission.REVIEW)
def guest_list(actor: Actor) -> Response:
    """List the links that were made for guests, and what came of them."""
    return show(
        "inbox/guests",
        invitations=guests.invitations_of(actor)[:SHOWN],
        is_open=guests.is_open,
        zone=zone_of(actor),
    )


@blueprint.get("/inbox/guests/new")
@requires(Permission.REVIEW)
def guest_new(actor: Actor) -> Response:
    """Show the form: who, and which pieces."""
    return _form(actor, [request.args.get("piece", 0, type=int)])


@blueprint.post("/inbox/guests/new")
@requires(Permission.REVIEW)
def guest_make(actor: Actor) -> Response:
    """Make a link and show it this once; no redirect, so that no cookie carries it."""
    chosen = request.form.getlist("pieces", type=int)
    typed = typed_form()
    try:
        made, token = guests.invite_guest(actor, chosen, name=typed["name"])
    except (InputError, ConflictError, NotFoundError) as error:
        return _form(actor, chosen, typed, error)
    link = actor.community.profile.base_url + url_for("guest.show", token=token, lang=None)
    return show("inbox/guest_made", invitation=made, link=link, zone=zone_of(actor))


@blueprint.post("/inbox/guests/<int:invitation_id>/withdraw")
@requires(Permission.REVIEW)
def guest_withdraw(actor: Actor, invitation_id: int) -> Any:
    """Take a link back."""
    guests.withdraw_invitation(actor, invitation_id)
    return done(words().gettext("The link leads nowhere any more."), "guest_list")


@blueprint.get("/evidence")
@requires(Permission.SETTINGS)
def evidence_bounds(actor: Actor) -> Response:
    """Show how much space evidence takes, and within how many days it is answered."""
    here = actor.community
    typed = Texts(space=str(here.evidence_space), answer_days=str(here.answer_days))
    return _bounds(actor, typed)


@blueprint.post("/evidence")
@requires(Permission.SETTINGS)
def evidence_bounds_set(actor: Actor) -> Any:
    """Change them."""
    typed = typed_form()
    try:
        space = whole_number_from(typed["space"], "space")
        days = whole_number_from(typed["answer_days"], "answer_days")
        set_bounds(actor, space=space or 0, answer_days=days or 0)
    except InputError as error:
        return _bounds(actor, typed, error)
    return done(words().gettext("Saved."), "evidence_bounds")


def _bounds(actor: Actor, typed: Texts, error: BadgesError | None = None) -> Response:
    space = space_of(actor.community)
    return show(
        "inbox/bounds",
        space=space,
        used=round(space.used / MEGABYTE, 1),
        limit=round(space.limit / MEGABYTE),
        typed=typed,
        error=error,
    )


def _form(
    actor: Actor,
    chosen: list[int],
    typed: Texts | None = None,
    error: BadgesError | None = None,
) -> Response:
    return show(
        "inbox/guest_new",
        pieces=reviewing.inbox(actor)[:SHOWN],
        chosen=chosen,
        title_of=lambda piece: pick(reviewing.milestone_title(piece), language()),
        name_of=lambda achievement: name_of(achievement.versions[-1]),
        days=guests.LIFETIME.days,
        typed=typed,
        error=error,
        zone=zone_of(actor),
    )
