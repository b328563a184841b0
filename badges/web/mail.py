"""Reminders, stopped by whoever gets them: a page behind the link in the mail, and its one click.

No sign-in is needed and opening changes nothing; mail programs send RFC 8058's POST themselves.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from badges import mailing
from badges.database import db
from badges.models import Community
from badges.web.access import csrf, public
from badges.web.pages import page

blueprint = Blueprint("mail", __name__)
csrf.exempt(blueprint)  # whoever has the link may use it; no cookie is involved


@blueprint.get("/mail/<token>")
@public()
def stopped(token: str) -> Response:
    """Show which reminders are written to an address, without telling the address."""
    row = mailing.address_of_stop(token)
    return page(
        "mail/stop.html",
        community=db.session.get_one(Community, row.community_id),
        kinds=sorted(mailing.STOPPABLE),
        stopped=row.stopped,
        token=token,
    )


@blueprint.post("/mail/<token>")
@public()
def change(token: str) -> Any:
    """Stop reminders or take them up again; a mail program's one click stops them all."""
    row = mailing.address_of_stop(token)
    if request.form.get("List-Unsubscribe") == "One-Click":
        mailing.stop(row)
        return Response("", content_type="text/plain")
    for field, deed in (("stop", mailing.stop), ("resume", mailing.resume)):
        if chosen := request.form.get(field):
            deed(row, *(() if chosen == "all" else (chosen,)))
    return redirect(url_for("mail.stopped", token=token), 303)
