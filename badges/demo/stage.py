"""Who is there and what can be earned, by the names that the story uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

import sqlalchemy as sa
import yaml

from badges.accounts.access import Actor, Role
from badges.accounts.people import ensure_member
from badges.database import db
from badges.models import Achievement, Award, Community, Membership
from badges.ports import now

LEADER = "mona"


@dataclass(slots=True)
class Stage:
    """The community while its story is told; ``cast`` holds the lines of members.yaml by name."""

    community: Community
    cast: Mapping[str, Mapping[str, Any]]
    achievements: dict[str, Achievement] = field(default_factory=dict)
    people: dict[str, Membership] = field(default_factory=dict)
    shared: set[int] = field(default_factory=set)

    def member(self, who: str) -> Membership:
        """Give a member; somebody joins with their first appearance, signing in once."""
        if who not in self.people:
            line = self.cast[who]
            row = ensure_member(
                self.community,
                line.get("address", f"{who}@demo.example"),
                name=line["name"],
                roles=(*map(Role, line.get("roles", ())), Role.MEMBER),
            )
            row.person.language = line.get("language", "de")
            for address in row.person.addresses:
                address.verified_at = address.verified_at or now()
            self.people[who] = row
        return self.people[who]

    def actor(self, who: str = LEADER) -> Actor:
        """Give somebody as they act on the pages."""
        return Actor.member(self.member(who))

    def newest_award(self, who: str, badge: str) -> Award:
        """Give the newest award of a badge to a member."""
        return db.session.scalars(
            sa.select(Award)
            .where(
                Award.membership_id == self.member(who).id,
                Award.achievement_id == self.achievements[badge].id,
            )
            .order_by(Award.id.desc())
            .limit(1)
        ).one()


def read_yaml(name: str) -> Any:
    """Read one of the data files beside this module."""
    return yaml.safe_load(resources.files("badges.demo").joinpath(name).read_bytes())
