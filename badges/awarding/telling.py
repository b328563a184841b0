"""What members are mailed about their awards and their evidence, in the deed's own transaction.

Whoever has no address is told nothing. What was offered and undone before its mail went out is
not told of either: nobody knew.
"""

from __future__ import annotations

from typing import Any

from badges import mailing
from badges.codes import hash_token
from badges.models import Award, Evidence, Membership, OutboxMail, Review
from badges.wording import pick


def tell(award: Award, kind: str, **context: Any) -> OutboxMail | None:
    """Mail the recipient what became of an award; it waits, so that it can be undone.

    A mail about it that still waits is called off where the award has ended: then it was never
    heard of, and nothing is written.
    """
    if not award.recipient_address:
        return None
    if kind == "withdrawal" and _was_never_told(award):
        return None
    return mailing.post(
        kind,
        award.recipient_address,
        community=award.community,
        language=award.language,
        award=award,
        hold=True,
        link=link_to(award),
        **context,
    )


def tell_review(piece: Evidence, review: Review) -> OutboxMail | None:
    """Mail the verdict and its sentence to whoever handed the piece in."""
    member: Membership = piece.member
    if not member.address or piece.state == "submitted":
        return None
    languages = member.community.languages
    own = member.person.language
    language = own if own in languages else languages[0]
    base = member.community.profile.base_url
    return mailing.post(
        "review",
        member.address,
        community=member.community,
        language=language,
        hold=True,
        about=f"evidence:{piece.id}",
        name=member.name,
        badge=pick(piece.achievement.versions[-1].name, language).text,
        verdict=review.verdict,
        comment=review.comment,
        link=f"{base}/me/{member.community.slug}/achievements/{piece.achievement.slug}",
    )


def link_to(award: Award) -> str:
    """Give the link that leads the recipient to an award, without an account where there is one.

    That is the link mailed last, if it is still the one that opens it; else the member's own page.
    """
    for mail in mailing.mails_of(award):
        token = mail.link.rpartition("/claim/")[2]
        if token and award.claim_hash == hash_token(token):
            return mail.link
    return f"{award.community.profile.base_url}/me/badges/{award.public_id}"


def _was_never_told(award: Award) -> bool:
    """Call off what still waits; tell whether nothing had gone out before."""
    known = False
    for mail in mailing.mails_of(award):
        if mail.state == "waiting" and mail.begun_at is None:
            mailing.cancel(mail)
        elif mail.state in {"waiting", "sent", "kept"}:
            known = True
    return not known and award.accepted_at is None
