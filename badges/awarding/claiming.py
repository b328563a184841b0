"""A claim link that was lost or replaced: a new one goes to the address that the badge went to."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from badges import audit, limits
from badges.accounts.access import Actor
from badges.awarding.awards import tell
from badges.awarding.states import advance
from badges.codes import draw_token, hash_token
from badges.database import db
from badges.jobs import enqueue
from badges.models import Award
from badges.ports import now, ports
from badges.text import normalize_email

MOST = 20
"""Badges that one request sends links for, the newest first."""


def ask_for_link(typed: str, *, caller: str) -> None:
    """Promise a new link for each badge that went to an address; says nothing either way.

    A job draws and mails them, so that the time taken tells nothing either; the links before stop
    working then. Raises ``InputError`` where it is no address, ``LimitError``
    after three an hour for an address and thirty for a caller (a network address).
    """
    address = normalize_email(typed)
    limits.count("claim-again", address, limit=3, window=timedelta(hours=1))
    limits.count("claim-caller", caller, limit=30, window=timedelta(hours=1))
    awards = db.session.scalars(
        sa.select(Award.id)
        .where(
            Award.recipient_address == address,
            Award.claim_hash.is_not(None),
            sa.or_(
                Award.state == "offered",
                sa.and_(Award.state == "accepted", Award.accepted_at > now() - timedelta(days=365)),
            ),
        )
        .order_by(Award.id.desc())
        .limit(MOST)
    ).all()
    enqueue("claim_links", award_ids=list(awards))


def send_links(award_ids: list[int]) -> None:
    """Draw and mail new links (a job); what was settled meanwhile gets none."""
    for award in db.session.scalars(sa.select(Award).where(Award.id.in_(award_ids))):
        if award.claim_hash is not None and award.state in {"offered", "accepted"}:
            _send_anew(award)


def _send_anew(award: Award) -> None:
    advance(award, "link", actor_id=None)
    token = draw_token(ports().token_bytes)
    award.claim_hash = hash_token(token)
    audit.record(
        Actor(award.community, None, frozenset(), "claim"), "award.link", f"award:{award.id}"
    )
    tell(award, token, hold=False)
