"""The check-in link of a session: whoever is there adds themselves while it is open.

The link leads members to sign in and one button; where guests are let in, it asks first who is
there. It never tells who else is.
"""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Final

import sqlalchemy as sa
from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from badges import limits
from badges.database import db
from badges.errors import BadgesError, ConflictError, InputError, LimitError, NotFoundError
from badges.intake import sessions
from badges.models import LearningSession, Membership
from badges.ports import now
from badges.timestamps import local_day
from badges.web.access import public, signed_in
from badges.web.member.frame import blueprint, commit_and_run, errors_of, go, my_memberships
from badges.web.pages import page, words
from badges.web.problems import status_of

GUESTS: Final = 300
"""Guests that one network address may check in within the window: a room shares one."""

WINDOW: Final = timedelta(hours=1)


@blueprint.get("/check-in/<token>")
@public()
def check_in(token: str) -> Response:
    """Lead members on, and ask guests who they are."""
    session = _session(token)
    if not session.guests:
        return redirect(url_for("member.check_in_me", token=token), HTTPStatus.SEE_OTHER)
    return _guest_page(session, token)


@blueprint.post("/check-in/<token>")
@public()
def check_in_guest(token: str) -> Response:
    """Record that somebody is there who said who they are."""
    session = _session(token)
    try:
        limits.count("checkin", request.remote_addr or "", limit=GUESTS, window=WINDOW)
        sessions.check_in_guest(
            token, name=request.form.get("name", ""), address=request.form.get("address", "")
        )
    except (InputError, ConflictError, LimitError) as error:
        return _guest_page(session, token, error)
    return page("member/checked_in.html", session=session)


@blueprint.get("/check-in/<token>/me")
@signed_in()
def check_in_me(token: str) -> Response:
    """Show which session this is and one button."""
    session, membership = _found(token)
    return page(
        "member/check_in.html",
        session=session,
        member=membership,
        day=local_day(session.starts_at, session.community.zone),
        open=_is_open(session),
    )


@blueprint.post("/check-in/<token>/me")
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


def _guest_page(session: LearningSession, token: str, error: BadgesError | None = None) -> Response:
    return page(
        "member/check_in_guest.html",
        status=status_of(error) if error else HTTPStatus.OK,
        session=session,
        token=token,
        day=local_day(session.starts_at, session.community.zone),
        open=_is_open(session),
        errors=errors_of(error) if error else {},
        typed=request.form,
    )


def _is_open(session: LearningSession) -> bool:
    return session.checkin_until is not None and session.checkin_until >= now()


def _session(token: str) -> LearningSession:
    """Find the session of a link; raises ``NotFoundError``."""
    session = db.session.scalar(
        sa.select(LearningSession).where(LearningSession.checkin_token == token)
    )
    if session is None:
        raise NotFoundError("checkin.unknown", "This check-in link is not known here.")
    g.community = session.community
    return session


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
