"""What a person was asked after their badges, and what they said, for their own export."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from badges.database import db
from badges.models import FollowUp, ImpactRefusal, Membership
from badges.timestamps import utc_text


def as_asked(memberships: Sequence[Membership]) -> dict[str, Any]:
    """Give questions with their answers, and where the person is in no report."""
    here = [row.id for row in memberships]
    asked = db.session.scalars(
        sa.select(FollowUp).where(FollowUp.membership_id.in_(here)).order_by(FollowUp.id)
    )
    refused = set(
        db.session.scalars(
            sa.select(ImpactRefusal.membership_id).where(ImpactRefusal.membership_id.in_(here))
        )
    )
    return {
        "whatChanged": [_asked(row) for row in asked],
        "notInTheReportOf": [row.community.name for row in memberships if row.id in refused],
    }


def _asked(row: FollowUp) -> dict[str, Any]:
    return {
        "badge": row.award.achievement.slug,
        "daysAfter": row.days,
        "askedAt": utc_text(row.asked_at),
        "answeredAt": utc_text(row.answered_at) if row.answered_at else None,
        "changed": row.changed or None,
        "story": row.story,
        "whoMayKnow": row.consent,
        "nameAgreedTo": row.name,
    }
