"""Short ways to lay a path and to have somebody hold badges, as rows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from support import achievement

from badges.accounts.access import Actor
from badges.codes import draw_code
from badges.database import db
from badges.models import Achievement, AchievementVersion, Award, Membership, Path, Programme
from badges.ports import now, ports
from badges.programmes.paths import LevelDraft, PathDraft, create_path, publish_path


def level(
    *badges: str, needed: int | None = None, name: str = "", follows: bool = True
) -> LevelDraft:
    return LevelDraft({"en": name, "de": name}, badges, needed, follows)


def laid(actor: Actor, *levels: LevelDraft, name: str = "Repairing", shown: bool = True) -> Path:
    """Lay a path over badges that are made where they are missing."""
    for slug in dict.fromkeys(slug for each in levels for slug in each.badges):
        if badge_of(actor, slug) is None:
            achievement(actor.community, slug)
    path = create_path(actor, PathDraft({"en": name}, {}, tuple(levels)))
    return publish_path(actor, path) if shown else path


def badge_of(actor: Actor, slug: str) -> Achievement | None:
    return db.session.scalar(
        sa.select(Achievement).filter_by(community_id=actor.community.id, slug=slug)
    )


def holds(member: Membership, *slugs: str, state: str = "accepted") -> list[Award]:
    """Let a member hold these badges."""
    made = []
    for slug in slugs:
        version = db.session.scalars(
            sa.select(AchievementVersion)
            .join(Achievement)
            .where(Achievement.slug == slug, Achievement.community_id == member.community_id)
        ).one()
        made.append(
            Award(
                community=member.community,
                public_id=ports().token_bytes(16).hex(),
                code=draw_code(ports().token_bytes),
                achievement=version.achievement,
                version=version,
                member=member,
                state=state,
                awarded_at=now(),
                accepted_at=now(),
            )
        )
    db.session.add_all(made)
    db.session.flush()
    return made


def programme(actor: Actor, slug: str = "spring", **columns: Any) -> Programme:
    """Make a programme of four weeks that has begun a week ago, as a row."""
    today = now().date()
    values = {
        "name": {"en": slug.title()},
        "tag": slug,
        "starts_on": today - timedelta(days=7),
        "ends_on": today + timedelta(days=20),
        "enrolment": "open",
        "join_token": ports().token_bytes(16).hex(),
        "created_at": now(),
        "published_at": now(),
    } | columns
    row = Programme(community_id=actor.community.id, community=actor.community, slug=slug, **values)
    db.session.add(row)
    db.session.flush()
    return row
