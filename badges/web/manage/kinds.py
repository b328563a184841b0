"""The kinds of activities a community chooses from: ours, and those it has used itself."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from badges.database import db
from badges.models import Activity, Community, Hook, LearningSession, Membership, VerbKind
from badges.sentences.words import KINDS
from badges.text import fold
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
TOLD = ("course", "answer", "question", "like", "thanks")
"""What other systems and other members tell of, where a community chose no words of its own."""

EVIDENCE = ("link", "file", "text")

LOOKED_AT = 200
"""Members whose doings say which kinds a community uses."""

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


def counted_kinds(community: Community) -> Choices:
    """List the kinds that rules can count: those of sessions, and what other systems tell of."""
    offered = activity_kinds(community)
    here = {kind for kind, _ in offered}
    mapped = db.session.scalars(
        sa.select(Hook.mapping).where(Hook.community_id == community.id, Hook.closed_at.is_(None))
    )
    told = {kind for mapping in mapped for kind in mapping.values()}
    told |= set(
        db.session.scalars(sa.select(VerbKind.kind).where(VerbKind.community_id == community.id))
    )
    told |= {*TOLD, *_lately(community)}
    more = sorted((fold(kind_name(kind)), kind) for kind in told - here if kind)
    return offered + [(kind, kind_name(kind)) for _, kind in more]


def _lately(community: Community) -> Iterable[str]:
    """Give the kinds of what the newest members did; of everybody it would take too long."""
    newest = (
        sa.select(Membership.id)
        .where(Membership.community_id == community.id)
        .order_by(Membership.id.desc())
        .limit(LOOKED_AT)
    )
    return db.session.scalars(
        sa.select(Activity.kind).where(Activity.membership_id.in_(newest)).distinct()
    )


def evidence_kinds() -> Choices:
    """List the kinds of evidence with their names."""
    return [(kind, kind_name(kind)) for kind in EVIDENCE]


def kind_name(kind: str) -> str:
    """Name a kind in the reader's language; a community's own stays as it was written."""
    known = KINDS.get(kind)
    return words().gettext(known.text) if known else kind
