"""What a member said for others and what others said for them, where the member is erased.

A vouch of an erased member stays as a bare count: that there was one, not by whom and not what it
said. Badges that carry it are emptied and issued again without it; copies outside are revoked.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from badges.credentials.spoken import empty_endorsements, revoke_endorsements
from badges.database import db
from badges.jobs import enqueue
from badges.models import (
    Award,
    BadgeEndorsement,
    Credential,
    Endorsement,
    Membership,
    Thanks,
    ThanksPage,
    Vouch,
    VouchRequest,
)
from badges.ports import now


def unsay(membership: Membership) -> None:
    """Erase the words, requests and thanks of a member, those for them and those by them.

    Their own awards come before (:func:`empty_words_in`).
    """
    here = membership.id
    mine = sa.or_(Vouch.membership_id == here, Vouch.voucher_id == here)
    spoken = db.session.scalars(
        sa.select(Endorsement).join(Vouch).where(Vouch.voucher_id == here)
    ).all()
    for award in empty_endorsements(*spoken):
        enqueue("issue_credential", community_id=award.community_id, award_id=award.id)
    for row in db.session.scalars(sa.select(Vouch).where(mine)):
        row.withdrawn_at = row.withdrawn_at or now()
        row.sentence = row.name = row.capacity_badge = ""
        row.roles, row.held = [], []
        if row.voucher_id == here:
            row.voucher = None
    for asked in (VouchRequest.membership_id, VouchRequest.asked_id):
        db.session.execute(sa.delete(VouchRequest).where(asked == here))
    for model in (Thanks, ThanksPage):
        db.session.execute(sa.delete(model).where(model.membership_id == here))
    # What was said stays with whom it was said to; who said it does not.
    db.session.execute(
        sa.update(Thanks).where(Thanks.giver_id == here).values(giver_id=None, giver_name="")
    )
    db.session.flush()


def forget_asked(addresses: Iterable[str]) -> None:
    """Forget the addresses at which organisations were asked for their word."""
    db.session.execute(
        sa.update(BadgeEndorsement)
        .where(BadgeEndorsement.address.in_(sorted(addresses)))
        .values(address="")
    )


def empty_words_in(award: Award, *, keep_valid: bool) -> None:
    """Empty what was signed of others' words for an award that is erased."""
    query = sa.select(Endorsement).join(Credential).where(Credential.award_id == award.id)
    rows = db.session.scalars(query).all()
    if not keep_valid:
        revoke_endorsements(*rows)
    for row in rows:
        row.document = None
    db.session.flush()
