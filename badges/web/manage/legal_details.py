"""The legal details and pages as managers fill them in, word them anew and call them right."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from badges.accounts import legal
from badges.accounts.access import Actor, Permission
from badges.accounts.legal import LegalDetails
from badges.errors import BadgesError, InputError, NotFoundError
from badges.web.access import requires
from badges.web.legal import NAMES
from badges.web.manage.frame import Texts, blueprint, done, show, typed_form
from badges.web.pages import words

DETAILS = ("body", "represented_by", "address", "register", "phone", "authority")


@blueprint.get("/legal")
@requires(Permission.SETTINGS)
def legal_details(actor: Actor) -> Response:
    """Show the details, and which of the pages are drafts."""
    return _show(actor, _typed_from(actor))


@blueprint.post("/legal")
@requires(Permission.SETTINGS)
def legal_update(actor: Actor) -> Any:
    """Change the details."""
    typed = typed_form()
    try:
        legal.update_details(actor, LegalDetails(**{name: typed[name] for name in DETAILS}))
    except InputError as error:
        return _show(actor, typed, error)
    return done(words().gettext("The legal details are saved."), "legal_details")


@blueprint.get("/legal/<name>")
@requires(Permission.SETTINGS)
def legal_text(actor: Actor, name: str) -> Response:
    """Show the community's own words for a page, to be written or taken away."""
    kind = _kind(name)
    typed = Texts()
    for language in actor.community.languages:
        typed[f"{kind}_{language}"] = legal.own_page(actor.community, kind, language)
    return _show_text(name, typed)


@blueprint.post("/legal/<name>")
@requires(Permission.SETTINGS)
def legal_text_update(actor: Actor, name: str) -> Any:
    """Keep own words for a page, or note that it was read and is right."""
    kind = _kind(name)
    if request.form.get("checked"):
        legal.mark_checked(actor, kind)
        return done(words().gettext("Noted: this page is checked."), "legal_details")
    typed = typed_form()
    texts = {language: typed[f"{kind}_{language}"] for language in actor.community.languages}
    try:
        legal.set_own_page(actor, kind, texts)
    except InputError as error:
        return _show_text(name, typed, error)
    return done(words().gettext("The page is saved."), "legal_details")


def _show(actor: Actor, typed: Texts, error: BadgesError | None = None) -> Response:
    return show(
        "legal/details",
        typed=typed,
        error=error,
        missing=legal.missing_details(actor.community),
        pages=[
            (name, NAMES[name], legal.checked_on(actor.community, NAMES[name]))
            for name in ("impressum", "datenschutz", "barrierefreiheit")
        ],
    )


def _show_text(name: str, typed: Texts, error: BadgesError | None = None) -> Response:
    return show("legal/text", typed=typed, error=error, name=name, kind=_kind(name))


def _typed_from(actor: Actor) -> Texts:
    details = legal.details_of(actor.community)
    return Texts({name: getattr(details, name) for name in DETAILS})


def _kind(name: str) -> str:
    if name not in NAMES:
        raise NotFoundError("not_found", "There is nothing at this address.")
    return NAMES[name]
