"""Leaving a community: the badges stay with their holder, or go with all that is known here."""

from __future__ import annotations

from badges import audit
from badges.accounts.access import Actor, Role
from badges.accounts.roles import keep_an_owner
from badges.awarding.erasing import erase_membership
from badges.awarding.spreading import ask_again_without
from badges.database import db
from badges.models import Membership
from badges.ports import now


def leave(membership: Membership, *, erase: bool = False, keep_valid: bool = False) -> None:
    """Leave a community; what was signed stays valid and the holder's, unless ``erase``.

    With ``erase`` everything here about the member goes; ``keep_valid`` then leaves the copies
    outside valid. Raises ``ConflictError`` for the last owner.
    """
    keep_an_owner(membership)
    audit.record(Actor.member(membership), "member.leave", f"membership:{membership.id}")
    if erase:
        erase_membership(membership, keep_valid=keep_valid)
        return
    membership.roles = [Role.MEMBER.value]
    membership.left_at = membership.left_at or now()
    ask_again_without(membership)
    db.session.flush()
