"""Endorsing somebody else's badge with the issuer of a community that one leads here."""

from __future__ import annotations

from http import HTTPStatus

from flask import request, url_for
from werkzeug.wrappers import Response

from badges.accounts.access import Actor, Permission
from badges.database import db
from badges.errors import BadgesError, InputError
from badges.models import BadgeEndorsement, Community
from badges.peers import endorsing
from badges.web.access import actor_in, signed_in
from badges.web.cards import card_of
from badges.web.member.frame import blueprint, errors_of, my_memberships, reader
from badges.web.pages import page, words
from badges.web.problems import status_of


@blueprint.get("/me/endorse/<token>")
@signed_in()
def endorse(token: str) -> Response:
    """Show what is asked for, and the communities of mine that could answer."""
    return _form(token, endorsing.request_of(token))


@blueprint.post("/me/endorse/<token>")
@signed_in()
def endorse_now(token: str) -> Response:
    """Sign it with the chosen community's key."""
    asked = endorsing.request_of(token)
    chosen = request.form.get("community", "")
    try:
        if chosen not in {each.slug for each in _communities(asked)}:
            raise InputError("endorsement.community", "Choose a community.", field="community")
        actor = actor_in(reader(), chosen)
        endorsing.sign_here(actor, asked, request.form.get("comment", ""))
    except BadgesError as error:
        db.session.rollback()
        return _form(token, endorsing.request_of(token), error)
    return page(
        "spoken/endorsed.html",
        asked=asked,
        card=card_of(asked.version, words().language),
        given_url=url_for("manage.endorsements_given", community=chosen),
    )


def _communities(asked: BadgeEndorsement) -> list[Community]:
    """List where the reader may sign, the badge's own community apart."""
    return [
        each.community
        for each in my_memberships()
        if each.community_id != asked.community_id
        and Actor.member(each).may(Permission.CREDENTIALS_SIGN)
        and Actor.member(each).may(Permission.SETTINGS)
    ]


def _form(token: str, asked: BadgeEndorsement, error: BadgesError | None = None) -> Response:
    return page(
        "member/words/endorse.html",
        status=status_of(error) if error else HTTPStatus.OK,
        token=token,
        asked=asked,
        card=card_of(asked.version, words().language),
        communities=_communities(asked),
        errors=errors_of(error) if error else {},
        typed=request.form,
    )
