"""The way through the inbox: what waits, for which badges, how far one has come, what is next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from badges.accounts.access import Actor
from badges.awarding import reviewing
from badges.awarding.unreviewing import can_undo, looker_of
from badges.database import db
from badges.models import Evidence, Review
from badges.ports import now
from badges.web.manage.progress import name_of
from badges.wording import Localized

RECENT: Final = timedelta(days=7)
TODAY: Final = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Waits:
    """A badge that pieces wait for, and how many."""

    slug: str
    name: Localized
    count: int


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for one reviewer, the oldest first; ``busy`` are pieces others look at.

    ``chosen`` narrows it to one badge; ``decided`` and ``helped`` count what the reviewer judged
    today, and the people they answered in a week.
    """

    pieces: Sequence[Evidence]
    badges: Sequence[Waits]
    chosen: str
    busy: frozenset[int]
    decided: int
    helped: int

    @property
    def whole(self) -> int:
        """Everything that waits, whatever is chosen."""
        return sum(each.count for each in self.badges)

    def place(self, evidence_id: int) -> int:
        """Give a piece's place in the queue from 1, or 0 where it is not in it."""
        numbers = [piece.id for piece in self.pieces]
        return numbers.index(evidence_id) + 1 if evidence_id in numbers else 0

    def after(self, evidence_id: int) -> Evidence | None:
        """Give the next piece, from the front again at the end; free ones before busy ones."""
        others = [piece for piece in self.pieces if piece.id != evidence_id]
        return min(
            others,
            key=lambda piece: (piece.id in self.busy, piece.id < evidence_id, piece.id),
            default=None,
        )


def queue_of(actor: Actor, chosen: str = "") -> Queue:
    """Gather what waits for this reviewer."""
    waiting = reviewing.inbox(actor)
    counts = Counter(piece.achievement_id for piece in waiting)
    achievements = {piece.achievement_id: piece.achievement for piece in waiting}
    badges = [
        Waits(row.slug, name_of(row.versions[-1]), counts[number])
        for number, row in achievements.items()
    ]
    pieces = [piece for piece in waiting if not chosen or piece.achievement.slug == chosen]
    busy = frozenset(piece.id for piece in pieces if looker_of(actor, piece) is not None)
    decided = _mine(actor, TODAY)
    helped = {review.evidence.membership_id for review in _mine(actor, RECENT)}
    return Queue(pieces, badges, chosen, busy, len(decided), len(helped))


def last_undoable(actor: Actor) -> Review | None:
    """Give the verdict that the reviewer gave last, while it can be taken back."""
    found = _mine(actor, TODAY)
    return found[0] if found and can_undo(actor, found[0]) else None


def _mine(actor: Actor, within: timedelta) -> list[Review]:
    query = sa.select(Review).where(
        Review.community_id == actor.community.id,
        Review.reviewer_id == actor.membership_id,
        Review.undone_at.is_(None),
        Review.created_at > now() - within,
    )
    return list(db.session.scalars(query.order_by(Review.id.desc()).limit(500)))
