"""Claim cards for an event: printed without names, each good for the one badge, once.

Whoever gets a card scans it or types its code, says who they are, and has an offer as if somebody
had awarded it to them by hand. A card never tells who used another one::

    made, pdf = print_cards(actor, achievement, title="Summer camp", count=24, days=14)
    award, token = use_card(code, name="Zoë", address="zoe@example.org")
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final, NamedTuple

import sqlalchemy as sa

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.awarding.achievements import newest_published
from badges.awarding.awards import Awarded, award
from badges.codes import draw_code, hash_token, read_code
from badges.database import db, get_scoped
from badges.errors import ConflictError, InputError, NotFoundError
from badges.intake.lists import PersonRow
from badges.intake.people import invite
from badges.models import Achievement, Award, ClaimCard, ClaimCardSet, Membership
from badges.ports import now, ports
from badges.rendering.sheets import MOST_SLIPS, Slip, render_sheet
from badges.text import clean_name, normalize_email
from badges.wording import pick, wording

MOST_DAYS: Final = 365
_ACTING: Final = frozenset({Permission.AWARDS_WRITE, Permission.MEMBERS_WRITE})


class Printed(NamedTuple):
    """The cards that were made, and the sheet with their codes, which are nowhere else."""

    card_set: ClaimCardSet
    pdf: bytes


def print_cards(
    actor: Actor, achievement: Achievement, *, title: str, count: int, days: int
) -> Printed:
    """Make ``count`` cards that work for ``days`` days, and draw the sheet to print and cut.

    Raises ``InputError``, and ``ConflictError`` where the badge cannot be awarded.
    """
    actor.require(Permission.AWARDS_WRITE)
    actor.require(Permission.MEMBERS_WRITE)
    badge = get_scoped(Achievement, actor.community.id, id=achievement.id)
    version = newest_published(badge)
    if version is None or badge.archived_at is not None:
        raise ConflictError("award.unpublished", "This badge cannot be awarded now; publish it.")
    if not 1 <= count <= MOST_SLIPS:
        raise InputError("card.count", "Choose fewer cards.", field="count", limit=MOST_SLIPS)
    if not 1 <= days <= MOST_DAYS:
        raise InputError("card.days", "Choose fewer days.", field="days", limit=MOST_DAYS)
    made = ClaimCardSet(
        community_id=actor.community.id,
        community=actor.community,
        achievement=badge,
        title=clean_name(title, field="title"),
        size=count,
        made_by=actor.membership_id,
        created_at=now(),
        expires_at=now() + timedelta(days=days),
    )
    codes = [draw_code(ports().token_bytes) for _ in range(count)]
    made.cards = [
        ClaimCard(community_id=actor.community.id, number=number, code_hash=hash_token(code))
        for number, code in enumerate(codes, start=1)
    ]
    db.session.add(made)
    db.session.flush()
    audit.record(actor, "cards.print", f"cards:{made.id}", count=count)
    language = actor.community.languages[0]
    words = wording(language, formal=actor.community.formal)
    base = actor.community.profile.base_url
    note = words.gettext(
        "Scan it, or open %(address)s and type the code. Good once, until %(day)s.",
        address=f"{base.partition('://')[2]}/card",
        day=words.date(made.expires_at.date()),
    )
    name = pick(version.name, language).text
    slips = [
        Slip(title=name, address=f"{base}/card/{code}", code=grouped(code), note=note)
        for code in codes
    ]
    pdf = render_sheet(
        slips,
        heading=words.gettext("Claim cards"),
        community=actor.community.name,
        language=language,
        formal=actor.community.formal,
    )
    return Printed(made, pdf)


def grouped(code: str) -> str:
    """Write a code as it is read aloud and typed: in groups of four."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def close_cards(actor: Actor, card_set: ClaimCardSet) -> ClaimCardSet:
    """Let no card of a set work any more; what was claimed stays."""
    actor.require(Permission.AWARDS_WRITE)
    row = get_scoped(ClaimCardSet, actor.community.id, id=card_set.id)
    if row.closed_at is None:
        row.closed_at = now()
        audit.record(actor, "cards.close", f"cards:{row.id}")
    return row


def sets_of(actor: Actor) -> Sequence[tuple[ClaimCardSet, int]]:
    """List the sets of cards, the newest first, each with how many were used."""
    actor.require(Permission.AWARDS_READ)
    used = sa.func.count(ClaimCard.used_at)
    rows = db.session.execute(
        sa.select(ClaimCardSet, used)
        .join(ClaimCard)
        .where(ClaimCardSet.community_id == actor.community.id)
        .group_by(ClaimCardSet.id)
        .order_by(ClaimCardSet.id.desc())
    )
    return [(row[0], row[1]) for row in rows]


def is_open(card_set: ClaimCardSet) -> bool:
    """Tell whether cards of a set still work."""
    return card_set.closed_at is None and now() < card_set.expires_at


def find_card(typed: str) -> ClaimCard:
    """Find a card that works; raises ``NotFoundError`` for none, ``ConflictError`` for a used one.

    Nothing that it raises tells who used it.
    """
    code = read_code(typed)
    card = code and db.session.scalar(
        sa.select(ClaimCard).where(ClaimCard.code_hash == hash_token(code)).with_for_update()
    )
    if not card:
        raise NotFoundError("card.unknown", "There is no such card.")
    if card.used_at is not None:
        raise ConflictError("card.used", "This card was used already; each one works once.")
    if not is_open(card.card_set):
        raise ConflictError("card.expired", "This card has run out; ask where you got it.")
    return card


def use_card(typed: str, *, name: str, address: str) -> Awarded:
    """Use a card up: offer its badge to whoever says that they are this person.

    Raises ``InputError``, and what :func:`find_card` and awarding raise; the card is then as good
    as before.
    """
    card = find_card(typed)
    person = PersonRow(1, clean_name(name, field="name"), normalize_email(address, field="address"))
    actor = _actor_of(card)
    return _use(card, actor, invite(actor, person))


def tells_nothing(award: Award, name: str) -> bool:
    """Tell whether the claim link may be shown to whoever typed this name.

    Only for whom nobody here knows under another one: a link must not read a member's name back.
    """
    member = award.member
    return member is not None and member.invited and member.name == clean_name(name, field="name")


def use_card_as(typed: str, member: Membership) -> Awarded:
    """Use a card up for somebody who is signed in; raises as :func:`use_card`."""
    card = find_card(typed)
    if card.community_id != member.community_id:
        raise NotFoundError("card.unknown", "There is no such card.")
    return _use(card, _actor_of(card), member)


def _use(card: ClaimCard, actor: Actor, member: Membership) -> Awarded:
    made = award(actor, card.card_set.achievement, member, reason=card.card_set.title)
    card.used_at, card.award_id = now(), made.award.id
    audit.record(actor, "card.use", f"card:{card.id}")
    return made


def _actor_of(card: ClaimCard) -> Actor:
    """Give whoever printed the cards: they are the ones who award."""
    printer = db.session.get(Membership, card.card_set.made_by) if card.card_set.made_by else None
    return Actor(card.card_set.community, printer, _ACTING, "claim")
