"""My card, whom I could ask to meet, and asking them."""

from __future__ import annotations

from http import HTTPStatus

from flask import request, url_for
from werkzeug.wrappers import Response

from badges.accounts.access import Actor, Permission
from badges.database import db
from badges.models import Membership, MentoringCard
from badges.peers.matching import CardFacts, card_of, findable_card, found_by, set_card
from badges.peers.mentoring import ask_for_pair
from badges.web.access import requires
from badges.web.member.achievements import membership_of
from badges.web.member.fields import REFUSALS, standard_agreement, words_from
from badges.web.member.frame import blueprint, errors_of, go
from badges.web.pages import page, words


@blueprint.get("/me/<community>/people")
@requires(Permission.BELONG)
def peer_list(actor: Actor) -> Response:
    """Show my card and whom I could ask."""
    return _list_page(membership_of(actor))


@blueprint.post("/me/<community>/people")
@requires(Permission.BELONG)
def card_save(actor: Actor) -> Response:
    """Keep my card."""
    member, form = membership_of(actor), request.form
    facts = CardFacts(
        offers=words_from(form.get("offers", "")),
        asks=words_from(form.get("asks", "")),
        sentence=form.get("sentence", ""),
        findable=bool(form.get("findable")),
        pairs=bool(form.get("pairs")),
    )
    try:
        set_card(member, facts)
    except REFUSALS as error:
        db.session.rollback()
        return _list_page(member, errors_of(error))
    return go(
        url_for("member.peer_list", community=actor.community.slug),
        words().gettext("Your card is saved."),
    )


@blueprint.get("/me/<community>/people/<int:card_id>")
@requires(Permission.BELONG)
def peer_ask(actor: Actor, card_id: int) -> Response:
    """Show somebody's card and a form to ask them."""
    return _ask_page(findable_card(membership_of(actor), card_id))


@blueprint.post("/me/<community>/people/<int:card_id>")
@requires(Permission.BELONG)
def peer_asked(actor: Actor, card_id: int) -> Response:
    """Ask somebody to meet."""
    member, form = membership_of(actor), request.form
    card = findable_card(member, card_id)
    try:
        made = ask_for_pair(
            member,
            card.member,
            form.get("role", ""),
            form.get("sentence", ""),
            form.get("agreement", ""),
        )
    except REFUSALS as error:
        db.session.rollback()
        return _ask_page(card, errors_of(error))
    return go(
        url_for("member.circle", community=actor.community.slug, circle_id=made.id),
        words().gettext("Asked. You will see the answer here."),
    )


def _list_page(member: Membership, errors: dict[str, str] | None = None) -> Response:
    return page(
        "member/together/people.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
        slug=member.community.slug,
        card=card_of(member),
        matches=found_by(member),
        typed=request.form,
        errors=errors or {},
    )


def _ask_page(card: MentoringCard, errors: dict[str, str] | None = None) -> Response:
    return page(
        "member/together/ask.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
        slug=card.member.community.slug,
        card=card,
        agreement=standard_agreement(),
        typed=request.form,
        errors=errors or {},
    )
