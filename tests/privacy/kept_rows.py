"""Short ways to have a community keep something, and to see what it still keeps."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from support import achievement, member

from badges.accounts.access import Actor
from badges.awarding.awards import award
from badges.awarding.evidence import submit_evidence
from badges.awarding.reviewing import review
from badges.database import Base, db
from badges.models import AchievementVersion, Award, Evidence, Membership


def invited(actor: Actor, name: str = "Zora Neu", address: str = "zora@example.org") -> Membership:
    """Let somebody be written down who has never been here."""
    row = member(actor.community, name, address, verified=False)
    row.invited = True
    return row


def offered(actor: Actor, who: Membership, slug: str = "lamp", **facts: Any) -> Award:
    """Offer somebody a badge."""
    version = achievement(actor.community, slug)
    return award(actor, version.achievement, who, **({"reason": "Well done"} | facts)).award


def reviewed(actor: Actor, who: Membership, version: AchievementVersion, verdict: str) -> Evidence:
    """Let somebody have handed a file in, and have it looked at."""
    piece = submit_evidence(who, version.achievement, "made", file=(b"My lamp", "lamp.txt"))
    review(actor, piece, verdict, "Looked at.")
    return piece


def rows_with(secret: str) -> list[str]:
    """List the tables in which a text stands anywhere."""
    db.session.flush()
    return [
        table.name
        for table in Base.metadata.sorted_tables
        if any(secret in repr(row) for row in db.session.execute(sa.select(table)))
    ]
