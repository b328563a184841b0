"""A guardian's link: what it is about, yes or no; the answer may be changed later.

No account, no cookie; the link shows what the guardian must know and nothing of anybody else.
"""

from __future__ import annotations

from http import HTTPStatus

from flask import g, redirect, request, url_for
from werkzeug.wrappers import Response

from badges.awarding.guardians import answer_guardian, guardian_link
from badges.awarding.holding import awards_of
from badges.web.access import public
from badges.web.cards import card_of
from badges.web.member.frame import blueprint
from badges.web.pages import page, words

SHOWN = frozenset({"offered", "accepted", "suspended"})


@blueprint.get("/guardian/<token>")
@public()
def guardian(token: str) -> Response:
    """Show whose badges these are, from whom, and what agreeing means."""
    consent = guardian_link(token)
    g.community = consent.community
    response = page(
        "claim/guardian.html",
        token=token,
        consent=consent,
        cards=[
            card_of(award.version, words().language)
            for award in awards_of(consent.member)
            if award.state in SHOWN
        ],
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.post("/guardian/<token>")
@public()
def guardian_answer(token: str) -> Response:
    """Keep the answer."""
    if request.form.get("answer") in {"yes", "no"}:
        answer_guardian(token, agreed=request.form["answer"] == "yes")
    return redirect(url_for("member.guardian", token=token), HTTPStatus.SEE_OTHER)
