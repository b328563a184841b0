"""The inbox: evidence beside its criteria, judged with a sentence; questions, answered."""

from __future__ import annotations

from functools import partial
from typing import Any

import sqlalchemy as sa
from flask import Response, request

from badges.accounts.access import Actor, Permission
from badges.awarding import asking, reviewing
from badges.awarding.achievements import newest_published
from badges.awarding.doubles import doubles_of
from badges.awarding.judging import asking_of, wanted
from badges.awarding.spreading import pass_on
from badges.awarding.unreviewing import can_undo, look, looker_of, undo_review
from badges.database import db, get_scoped
from badges.errors import BadgesError, ConflictError, ForbiddenError, InputError
from badges.models import Evidence, Question, Review
from badges.ports import now
from badges.timestamps import local_day
from badges.web.access import requires
from badges.web.manage.frame import Texts, blueprint, done, refused, show, typed_form
from badges.web.manage.progress import name_of
from badges.web.manage.queue import last_undoable, queue_of
from badges.web.manage.sessions import zone_of
from badges.web.pages import language, words
from badges.web.work import said_in, sealed_file, thumbnail, tries_of
from badges.wording import Localized, pick


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
    chosen = request.args.get("badge", "")
    return show(
        "inbox/list",
        queue=queue_of(actor, chosen),
        questions=asking.open_questions(actor),
        lately=lately,
        can_undo=partial(can_undo, actor),
        looker_of=partial(looker_of, actor),
        today=local_day(now(), actor.community.zone),
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
    """Judge a piece and go on to the next; who comes second is told what was decided."""
    row = _found(actor, evidence_id)
    typed = typed_form()
    chosen = request.args.get("badge", "")
    try:
        said = said_in(typed)
        reviewing.review(
            actor,
            row,
            said.verdict,
            said.comment,
            levels=said.levels,
            seen=said.seen,
            hold=True,
        )
    except (InputError, ConflictError) as error:
        return _show_piece(actor, row, typed, error)
    except ForbiddenError as error:
        return refused(error, "piece", evidence_id=evidence_id)
    following = queue_of(actor, chosen).after(evidence_id)
    if following is None:
        return done(_said(typed["verdict"]), "inbox", badge=chosen or None)
    look(actor, following.id)
    return done(_said(typed["verdict"]), "piece", evidence_id=following.id, badge=chosen or None)


@blueprint.post("/inbox/<int:evidence_id>/look")
@requires(Permission.REVIEW)
def piece_look(actor: Actor, evidence_id: int) -> Any:
    """Say that one is looking at a piece, so that nobody else judges it meanwhile.

    A script says it ``unasked``: a notice would then stand on some page opened later.
    """
    look(actor, evidence_id)
    if typed_form()["unasked"]:
        return Response(status=204)
    said = words().gettext("Others now see that you are looking at it.")
    return done(said, "piece", evidence_id=evidence_id, badge=request.args.get("badge"))


@blueprint.post("/inbox/<int:evidence_id>/pass-on")
@requires(Permission.REVIEW)
def piece_pass_on(actor: Actor, evidence_id: int) -> Any:
    """Ask somebody else to look first."""
    try:
        asked = pass_on(actor, _found(actor, evidence_id))
    except ConflictError as error:
        return refused(error, "piece", evidence_id=evidence_id)
    said = words().gettext("%(name)s is asked to look first.", name=asked.name)
    return done(said, "piece", evidence_id=evidence_id, badge=request.args.get("badge"))


@blueprint.post("/inbox/reviews/<int:review_id>/undo")
@requires(Permission.REVIEW)
def review_undo(actor: Actor, review_id: int) -> Any:
    """Take a verdict back; the piece is in the inbox again, with the sentence that was typed."""
    row = get_scoped(Review, actor.community.id, id=review_id)
    try:
        undone = undo_review(actor, row)
    except (ConflictError, ForbiddenError) as error:
        return refused(error, "piece", evidence_id=row.evidence_id)
    said = words().gettext("Taken back. The member has heard nothing of it.")
    return done(said, "piece", evidence_id=undone.id, badge=request.args.get("badge"))


@blueprint.get("/inbox/<int:evidence_id>/file")
@requires(Permission.REVIEW)
def piece_file(actor: Actor, evidence_id: int) -> Response:
    """Hand over an uploaded file, never under its own type (decisions 12)."""
    return sealed_file(_found(actor, evidence_id))


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
    undone = [each for each in row.verdicts if each.undone_at is not None]
    own = [each for each in undone if each.reviewer_id == actor.membership_id]
    # What was taken back is not typed twice.
    typed = typed or Texts(comment=own[-1].comment if own and row.state == "submitted" else "")
    return show(
        "inbox/show",
        piece=row,
        judged=bool(wanted(row)),
        version=version,
        name=name_of(version),
        milestone=_milestone_title(row),
        criteria=pick(version.criteria, language()),
        thumbnail=thumbnail(row),
        asking=asking_of(row),
        tries=tries_of(row),
        doubles=doubles_of(row),
        may_name=actor.may(Permission.MEMBERS_READ),
        today=local_day(now(), actor.community.zone),
        own=row.membership_id == actor.membership_id,
        queue=queue_of(actor, request.args.get("badge", "")),
        decided=isinstance(error, ConflictError),
        looker=looker_of(actor, row),
        last=last_undoable(actor),
        title_of=_milestone_title,
        can_undo=partial(can_undo, actor),
        typed=typed,
        error=error,
        zone=zone_of(actor),
    )


def _milestone_title(row: Evidence) -> Localized:
    """Name what a piece was handed in for."""
    return pick(reviewing.milestone_title(row), language())


def _said(verdict: str) -> str:
    gettext = words().gettext
    if verdict == "approved":
        return gettext("Approved.")
    return gettext("Decided. Your sentence goes to the member in a few minutes.")
