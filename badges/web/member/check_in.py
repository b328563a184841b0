"""The check-in link of a session: members who are there add themselves while it is open."""

from __future__ import annotations

import sqlalchemy as sa
from flask import g, url_for
from werkzeug.wrappers import Response

from badges.database import db
from badges.errors import NotFoundError
from badges.intake import sessions
from badges.models import LearningSession, Membership
from badges.ports import now
from badges.timestamps import local_day
from badges.web.access import signed_in
from badges.web.member.frame import blueprint, commit_and_run, go, my_memberships
from badges.web.pages import page, words


@blueprint.get("/check-in/<token>")
@signed_in()
def check_in(token: str) -> Response:
    """Show which session this is and one button."""
    session, membership = _found(token)
    return page(
        "member/check_in.html",
        session=session,
        member=membership,
        day=local_day(session.starts_at, session.community.zone),
        open=session.checkin_until is not None and session.checkin_until >= now(),
    )


@blueprint.post("/check-in/<token>")
@signed_in()
def check_in_now(token: str) -> Response:
    """Record that the reader is there."""
    session, membership = _found(token)
    result = sessions.check_in(token, membership)
    title = session.title
    commit_and_run("evaluate_member", membership_id=membership.id)
    if result.outcome == "known":
        said = words().gettext("You were on the list already: %(title)s.", title=title)
    else:
        said = words().gettext("You are checked in: %(title)s.", title=title)
    return go(url_for("member.me"), said)


def _found(token: str) -> tuple[LearningSession, Membership]:
    """Find the session among the reader's communities; raises ``NotFoundError``."""
    session = db.session.scalar(
        sa.select(LearningSession).where(LearningSession.checkin_token == token)
    )
    membership = next(
        (it for it in my_memberships() if session and it.community_id == session.community_id), None
    )
    if session is None or membership is None:
        raise NotFoundError("checkin.unknown", "This check-in link is not known here.")
    g.community = session.community
    return session, membership
