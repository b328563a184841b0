"""Members say that they presented; whoever leads sessions confirms it here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response, url_for

from badges.accounts.access import Actor, Permission
from badges.database import get_scoped
from badges.errors import BadgesError
from badges.models import Presentation
from badges.peers import presenting
from badges.web.access import requires
from badges.web.manage.frame import blueprint, done, refused, show, typed_form
from badges.web.manage.sessions import zone_of
from badges.web.manage.waiting import Line, waits
from badges.web.pages import words


@waits(order=33)
def _presented(actor: Actor) -> Iterator[Line]:
    if not actor.may(Permission.ACTIVITIES_WRITE):
        return
    if count := len(presenting.waiting_presentations(actor)):
        yield Line(
            words().ngettext(
                "Somebody says that they presented something.",
                "%(num)s times somebody says that they presented something.",
                count,
            ),
            words().gettext("Look"),
            url_for("manage.presented"),
        )


@blueprint.get("/presented")
@requires(Permission.ACTIVITIES_WRITE)
def presented(actor: Actor) -> Response:
    """List what waits for a yes or no."""
    return show(
        "mentoring/presented",
        rows=presenting.waiting_presentations(actor),
        me=actor.membership_id,
        zone=zone_of(actor),
    )


@blueprint.post("/presented/<int:presentation_id>/<any(confirm,decline):do>")
@requires(Permission.ACTIVITIES_WRITE)
def presented_answer(actor: Actor, presentation_id: int, do: str) -> Any:
    """Confirm it, or say why not."""
    row = get_scoped(Presentation, actor.community.id, id=presentation_id)
    try:
        if do == "confirm":
            presenting.confirm(actor, row)
            said = words().gettext("Confirmed; it counts now.")
        else:
            presenting.decline(actor, row, typed_form()["sentence"])
            said = words().gettext("Your sentence is passed on; it does not count.")
    except BadgesError as error:
        return refused(error, "presented")
    return done(said, "presented")
