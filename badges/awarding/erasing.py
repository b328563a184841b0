"""Erasing what belongs to a person, on that person's wish (decisions 11).

What stays is a tombstone: the share address that answers 410, and the place in the status list
that is never given out again. What is already outside stays readable there; the page says so
before the click.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from badges import audit, erasures
from badges.accounts.access import Actor, Role
from badges.accounts.naming import mail_name, who_hashes
from badges.accounts.roles import keep_an_owner
from badges.awarding.erasing_peers import erase_peer
from badges.awarding.files import drop_file
from badges.awarding.spreading import ask_again_without
from badges.awarding.states import advance
from badges.awarding.unsaying import empty_words_in, forget_asked, unsay
from badges.credentials.statuslists import revoke_credentials
from badges.database import db, wipe_after_commit
from badges.errors import ConflictError
from badges.models import (
    Activity,
    ActivityUploadRow,
    AddressProof,
    ApiToken,
    Award,
    AwardBatchRow,
    AwardEvent,
    AwardEvidence,
    CalendarFeed,
    CheckerLink,
    Collection,
    CollectionItem,
    Credential,
    CredentialForm,
    EmailAddress,
    Enrolment,
    Evidence,
    FollowUp,
    GuardianConsent,
    ImpactRefusal,
    InvitedPiece,
    KnownAccount,
    LoginSession,
    MailAddress,
    Membership,
    MilestoneDecision,
    OutboxMail,
    PageReport,
    Passkey,
    PasskeyChallenge,
    Person,
    PlannedAward,
    Question,
    Review,
    ReviewInvitation,
    SignInToken,
    VoidedBasis,
    WaitingActivity,
)
from badges.ports import now


def erase(award: Award, *, keep_valid: bool = False) -> Award:
    """Erase one award: documents, name, address, narrative, trace, evidence and mails.

    The credential is revoked unless copies outside shall stay valid. Erasing what is erased
    changes nothing, since a restored backup has it done again.
    """
    if award.state == "erased":
        return award
    erasures.note_award(award, keep_valid=keep_valid)
    if not keep_valid:
        revoke_credentials(award, kind="erased")
    pieces = _evidence_of(award)
    db.session.execute(sa.delete(AwardEvidence).where(AwardEvidence.award_id == award.id))
    for left in (
        OutboxMail,
        CollectionItem,
        CheckerLink,
        AwardBatchRow,
        PageReport,
        VoidedBasis,
        FollowUp,
    ):
        db.session.execute(sa.delete(left).where(left.award_id == award.id))
    _empty_credentials(award)
    empty_words_in(award, keep_valid=keep_valid)
    advance(award, "erase")
    # The history keeps what happened and when; not who, not why.
    db.session.execute(
        sa.update(AwardEvent)
        .where(AwardEvent.award_id == award.id)
        .values(reason="", actor_id=None)
    )
    award.recipient_name = award.recipient_address = ""
    award.narrative = award.place = award.reason = award.end_reason = ""
    award.trace = {}
    award.claim_hash = award.accepted_at = None
    award.member = award.awarder = None
    award.visibility, award.named = "private", False
    db.session.flush()
    db.session.expire(award, ["evidence", "events"])
    erase_evidence(pieces)
    wipe_after_commit()
    return award


def forget_declined(award: Award, *, whole: bool) -> bool:
    """Erase an offer that was declined; gives whether the person was erased with it.

    ``whole`` asks for that, too, for those who are here through this offer alone: no other
    badge, no activity, no evidence, no confirmed address, no role. Raises ``ConflictError`` for an
    award that was not declined.
    """
    if award.state != "declined":
        raise ConflictError("award.undecided", "Only an offer that was declined is deleted here.")
    member = award.member
    erase(award)
    if member is None or not whole or not is_here_by_offer(member):
        return False
    erase_person(member.person)
    return True


def erase_evidence(pieces: Iterable[Evidence]) -> None:
    """Erase pieces of evidence with their reviews and files."""
    for piece in pieces:
        erasures.note_evidence(piece)
        file = piece.file
        db.session.execute(sa.delete(AwardEvidence).where(AwardEvidence.evidence_id == piece.id))
        db.session.execute(sa.delete(Review).where(Review.evidence_id == piece.id))
        db.session.execute(sa.delete(InvitedPiece).where(InvitedPiece.evidence_id == piece.id))
        db.session.execute(
            sa.delete(OutboxMail).where(
                OutboxMail.community_id == piece.community_id,
                OutboxMail.about == f"evidence:{piece.id}",
            )
        )
        db.session.execute(
            sa.update(Evidence).where(Evidence.replaces_id == piece.id).values(replaces_id=None)
        )
        db.session.expire(piece, ["verdicts"])
        db.session.delete(piece)
        if file is not None:
            drop_file(file)
    db.session.flush()
    # A guest's name is kept as long as there is something they were asked about.
    empty = ~sa.exists().where(InvitedPiece.invitation_id == ReviewInvitation.id)
    db.session.execute(sa.delete(ReviewInvitation).where(empty))


def erase_person(person: Person, *, keep_valid: bool = False) -> None:
    """Erase a person everywhere: each award, and all that could tell who it was.

    Activities stay as bare counts of a nameless membership. Raises ``ConflictError`` for the
    last owner of a community, who hands it over first.
    """
    if person.erased_at is not None:
        return
    memberships = list(person.memberships)
    for membership in memberships:
        keep_an_owner(membership)
    erasures.note_person(person, keep_valid=keep_valid)
    addresses = _addresses_of(person)
    for membership in memberships:
        erase_membership(membership, keep_valid=keep_valid)
    for community_id in {membership.community_id for membership in memberships}:
        _forget_waiting(community_id, addresses)
    for model in (
        OutboxMail,
        MailAddress,
        SignInToken,
        AwardBatchRow,
        PageReport,
        ActivityUploadRow,
    ):
        db.session.execute(sa.delete(model).where(model.address.in_(addresses)))
    forget_asked(addresses)
    own = sa.select(Collection.id).where(Collection.person_id == person.id)
    db.session.execute(sa.delete(CollectionItem).where(CollectionItem.collection_id.in_(own)))
    for owned in (LoginSession, EmailAddress, Passkey, PasskeyChallenge, AddressProof, Collection):
        db.session.execute(sa.delete(owned).where(owned.person_id == person.id))
    db.session.expire(person, ["addresses"])
    person.name = ""
    person.erased_at = now()
    db.session.flush()
    wipe_after_commit()


def erase_membership(membership: Membership, *, keep_valid: bool) -> None:
    """Erase what one community knows of a member; the person stays, with what is elsewhere."""
    here = membership.id
    audit.record(Actor.member(membership), "person.erase", f"membership:{here}")
    for award in db.session.scalars(sa.select(Award).where(Award.membership_id == here)):
        erase(award, keep_valid=keep_valid)
    erase_evidence(db.session.scalars(sa.select(Evidence).where(Evidence.membership_id == here)))
    unsay(membership)
    ask_again_without(membership)
    db.session.execute(sa.delete(Question).where(Question.membership_id == here))
    for model in (
        ApiToken,
        GuardianConsent,
        PlannedAward,
        AwardBatchRow,
        KnownAccount,
        CalendarFeed,
        MilestoneDecision,
        FollowUp,
        ImpactRefusal,
        Enrolment,
    ):
        db.session.execute(sa.delete(model).where(model.membership_id == here))
    db.session.execute(
        sa.update(Activity)
        .where(Activity.membership_id == here)
        .values(fields={}, external_id=None, void_reason="", dispute_note="")
    )
    erase_peer(here)
    _forget_waiting(membership.community_id, {membership.address} - {""})
    membership.name = membership.address = membership.subject_id = ""
    membership.roles = [Role.MEMBER.value]
    membership.left_at = membership.left_at or now()
    membership.of_age = membership.once_key = None
    db.session.flush()


def is_here_by_offer(member: Membership, offer: Award | None = None) -> bool:
    """Tell whether nothing but an offer ever named this person; ``offer`` where it still stands."""
    person = member.person
    known = any(row.verified_at for row in person.addresses) or len(person.memberships) > 1
    if known or set(member.roles) - {Role.MEMBER.value}:
        return False
    here = member.id
    others = Award.id != (offer.id if offer is not None else 0)
    kept = (
        sa.and_(Award.membership_id == here, others),
        sa.and_(PlannedAward.membership_id == here, PlannedAward.state == "planned"),
        *(model.membership_id == here for model in (Activity, Enrolment, Evidence, Question)),
    )
    return not any(db.session.scalar(sa.select(sa.exists().where(each))) for each in kept)


def _evidence_of(award: Award) -> list[Evidence]:
    """List the evidence that no other award rests on."""
    elsewhere = sa.select(AwardEvidence.evidence_id).where(AwardEvidence.award_id != award.id)
    return list(
        db.session.scalars(
            sa.select(Evidence)
            .join(AwardEvidence, AwardEvidence.evidence_id == Evidence.id)
            .where(AwardEvidence.award_id == award.id, Evidence.id.not_in(elsewhere))
        )
    )


def _empty_credentials(award: Award) -> None:
    """Leave of each credential its index only: the salts stood in its document."""
    rows = sa.select(Credential.id).where(Credential.award_id == award.id)
    db.session.execute(sa.delete(CredentialForm).where(CredentialForm.credential_id.in_(rows)))
    for row in db.session.scalars(sa.select(Credential).where(Credential.award_id == award.id)):
        row.document = None
        row.revocation_reason = ""
        db.session.expire(row, ["forms"])
    db.session.flush()


def _forget_waiting(community_id: int, addresses: set[str]) -> None:
    """Delete what was told of these addresses before they joined, or since they left."""
    hashes = [
        found for address in addresses for found in who_hashes(community_id, mail_name(address))
    ]
    db.session.execute(
        sa.delete(WaitingActivity).where(
            WaitingActivity.community_id == community_id, WaitingActivity.who_hash.in_(hashes)
        )
    )


def _addresses_of(person: Person) -> set[str]:
    addresses = {row.address for row in person.addresses}
    addresses |= {membership.address for membership in person.memberships}
    return addresses - {""}
