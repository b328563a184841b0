"""A claim card's page: see the badge, say who I am, have it offered; no account is needed.

Opening it changes nothing, and it never tells who used another card.
"""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Final

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from badges import limits
from badges.awarding.achievements import newest_published
from badges.batches.cards import find_card, tells_nothing, use_card
from badges.codes import read_code
from badges.database import db
from badges.errors import BadgesError, ConflictError, InputError, LimitError, NotFoundError
from badges.models import ClaimCard
from badges.ports import settings
from badges.web.access import public, signed_in
from badges.web.cards import card_of
from badges.web.member.frame import blueprint, errors_of, go, reader
from badges.web.pages import page, words
from badges.web.problems import status_of

TRIES: Final = 30
WINDOW: Final = timedelta(hours=1)


@blueprint.get("/card")
@public()
def card_ask() -> Response:
    """Ask for the code of a card."""
    typed = request.args.get("code", "")
    code = read_code(typed)
    if code:
        return redirect(url_for("member.card", code=code), HTTPStatus.SEE_OTHER)
    errors = errors_of(InputError("card.unknown", field="code")) if typed else {}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
    return page("claim/card_ask.html", status=status, typed=typed, errors=errors)


@blueprint.get("/card/<code>")
@public()
def card(code: str) -> Response:
    """Show the badge, and ask who is there."""
    try:
        found = find_card(code)
    except (NotFoundError, ConflictError) as error:
        return _refused(error)
    return _page(found, code)


@blueprint.post("/card/<code>")
@public()
def card_use(code: str) -> Response:
    """Use the card up; the claim link comes by mail, or here where there is no mail.

    What is said is the same whether the address is a member's, and whether they hold the badge.
    """
    name, address = request.form.get("name", ""), request.form.get("address", "")
    try:
        limits.count("card", request.remote_addr or "", limit=TRIES, window=WINDOW)
        db.session.commit()  # counted also where there is no such card
        found = find_card(code)
    except (NotFoundError, ConflictError, LimitError) as error:
        return _refused(error)
    try:
        made, token = use_card(code, name=name, address=address)
    except (InputError, ConflictError) as error:
        if error.reason.code == "award.already":
            db.session.rollback()
            return _sent(find_card(code), address)
        return _page(found, code, error)
    if settings().mail_url is not None or not tells_nothing(made, name):
        return _sent(found, address)
    return redirect(url_for("member.claim", token=token), HTTPStatus.SEE_OTHER)


@blueprint.get("/card/<code>/me")
@signed_in()
def card_me(code: str) -> Response:
    """Ask somebody who is signed in whether to use it."""
    try:
        found = find_card(code)
    except (NotFoundError, ConflictError) as error:
        return _refused(error)
    return _page(found, code, mine=True)


@blueprint.post("/card/<code>/me")
@signed_in()
def card_use_me(code: str) -> Response:
    """Use the card up for whoever is signed in."""
    person = reader()
    proved = [it.address for it in person.addresses if it.verified_at is not None]
    try:
        made = use_card(code, name=person.name, address=proved[0] if proved else "").award
    except (NotFoundError, ConflictError, InputError) as error:
        return _refused(error)
    said = words().gettext("The badge is offered to you. Have a look, then accept it.")
    return go(url_for("member.badge", public_id=made.public_id), said)


def _sent(card: ClaimCard, address: str) -> Response:
    return page(
        "claim/card_sent.html",
        community=card.card_set.community,
        address=address.strip(),
        has_mail=settings().mail_url is not None,
    )


def _page(
    found: ClaimCard, code: str, error: BadgesError | None = None, *, mine: bool = False
) -> Response:
    g.community = found.card_set.community
    version = newest_published(found.card_set.achievement)
    if version is None:
        return _refused(NotFoundError("card.unknown", "There is no such card."))
    return page(
        "claim/card.html",
        status=status_of(error) if error else HTTPStatus.OK,
        card_set=found.card_set,
        card=card_of(version, words().language),
        code=code,
        mine=mine,
        errors=errors_of(error) if error else {},
        typed=request.form,
    )


def _refused(error: BadgesError) -> Response:
    return page(
        "claim/card_ask.html",
        status=status_of(error),
        typed="",
        errors={"code": words().sentence(error.reason)},
    )
