"""Status lists as rows: places handed out, bits set, lists signed (decisions 5).

Issuing takes a place and writes no list: the bit stays 0. Withdrawing sets the bit and signs the
list again in the same transaction, so that no checker sees an older answer than we do.
"""

from __future__ import annotations

import json
from datetime import timedelta

import sqlalchemy as sa

from badges.credentials.custody import signer_of
from badges.database import db
from badges.models import Award, Credential, Profile, StatusList
from badges.ports import now, ports
from badges.proofs import UnsignedCredential, secure
from badges.status import MINIMUM_ENTRIES, Bitstring, IndexPermutation, status_list_credential
from badges.timestamps import utc_text

LIST_LIFETIME = timedelta(days=7)
"""How long a signed list may be believed without asking again."""

TTL_MILLISECONDS = 300_000
"""How long a checker may keep a list before asking again (Bitstring Status List 1.0, 2.2)."""


def take_place(profile: Profile) -> tuple[StatusList, int]:
    """Hand out the next place of the issuer's newest list; it is never handed out again."""
    row = db.session.scalar(
        sa.select(StatusList)
        .where(StatusList.profile_id == profile.id, StatusList.next_counter < StatusList.size)
        .order_by(StatusList.id)
        .limit(1)
        .with_for_update()
    )
    if row is None:
        row = _open_list(profile)
    index = IndexPermutation(row.permutation_key, row.size)[row.next_counter]
    row.next_counter += 1
    return row, index


def revoke_credentials(award: Award, *, kind: str, reason: str = "") -> int:
    """Withdraw what is still valid of an award; gives how many credentials that were.

    ``kind`` is ``withdrawn``, ``suspended``, ``replaced`` or ``erased``.
    """
    rows = db.session.scalars(
        sa.select(Credential).where(
            Credential.award_id == award.id, Credential.revoked_at.is_(None)
        )
    ).all()
    for row in rows:
        row.revoked_at = now()
        row.revocation = kind
        row.revocation_reason = reason
        _set_bit(row.status_list, row.status_index)
    for status_list in {row.status_list_id: row.status_list for row in rows}.values():
        sign_list(status_list)
    return len(rows)


def signed_list(row: StatusList) -> bytes:
    """Give the signed list, signed anew where it is nearing its end."""
    if row.signed is None or row.signed_at is None or now() > row.signed_at + LIST_LIFETIME / 2:
        return sign_list(row)
    return row.signed


def sign_list(row: StatusList) -> bytes:
    """Sign the list as it stands and keep the bytes."""
    at = now()
    document = status_list_credential(
        row.iri,
        issuer=row.profile.did,
        bits=Bitstring.from_bytes(row.bits),
        valid_from=utc_text(at),
        valid_until=utc_text(at + LIST_LIFETIME),
        purpose=row.purpose,
        ttl=TTL_MILLISECONDS,
    )
    _, signer = signer_of(row.profile, "Ed25519")
    secured = secure(UnsignedCredential(document), signer, created=at)
    row.signed = json.dumps(secured, ensure_ascii=False, separators=(",", ":")).encode()
    row.signed_at = at
    return row.signed


def _open_list(profile: Profile) -> StatusList:
    public_id = ports().token_bytes(16).hex()
    row = StatusList(
        community_id=profile.community_id,
        profile=profile,
        public_id=public_id,
        iri=f"{profile.base_url}/status/{public_id}",
        size=MINIMUM_ENTRIES,
        next_counter=0,
        permutation_key=ports().token_bytes(32),
        bits=bytes(Bitstring(MINIMUM_ENTRIES)),
        created_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    return row


def _set_bit(row: StatusList, index: int) -> None:
    bits = Bitstring.from_bytes(row.bits)
    bits[index] = True
    row.bits = bytes(bits)
