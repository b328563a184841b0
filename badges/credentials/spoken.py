"""Endorsements that were signed: withdrawn in their lists, emptied where a person is erased.

What is withdrawn is revoked at once and stays readable; the next issue leaves it out. What is
erased is left nowhere, neither alone nor embedded.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from badges.credentials.statuslists import revoke_places
from badges.database import db
from badges.models import Award, Credential, CredentialForm, Endorsement, Vouch
from badges.ports import now


def revoke_endorsements(*rows: Endorsement) -> int:
    """Withdraw endorsements in their status lists; gives how many that were."""
    standing = [row for row in rows if row.revoked_at is None]
    for row in standing:
        row.revoked_at = now()
    revoke_places((row.status_list_id, row.status_index) for row in standing)
    db.session.flush()
    return len(standing)


def endorsements_for(vouch: Vouch) -> Sequence[Endorsement]:
    """List what was signed from a vouch, revoked or not."""
    return db.session.scalars(sa.select(Endorsement).where(Endorsement.vouch_id == vouch.id)).all()


def empty_endorsements(*rows: Endorsement) -> list[Award]:
    """Take a person's word out of all that is kept: what embeds it, too, is emptied and replaced.

    Gives the accepted awards that have to be issued again, without it.
    """
    revoke_endorsements(*rows)
    touched = {row.credential_id for row in rows if row.document is not None} - {None}
    for row in rows:
        row.document = None
    again = {}
    for credential in db.session.scalars(sa.select(Credential).where(Credential.id.in_(touched))):
        if credential.document is None:
            continue
        if credential.revoked_at is None:
            credential.revoked_at, credential.revocation = now(), "replaced"
            revoke_places([(credential.status_list_id, credential.status_index)])
            if credential.award.state == "accepted":
                again[credential.award.id] = credential.award
        credential.document = None
        db.session.execute(
            sa.delete(CredentialForm).where(CredentialForm.credential_id == credential.id)
        )
        db.session.expire(credential, ["forms"])
    db.session.flush()
    return list(again.values())
