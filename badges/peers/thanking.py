"""Thanks without any programme: a member's own page on which others leave a word.

A page is open once its member asks for it; a new address closes the old one. What is left there is
the member's alone until they publish it. Thanks from another member of the community count as an
activity of the kind ``thanks``, once for each giver and day; those of guests, whom nobody knows,
count for nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from badges import audit, limits
from badges.accounts.access import Actor
from badges.database import db, get_scoped
from badges.errors import ConflictError, InputError, NotFoundError
from badges.milestones import Signal
from badges.models import Activity, Membership, Thanks, ThanksPage
from badges.peers.guards import settings_of
from badges.ports import now, ports
from badges.signals import tell
from badges.text import clean_line, clean_name
from badges.timestamps import local_day

KIND: Final = "thanks"
SENTENCE_LIMIT: Final = 300
AN_HOUR: Final = 10
"""Words that one network address may leave in an hour."""

TOLD_FOR: Final = timedelta(days=7)
"""For so long a member's home page tells of a word."""

MOST_KEPT: Final = 500
"""Words on one page; after that its member tidies up first."""


def page_of(member: Membership) -> ThanksPage | None:
    """Give a member's page, where they have one."""
    return db.session.scalar(sa.select(ThanksPage).where(ThanksPage.membership_id == member.id))


def open_page(member: Membership) -> ThanksPage:
    """Open a member's page, or give it a new address."""
    if not settings_of(member.community).thanks:
        raise ConflictError("thanks.off", "Pages for thanks are switched off in this community.")
    row = page_of(member)
    if row is None:
        row = ThanksPage(community=member.community, member=member, created_at=now())
        db.session.add(row)
    row.public_id = ports().token_bytes(16).hex()
    db.session.flush()
    return row


def close_page(member: Membership) -> None:
    """Close a member's page; what was left there stays theirs."""
    row = page_of(member)
    if row is not None:
        db.session.delete(row)
        db.session.flush()


def url_of(page: ThanksPage) -> str:
    """Give a page's address, to be passed on."""
    return f"{page.community.profile.base_url}/thanks/{page.public_id}"


def page_at(public_id: str, *, community_id: int | None = None) -> ThanksPage:
    """Find an open page, of one community where one is given; raises ``NotFoundError``."""
    query = sa.select(ThanksPage).where(ThanksPage.public_id == public_id)
    if community_id is not None:
        query = query.where(ThanksPage.community_id == community_id)
    found = db.session.scalar(query)
    if found is None or found.member.left_at or not settings_of(found.community).thanks:
        raise NotFoundError("thanks.closed", "This page has been closed, or never was here.")
    return found


def thank_as_guest(page: ThanksPage, name: str, sentence: str, *, sender: str) -> Thanks:
    """Leave a word by name; ``sender`` is the network address, counted and not kept.

    Raises ``ConflictError`` where a community takes thanks from members only, ``LimitError``.
    """
    if not settings_of(page.community).guest_thanks:
        raise ConflictError("thanks.members", "Only members of the community say thanks here.")
    said = _sentence(sentence)
    by = clean_name(name, field="name")
    limits.count("thanks", sender, limit=AN_HOUR, window=timedelta(hours=1))
    return _keep(page, Thanks(giver_name=by, sentence=said))


def thank_as_member(page: ThanksPage, giver: Membership, sentence: str) -> Thanks:
    """Leave a word as a member of the same community.

    Raises ``ConflictError`` for a word to oneself, ``NotFoundError`` across communities.
    """
    if giver.community_id != page.community_id:
        raise NotFoundError("not_found", "There is nothing at this address.")
    if giver.id == page.membership_id:
        raise ConflictError("thanks.self", "Thanks for yourself need no page; pass the link on.")
    said = _sentence(sentence)
    limits.count("thanks-member", str(giver.id), limit=AN_HOUR, window=timedelta(hours=1))
    made = _keep(page, Thanks(giver=giver, giver_name=giver.name, sentence=said))
    _count(page.member, giver)
    audit.record(Actor.member(giver), "thanks.give", f"thanks:{made.id}")
    return made


def thanks_for(member: Membership, *, published: bool = False) -> list[Thanks]:
    """List what was left for a member, the newest first."""
    query = sa.select(Thanks).where(Thanks.membership_id == member.id)
    if published:
        query = query.where(Thanks.published_at.is_not(None))
    return list(db.session.scalars(query.order_by(Thanks.id.desc())))


def thanked_lately(member: Membership) -> list[Thanks]:
    """List what was left for a member in the last days, the newest first."""
    return [row for row in thanks_for(member) if row.created_at > now() - TOLD_FOR]


def publish(member: Membership, thanks_id: int, *, published: bool) -> Thanks:
    """Show a word on the page for everybody who has its link, or hide it again."""
    row = get_scoped(Thanks, member.community_id, id=thanks_id, membership_id=member.id)
    row.published_at = now() if published else None
    return row


def remove(member: Membership, thanks_id: int) -> None:
    """Delete a word that was left for a member."""
    row = get_scoped(Thanks, member.community_id, id=thanks_id, membership_id=member.id)
    db.session.delete(row)
    db.session.flush()


def _sentence(sentence: str) -> str:
    said = clean_line(sentence, field="sentence", limit=SENTENCE_LIMIT)
    if not said:
        raise InputError("thanks.empty", "Write a sentence.", field="sentence")
    return said


def _keep(page: ThanksPage, row: Thanks) -> Thanks:
    kept = sa.select(sa.func.count(Thanks.id)).where(Thanks.membership_id == page.membership_id)
    if (db.session.scalar(kept) or 0) >= MOST_KEPT:
        raise ConflictError("thanks.full", "This page is full; its member has to tidy up first.")
    row.community_id, row.member, row.created_at = page.community_id, page.member, now()
    db.session.add(row)
    db.session.flush()
    return row


def _count(member: Membership, giver: Membership) -> None:
    """Record the activity, once for each giver and day."""
    day = local_day(now(), member.community.zone)
    external_id = f"{member.id}:{giver.id}:{day}"
    known = sa.select(Activity.id).where(
        Activity.community_id == member.community_id,
        Activity.source == KIND,
        Activity.external_id == external_id,
    )
    if db.session.scalar(known) is not None:
        return
    db.session.add(
        Activity(
            community_id=member.community_id,
            membership_id=member.id,
            kind=KIND,
            occurred_at=now(),
            fields={"giver": str(giver.id)},
            source=KIND,
            external_id=external_id,
            recorded_at=now(),
        )
    )
    db.session.flush()
    tell(member, Signal("activity", KIND))
