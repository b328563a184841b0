"""Badges that run out, renewed by one click."""

from __future__ import annotations

from typing import Any

from flask import Response

from badges.accounts.access import Actor, Permission
from badges.awarding.awards import find_award
from badges.awarding.renewing import renew, running_out
from badges.awarding.states import expires_at
from badges.errors import ConflictError
from badges.web.access import requires
from badges.web.manage.frame import ON_A_PAGE, Listed, blueprint, done, page_number, refused, show
from badges.web.manage.progress import name_of
from badges.web.manage.sessions import zone_of
from badges.web.pages import words


@blueprint.get("/awards/running-out")
@requires(Permission.AWARDS_READ)
def award_running_out(actor: Actor) -> Response:
    """List badges that run out within 60 days, to be renewed."""
    number = page_number()
    found = running_out(actor, limit=ON_A_PAGE + 1, offset=(number - 1) * ON_A_PAGE)
    return show(
        "planned/running_out",
        found=Listed.of(found, number),
        ends=expires_at,
        name_of=lambda row: name_of(row.version),
        zone=zone_of(actor),
    )


@blueprint.post("/awards/<public_id>/renew")
@requires(Permission.AWARDS_WRITE)
def award_renew(actor: Actor, public_id: str) -> Any:
    """Offer a badge anew to whoever holds it."""
    try:
        made, _ = renew(actor, find_award(actor, public_id))
    except ConflictError as error:
        return refused(error, "award_running_out")
    said = words().gettext("The badge is offered anew to %(name)s.", name=made.recipient_name)
    return done(said, "award_running_out")
