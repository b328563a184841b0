"""A new claim link for an offer: the old one may be lost, or in the wrong hands."""

from __future__ import annotations

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.codes import draw_token, hash_token
from badges.errors import ConflictError
from badges.models import Award
from badges.ports import ports


def renew_claim_link(actor: Actor, award: Award) -> str:
    """Draw a new token for an offer and give it; the link before it leads nowhere from now on."""
    actor.require(Permission.AWARDS_WRITE)
    if award.state not in {"offered", "accepted"}:
        raise ConflictError(
            "award.no_link", "Only a badge that is offered or accepted has a claim link."
        )
    token = draw_token(ports().token_bytes)
    award.claim_hash = hash_token(token)
    audit.record(actor, "award.link", f"award:{award.id}")
    return token
