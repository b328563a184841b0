"""Claim cards for an event: printed, counted, closed."""

from __future__ import annotations

from typing import Any

from flask import Response

from badges.accounts.access import Actor, Permission
from badges.batches import cards
from badges.database import get_scoped
from badges.errors import BadgesError, ConflictError, InputError
from badges.models import Achievement, ClaimCardSet
from badges.rendering.sheets import MOST_SLIPS
from badges.web.access import requires
from badges.web.manage.achievements import find_achievement, shown_version
from badges.web.manage.frame import (
    Texts,
    as_pdf,
    blueprint,
    done,
    show,
    typed_form,
    whole_number_from,
)
from badges.web.manage.progress import name_of
from badges.web.manage.sessions import zone_of
from badges.web.pages import words


@blueprint.get("/badges/<slug>/cards")
@requires(Permission.AWARDS_WRITE)
def cards_new(actor: Actor, slug: str) -> Response:
    """Ask for how many, for what, and for how long."""
    return _show_form(find_achievement(actor, slug), Texts(count="24", days="14"))


@blueprint.post("/badges/<slug>/cards")
@requires(Permission.MEMBERS_WRITE)
def cards_print(actor: Actor, slug: str) -> Response:
    """Make the cards and hand out the sheet, this once."""
    badge, typed = find_achievement(actor, slug), typed_form()
    try:
        made, pdf = cards.print_cards(
            actor,
            badge,
            title=typed["title"],
            count=whole_number_from(typed["count"], "count") or 0,
            days=whole_number_from(typed["days"], "days") or 0,
        )
    except (InputError, ConflictError) as error:
        return _show_form(badge, typed, error)
    return as_pdf(pdf, f"cards-{badge.slug}-{made.id}.pdf")


@blueprint.get("/cards/<int:set_id>")
@requires(Permission.AWARDS_READ)
def card_set(actor: Actor, set_id: int) -> Response:
    """Show which cards were used, and by whom."""
    row = get_scoped(ClaimCardSet, actor.community.id, id=set_id)
    return show(
        "awards/card_set",
        card_set=row,
        used=[card for card in row.cards if card.used_at is not None],
        open=cards.is_open(row),
        name=name_of(shown_version(row.achievement)),
        zone=zone_of(actor),
    )


@blueprint.post("/cards/<int:set_id>/close")
@requires(Permission.AWARDS_WRITE)
def card_set_close(actor: Actor, set_id: int) -> Any:
    """Let none of them work any more."""
    row = cards.close_cards(actor, get_scoped(ClaimCardSet, actor.community.id, id=set_id))
    return done(words().gettext("These cards no longer work."), "card_set", set_id=row.id)


def _show_form(badge: Achievement, typed: Texts, error: BadgesError | None = None) -> Response:
    return show(
        "awards/cards_new",
        badge=badge,
        name=name_of(shown_version(badge)),
        typed=typed,
        error=error,
        most=MOST_SLIPS,
    )
