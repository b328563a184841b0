"""Who asks, within which community, and what that allows (decisions 8, 25).

A door makes one :class:`Actor` from the signed-in membership or from a token and hands it to the
use case; the use case looks rows up within ``actor.community`` and asks
:meth:`Actor.require` before it acts::

    actor.require(Permission.AWARD)
    achievement = get_scoped(Achievement, actor.community.id, slug=slug)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from badges.errors import ForbiddenError
from badges.models import Community, Membership


class Role(StrEnum):
    """What somebody is in a community."""

    OWNER = "owner"
    MANAGER = "manager"
    AWARDER = "awarder"
    REVIEWER = "reviewer"
    MENTOR = "mentor"
    MEMBER = "member"


class Permission(StrEnum):
    """What may be done; the values are the API's scopes where one exists."""

    BELONG = "belong"
    ACHIEVEMENTS_READ = "achievements:read"
    ACHIEVEMENTS_WRITE = "achievements:write"
    MEMBERS_READ = "members:read"
    MEMBERS_WRITE = "members:write"
    ACTIVITIES_WRITE = "activities:write"
    AWARDS_READ = "awards:read"
    AWARDS_WRITE = "awards:write"
    CREDENTIALS_SIGN = "credentials:sign"
    CREDENTIALS_STATUS = "credentials:status"
    REVIEW = "review"
    SETTINGS = "settings"


SCOPES = frozenset(permission for permission in Permission if ":" in permission)

_MEMBER = {Permission.BELONG}
# A mentor sees no more than a member does; rules count what one says and does.
_MENTOR = _MEMBER
_REVIEWER = _MEMBER | {
    Permission.REVIEW,
    Permission.ACHIEVEMENTS_READ,
    Permission.MEMBERS_READ,
}
_AWARDER = _REVIEWER | {
    Permission.AWARDS_READ,
    Permission.AWARDS_WRITE,
    Permission.ACTIVITIES_WRITE,
    Permission.CREDENTIALS_SIGN,
}
_MANAGER = frozenset(Permission)

PERMISSIONS_OF: Mapping[Role, frozenset[Permission]] = {
    Role.OWNER: _MANAGER,
    Role.MANAGER: _MANAGER,
    Role.AWARDER: frozenset(_AWARDER),
    Role.REVIEWER: frozenset(_REVIEWER),
    Role.MENTOR: frozenset(_MENTOR),
    Role.MEMBER: frozenset(_MEMBER),
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody (or something) acting within one community.

    ``membership`` is nothing for the command line and for rules; ``via`` is ``page``, ``api``,
    ``cli`` or ``rule`` and stands in the audit trail.
    """

    community: Community
    membership: Membership | None
    permissions: frozenset[Permission]
    via: str

    @classmethod
    def member(cls, membership: Membership, *, via: str = "page") -> Actor:
        """Make the actor that a signed-in member is."""
        return cls(membership.community, membership, permissions_of(membership.roles), via)

    @classmethod
    def operator(cls, community: Community, *, via: str = "cli") -> Actor:
        """Make the actor that may do everything: the command line, the queue."""
        return cls(community, None, _MANAGER, via)

    @property
    def membership_id(self) -> int | None:
        """Give the row id for the audit trail."""
        return self.membership.id if self.membership else None

    def may(self, permission: Permission) -> bool:
        """Tell whether this is allowed."""
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Go on only if this is allowed; raises :class:`ForbiddenError` otherwise."""
        if not self.may(permission):
            raise ForbiddenError(
                "access.forbidden",
                "You may not do this here; a manager of the community can.",
                permission=str(permission),
            )


def permissions_of(roles: Iterable[str]) -> frozenset[Permission]:
    """Give what a membership's roles allow together."""
    allowed: set[Permission] = set()
    for role in roles:
        allowed |= PERMISSIONS_OF.get(Role(role), frozenset())
    return frozenset(allowed)
