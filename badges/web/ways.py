"""Paths and programmes that a community shows to everybody. No cookie, no login."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, Response

from badges.database import db
from badges.errors import NotFoundError
from badges.models import Community, Path
from badges.web.access import csrf, public
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
