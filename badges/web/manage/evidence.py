"""The inbox: evidence beside its criteria, judged with a sentence; questions, answered."""

from __future__ import annotations

import base64
import io
from typing import Any, Final

import sqlalchemy as sa
from flask import Response
from PIL import Image

from badges.accounts.access import Actor, Permission
from badges.awarding import asking, reviewing
from badges.awarding.achievements import newest_published
from badges.database import db, get_scoped
from badges.errors import BadgesError, ConflictError, ForbiddenError, InputError, NotFoundError
from badges.models import Evidence, Milestone, Question, Review
from badges.ports import ports
from badges.web.access import requires
from badges.web.manage.frame import Texts, blueprint, done, refused, show, typed_form
from badges.web.manage.progress import name_of
from badges.web.manage.sessions import zone_of
from badges.web.pages import language, words
from badges.wording import Localized, pick

SEALED: Final = "sandbox; default-src 'none'"
THUMBNAIL_PIXELS: Final = 640
_SHRUNK: Final = {"image/png": "PNG", "image/jpeg": "JPEG"}


@blueprint.get("/inbox")
@requires(Permission.REVIEW)
def inbox(actor: Actor) -> Response:
    """List what waits for a review or an answer, and what was judged last."""
    lately = db.session.scalars(
        sa.select(Review)
        .where(Review.community_id == actor.community.id)
        .order_by(Review.id.desc())
        .limit(10)
    ).all()
    return show(
        "inbox/list",
        pieces=reviewing.inbox(actor),
        questions=asking.open_questions(actor),
        lately=lately,
        title_of=_milestone_title,
        name_of=lambda achievement: name_of(achievement.versions[-1]),
        zone=zone_of(actor),
    )


@blueprint.get("/inbox/<int:evidence_id>")
@requires(Permission.REVIEW)
def piece(actor: Actor, evidence_id: int) -> Response:
    """Show a piece beside what it is for."""
    return _show_piece(actor, _found(actor, evidence_id))


@blueprint.post("/inbox/<int:evidence_id>")
@requires(Permission.REVIEW)
def piece_review(actor: Actor, evidence_id: int) -> Any:
    """Judge a piece; who comes second is told what was decided."""
    row = _found(actor, evidence_id)
    typed = typed_form()
    try:
        reviewing.review(actor, row, typed["verdict"], typed["comment"], seen=typed["seen"])
    except InputError as error:
        return _show_piece(actor, row, typed, error)
    except (ConflictError, ForbiddenError) as error:
        return refused(error, "piece", evidence_id=evidence_id)
    return done(_said(typed["verdict"]), "inbox")


@blueprint.get("/inbox/<int:evidence_id>/file")
@requires(Permission.REVIEW)
def piece_file(actor: Actor, evidence_id: int) -> Response:
    """Hand over an uploaded file, never under its own type (decisions 12)."""
    row = _found(actor, evidence_id)
    if row.file is None:
        raise NotFoundError("not_found", "There is nothing at this address.")
    response = Response(
        ports().files.get(row.community_id, row.file.sha256),
        content_type="application/octet-stream",
    )
    response.headers.set("Content-Disposition", "attachment", filename=row.name or "evidence")
    response.headers["Content-Security-Policy"] = SEALED
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@blueprint.post("/questions/<int:question_id>")
@requires(Permission.REVIEW)
def question_answer(actor: Actor, question_id: int) -> Any:
    """Answer a question once."""
    row = get_scoped(Question, actor.community.id, id=question_id)
    try:
        asking.answer(actor, row, typed_form()["text"])
    except (InputError, ConflictError) as error:
        return refused(error, "inbox")
    return done(words().gettext("The answer is sent."), "inbox")


def _found(actor: Actor, evidence_id: int) -> Evidence:
    return reviewing.readable_evidence(actor, evidence_id)


def _show_piece(
    actor: Actor, row: Evidence, typed: Texts | None = None, error: BadgesError | None = None
) -> Response:
    version = newest_published(row.achievement) or row.achievement.versions[-1]
    return show(
        "inbox/show",
        piece=row,
        version=version,
        name=name_of(version),
        milestone=_milestone_title(row),
        criteria=pick(version.criteria, language()),
        thumbnail=_thumbnail(row),
        own=row.membership_id == actor.membership_id,
        typed=typed,
        error=error,
        zone=zone_of(actor),
    )


def _milestone_title(row: Evidence) -> Localized:
    """Name what a piece was handed in for, in the newest version that still has it."""
    found: Milestone | None = None
    for version in row.achievement.versions:
        for milestone in version.milestones:
            if milestone.key == row.milestone_key:
                found = milestone
    return pick(found.title if found else {}, language())


def _thumbnail(row: Evidence) -> str:
    """Draw an uploaded picture anew, small, as a data: address; empty where there is none."""
    kind = _SHRUNK.get(row.media_type)
    if row.file is None or kind is None:
        return ""
    try:
        data = ports().files.get(row.community_id, row.file.sha256)
        with Image.open(io.BytesIO(data), formats=[kind]) as picture:
            picture.thumbnail((THUMBNAIL_PIXELS, THUMBNAIL_PIXELS))
            out = io.BytesIO()
            picture.convert("RGB").save(out, format="JPEG", quality=80)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, BadgesError):
        return ""
    return f"data:image/jpeg;base64,{base64.b64encode(out.getvalue()).decode('ascii')}"


def _said(verdict: str) -> str:
    say = words().gettext
    if verdict == "approved":
        return say("Approved.")
    return say("Your answer is on its way to the member.")
