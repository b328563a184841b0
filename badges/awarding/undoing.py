"""Undoing an award that nobody was told of yet: it is removed, not withdrawn.

For as long as its mail waits (the community's setting, ten minutes at first), and only while
neither the mail went out nor the holder has acted. What was signed at once is revoked, since a
place in the status list is never handed out twice; apart from that nothing visible stays, and the
audit trail says "undone". A form that only a row of ours revokes (Open Badges 2.0, 5.7: the
revocation list) may have been handed out: then it is withdrawn, and the row stays.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.awarding.erasing import erase_evidence
from badges.credentials.forms import Form
from badges.credentials.statuslists import revoke_credentials
from badges.database import db, get_scoped
from badges.errors import ConflictError
from badges.models import (
    Activity,
    Award,
    AwardBatchRow,
    AwardEvent,
    AwardEvidence,
    CheckerLink,
    ClaimCard,
    CollectionItem,
    Credential,
    CredentialForm,
    EmailAddress,
    Evidence,
    Membership,
    OutboxMail,
    Person,
)
from badges.ports import now


def undo_until(award: Award) -> datetime | None:
    """Give until when an award can be undone, or nothing where it cannot any more."""
    offered = min((event.at for event in award.events if event.what == "offered"), default=None)
    if offered is None or award.state not in {"offered", "accepted"}:
        return None
    until: datetime = offered + timedelta(minutes=award.community.mail_hold_minutes)
    if now() >= until or _was_used(award) or _was_told(award):
        return None
    return until


def undo(actor: Actor, award: Award) -> bool:
    """Remove an award as if it had never been; gives whether something signed was revoked for it.

    Raises ``ConflictError`` where it is too late: withdraw it instead.
    """
    actor.require(Permission.AWARDS_WRITE)
    row = get_scoped(Award, actor.community.id, id=award.id)
    if undo_until(row) is None:
        raise ConflictError(
            "award.undo_late",
            "It is too late to undo this; withdraw it instead.",
            public_id=row.public_id,
        )
    spent = bool(revoke_credentials(row, kind="withdrawn"))
    audit.record(actor, "award.undo", f"award:{row.id}", signed=spent)
    _give_place_back(row)
    member = row.member
    _remove(row)
    if member is not None and member.invited:
        _forget_invitation(member)
    return spent


def _was_told(award: Award) -> bool:
    sent = sa.select(OutboxMail.id).where(
        OutboxMail.award_id == award.id,
        sa.or_(OutboxMail.state == "sent", OutboxMail.begun_at.is_not(None)),
    )
    return db.session.scalar(sent.limit(1)) is not None


def _was_used(award: Award) -> bool:
    """Tell whether the holder did something with it, or a form is outside that we cannot revoke."""
    acted = any(
        event.actor_id is not None and event.actor_id == award.membership_id
        for event in award.events
    )
    credentials = sa.select(Credential.id).where(Credential.award_id == award.id)
    traces = (
        sa.select(CollectionItem.id).where(CollectionItem.award_id == award.id),
        sa.select(CheckerLink.id).where(CheckerLink.award_id == award.id),
        sa.select(CredentialForm.id).where(
            CredentialForm.credential_id.in_(credentials), CredentialForm.form == Form.OB2_JWS
        ),
    )
    return acted or any(db.session.scalar(each.limit(1)) is not None for each in traces)


def _give_place_back(award: Award) -> None:
    """Let the award that this one renewed be the current one again."""
    if award.renews_id is None:
        return
    before = db.session.get(Award, award.renews_id)
    key, award.once_key = award.once_key, None
    db.session.flush()
    if before is not None and before.state in {"offered", "accepted"}:
        before.once_key = key


def _remove(award: Award) -> None:
    """Delete the award with all that belongs to it alone."""
    linked = [
        piece for piece in award.evidence if not piece.milestone_key and _rests_on(piece, award)
    ]
    credentials = sa.select(Credential.id).where(Credential.award_id == award.id)
    for model in (AwardBatchRow, ClaimCard):
        db.session.execute(sa.update(model).where(model.award_id == award.id).values(award_id=None))
    db.session.execute(
        sa.delete(CredentialForm).where(CredentialForm.credential_id.in_(credentials))
    )
    for owned in (Credential, AwardEvidence, AwardEvent, OutboxMail):
        db.session.execute(sa.delete(owned).where(owned.award_id == award.id))
    db.session.flush()
    db.session.expunge(award)
    db.session.execute(sa.delete(Award).where(Award.id == award.id))
    erase_evidence(linked)


def _rests_on(piece: Evidence, award: Award) -> bool:
    others = sa.select(AwardEvidence.award_id).where(
        AwardEvidence.evidence_id == piece.id, AwardEvidence.award_id != award.id
    )
    return db.session.scalar(others.limit(1)) is None


def _forget_invitation(member: Membership) -> None:
    """Remove somebody who was written down for this award alone."""
    for model in (Award, Activity, Evidence):
        if db.session.scalar(sa.select(model.id).where(model.membership_id == member.id).limit(1)):
            return
    person = member.person
    db.session.execute(
        sa.update(AwardBatchRow)
        .where(AwardBatchRow.membership_id == member.id)
        .values(membership_id=None)
    )
    db.session.expunge(member)
    db.session.execute(sa.delete(Membership).where(Membership.id == member.id))
    elsewhere = db.session.scalar(
        sa.select(Membership.id).where(Membership.person_id == person.id).limit(1)
    )
    proved = any(address.verified_at is not None for address in person.addresses)
    if elsewhere is None and not proved:
        db.session.execute(sa.delete(EmailAddress).where(EmailAddress.person_id == person.id))
        db.session.expunge(person)
        db.session.execute(sa.delete(Person).where(Person.id == person.id))
