"""My one-time links for checkers: make one, see whether it was used, take it back."""

from __future__ import annotations

from http import HTTPStatus
from zoneinfo import ZoneInfo

from flask import request, url_for
from werkzeug.wrappers import Response

from badges.codes import draw_token
from badges.errors import BadgesError, ConflictError, InputError
from badges.models import Award
from badges.ports import ports
from badges.publishing.once import links_of, make_link, state_of, withdraw_link
from badges.web.access import signed_in
from badges.web.cards import card_of
from badges.web.member.frame import blueprint, errors_of, go, my_award
from badges.web.pages import page, words
from badges.web.problems import status_of


@blueprint.get("/me/badges/<public_id>/checkers")
@signed_in()
def badge_checkers(public_id: str) -> Response:
    """Show the links of one badge of mine."""
    _, award = my_award(public_id)
    return _page(award)


@blueprint.post("/me/badges/<public_id>/checkers")
@signed_in()
def badge_checker_make(public_id: str) -> Response:
    """Make a link; its address is shown in this answer and never again."""
    _, award = my_award(public_id)
    try:
        link, secret = make_link(
            award,
            request.form.get("shows", ""),
            request.form.get("note", ""),
            form=request.form.get("form", "")[:100],
        )
    except (ConflictError, InputError) as error:
        return _page(award, error)
    base = award.community.profile.base_url
    url = f"{base}/check/{secret}" if state_of(link) == "open" else ""
    return _page(award, secret_url=url)


@blueprint.post("/me/badges/<public_id>/checkers/<int:number>/withdraw")
@signed_in()
def badge_checker_withdraw(public_id: str, number: int) -> Response:
    """Take a link back before it was used."""
    _, award = my_award(public_id)
    withdraw_link(award, number)
    said = words().gettext("Withdrawn: the link shows nothing any more.")
    return go(url_for("member.badge_checkers", public_id=public_id), said)


def _page(award: Award, error: BadgesError | None = None, *, secret_url: str = "") -> Response:
    links = [(link, state_of(link)) for link in links_of(award)]
    return page(
        "member/checkers.html",
        status=status_of(error) if error else HTTPStatus.OK,
        award=award,
        card=card_of(award.version, words().language),
        links=links,
        secret_url=secret_url,
        until=links[0][0].expires_at if links else None,
        zone=ZoneInfo(award.community.zone),
        form=draw_token(ports().token_bytes),
        errors=errors_of(error) if error else {},
        typed=request.form if error else {},
    )
