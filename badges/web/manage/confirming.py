"""Milestones that people confirm by hand: one's own yes given and taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response

from badges.accounts.access import Actor, Permission
from badges.accounts.people import members_named
from badges.awarding.achievements import newest_published
from badges.awarding.deciding import by_hand, confirm, confirmations, take_back
from badges.awarding.progress import awards_among
from badges.awarding.states import OPEN
from badges.database import get_scoped
from badges.errors import ConflictError, ForbiddenError, NotFoundError
from badges.models import Achievement, Membership
from badges.web.access import requires
from badges.web.manage.achievements import find_achievement
from badges.web.manage.frame import blueprint, done, listed, refused, show, wanted_name
from badges.web.manage.progress import name_of
from badges.web.manage.sessions import zone_of
from badges.web.pages import language, words
from badges.wording import pick


@blueprint.get("/badges/<slug>/confirm")
@requires(Permission.REVIEW)
def badge_confirm(actor: Actor, slug: str) -> Response:
    """List the members with the yeses that each has, and what they still need."""
    badge = find_achievement(actor, slug)
    version = newest_published(badge)
    if version is None:
        raise NotFoundError("not_found", "There is nothing at this address.")
    wanted = wanted_name()
    found = listed(members_named(actor.community, wanted))
    return show(
        "badges/confirm",
        badge=badge,
        name=name_of(version),
        asked=[(each, pick(each.title, language())) for each in by_hand(version)],
        found=found,
        wanted=wanted,
        given=confirmations(badge, [member.id for member in found.rows]),
        holding=set() if version.repeatable else _holding(badge, found.rows),
        me=actor.membership_id,
        zone=zone_of(actor),
    )


@blueprint.post("/badges/<slug>/confirm/<int:member_id>/<key>")
@requires(Permission.REVIEW)
def badge_confirm_now(actor: Actor, slug: str, member_id: int, key: str) -> Any:
    """Say yes to a member's milestone."""
    badge = find_achievement(actor, slug)
    member = get_scoped(Membership, actor.community.id, id=member_id)
    try:
        confirm(actor, badge, member, key)
    except (ConflictError, ForbiddenError) as error:
        return refused(error, "badge_confirm", slug=slug)
    said = words().gettext("Confirmed for %(name)s; you can take it back.", name=member.name)
    return done(said, "badge_confirm", slug=slug, anchor=f"member-{member.id}", **_looking_for())


@blueprint.post("/badges/<slug>/confirmations/<int:decision_id>/undo")
@requires(Permission.REVIEW)
def badge_confirm_undo(actor: Actor, slug: str, decision_id: int) -> Any:
    """Take one's own yes back."""
    try:
        row = take_back(actor, decision_id)
    except (ConflictError, ForbiddenError) as error:
        return refused(error, "badge_confirm", slug=slug)
    said = words().gettext("Taken back for %(name)s.", name=row.member.name)
    where = f"member-{row.membership_id}"
    return done(said, "badge_confirm", slug=slug, anchor=where, **_looking_for())


def _holding(badge: Achievement, members: Sequence[Membership]) -> set[int]:
    """Give who of the members has the badge, offered or accepted: nothing is left to confirm."""
    given = awards_among(members, [badge.id])
    return {
        member for (member, _), awards in given.items() if any(it.state in OPEN for it in awards)
    }


def _looking_for() -> dict[str, str]:
    """Keep to the name that was looked for."""
    wanted = wanted_name()
    return {"q": wanted} if wanted else {}
