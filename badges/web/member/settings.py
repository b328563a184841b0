"""What belongs to the person: language, addresses, leaving."""

from __future__ import annotations

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from badges.awarding.erasing import erase_person
from badges.web.access import COOKIE, signed_in
from badges.web.member.frame import blueprint, go, my_memberships, reader
from badges.web.pages import LANGUAGES, page, words


@blueprint.get("/me/settings")
@signed_in()
def settings() -> Response:
    """Show what is known of the reader, and the ways to change or end it."""
    return page("member/settings.html", addresses=reader().addresses, memberships=my_memberships())


@blueprint.post("/me/settings")
@signed_in()
def settings_save() -> Response:
    """Choose the language of pages and mails."""
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        reader().language = chosen
    return go(url_for("member.settings"), words().gettext("Saved."))


@blueprint.get("/me/erase")
@signed_in()
def erase_me_ask() -> Response:
    """Say in plain words what is erased and what stays outside, before the click."""
    return page("member/erase_me.html", memberships=my_memberships())


@blueprint.post("/me/erase")
@signed_in()
def erase_me() -> Response:
    """Erase the person here: every badge, all evidence, name and addresses."""
    erase_person(reader(), keep_valid=request.form.get("keep_valid") == "1")
    g.person = None
    response = redirect(url_for("home.landing"), 303)
    response.delete_cookie(COOKIE)
    return response
