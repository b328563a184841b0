"""What belongs to the person: language, name, addresses; taking everything along; leaving."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from flask import Response as FlaskResponse
from flask import g, redirect, request, stream_with_context, url_for
from werkzeug.wrappers import Response

from badges import limits
from badges.accounts.access import Actor, Permission
from badges.accounts.addresses import main_address
from badges.awarding.collecting import collectable
from badges.awarding.erasing import erase_person
from badges.awarding.leaving import leave
from badges.awarding.moving import with_other_address
from badges.database import db
from badges.errors import ConflictError
from badges.models import Person
from badges.publishing.taking import awards_to_take, export
from badges.web.access import COOKIE, requires, signed_in
from badges.web.member.achievements import membership_of
from badges.web.member.frame import blueprint, errors_of, go, my_memberships, reader
from badges.web.pages import LANGUAGES, page, words
from badges.wording import Wording


@blueprint.get("/me/settings")
@signed_in()
def settings() -> Response:
    """Show what is known of the reader, and the ways to change or end it."""
    return settings_page()


@blueprint.post("/me/settings")
@signed_in()
def settings_save() -> Response:
    """Choose the language of pages and mails."""
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        reader().language = chosen
    return go(url_for("member.settings"), words().gettext("Saved."))


@blueprint.get("/me/export")
@signed_in()
def export_ask() -> Response:
    """Say what the file holds and how long it takes, before the click."""
    return page("member/export.html", count=len(awards_to_take(reader())))


@blueprint.get("/me/export.zip")
@signed_in(writes=True)
def export_zip() -> Response:
    """Hand out everything about the reader, badge by badge as it is made."""
    person = reader()
    limits.count("export", str(person.id), limit=20, window=timedelta(hours=1))
    response = FlaskResponse(
        stream_with_context(_pieces(person.id, words())), content_type="application/zip"
    )
    response.headers.set("Content-Disposition", "attachment", filename="meilenstein.zip")
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("/me/<community>/leave")
@requires(Permission.BELONG)
def leave_ask(actor: Actor) -> Response:
    """Say what leaving means and offer to delete what is here."""
    return page("member/leave.html", member=membership_of(actor), errors={})


@blueprint.post("/me/<community>/leave")
@requires(Permission.BELONG)
def leave_now(actor: Actor) -> Response:
    """Leave the community."""
    member, erase = membership_of(actor), request.form.get("erase") == "yes"
    try:
        leave(member, erase=erase, keep_valid=request.form.get("keep_valid") == "1")
    except ConflictError as error:
        db.session.rollback()
        return page(
            "member/leave.html",
            status=HTTPStatus.CONFLICT,
            member=member,
            errors=errors_of(error),
        )
    said = words().gettext("You have left %(community)s.", community=actor.community.name)
    return go(url_for("member.me"), said)


@blueprint.get("/me/erase")
@signed_in()
def erase_me_ask() -> Response:
    """Say in plain words what is erased and what stays outside, before the click."""
    return page("member/erase_me.html", memberships=my_memberships(), errors={})


@blueprint.post("/me/erase")
@signed_in()
def erase_me() -> Response:
    """Erase the person here: every badge, all evidence, name and addresses."""
    try:
        erase_person(reader(), keep_valid=request.form.get("keep_valid") == "1")
    except ConflictError as error:
        db.session.rollback()
        return page(
            "member/erase_me.html",
            status=HTTPStatus.CONFLICT,
            memberships=my_memberships(),
            errors=errors_of(error),
        )
    g.person = None
    response = redirect(url_for("member.erased"), HTTPStatus.SEE_OTHER)
    response.delete_cookie(COOKIE)
    return response


def settings_page(
    *, errors: dict[str, str] | None = None, typed: dict[str, Any] | None = None
) -> Response:
    """Draw the page, with what was typed where a form on it could not be used."""
    person = reader()
    return page(
        "member/settings.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
        addresses=person.addresses,
        main=main_address(person),
        memberships=my_memberships(),
        held=len(collectable(person)),
        other_address=len(with_other_address(person)),
        errors=errors or {},
        typed=typed or {},
    )


def _pieces(person_id: int, reader_words: Wording) -> Iterator[bytes]:
    """Keep what was signed on the way, piece by piece, so that nobody else waits meanwhile.

    The request's own session is over by the time that the answer is read.
    """
    for piece in export(db.session.get_one(Person, person_id), reader_words):
        db.session.commit()
        if piece:
            yield piece
