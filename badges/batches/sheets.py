"""Claim links on paper: for those who get no mail, name and badge beside each code.

A link that was mailed, or lies in the outbox, is printed again, so that both work; where there is
none, a new one is drawn.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from badges import mailing
from badges.accounts.access import Actor, Permission
from badges.awarding.awards import renew_claim_link
from badges.codes import hash_token
from badges.database import db
from badges.errors import ConflictError
from badges.models import Award
from badges.rendering.sheets import MOST_SLIPS, Slip, render_sheet
from badges.text import fold
from badges.wording import pick, wording


def claim_sheet(actor: Actor, award_ids: sa.Select[Any]) -> bytes:
    """Draw the claim links of those of these awards that wait for an answer, as PDF by name.

    The first four hundred; raises ``ConflictError`` where nobody's answer is waited for.
    """
    actor.require(Permission.AWARDS_WRITE)
    awards = db.session.scalars(
        sa.select(Award)
        .where(
            Award.community_id == actor.community.id,
            Award.id.in_(award_ids),
            Award.state == "offered",
        )
        .order_by(Award.recipient_name, Award.id)
        .limit(MOST_SLIPS)
    ).all()
    if not awards:
        raise ConflictError(
            "sheet.nothing", "No offer waits for anybody, so there is nothing to print."
        )
    community = actor.community
    return render_sheet(
        [_slip(actor, it) for it in sorted(awards, key=lambda it: fold(it.recipient_name))],
        heading=wording(awards[0].language).gettext("Claim links"),
        community=community.name,
        language=awards[0].language,
        formal=community.formal,
    )


def claim_link(actor: Actor, award: Award) -> str:
    """Give an award's claim link: the one that was written to its holder, else a new one."""
    prefix = f"{award.community.profile.base_url}/claim/"
    for mail in mailing.mails_of(award):
        if (
            mail.link.startswith(prefix)
            and hash_token(mail.link.removeprefix(prefix)) == award.claim_hash
        ):
            return mail.link
    return prefix + renew_claim_link(actor, award)


def _slip(actor: Actor, award: Award) -> Slip:
    words = wording(award.language, formal=award.community.formal)
    return Slip(
        title=pick(award.version.name, award.language).text,
        person=award.recipient_name,
        address=claim_link(actor, award),
        note=words.gettext("Scan it to see the badge and to accept it. It is for you alone."),
    )
