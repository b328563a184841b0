"""What the installation itself leaves lying about: links that ended, sessions, windows, jobs.

None of it belongs to one community, so the shortest period for logs among them holds.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from badges.database import db
from badges.models import (
    AddressProof,
    CheckBatch,
    CheckerLink,
    Community,
    IdempotentReply,
    Job,
    LinkLook,
    LoginSession,
    PasskeyChallenge,
    PlannedAward,
    RateWindow,
    SignInToken,
    WaitingActivity,
)
from badges.ports import now
from badges.privacy.periods import USUAL, periods_of
from badges.publishing.batches import delete_batch

LONGEST_WAIT: Final = timedelta(days=365)
"""How long is kept what was told of people who are no members yet."""

LONGEST_WINDOW: Final = timedelta(days=1)
"""No limit counts longer than a day, so that a window that old says nothing any more."""

AT_A_TIME: Final = 500
MOST_ROUNDS: Final = 40
MOST: Final = AT_A_TIME * MOST_ROUNDS
"""So many rows of a kind go in one run at most."""


def clear() -> int:
    """Delete what ended long enough ago, in small transactions; gives how many rows."""
    days = [periods_of(each).logs for each in db.session.scalars(sa.select(Community))]
    over = now() - timedelta(days=min(days, default=USUAL.logs))
    return sum(_clear(model, ended) for model, ended in _endings(over)) + _batches()


def _endings(over: datetime) -> list[tuple[Any, sa.ColumnElement[bool]]]:
    ended = sa.func.coalesce(LoginSession.revoked_at, LoginSession.expires_at)
    settled = PlannedAward.state.in_(("done", "cancelled"))
    return [
        (SignInToken, SignInToken.expires_at < over),
        (AddressProof, AddressProof.expires_at < over),
        (CheckerLink, CheckerLink.expires_at < over),
        (PasskeyChallenge, PasskeyChallenge.expires_at < now()),
        (LoginSession, ended < over),
        (LinkLook, LinkLook.at < now() - LONGEST_WINDOW),
        (RateWindow, RateWindow.opened_at < now() - LONGEST_WINDOW),
        (IdempotentReply, IdempotentReply.created_at < over),
        (PlannedAward, sa.and_(settled, PlannedAward.due_at < over)),
        (Job, Job.finished_at < over),
        (WaitingActivity, WaitingActivity.told_at < now() - LONGEST_WAIT),
    ]


def _clear(model: Any, ended: sa.ColumnElement[bool]) -> int:
    (key,) = sa.inspect(model).primary_key
    gone = 0
    for _ in range(MOST_ROUNDS):
        keys = db.session.scalars(sa.select(key).where(ended).limit(AT_A_TIME)).all()
        if keys:
            db.session.execute(sa.delete(model).where(key.in_(keys)))
        db.session.commit()
        gone += len(keys)
        if len(keys) < AT_A_TIME:
            break
    return gone


def _batches() -> int:
    """Forget batches of checks whose own job did not come to it."""
    over = db.session.scalars(sa.select(CheckBatch).where(CheckBatch.expires_at < now())).all()
    for batch in over:
        delete_batch(batch)
    db.session.commit()
    return len(over)
