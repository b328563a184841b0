"""Status lists as rows: places handed out, bits set, lists signed (decisions 5).

Issuing takes a place and writes no list: the bit stays 0. Withdrawing sets the bit and signs the
list again in the same transaction, so that no checker sees an older answer than we do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import orjson
import sqlalchemy as sa

from badges.credentials.custody import signer_of
from badges.database import db
from badges.models import Award, Credential, Profile, StatusList
from badges.ports import now, ports
from badges.proofs import UnsignedCredential, secure
from badges.status import (
    MINIMUM_ENTRIES,
    Bitstring,
    IndexPermutation,
    PackedLists,
    status_list_credential,
)
from badges.timestamps import utc_text

LIST_LIFETIME = timedelta(days=7)
"""How long a signed list may be believed without asking again."""

LAST_LIFETIME = timedelta(days=3650)
"""How long the last word of a list may be believed whose issuer has another address since."""

TTL_MILLISECONDS = 300_000
"""How long a checker may keep a list before asking again (Bitstring Status List 1.0, 2.2)."""

_PACKED: Final = PackedLists()
_WITHOUT_BITS: Final = (sa.orm.defer(StatusList.bits), sa.orm.defer(StatusList.signed))


@dataclass(frozen=True, slots=True)
class PlaceBlock:
    """Places that were taken together: ``count`` counters of one list, from ``first`` on.

    ``list_id``, ``first`` and ``count`` are all there is to keep of it: the same three give the
    same ``indices``, in whatever process and however often.
    """

    list_id: int
    first: int
    count: int

    def indices(self) -> tuple[StatusList, list[int]]:
        """Give the list and the indices in it, in the order of their counters."""
        row = db.session.get_one(StatusList, self.list_id, options=_WITHOUT_BITS)
        places = IndexPermutation(row.permutation_key, row.size)
        return row, places.block(self.first, self.count)


def take_place(profile: Profile) -> tuple[StatusList, int]:
    """Hand out the next place of the issuer's oldest list with room; never handed out again.

    The list is locked until the transaction ends; where that is rolled back, nothing was taken.
    """
    row = _list_with_room(profile, 1)
    index = IndexPermutation(row.permutation_key, row.size)[row.next_counter]
    row.next_counter += 1
    return row, index


def take_places(profile: Profile, count: int) -> PlaceBlock:
    """Hand out ``count`` places of one list at once (1 to ``MINIMUM_ENTRIES``).

    Whoever does long work with them commits first and keeps the block with that work: nobody waits
    for the list meanwhile, and work that is begun again has the same places. What a list has left
    and is too little for a block goes to those who take one place at a time.
    """
    if not 1 <= count <= MINIMUM_ENTRIES:
        raise ValueError(f"a block has 1 to {MINIMUM_ENTRIES} places, not {count}")
    row = _list_with_room(profile, count)
    first = row.next_counter
    row.next_counter = first + count
    db.session.flush()
    return PlaceBlock(row.id, first, count)


def revoke_credentials(*awards: Award, kind: str, reason: str = "") -> int:
    """Withdraw what is still valid of some awards; gives how many credentials that were.

    ``kind`` is ``withdrawn``, ``suspended``, ``replaced`` or ``erased``. Each list is signed once,
    however many of its places are set.
    """
    rows = db.session.scalars(
        sa.select(Credential).where(
            Credential.award_id.in_([award.id for award in awards]),
            Credential.revoked_at.is_(None),
        )
    ).all()
    for row in rows:
        row.revoked_at = now()
        row.revocation = kind
        row.revocation_reason = reason
    revoke_places((row.status_list_id, row.status_index) for row in rows)
    return len(rows)


def revoke_places(places: Iterable[tuple[int, int]]) -> None:
    """Set the bits of some places, each a list's row id and an index; each list is signed once."""
    by_list: dict[int, list[int]] = defaultdict(list)
    for list_id, index in places:
        by_list[list_id].append(index)
    for status_list in _locked(*by_list):
        set_bits(status_list, dict.fromkeys(by_list[status_list.id], True))


