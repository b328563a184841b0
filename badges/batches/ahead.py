"""What the certificates of a list have in common, laid out before anybody asks for the first.

It is about nobody, and put where every process finds it (``ports().drawings``); each recipient's
own parts are set into it when they ask. One job lays out one kind of page, after the list is done
and everything else.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Final

import sqlalchemy as sa

from badges.batches.previewing import signed_now
from badges.database import db
from badges.errors import BadgesError
from badges.jobs import LAST, enqueue
from badges.models import Award, AwardBatch, AwardBatchRow
from badges.ports import ports
from badges.publishing.certificate import Sheet, sheet_of

JOB: Final = "draw_ahead"
MOST_LOOKED_AT: Final = 200
MOST_KINDS: Final = 6
LONG_NAME: Final = 24
"""Characters from which a name may stand in two lines."""

LINE: Final = 60
"""Characters of a personal sentence that stand on one line, about."""


def promise(batch: AwardBatch) -> None:
    """Promise to lay out the certificates of a list that was awarded."""
    if ports().drawings is not None:
        enqueue(JOB, community_id=batch.community_id, rank=LAST, batch_id=batch.id)


def draw_ahead(batch_id: int, kind: int = 0) -> None:
    """Lay out one kind of page (a job), and promise the next; run twice, nothing is done twice."""
    awards = _one_of_each_kind(batch_id)
    if kind >= len(awards):
        return
    # What cannot be signed or drawn now is for whoever asks for it to hear.
    with suppress(BadgesError):
        _sheet_of(awards[kind]).draw()
    if kind + 1 < len(awards):
        enqueue(JOB, rank=LAST, batch_id=batch_id, kind=kind + 1)


def _one_of_each_kind(batch_id: int) -> list[int]:
    """Give the first award of each language, with a short and with a long name or sentence."""
    rows = db.session.execute(
        sa.select(Award.id, Award.language, Award.recipient_name, Award.narrative)
        .join(AwardBatchRow, AwardBatchRow.award_id == Award.id)
        .where(
            AwardBatchRow.batch_id == batch_id,
            AwardBatchRow.outcome == "awarded",
            Award.state.in_(("offered", "accepted")),
        )
        .order_by(AwardBatchRow.position)
        .limit(MOST_LOOKED_AT)
    )
    found: dict[tuple[str, bool, int], int] = {}
    for award_id, language, name, narrative in rows:
        kind = language, len(name) >= LONG_NAME, -(-len(narrative) // LINE)
        found.setdefault(kind, award_id)
    return list(found.values())[:MOST_KINDS]


def _sheet_of(award_id: int) -> Sheet:
    """Gather a certificate as it is, or will be; nothing of that is kept.

    Raises what accepting and signing raise.
    """
    award = db.session.get_one(Award, award_id)
    try:
        return sheet_of(award, signed_now(award))
    finally:
        db.session.rollback()  # drawing takes its time and must lock nobody out
