"""The kinds of activities a community chooses from: ours, and those it has used itself."""

from __future__ import annotations

import sqlalchemy as sa

from badges.database import db
from badges.models import Community, LearningSession
from badges.sentences.words import KINDS
from badges.web.pages import words

OTHER = "…"
"""The choice that says: the kind stands in the field beside it."""

ACTIVITIES = (
    "workshop",
    "session",
    "meeting",
    "mentoring",
    "challenge",
    "resource",
    "contribution",
    "presentation",
)
EVIDENCE = ("link", "file", "text")

Choices = list[tuple[str, str]]


def activity_kinds(community: Community) -> Choices:
    """List the kinds of activities with their names, the community's own after ours."""
    used = db.session.scalars(
        sa.select(LearningSession.kind)
        .where(LearningSession.community_id == community.id)
        .distinct()
        .order_by(LearningSession.kind)
    )
    own = [(kind, kind) for kind in used if kind not in KINDS]
    return [(kind, kind_name(kind)) for kind in ACTIVITIES] + own


def evidence_kinds() -> Choices:
    """List the kinds of evidence with their names."""
    return [(kind, kind_name(kind)) for kind in EVIDENCE]


def kind_name(kind: str) -> str:
    """Name a kind in the reader's language; a community's own stays as it was written."""
    known = KINDS.get(kind)
    return words().gettext(known.text) if known else kind
