"""Short ways to let members earn, do, tell and meet; rows are written directly."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from support import achievement, member

from badges.database import db
from badges.impact import answers
from badges.impact.answers import Answer, Changed, Consent
from badges.models import (
    Achievement,
    AchievementVersion,
    Activity,
    Award,
    Community,
    Evidence,
    FollowUp,
    Membership,
    Programme,
)
from badges.ports import now


def kept(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row


def badge(community: Community, slug: str = "lamp") -> Achievement:
    """Give a badge of that name, made where there is none."""
    found = db.session.query(AchievementVersion).filter_by(iri=_iri(community, slug)).first()
    return (found or achievement(community, slug)).achievement


def accepted(who: Membership, slug: str = "lamp") -> Award:
    """Let somebody have accepted a badge just now."""
    achieved = badge(who.community, slug)
    return kept(
        Award(
            community_id=who.community_id,
            public_id=f"award-{who.id}-{slug}-{now():%j%H}",
            code=f"{who.id}{slug}{now():%j%H}"[:12],
            achievement=achieved,
            version=achieved.versions[-1],
            member=who,
            state="accepted",
            recipient_name=who.name,
            recipient_address=who.address,
            awarded_at=now(),
            accepted_at=now(),
        )
    )


def asked(who: Membership, days: int = 30, slug: str = "lamp") -> FollowUp:
    """Let somebody be asked just now."""
    return kept(
        FollowUp(
            community_id=who.community_id,
            member=who,
            award=accepted(who, slug),
            days=days,
            asked_at=now(),
        )
    )


def told(
    who: Membership,
    consent: Consent = Consent.MANAGERS,
    changed: Changed = Changed.USED,
    story: str = "",
) -> FollowUp:
    """Let somebody have answered just now."""
    return answers.answer(who, asked(who), Answer(changed, story, consent))


def took_part(who: Membership, at: datetime | None = None, **columns: Any) -> Activity:
    """Let somebody have been at a workshop."""
    return kept(
        Activity(
            community_id=who.community_id,
            member=who,
            kind="workshop",
            occurred_at=at or now(),
            source="list",
            recorded_at=now(),
            **columns,
        )
    )


def handed_in(who: Membership, **columns: Any) -> Evidence:
    """Let somebody have handed in a text for the badge just now."""
    return kept(
        Evidence(
            community_id=who.community_id,
            member=who,
            achievement=badge(who.community),
            milestone_key="made",
            kind="text",
            submitted_at=now(),
            **columns,
        )
    )


def programme(community: Community, slug: str, **columns: Any) -> Programme:
    """Let a programme of three weeks have begun today."""
    return kept(
        Programme(
            community_id=community.id,
            slug=slug,
            name={"en": slug},
            tag=slug,
            starts_on=now().date(),
            ends_on=now().date() + timedelta(days=20),
            join_token=slug,
            created_at=now(),
            published_at=now(),
            **columns,
        )
    )


def crowd(community: Community, count: int, name: str = "Many") -> list[Membership]:
    """Let some people join just now."""
    return [
        member(community, f"{name} {number}", f"{name.lower()}{number}@example.org")
        for number in range(count)
    ]


def _iri(community: Community, slug: str) -> str:
    return f"http://localhost:8000/achievements/{community.slug}/{slug}/1"
