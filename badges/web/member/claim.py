"""The claim link of one award: see it, accept or decline it, download it; no account is needed.

Opening the link changes nothing and signs nobody in; it never tells of other awards or people.
The link is the only thing that these pages go by: no cookie is read or set.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from badges.awarding.holding import accept, award_for_claim, decline, set_visibility
from badges.errors import BadgesError, ConflictError, InputError, NotFoundError
from badges.models import Award
from badges.web.access import public
from badges.web.member.badge import as_download, award_context, typed_name
from badges.web.member.frame import blueprint, commit_and_run, errors_of
from badges.web.pages import page
from badges.web.problems import status_of


@blueprint.get("/claim/<token>")
@public()
def claim(token: str) -> Response:
    """Show the badge with the name on it, and what can be done."""
    return _page(token, _award(token))


@blueprint.post("/claim/<token>/accept")
@public()
def claim_accept(token: str) -> Response:
    """Accept it under the name as its holder spells it, and have it signed."""
    award = _award(token)
    try:
        accept(award, **typed_name())
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
    if award.member is None:
        raise NotFoundError("claim.unknown", "This link is not valid.")
    set_visibility(award.member, award, request.form.get("visibility", ""))
    return _back(token, "share")


@blueprint.get("/claim/<token>/download/<suffix>")
@public(writes=True)
def claim_download(token: str, suffix: str) -> Response:
    """Hand out one of the files; some forms are signed on first request and kept."""
    return as_download(_award(token), suffix)


def _award(token: str) -> Award:
    award = award_for_claim(token)
    g.community = award.community
    return award


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
    return response


def _back(token: str, anchor: str | None = None) -> Response:
    return redirect(url_for("member.claim", token=token, _anchor=anchor), HTTPStatus.SEE_OTHER)
