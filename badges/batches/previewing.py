"""Exactly what one person of a list will get, with nothing of it kept.

The award is made, accepted and signed as it will be, looked at, and rolled back to where it was:
what is shown cannot differ from what is sent. What was drawn needs no database and is drawn
afterwards, so that nobody waits for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from urllib.parse import parse_qsl, urlsplit

import sqlalchemy as sa

from badges import issuing
from badges.accounts.access import Actor, Permission
from badges.awarding.awards import accept_now
from badges.batches.checking import GOOD
from badges.batches.rows import award_row
from badges.database import db, get_scoped
from badges.errors import BadgesError, NotFoundError, Reason
from badges.models import Award, AwardBatch, AwardBatchRow, Credential, OutboxMail
from badges.publishing.certificate import preview_content, sheet_of
from badges.publishing.share import linkedin_add_url
from badges.rendering.pixels import first_page
from badges.rendering.preview import render_preview

Seen = TypeVar("Seen")


def find_row(actor: Actor, batch: AwardBatch, position: int) -> AwardBatchRow:
    """Find a row that will be awarded; raises ``NotFoundError``."""
    actor.require(Permission.AWARDS_WRITE)
    row = get_scoped(AwardBatchRow, actor.community.id, batch_id=batch.id, position=position)
    if row.verdict not in GOOD or row.outcome:
        raise NotFoundError("not_found", "There is nothing here by that name.")
    return row


def as_awarded(
    actor: Actor, batch: AwardBatch, row: AwardBatchRow, look: Callable[[Award, str], Seen]
) -> Seen:
    """Show ``look`` the award as it will be offered, and its claim token; nothing of it is kept.

    Raises what awarding raises.
    """
    try:
        token = award_row(actor, batch, row)
        if row.award_id is None:
            raise BadgesError(Reason.from_json(row.problem or {"code": "batch.not_ready"}))
        return look(db.session.get_one(Award, row.award_id), token)
    finally:
        db.session.rollback()


def mail_of(award: Award, _token: str) -> OutboxMail | None:
    """Give the mail that goes out with an award, if its person has an address."""
    mail = db.session.scalar(sa.select(OutboxMail).where(OutboxMail.award_id == award.id).limit(1))
    if mail is not None:
        db.session.expunge(mail)
    return mail


def linkedin_form(award: Award, _token: str) -> list[tuple[str, str]]:
    """Give what LinkedIn's form will be filled with, field by field."""
    return parse_qsl(urlsplit(linkedin_add_url(award, signed_now(award))).query)


def certificate_picture(actor: Actor, batch: AwardBatch, row: AwardBatchRow) -> bytes:
    """Draw the certificate's page as it will be once the badge is accepted, as PNG."""
    sheet = as_awarded(actor, batch, row, lambda award, _: sheet_of(award, signed_now(award)))
    return first_page(sheet.draw())


def card_picture(actor: Actor, batch: AwardBatch, row: AwardBatchRow) -> bytes:
    """Draw the picture that LinkedIn and others show of a shared badge, as PNG."""
    return render_preview(
        as_awarded(actor, batch, row, lambda award, _: preview_content(award, signed_now(award)))
    )


def signed_now(award: Award) -> Credential:
    """Accept and sign an award as its holder will; whoever calls this keeps nothing of it.

    Raises what accepting and signing raise.
    """
    if award.state == "offered":
        accept_now(award)
    credential = issuing.issue_credential(award.id)
    if credential is None:
        raise NotFoundError("award.unsigned", "This award has not been signed yet.")
    return credential
