"""“Start my own community”: one form, an empty community on trial, its owner on the way in."""

from __future__ import annotations

import ipaddress
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, redirect, request, url_for

from badges import limits
from badges.accounts import signin
from badges.accounts.communities import CommunityDraft
from badges.accounts.legal import LegalDetails
from badges.accounts.settings import LOGO_BYTES
from badges.errors import BadgesError, ConflictError, InputError
from badges.launching import setup
from badges.models import Membership, Person
from badges.ports import settings
from badges.storage import QuotaError
from badges.web.access import csrf, current_person, public
from badges.web.manage.frame import Texts, sentence_of, typed_form, uploaded
from badges.web.manage.settings import BOTH_WAYS
from badges.web.pages import language, page
from badges.web.sign_in.frame import (
    ASKED_COOKIE,
    client,
    refuse_foreign_forms,
    set_short_cookie,
)

blueprint = Blueprint("start", __name__)
# Whoever sits at the machine needs no session here: no other site may press the button for them.
blueprint.before_request(refuse_foreign_forms)

MOST_AN_HOUR = 10


@blueprint.get("/start")
@public()
def form() -> Response:
    """Show the form, or who may use it."""
    person = current_person()
    if not setup.may_open(person, at_machine=at_machine()):
        return page("start/closed.html")
    typed = Texts(languages="de", colour="#1f5f5b", formal="")
    if language() == "en":
        typed["languages"] = "en"
    return _form(typed)


@blueprint.post("/start")
@public()
def open_community() -> Any:
    """Open the community, and lead its owner in."""
    person = current_person()
    if person is not None:
        csrf.protect()
    setup.require_may_open(person, at_machine=at_machine())
    limits.count("start", request.remote_addr or "", limit=MOST_AN_HOUR, window=timedelta(hours=1))
    typed = typed_form()
    try:
        owner = setup.open_own(
            _draft_from(typed),
            _details_from(typed),
            owner=_owner_from(typed, person),
            address=typed["public_address"],
            logo=uploaded("logo", limit=LOGO_BYTES),
        )
    except (InputError, ConflictError, QuotaError) as error:
        return _form(typed, error)
    return _lead_in(owner, person)


@blueprint.get("/start/sent")
@public()
def sent() -> Response:
    """Say who makes the owner's link where no mail is sent."""
    return page("start/sent.html")


def at_machine() -> bool:
    """Tell whether whoever asks sits at the machine that the service runs on.

    All three must say so: the address that the service is told to have, the one that was asked for,
    and the connection. Behind a proxy the second is the public name.
    """
    asked = urlsplit(f"//{request.host}").hostname or ""
    return settings().is_loopback and _is_loopback(asked) and _is_loopback(request.remote_addr)


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def _lead_in(owner: Membership, person: Person | None) -> Any:
    """Sign the owner in by what proves the address; whoever is signed in as it goes straight on."""
    home = url_for("manage.home", community=owner.community.slug)
    if person is not None and owner.person_id == person.id:
        return redirect(home, 303)
    if settings().mail_url is not None:
        browser = signin.request_link(owner.address, next_path=home, client=client())
        response = redirect(url_for("sign_in.sent"), 303)
        seconds = int(signin.LINK_LIFETIME.total_seconds())
        set_short_cookie(response, ASKED_COOKIE, browser, seconds)
        return response
    if at_machine():
        secret = signin.create_link(owner.address, next_path=home)
        return redirect(url_for("sign_in.look", token=secret), 303)
    return redirect(url_for("start.sent"), 303)


def _form(typed: Texts, error: BadgesError | None = None) -> Response:
    errors = Texts()
    if error is not None:
        # Of all a form's conflicts, only a taken name can be mended in it.
        field = error.field if isinstance(error, InputError) else "name"
        errors["logo" if isinstance(error, QuotaError) else field or "form"] = sentence_of(error)
    return page(
        "start/form.html",
        status=422 if error else 200,
        typed=typed,
        errors=errors,
        own_address=_own_address(current_person()),
        own_name=getattr(current_person(), "name", ""),
    )


def _own_address(person: Person | None) -> str:
    """Give the address that somebody proved to be theirs, or nothing."""
    if person is None:
        return ""
    return next((row.address for row in person.addresses if row.verified_at is not None), "")


def _owner_from(typed: Texts, person: Person | None) -> setup.Owner:
    """Take whoever is signed in, else who was typed."""
    own = _own_address(person)
    if person is not None and own:
        return setup.Owner(person.name, own)
    return setup.Owner(typed["owner_name"], typed["owner_address"])


def _draft_from(typed: Texts) -> CommunityDraft:
    return CommunityDraft(
        name=typed["name"],
        languages=BOTH_WAYS.get(typed["languages"], ()),
        formal=bool(typed["formal"]),
        colour=typed["colour"] or "#1f5f5b",
        contact_email=typed["contact_email"],
    )


def _details_from(typed: Texts) -> LegalDetails:
    return LegalDetails(
        body=typed["body"],
        represented_by=typed["represented_by"],
        address=typed["address"],
        register=typed["register"],
        phone=typed["phone"],
        authority=typed["authority"],
    )
