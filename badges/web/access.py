"""Who may open which address; a route that does not say so fails at registration.

Every view carries exactly one of these::

    @public()                                # anybody, no cookie read
    @signed_in()                             # a person, in whatever communities
    @requires(Permission.AWARDS_WRITE)       # a member of the <community> in the address

``requires`` gives the view its :class:`Actor`; foreign communities answer 404 (decisions 8).
State-changing requests of signed-in people carry a CSRF token; public forms have no cookie that
could be misused.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

import sqlalchemy as sa
from flask import Flask, current_app, g, redirect, request, url_for
from flask_wtf.csrf import CSRFProtect

from badges.accounts import sessions
from badges.accounts.access import Actor, Permission
from badges.database import db, reading, reading_at_first
from badges.errors import NotFoundError
from badges.models import Community, LoginSession, Membership, Person
from badges.ports import settings

COOKIE = "badges_session"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
ACCESS = "_badges_access"

csrf = CSRFProtect()

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Access:
    """What a view declared; ``writes`` lets even a GET change rows."""

    kind: str
    permission: Permission | None = None
    writes: bool = False


def public(*, writes: bool = False, seldom: bool = False) -> Callable[[View], View]:
    """Let anybody in; no cookie is read or set.

    A view that ``seldom`` writes reads at first, and is called once more where it has to write.
    """

    def decorate(view: View) -> View:
        if not seldom:
            return _declare(view, Access("public", writes=writes))

        @wraps(view)
        def careful(*args: Any, **kwargs: Any) -> Any:
            return reading_at_first(lambda: view(*args, **kwargs))

        return _declare(careful, Access("public", writes=True))  # type: ignore[return-value]

    return decorate


def token_only(permission: Permission, *, writes: bool = False) -> Callable[[View], View]:
    """Let programs in with a bearer token that has this scope (:mod:`badges.web.bearer`)."""
    return lambda view: _declare(view, Access("token", permission, writes))


def signed_in(*, writes: bool = False) -> Callable[[View], View]:
    """Let signed-in people in; others are sent to sign in and come back."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            person = current_person()
            if person is None:
                return _ask_to_sign_in()
            _protect()
            return view(*args, **kwargs)

        return _declare(guarded, Access("signed_in", writes=writes))  # type: ignore[return-value]

    return decorate


def requires(permission: Permission, *, writes: bool = False) -> Callable[[View], View]:
    """Let members with this permission in; the view's first argument is their actor.

    The address has ``<community>``, the community's short name.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, community: str, **kwargs: Any) -> Any:
            person = current_person()
            if person is None:
                return _ask_to_sign_in()
            _protect()
            actor = actor_in(person, community)
            actor.require(permission)
            g.community = actor.community
            g.actor = actor
            return view(actor, *args, **kwargs)

        return _declare(guarded, Access("requires", permission, writes))  # type: ignore[return-value]

    return decorate


def current_person() -> Person | None:
    """Give who is signed in with this browser, if anybody."""
    if "person" not in g:
        cookie = request.cookies.get(COOKIE)
        found_session = sessions.find(cookie) if cookie else None
        g.person = found_session.person if found_session else None
        g.login_session = found_session
    found: Person | None = g.person
    return found


def actor_in(person: Person, slug: str) -> Actor:
    """Give the person as a member of that community; raises ``NotFoundError`` for outsiders."""
    membership = db.session.scalar(
        sa.select(Membership)
        .join(Community)
        .where(
            Membership.person_id == person.id,
            Membership.left_at.is_(None),
            Community.slug == slug,
        )
    )
    if membership is None:
        raise NotFoundError("not_found", "There is nothing at this address.")
    return Actor.member(membership)


def check_declarations(app: Flask) -> None:
    """Refuse to start with a route that does not say who may open it."""
    silent = sorted(
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if access_of(app.view_functions[rule.endpoint]) is None
    )
    if silent:
        raise RuntimeError(f"routes without public, signed_in or requires: {', '.join(silent)}")


def access_of(view: Callable[..., Any]) -> Access | None:
    """Give what a view declared; a class-based view declares on its class."""
    declared: Access | None = getattr(view, ACCESS, None)
    if declared is None and hasattr(view, "view_class"):
        method = getattr(view.view_class, request.method.lower(), None) if request else None
        declared = getattr(method, ACCESS, None) or getattr(view.view_class, ACCESS, None)
    return declared


def begin_transaction() -> None:
    """Take no write lock for requests that only read."""
    view = current_app.view_functions.get(request.endpoint or "")
    access = access_of(view) if view else None
    if request.method in SAFE_METHODS and not (access and access.writes):
        stack = ExitStack()
        stack.enter_context(reading())
        g.reading = stack


def end_transaction(_error: BaseException | None = None) -> None:
    """Drop what was not committed and give the connection back."""
    seen = _session_to_note()
    db.session.rollback()
    stack: ExitStack | None = g.pop("reading", None)
    if stack is not None:
        stack.close()
    if seen is not None:
        _note_visit(seen)


def _session_to_note() -> int | None:
    used: LoginSession | None = g.pop("login_session", None)
    return used.id if used is not None and sessions.is_due(used) else None


def _note_visit(session_id: int) -> None:
    """Note a visit in a transaction of its own; where the database is busy, the next one is."""
    try:
        sessions.note_visit(session_id)
        db.session.commit()
    except sa.exc.OperationalError:
        db.session.rollback()


def set_session_cookie(response: Any, secret: str) -> None:
    """Hand the session's secret to the browser."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=int(sessions.LIFETIME.total_seconds()),
        secure=settings().is_https,
        httponly=True,
        samesite="Lax",
    )


def _declare(view: View, access: Access) -> View:
    setattr(view, ACCESS, access)
    return view


def _protect() -> None:
    if request.method not in SAFE_METHODS:
        csrf.protect()


def _ask_to_sign_in() -> Any:
    path = request.full_path.rstrip("?") if request.method in SAFE_METHODS else ""
    return redirect(url_for("sign_in.ask", next=path or None), 303)
