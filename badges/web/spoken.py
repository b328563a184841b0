"""What people from outside say: thanks on a member's page, another organisation's word for a badge.

No cookie, no account. What strangers write is counted by network address and seen by nobody but
whom it is for, until they show it.
"""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from badges import limits
from badges.database import db, reading
from badges.errors import BadgesError, InputError
from badges.models import AchievementVersion, BadgeEndorsement, ThanksPage
from badges.peers import endorsing, thanking
from badges.peers.guards import settings_of
from badges.timestamps import local_day
from badges.verifying import UnreadableError
from badges.web.access import csrf, public
from badges.web.cards import card_of
from badges.web.pages import language, page, words
from badges.web.problems import status_of

blueprint = Blueprint("spoken", __name__)
csrf.exempt(blueprint)  # nobody is signed in here: there is no cookie to misuse

AN_HOUR = 20
"""Answers that one network address may try to give in an hour; each may ask other servers."""


@blueprint.get("/thanks/<string(length=32):public_id>")
@public()
def thanks(public_id: str) -> Response:
    """Show a member's page: what they chose to show, and a form."""
    return _thanks_page(thanking.page_at(public_id), said=request.args.get("said") == "1")


@blueprint.post("/thanks/<string(length=32):public_id>")
@public()
def thanks_leave(public_id: str) -> Any:
    """Leave a word as a guest."""
    opened = thanking.page_at(public_id)
    form = request.form
    if form.get("website"):  # a field that people do not see; programs fill it in
        return redirect(url_for("spoken.thanks", public_id=public_id, said=1), HTTPStatus.SEE_OTHER)
    try:
        thanking.thank_as_guest(
            opened, form.get("name", ""), form.get("sentence", ""), sender=request.remote_addr or ""
        )
    except BadgesError as error:
        db.session.rollback()
        return _thanks_page(thanking.page_at(public_id), error)
    return redirect(url_for("spoken.thanks", public_id=public_id, said=1), HTTPStatus.SEE_OTHER)


@blueprint.get("/endorse/<token>")
@public()
def endorse(token: str) -> Response:
    """Show which badge somebody's word is asked for, and the ways to answer."""
    return _endorse_page(token, endorsing.request_of(token))


@blueprint.post("/endorse/<token>")
@public()
def endorse_answer(token: str) -> Response:
    """Take a signed endorsement, or a no."""
    limits.count("endorse", request.remote_addr or "", limit=AN_HOUR, window=timedelta(hours=1))
    db.session.commit()
    asked = endorsing.request_of(token)
    try:
        if request.form.get("do") == "decline":
            endorsing.decline(asked, request.form.get("why", ""))
        else:
            looked = looked_at(asked.version, handed_in())
            endorsing.hand_in(endorsing.request_of(token), looked)
    except UnreadableError as error:
        db.session.rollback()
        refused = InputError("endorsement.kind", str(error), field="document")
        return _endorse_page(token, endorsing.request_of(token), refused)
    except BadgesError as error:
        db.session.rollback()
        return _endorse_page(token, endorsing.request_of(token), error)
    return page(
        "spoken/endorsed.html",
        community=asked.community,
        asked=asked,
        card=card_of(asked.version, language(asked.community)),
        given_url="",
    )


def looked_at(version: AchievementVersion, data: bytes) -> endorsing.Looked:
    """Verify an endorsement before the transaction writes: a slow server must hold nobody up."""
    db.session.rollback()
    with reading(), db.session.no_autoflush:
        looked = endorsing.look_at(version, data)
    db.session.rollback()
    return looked


def handed_in() -> bytes:
    """Give the endorsement that was pasted or uploaded."""
    upload = request.files.get("file")
    data: bytes = upload.read(endorsing.MOST_BYTES + 1) if upload and upload.filename else b""
    data = data or request.form.get("document", "").strip().encode()
    if not data:
        raise InputError(
            "endorsement.nothing", "Paste the endorsement, or choose its file.", field="document"
        )
    return data


def _thanks_page(
    opened: ThanksPage, error: BadgesError | None = None, *, said: bool = False
) -> Response:
    community = opened.community
    shown = thanking.thanks_for(opened.member, published=True)
    response = page(
        "spoken/thanks.html",
        status=status_of(error) if error else HTTPStatus.OK,
        community=community,
        opened=opened,
        shown=[(each, local_day(each.created_at, community.zone)) for each in shown],
        guests=settings_of(community).guest_thanks,
        said=said,
        errors=_errors(error, opened.community),
        typed=request.form,
    )
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "no-store"
    return response


def _endorse_page(
    token: str, asked: BadgeEndorsement, error: BadgesError | None = None
) -> Response:
    response = page(
        "spoken/endorse.html",
        status=status_of(error) if error else HTTPStatus.OK,
        community=asked.community,
        token=token,
        asked=asked,
        card=card_of(asked.version, language(asked.community)),
        errors=_errors(error, asked.community),
        typed=request.form,
    )
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "no-store"
    return response


def _errors(error: BadgesError | None, community: Any) -> dict[str, str]:
    if error is None:
        return {}
    field = error.field if isinstance(error, InputError) else ""
    return {field or "form": words(community).sentence(error.reason)}
