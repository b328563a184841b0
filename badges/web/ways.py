"""Paths and programmes that a community shows to everybody. No cookie, no login."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, Response

from badges.database import db
from badges.errors import NotFoundError
from badges.models import Community, Path, Programme
from badges.programmes.cohorts import programme_days
from badges.programmes.enrolling import is_open
from badges.programmes.finishing import badge_version
from badges.web.access import csrf, public
from badges.web.cards import card_of
from badges.web.pages import language, page
from badges.web.trails import badge_at_end, trail_of
from badges.wording import pick

blueprint = Blueprint("ways", __name__)
csrf.exempt(blueprint)  # nobody is signed in here: there is no cookie to misuse


@blueprint.get("/paths/<community>/<slug>")
@public()
def path(community: str, slug: str) -> Response:
    """Show a path that its community made public: its levels and what can be earned on it."""
    row = db.session.scalar(
        sa.select(Path)
        .join(Community)
        .where(
            Community.slug == community,
            Path.slug == slug,
            Path.public,
            Path.published_at.is_not(None),
            Path.archived_at.is_(None),
        )
    )
    if row is None:
        raise NotFoundError("not_found", "There is nothing at this address.")
    reading = language(row.community)
    response = page(
        "public/path.html",
        community=row.community,
        name=pick(row.name, reading),
        about=pick(row.description, reading),
        levels=trail_of(row, reading, lambda card: card.address),
        badge=badge_at_end(row, reading),
    )
    response.vary.update(("Accept", "Accept-Language"))
    return response


@blueprint.get("/programmes/<community>/<slug>")
@public()
def programme(community: str, slug: str) -> Response:
    """Show a programme that its community made public: its days, its weeks, its badge."""
    row = db.session.scalar(
        sa.select(Programme)
        .join(Community)
        .where(
            Community.slug == community,
            Programme.slug == slug,
            Programme.public,
            Programme.published_at.is_not(None),
            Programme.archived_at.is_(None),
        )
    )
    if row is None:
        raise NotFoundError("not_found", "There is nothing at this address.")
    reading = language(row.community)
    days, version = programme_days(row), badge_version(row)
    themes = {week.number: week for week in row.weeks}
    response = page(
        "public/programme.html",
        community=row.community,
        programme=row,
        name=pick(row.name, reading),
        about=pick(row.description, reading),
        days=days,
        weeks=[(week, themes.get(week.number)) for week in days.weeks],
        badge=card_of(version, reading) if version is not None else None,
        open=row.enrolment == "open" and is_open(row),
        pick=pick,
    )
    response.vary.update(("Accept", "Accept-Language"))
    return response


def public_programmes(community: Community) -> list[Programme]:
    """List the programmes that a community shows to everybody and that are not over."""
    rows = db.session.scalars(
        sa.select(Programme)
        .where(Programme.community_id == community.id, Programme.public)
        .order_by(Programme.starts_on, Programme.id)
    )
    return [row for row in rows if is_open(row)]


def public_paths(community: Community) -> list[Path]:
    """List the paths that a community shows to everybody."""
    return list(
        db.session.scalars(
            sa.select(Path)
            .where(
                Path.community_id == community.id,
                Path.public,
                Path.published_at.is_not(None),
                Path.archived_at.is_(None),
            )
            .order_by(Path.id)
        )
    )