def set_bits(row: StatusList, places: Mapping[int, bool]) -> None:
    """Set bits of a list that this transaction holds locked, and sign it."""
    bits = Bitstring.from_bytes(row.bits)
    for index, withdrawn in places.items():
        bits[index] = withdrawn
    row.bits = bytes(bits)
    sign_list(row)


def signed_list(row: StatusList) -> bytes:
    """Give the signed list, signed anew where it is nearing its end."""
    if _is_current(row):
        return row.signed or b""
    [newest] = _locked(row.id)  # somebody may be withdrawing, or signing it, at this moment
    return newest.signed or b"" if _is_current(newest) else sign_list(newest)


def any_list(profile: Profile) -> StatusList:
    """Give a list of the issuer's, opening the first where there is none yet."""
    row = db.session.scalar(
        sa.select(StatusList)
        .where(StatusList.profile_id == profile.id)
        .order_by(StatusList.id.desc())
        .limit(1)
    )
    return row or _open_list(profile)


def close_list(row: StatusList) -> None:
    """Sign a list for the last time; no place of it is handed out again."""
    row.next_counter = row.size
    sign_list(row, lifetime=LAST_LIFETIME)


def forget_signed_lists(profile: Profile) -> None:
    """Let each list be signed anew when it is next asked for: the key of what stands is gone.

    Lists at an address that was left have had their last word, and stay.
    """
    db.session.execute(
        sa.update(StatusList)
        .where(
            StatusList.profile_id == profile.id,
            StatusList.iri.startswith(f"{profile.base_url}/", autoescape=True),
        )
        .values(signed=None, signed_at=None)
        .execution_options(synchronize_session="fetch")  # what Python makes of LIKE is another
    )


def sign_list(row: StatusList, *, lifetime: timedelta = LIST_LIFETIME) -> bytes:
    """Sign the list as it stands and keep the bytes.

    Only the pieces that changed since this process last signed it are compressed; the row's bits
    are what counts.
    """
    at = now()
    document = status_list_credential(
        row.iri,
        issuer=row.profile.did,
        bits=_PACKED.packed(row.iri, row.bits),
        valid_from=utc_text(at),
        valid_until=utc_text(at + lifetime),
        purpose=row.purpose,
        ttl=TTL_MILLISECONDS,
    )
    _, signer = signer_of(row.profile, "Ed25519")
    row.signed = orjson.dumps(secure(UnsignedCredential(document), signer, created=at))
    row.signed_at = at
    return row.signed


def _is_current(row: StatusList) -> bool:
    return (
        row.signed is not None
        and row.signed_at is not None
        # One from hours to come, signed before the clock was set right, is valid for nobody yet.
        and row.signed_at <= now() <= row.signed_at + LIST_LIFETIME / 2
    )


def _locked(*ids: int) -> Sequence[StatusList]:
    """Give lists as they are now, and to this transaction alone until it ends.

    Otherwise two that set a bit of one list at a time would each write their own over the other's.
    In the order of their ids, so that two such transactions cannot wait for each other.
    """
    return db.session.scalars(
        sa.select(StatusList)
        .where(StatusList.id.in_(ids))
        .order_by(StatusList.id)
        .with_for_update(of=StatusList, key_share=True)
        .execution_options(populate_existing=True)
    ).all()


def _list_with_room(profile: Profile, count: int) -> StatusList:
    """Give the oldest list that has so many places left, locked; opens one where none has."""
    query = (
        sa.select(StatusList)
        .where(
            StatusList.profile_id == profile.id,
            StatusList.next_counter < StatusList.size,  # as the index of the open ones has it
            StatusList.next_counter <= StatusList.size - count,
        )
        .order_by(StatusList.id)
        .limit(1)
        # Only its key is what a credential that is just being stored holds on to.
        .with_for_update(of=StatusList, key_share=True)
        .options(*_WITHOUT_BITS)
        # Somebody may have taken places since this session last looked.
        .execution_options(populate_existing=True)
    )
    row = db.session.scalar(query)
    if row is None:
        # Of those who find no room at a time one opens a list; the others wait here, and find it.
        only_one = sa.select(Profile.id).where(Profile.id == profile.id)
        db.session.execute(only_one.with_for_update(key_share=True))
        row = db.session.scalar(query)
    return row if row is not None else _open_list(profile)


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
