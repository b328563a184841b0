"""Ask a person: what a member does not understand about what is missing, and the answer."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.database import db, get_scoped
from badges.errors import ConflictError, InputError, LimitError
from badges.models import Achievement, Membership, Question
from badges.ports import now
from badges.text import clean_narrative

TEXT_LIMIT: Final = 2_000
MOST_OPEN: Final = 20
"""Questions of one member that may wait at a time."""


def ask_person(membership: Membership, achievement: Achievement, text: str) -> Question:
    """Ask the community's people about an achievement."""
    row = get_scoped(Achievement, membership.community_id, id=achievement.id)
    waiting = db.session.scalar(
        sa.select(sa.func.count(Question.id)).where(
            Question.membership_id == membership.id, Question.answered_at.is_(None)
        )
    )
    if (waiting or 0) >= MOST_OPEN:
        raise LimitError(
            "question.many", "Your earlier questions still wait for an answer.", limit=MOST_OPEN
        )
    question = Question(
        community_id=membership.community_id,
        member=membership,
        achievement=row,
        text=_text(text),
        created_at=now(),
    )
    db.session.add(question)
    db.session.flush()
    audit.record(Actor.member(membership), "question.ask", f"question:{question.id}")
    return question


def answer(actor: Actor, question: Question, text: str) -> Question:
    """Answer a question once; raises ``ConflictError`` if somebody has."""
    actor.require(Permission.REVIEW)
    row = get_scoped(Question, actor.community.id, id=question.id)
    if row.answered_at is not None:
        raise ConflictError("question.answered", "Somebody has answered this meanwhile.")
    row.answer = _text(text)
    row.answered_at = now()
    row.answered_by = actor.membership_id
    audit.record(actor, "question.answer", f"question:{row.id}")
    return row


def open_questions(actor: Actor) -> list[Question]:
    """List what waits for an answer, the oldest first."""
    actor.require(Permission.REVIEW)
    return list(
        db.session.scalars(
            sa.select(Question)
            .where(Question.community_id == actor.community.id, Question.answered_at.is_(None))
            .order_by(Question.id)
        )
    )


def _text(text: str) -> str:
    words = clean_narrative(text, field="text", limit=TEXT_LIMIT)
    if not words:
        raise InputError("question.empty", "Please write a few words.", field="text")
    return words
