"""Noting that an offer was looked at: a request of the page's own script, so never a GET.

Mail scanners follow links and would otherwise be counted as people.
"""

from __future__ import annotations

from http import HTTPStatus

from flask import Response

from badges.awarding.answers import note_opened
from badges.awarding.holding import award_for_claim
from badges.web.access import public
from badges.web.member.frame import blueprint


@blueprint.post("/claim/<token>/opened")
@public()
def claim_opened(token: str) -> Response:
    """Note it, once."""
    note_opened(award_for_claim(token))
    return Response(status=HTTPStatus.NO_CONTENT)
