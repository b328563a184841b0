"""What the members' pages share: whose things they show, and how a form answers."""

from __future__ import annotations

from http import HTTPStatus
from typing import cast

import sqlalchemy as sa
from flask import Blueprint, flash, g, redirect
from werkzeug.wrappers import Response

from badges import jobs
from badges.database import db
from badges.errors import BadgesError, InputError, NotFoundError
from badges.models import Award, Membership, Person
from badges.web.pages import words

blueprint = Blueprint("member", __name__)


def reader() -> Person:
    """Give the person who is signed in; only views that ask for one call this."""
    return cast("Person", g.person)


def my_memberships() -> list[Membership]:
    """List the communities that the reader belongs to, oldest first."""
    query = (
        sa.select(Membership)
        .where(Membership.person_id == reader().id, Membership.left_at.is_(None))
        .order_by(Membership.id)
    )
    return list(db.session.scalars(query))


def left_memberships() -> list[Membership]:
    """List the communities that the reader has left."""
    query = (
        sa.select(Membership)
        .where(Membership.person_id == reader().id, Membership.left_at.is_not(None))
        .order_by(Membership.id)
    )
    return list(db.session.scalars(query))


def my_award(public_id: str) -> tuple[Membership, Award]:
    """Find one of the reader's own awards; raises ``NotFoundError`` for anybody else's."""
    found = db.session.execute(
        sa.select(Membership, Award)
        .join(Award, Award.membership_id == Membership.id)
        .where(
            Award.public_id == public_id,
            Membership.person_id == reader().id,
            Award.community_id == Membership.community_id,
        )
    ).first()
    if found is None:
        raise NotFoundError("not_found", "There is nothing at this address.")
    membership, award = found
    g.community = membership.community
    return membership, award


def commit_and_run(job: str, **about: int) -> bool:
    """Keep what was decided, then do what it promised, so that the next page shows it.

    Nothing else that waits, such as mails, is the reader's business. Gives whether it went well;
    if not, the queue tries again.
    """
    db.session.commit()
    return jobs.run_now(job, **about)


def errors_of(error: BadgesError) -> dict[str, str]:
    """Give the sentence to show, by the field that it belongs to (``form``: to none)."""
    field = error.field if isinstance(error, InputError) else ""
    return {field or "form": words().sentence(error.reason)}


def go(address: str, said: str = "", *, kind: str = "success") -> Response:
    """Answer a POST: say so on the page that comes next (signed-in pages only)."""
    if said:
        flash(said, kind)
    return redirect(address, HTTPStatus.SEE_OTHER)
