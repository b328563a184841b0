"""Issuing as jobs, and issuing again: corrections, reinstatements, a stolen key (decisions 4-7)."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from badges.audit import Doer, record
from badges.credentials.custody import create_key, revoke_key
from badges.credentials.forms import newest_credential
from badges.credentials.statuslists import forget_signed_lists, revoke_credentials
from badges.database import MOST_ROW, count_up_to, db
from badges.issuing.drafts import issue, number_after, prepare
from badges.models import Award, Credential, CredentialForm, SigningKey
from badges.ports import now
from keys.keyring import KeyState

_AT_ONCE = 500
"""Awards that are withdrawn together: each list is then signed once, not once for each."""


def issue_credential(award_id: int) -> Credential | None:
    """Sign an accepted award (a job); run twice, it signs once."""
    award = db.session.get(Award, award_id)
    if award is None or award.state != "accepted":
        return None
    current = newest_credential(award)
    if current is not None and current.revoked_at is None:
        return current
    return issue(prepare(award, number=number_after(current)))


def reissue(award_id: int, reason: str = "") -> Credential | None:
    """Replace an award's current credential by a new issue at the same share address (a job)."""
    award = db.session.get(Award, award_id)
    if award is None or award.state != "accepted":
        return None
    revoke_credentials(award, kind="replaced", reason=reason)
    return issue(prepare(award))


def revoke_signing_key(
    doer: Doer, key: SigningKey, *, compromised_at: datetime | None = None
) -> int:
    """Take all trust from a key and issue again what it signed; gives how many awards that were.

    A new key of the same algorithm takes over at once. Everything is issued again from our own
    records, since a thief could have written any date under the old key; what has ended stays
    ended.
    """
    was_active = key.state == KeyState.ACTIVE
    if was_active:
        create_key(key.profile, key.algorithm, activate=True)
    revoke_key(key, compromised_at=compromised_at)
    forget_signed_lists(key.profile)
    awards = db.session.scalars(_touched_by(key)).all()
    renewed = [award for award in awards if award.state == "accepted" and not _has_ended(award)]
    for start in range(0, len(renewed), _AT_ONCE):
        some = renewed[start : start + _AT_ONCE]
        revoke_credentials(*some, kind="replaced", reason="key")
        for award in some:
            issue(prepare(award))
    record(doer, "key.revoke", f"key:{key.thumbprint}", awards=len(awards))
    return len(awards)


def touched_by(key: SigningKey, *, most: int = MOST_ROW) -> int:
    """Count the awards whose valid credentials the key signed, before anybody decides.

    One more than ``most`` stands for all others.
    """
    some = (each.limit(most + 1).subquery().select() for each in _signed_by(key))
    return count_up_to(sa.select(sa.union(*some).subquery()), most)


def _has_ended(award: Award) -> bool:
    current = newest_credential(award)
    until = current.valid_until if current else None
    return until is not None and until <= now()


def _touched_by(key: SigningKey) -> sa.Select[Award]:
    return sa.select(Award).where(Award.id.in_(sa.union(*_signed_by(key))))


def _signed_by(key: SigningKey) -> tuple[sa.Select[int], sa.Select[int]]:
    """Ask for the awards of what the key signed, and of what it signed in another form."""
    valid = sa.select(Credential.award_id).where(Credential.revoked_at.is_(None))
    by_form = valid.join(CredentialForm).where(CredentialForm.signing_key_id == key.id)
    return valid.where(Credential.signing_key_id == key.id), by_form
