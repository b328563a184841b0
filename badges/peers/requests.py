"""Asking for a word: one person by name, or everybody whose word counts, by a link.

A request is no secret: whoever opens it must be signed in and be heard. Declining is quiet; the
member sees only what is open, answered or closed.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from badges import audit, mailing
from badges.accounts.access import Actor
from badges.awarding.achievements import newest_published
from badges.awarding.judging import all_held_by
from badges.database import db, get_scoped
from badges.errors import ConflictError, InputError, LimitError, NotFoundError
from badges.models import Achievement, Membership, Vouch, VouchRequest
from badges.peers.voices import nameable, standing_of, voices_in, voices_of
from badges.peers.vouching import vouch
from badges.ports import now, ports
from badges.text import clean_line
from badges.wording import pick

MESSAGE_LIMIT: Final = 300
MOST_OPEN: Final = 10
"""Requests of one member that may be open at a time."""


def ask(
    member: Membership, achievement: Achievement, message: str, asked: Membership | None = None
) -> VouchRequest:
    """Ask for a word; a person who is asked by name gets a mail, everybody else finds it.

    Asking the same again gives the request that is open. Raises ``ConflictError`` where nobody
    vouches for the achievement, ``InputError`` for a person who cannot be asked by name.
    """
    row = get_scoped(Achievement, member.community_id, id=achievement.id)
    if not voices_of(row):
        raise ConflictError("vouch.not_asked", "Nobody vouches for this badge; see its milestones.")
    if asked is not None and asked.id not in {each.id for each in nameable(member, row)}:
        raise InputError("vouch.person", "Choose somebody from the list.", field="asked")
    said = clean_line(message, field="message", limit=MESSAGE_LIMIT)
    known = _open(member, row, asked)
    if known is not None:
        known.message = said
        return known
    if len(open_requests(member)) >= MOST_OPEN:
        raise LimitError(
            "vouch.many", "Close an older request first; that many wait already.", limit=MOST_OPEN
        )
    request = VouchRequest(
        community_id=member.community_id,
        public_id=ports().token_bytes(16).hex(),
        member=member,
        achievement=row,
        asked=asked,
        message=said,
        state="open",
        created_at=now(),
    )
    db.session.add(request)
    db.session.flush()
    audit.record(Actor.member(member), "vouch.ask", f"vouch_request:{request.id}")
    if asked is not None:
        _write(request, asked)
    return request


def url_of(request: VouchRequest) -> str:
    """Give the address of a request, to be passed on."""
    community = request.member.community
    return f"{community.profile.base_url}/me/{community.slug}/vouch/{request.public_id}"


def request_at(reader: Membership, public_id: str) -> VouchRequest:
    """Find a request that a reader may see; raises ``NotFoundError``.

    One by name is for that person and whoever asked.
    """
    row = get_scoped(VouchRequest, reader.community_id, public_id=public_id)
    if row.asked_id is not None and reader.id not in {row.asked_id, row.membership_id}:
        raise NotFoundError("not_found", "There is nothing at this address.")
    return row


def answer(voucher: Membership, request: VouchRequest, sentence: str, *, named: bool) -> Vouch:
    """Vouch on a request; raises ``ConflictError`` where it was closed meanwhile."""
    _require_open(request)
    made = vouch(voucher, request.member, request.achievement, sentence, named=named)
    if request.asked_id is not None:
        request.state, request.answered_at = "answered", now()
    return made


def decline(voucher: Membership, request: VouchRequest) -> None:
    """Leave a request by name unanswered, quietly; one to everybody stays open for the others."""
    _require_open(request)
    if request.asked_id == voucher.id:
        request.state, request.answered_at = "declined", now()
        audit.record(Actor.member(voucher), "vouch.decline", f"vouch_request:{request.id}")


def close(member: Membership, request: VouchRequest) -> None:
    """Take a request back."""
    row = get_scoped(VouchRequest, member.community_id, id=request.id, membership_id=member.id)
    if row.state == "open":
        row.state, row.answered_at = "closed", now()


def open_requests(member: Membership, achievement: Achievement | None = None) -> list[VouchRequest]:
    """List what a member asks for now.

    Of a no nobody is told: to the member such a request looks as it did before.
    """
    query = sa.select(VouchRequest).where(
        VouchRequest.membership_id == member.id, VouchRequest.state.in_(("open", "declined"))
    )
    if achievement is not None:
        query = query.where(VouchRequest.achievement_id == achievement.id)
    return list(db.session.scalars(query.order_by(VouchRequest.id.desc())))


def requests_to(voucher: Membership) -> list[VouchRequest]:
    """List who waits for somebody's word: asked by name first, then what everybody is asked."""
    given = sa.select(Vouch.id).where(
        Vouch.voucher_id == voucher.id,
        Vouch.membership_id == VouchRequest.membership_id,
        Vouch.achievement_id == VouchRequest.achievement_id,
        Vouch.withdrawn_at.is_(None),
    )
    query = (
        sa.select(VouchRequest)
        .join(Membership, VouchRequest.membership_id == Membership.id)
        .where(
            VouchRequest.community_id == voucher.community_id,
            VouchRequest.state == "open",
            VouchRequest.membership_id != voucher.id,
            Membership.left_at.is_(None),
            sa.or_(VouchRequest.asked_id == voucher.id, VouchRequest.asked_id.is_(None)),
            ~given.exists(),
        )
        .order_by(VouchRequest.asked_id.is_(None), VouchRequest.id)
    )
    found = list(db.session.scalars(query))
    if not found:
        return []
    held = all_held_by(voucher)
    heard = {}
    for each in {request.achievement for request in found}:
        version = newest_published(each)
        voices = () if version is None else voices_in(version)
        heard[each.id] = standing_of(voucher, each, voices=voices, held=held) is not None
    return [request for request in found if heard[request.achievement_id]]


def _open(
    member: Membership, achievement: Achievement, asked: Membership | None
) -> VouchRequest | None:
    found = sa.select(VouchRequest).where(
        VouchRequest.membership_id == member.id,
        VouchRequest.achievement_id == achievement.id,
        VouchRequest.state.in_(("open", "declined")),
        VouchRequest.asked_id == asked.id if asked else VouchRequest.asked_id.is_(None),
    )
    return db.session.scalar(found.limit(1))


def _require_open(request: VouchRequest) -> None:
    if request.state not in {"open", "declined"} or request.member.left_at is not None:
        raise ConflictError("vouch.closed", "This request has been closed meanwhile.")


def _write(request: VouchRequest, asked: Membership) -> None:
    version = newest_published(request.achievement)
    language = asked.person.language
    mailing.post(
        "vouch_request",
        asked.address,
        community=request.member.community,
        language=language,
        about=f"vouch_request:{request.id}",
        name=asked.name,
        who=request.member.name,
        badge=pick(version.name, language).text if version else request.achievement.slug,
        message=request.message,
        link=url_of(request),
    )
