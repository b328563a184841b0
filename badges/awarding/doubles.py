"""The same file, link or text handed in elsewhere in the community: told to whoever judges it.

It may be fine (two people made one thing together); so nothing is refused, and who else it was is
told only to those who may see members.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import sqlalchemy as sa

from badges.database import db
from badges.models import Evidence

TELLING: Final = 40
"""A text of fewer characters ("Done.") is the same by chance."""

MOST: Final = 20

How = Literal["file", "link", "content", "text"]


@dataclass(frozen=True, slots=True)
class Double:
    """Another piece that is the same, and in what; ``own`` where the same member handed it in."""

    piece: Evidence
    how: How
    own: bool


def doubles_of(piece: Evidence) -> list[Double]:
    """List what was handed in alike, the oldest first, at most twenty.

    Left out are the earlier tries of the same milestone, which are meant to be alike.
    """
    alike = [
        column == value
        for column, value in (
            (Evidence.sha256, _content(piece)),
            (Evidence.likeness, piece.likeness),
        )
        if value
    ]
    if not alike:
        return []
    same_try = sa.and_(
        Evidence.membership_id == piece.membership_id,
        Evidence.achievement_id == piece.achievement_id,
        Evidence.milestone_key == piece.milestone_key,
    )
    query = (
        sa.select(Evidence)
        .where(Evidence.community_id == piece.community_id, sa.or_(*alike), ~same_try)
        .order_by(Evidence.id)
        .limit(MOST)
    )
    return [
        Double(it, _how(piece, it), own=it.membership_id == piece.membership_id)
        for it in db.session.scalars(query)
    ]


def _content(piece: Evidence) -> str:
    is_short = piece.kind == "text" and (piece.size or 0) < TELLING
    return "" if is_short else piece.sha256


def _how(piece: Evidence, other: Evidence) -> How:
    if piece.likeness and piece.likeness == other.likeness:
        return "link"
    if piece.kind == other.kind == "text":
        return "text"
    return "file" if piece.kind == other.kind == "file" else "content"
