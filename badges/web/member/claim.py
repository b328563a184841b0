"""The claim link of one award: see it, accept or decline it, download it; no account is needed.

Opening the link changes nothing and signs nobody in; it never tells of other awards or people.
The link is the only thing that these pages go by: no cookie is read or set.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from badges.awarding.claiming import ask_for_link
from badges.awarding.erasing import forget_declined
from badges.awarding.guardians import ask_guardian
from badges.awarding.holding import (
    accept,
    award_for_claim,
    decline,
    reconsider,
    set_visibility,
    share_by_link,
)
from badges.errors import BadgesError, ConflictError, InputError, LimitError, NotFoundError
from badges.models import Award, Membership
from badges.web.access import public
from badges.web.member.badge import as_download, award_context, to_linkedin, typed_age, typed_name
from badges.web.member.frame import blueprint, commit_and_run, errors_of
from badges.web.pages import page
from badges.web.policy import TO_LINKEDIN
from badges.web.problems import status_of


@blueprint.get("/claim/<token>")
@public()
def claim(token: str) -> Response:
    """Show the badge with the name on it, and what can be done; a link too old offers a new one."""
    try:
        award = _award(token)
    except NotFoundError as error:
        return _lost(HTTPStatus.NOT_FOUND, lost=errors_of(error)["form"])
    return _page(token, award)


@blueprint.get("/goodbye")
@public()
def erased() -> Response:
    """Say that somebody who asked for it has been forgotten; no cookie tells who."""
    return page("claim/goodbye.html")


@blueprint.get("/claim")
@public()
def claim_lost() -> Response:
    """Ask for the address that a badge was sent to, to send its link again."""
    return _lost()


@blueprint.post("/claim")
@public()
def claim_again() -> Response:
    """Send new links to an address; the page says the same whether anything waits there or not."""
    typed = request.form.get("email", "")[:400]
    try:
        ask_for_link(typed, caller=request.remote_addr or "")
    except (InputError, LimitError) as error:
        return _lost(status_of(error), errors=errors_of(error), typed=typed)
    return _lost(sent=True)


@blueprint.post("/claim/<token>/accept")
@public()
def claim_accept(token: str) -> Response:
    """Accept it under the name as its holder spells it, and have it signed."""
    award = _award(token)
    try:
        accept(award, **typed_name(), of_age=typed_age())
    except (ConflictError, InputError) as error:
        return _page(token, award, error)
    commit_and_run("issue_credential", award_id=award.id)
    return _back(token)


@blueprint.post("/claim/<token>/decline")
@public()
def claim_decline(token: str) -> Response:
    """Decline it, with or without a word why."""
    award = _award(token)
    try:
        decline(award, request.form.get("reason", ""))
    except (ConflictError, InputError) as error:
        return _page(token, award, error)
    return _back(token)


@blueprint.post("/claim/<token>/visibility")
@public()
def claim_visibility(token: str) -> Response:
    """Show it to nobody, to whoever has the share address, or to everybody."""
    award = _award(token)
    try:
        set_visibility(_holder(award), award, request.form.get("visibility", ""))
    except ConflictError as error:
        return _page(token, award, error)
    return _back(token, "share")


@blueprint.post("/claim/<token>/linkedin")
@public()
def claim_linkedin(token: str) -> Response:
    """Open the badge's page for whoever has the link, and go on to LinkedIn's form."""
    award = _award(token)
    return to_linkedin(share_by_link(_holder(award), award))


@blueprint.post("/claim/<token>/reconsider")
@public()
def claim_reconsider(token: str) -> Response:
    """Take a "no" back."""
    award = _award(token)
    try:
        reconsider(award)
    except ConflictError as error:
        return _page(token, award, error)
    return _back(token)


@blueprint.post("/claim/<token>/forget")
@public()
def claim_forget(token: str) -> Response:
    """Delete an offer that was declined, and its person where nothing else is kept of them."""
    award = _award(token)
    whole = forget_declined(award, whole=True)
    return page("claim/forgotten.html", whole=whole, community=award.community)


@blueprint.post("/claim/<token>/guardian")
@public()
def claim_guardian(token: str) -> Response:
    """Write to a parent or guardian."""
    award = _award(token)
    try:
        ask_guardian(_holder(award), request.form.get("guardian", ""))
    except (ConflictError, InputError, LimitError) as error:
        return _page(token, award, error)
    return _back(token, "guardian")


@blueprint.get("/claim/<token>/download/<suffix>")
@public(writes=True)
def claim_download(token: str, suffix: str) -> Response:
    """Hand out one of the files; some forms are signed on first request and kept."""
    return as_download(_award(token), suffix)


def _award(token: str) -> Award:
    award = award_for_claim(token)
    g.community = award.community
    return award


def _holder(award: Award) -> Membership:
    if award.member is None:
        raise NotFoundError("claim.unknown", "This link is not valid.")
    return award.member


def _lost(
    status: int = HTTPStatus.OK,
    *,
    lost: str = "",
    sent: bool = False,
    errors: dict[str, str] | None = None,
    typed: str = "",
) -> Response:
    response = page(
        "claim/lost.html", status=status, lost=lost, sent=sent, errors=errors or {}, typed=typed
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _page(token: str, award: Award, error: BadgesError | None = None) -> Response:
    def to(action: str, **values: Any) -> str:
        return url_for(f"member.claim_{action}", token=token, **values)

    response = page(
        "claim/claim.html",
        status=status_of(error) if error else HTTPStatus.OK,
        to=to,
        errors=errors_of(error) if error else {},
        typed=request.form,
        **award_context(award),
    )
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = TO_LINKEDIN
    return response


def _back(token: str, anchor: str | None = None) -> Response:
    return redirect(url_for("member.claim", token=token, _anchor=anchor), HTTPStatus.SEE_OTHER)
