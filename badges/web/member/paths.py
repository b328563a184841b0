"""A path as a member walks it."""

from __future__ import annotations

from flask import url_for
from werkzeug.wrappers import Response

from badges.accounts.access import Actor, Permission
from badges.awarding.achievements import newest_published
from badges.database import get_scoped
from badges.errors import NotFoundError
from badges.models import Path
from badges.programmes.standing import walk_on
from badges.programmes.walking import Walk
from badges.web.access import requires
from badges.web.cards import Card, card_of
from badges.web.member.achievements import membership_of
from badges.web.member.frame import blueprint
from badges.web.pages import language, page
from badges.web.trails import badge_at_end, trail_of
from badges.wording import pick


@blueprint.get("/me/<community>/paths/<slug>")
@requires(Permission.BELONG)
def path(actor: Actor, slug: str) -> Response:
    """Show where I am on a path, what is next, and where it leads."""
    row = get_scoped(Path, actor.community.id, slug=slug)
    if row.published_at is None or row.archived_at is not None:
        raise NotFoundError("not_found", "There is nothing at this address.")
    walk = walk_on(membership_of(actor), row).walk
    here = actor.community.slug

    def href(card: Card) -> str:
        return url_for("member.achievement", community=here, slug=card.slug)

    return page(
        "member/paths/show.html",
        path=row,
        name=pick(row.name, language()),
        about=pick(row.description, language()),
        walk=walk,
        levels=trail_of(row, language(), href, walk),
        upcoming=_upcoming(row, walk),
        badge=badge_at_end(row, language()),
    )


def _upcoming(row: Path, walk: Walk) -> Card | None:
    for level in row.levels:
        for step in level.steps:
            if step.achievement_id == walk.next:
                version = newest_published(step.achievement)
                return card_of(version, language()) if version is not None else None
    return None
