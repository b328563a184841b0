"""A guest's link: the pieces that somebody without an account was asked to judge."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, redirect, request, url_for

from badges import limits
from badges.awarding import guests, reviewing
from badges.awarding.achievements import newest_published
from badges.awarding.doubles import doubles_of
from badges.awarding.judging import asking_of
from badges.database import db
from badges.errors import BadgesError, ConflictError, GoneError, InputError, NotFoundError
from badges.models import Evidence, ReviewInvitation
from badges.web.access import csrf, public
from badges.web.pages import language, page, words
from badges.web.problems import status_of
from badges.web.work import said_in, sealed_file, thumbnail
from badges.wording import pick

blueprint = Blueprint("guest", __name__)
csrf.exempt(blueprint)  # nobody is signed in here: there is no cookie to misuse


@blueprint.get("/review/<token>")
@public()
def show(token: str) -> Response:
    """Show the next piece, or thanks where all are judged."""
    try:
        return _next(guests.open_invitation(token), token)
    except (GoneError, NotFoundError) as error:
        return _over(error)


@blueprint.post("/review/<token>/<int:evidence_id>")
@public()
def decide(token: str, evidence_id: int) -> Any:
    """Judge a piece, once."""
    limits.count("guest", request.remote_addr or "", limit=120, window=timedelta(hours=1))
    db.session.commit()
    try:
        invitation = guests.open_invitation(token)
        guests.judge_as_guest(invitation, evidence_id, said_in(request.form))
    except (InputError, ConflictError) as error:
        db.session.rollback()
        return _next(guests.open_invitation(token), token, error)
    except (GoneError, NotFoundError) as error:
        db.session.rollback()
        return _over(error)
    return redirect(url_for("guest.show", token=token), 303)


@blueprint.get("/review/<token>/<int:evidence_id>/file")
@public()
def file(token: str, evidence_id: int) -> Response:
    """Hand over the file of a piece that still waits."""
    try:
        piece = guests.invited_piece(guests.open_invitation(token), evidence_id)
        return _private(sealed_file(piece))
    except (GoneError, NotFoundError) as error:
        return _over(error)


def _next(invitation: ReviewInvitation, token: str, error: BadgesError | None = None) -> Response:
    waiting = [each.evidence for each in invitation.pieces if guests.waits(each)]
    piece = next(
        (it for it in waiting if it.id == (request.view_args or {}).get("evidence_id")), None
    )
    piece = piece or next(iter(waiting), None)
    context: dict[str, Any] = _about(piece) if piece is not None else {}
    sentence = words(invitation.inviter.community).sentence(error.reason) if error else ""
    field = error.field if isinstance(error, InputError) else "form"
    response = page(
        "review/guest.html",
        status=int(status_of(error)) if error else 200,
        community=invitation.inviter.community,
        invitation=invitation,
        token=token,
        piece=piece,
        place=len(invitation.pieces) - len(waiting) + 1,
        errors={field: sentence} if error else {},
        typed=request.form,
        pick=pick,
        **context,
    )
    return _private(response)


def _about(piece: Evidence) -> dict[str, Any]:
    version = newest_published(piece.achievement) or piece.achievement.versions[-1]
    reader = language(piece.member.community)
    return {
        "name": pick(version.name, reader),
        "criteria": pick(version.criteria, reader),
        "milestone": pick(reviewing.milestone_title(piece), reader),
        "asking": asking_of(piece),
        "doubles": doubles_of(piece),
        "thumbnail": thumbnail(piece),
        "zone": ZoneInfo(piece.member.community.zone),
    }


def _over(error: BadgesError) -> Response:
    sentence = words().sentence(error.reason)
    return _private(page("review/over.html", status=int(status_of(error)), sentence=sentence))


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
