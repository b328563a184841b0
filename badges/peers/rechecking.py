"""What an organisation said elsewhere and took back there: seen within a week, and shown no more.

Words that were signed here are withdrawn here; of others only their own servers know.
"""

from __future__ import annotations

import sqlalchemy as sa

from badges import audit
from badges.accounts.access import Actor
from badges.database import db, reading
from badges.jobs import for_a_while
from badges.models import BadgeEndorsement
from badges.peers.endorsing import note_endorsed
from badges.ports import now
from badges.publishing.checking import verify_bytes
from badges.verifying import Status

DAYS = 7
"""Each one is looked at once in so many days."""


def recheck_endorsements() -> None:
    """Hide what does not hold any more (daily, a part of them each day).

    The network is asked before anything is written. One whose signer does not answer stays: that
    says nothing about it.
    """
    for number, document in for_a_while(_due()):
        db.session.rollback()  # nothing is held while a slow server answers
        with reading():
            found = verify_bytes(document, fresh=True)
        db.session.rollback()
        row = db.session.get(BadgeEndorsement, number)
        if found.status is Status.NOT_VERIFIED and row is not None and row.document == document:
            row.state, row.shown = "withdrawn", False
            note_endorsed(row.version)
            doer = Actor.operator(row.community, via="rule")
            audit.record(doer, "endorsement.lost", f"endorsement:{row.id}")
        db.session.commit()


def _due() -> list[tuple[int, bytes]]:
    turn = now().date().toordinal()
    rows = db.session.scalars(
        sa.select(BadgeEndorsement).where(
            BadgeEndorsement.state == "given",
            BadgeEndorsement.shown.is_(True),
            BadgeEndorsement.ours_id.is_(None),
        )
    )
    due = [(row.id, row.document) for row in rows if row.document and (row.id + turn) % DAYS == 0]
    # In another order each week: whoever is not reached in one is among the first of another.
    return sorted(due, key=lambda each: hash((turn, each[0])))
