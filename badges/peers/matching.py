"""Who could help whom: what members offer and ask, found by each other and by managers.

A card is the member's own; only who says so is found. Suggestions follow from words that stand on
one card as asked and on the other as offered; nobody is scored.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from badges.accounts.access import Actor, Permission
from badges.database import db
from badges.errors import InputError, NotFoundError
from badges.models import Membership, MentoringCard
from badges.peers.mentoring import paired_with
from badges.ports import now
from badges.text import clean_line, fold

MOST_WORDS: Final = 10
WORD_LIMIT: Final = 60
SENTENCE_LIMIT: Final = 300


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What a member writes on their card."""

    offers: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    sentence: str = ""
    findable: bool = False
    pairs: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody's card as another member sees it: what of it they ask for, what they offer them."""

    card: MentoringCard
    can_give: tuple[str, ...]
    would_get: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Two who could meet, as managers see it: who asks, who offers, and what."""

    asks: Membership
    offers: Membership
    about: tuple[str, ...]


def card_of(member: Membership) -> MentoringCard | None:
    """Give a member's own card, if they wrote one."""
    return db.session.scalar(
        sa.select(MentoringCard).where(MentoringCard.membership_id == member.id)
    )


def set_card(member: Membership, facts: CardFacts) -> MentoringCard:
    """Keep a card; raises ``InputError`` naming the field."""
    values = {
        "offers": _words(facts.offers, "offers"),
        "asks": _words(facts.asks, "asks"),
        "sentence": clean_line(facts.sentence, field="sentence", limit=SENTENCE_LIMIT),
    }
    card = card_of(member)
    if card is None:
        card = MentoringCard(
            community_id=member.community_id, member=member, membership_id=member.id
        )
        db.session.add(card)
    for name, value in values.items():
        setattr(card, name, value)
    card.findable, card.pairs, card.changed_at = facts.findable, facts.pairs, now()
    db.session.flush()
    return card


def found_by(member: Membership) -> list[Match]:
    """List whom a member could ask, those first with whom something fits."""
    mine = card_of(member)
    asks, offers = (mine.asks, mine.offers) if mine is not None else ([], [])
    left_out = paired_with(member) | {member.id}
    matches = [
        Match(card, _common(card.offers, asks), _common(card.asks, offers))
        for card in _findable(member.community_id)
        if card.membership_id not in left_out
    ]
    return sorted(matches, key=lambda it: (not it.can_give, not it.would_get))


def findable_card(member: Membership, card_id: int) -> MentoringCard:
    """Find a card that this member may see; raises ``NotFoundError``."""
    for card in _findable(member.community_id):
        if card.id == card_id and card.membership_id != member.id:
            return card
    raise NotFoundError("not_found", "There is nothing at this address.")


def suggestions(actor: Actor, *, limit: int = 10) -> list[Suggestion]:
    """List who could meet whom, for managers; those who ask and have nobody come first."""
    actor.require(Permission.MEMBERS_WRITE)
    cards = _findable(actor.community.id)
    taken = {card.membership_id: paired_with(card.member) for card in cards}
    found = [
        Suggestion(one.member, other.member, about)
        for one in cards
        for other in cards
        if one.id != other.id
        and other.membership_id not in taken[one.membership_id]
        and (about := _common(other.offers, one.asks))
    ]
    found.sort(key=lambda it: (len(taken[it.asks.id]), -len(it.about), it.asks.sort_name))
    return found[:limit]


def _findable(community_id: int) -> list[MentoringCard]:
    query = (
        sa.select(MentoringCard)
        .join(Membership, Membership.id == MentoringCard.membership_id)
        .where(
            MentoringCard.community_id == community_id,
            MentoringCard.findable.is_(True),
            Membership.left_at.is_(None),
        )
        .options(joinedload(MentoringCard.member))
        .order_by(Membership.sort_name, Membership.id)
        .limit(500)
    )
    return list(db.session.scalars(query))


def _common(offered: Iterable[str], asked: Iterable[str]) -> tuple[str, ...]:
    """Give the offered words that are asked for, however they are written."""
    wanted = {fold(word) for word in asked}
    return tuple(word for word in offered if fold(word) in wanted)


def _words(given: Iterable[str], field: str) -> list[str]:
    words = [clean_line(word, field=field, limit=WORD_LIMIT) for word in given]
    found = list(dict.fromkeys(word for word in words if word))
    if len(found) > MOST_WORDS:
        raise InputError(
            "card.words", f"Name {MOST_WORDS} things at most.", field=field, limit=MOST_WORDS
        )
    return found
