"""Status lists: their bits agree with the rows, what is published of them with their bits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import sqlalchemy as sa

from badges.database import db
from badges.keeping.findings import Finding, Step, bad, good
from badges.keeping.invariants.counted import streamed
from badges.models import Credential, Endorsement, SigningKey, StatusList
from badges.proofs import ProofsError, parse_json, proofs_of, verify_proof
from badges.status import Bitstring, IndexPermutation, StatusListError, read_list
from keys.encoding import public_key_from_jwk

_HOLDERS: Final = (Credential, Endorsement)
"""The rows that take a place; each table sees to it alone that it takes none twice."""


def agree() -> Iterator[Finding | Step]:
    """Each place is one row's, was handed out, and its bit says what the row says.

    A bit without a row is of what was undone: the row is gone, the place stays spent.
    """
    ids = db.session.scalars(sa.select(StatusList.id).order_by(StatusList.id)).all()
    wrong = False
    for done, list_id in enumerate(ids, start=1):
        row = db.session.get_one(StatusList, list_id)
        for finding in (*_disagreement(row), *_publication(row)):
            wrong = True
            yield finding
        db.session.expunge(row)
        yield Step(done, len(ids))
    if not wrong:
        yield good("status.agree")


def _disagreement(row: StatusList) -> Iterator[Finding]:
    bits, taken = Bitstring.from_bytes(row.bits), bytearray(row.size)
    differing = twice = 0
    for holder in _HOLDERS:
        places = sa.select(holder.status_index, holder.revoked_at).where(
            holder.status_list_id == row.id
        )
        for index, revoked_at in streamed(places):
            differing += bits[index] != (revoked_at is not None)
            twice += taken[index]
            taken[index] = 1
    if differing:
        yield bad("status.wrong", list=row.iri, count=differing)
    if twice:
        yield bad("status.twice", list=row.iri, count=twice)
    if row.next_counter < row.size:  # else all of them have been handed out
        order = IndexPermutation(row.permutation_key, row.size)
        drawn = {order[counter] for counter in range(row.next_counter)}
        undrawn = sum(taken[index] and index not in drawn for index in range(row.size))
        if undrawn:
            yield bad("status.undrawn", list=row.iri, count=undrawn)


def _publication(row: StatusList) -> Iterator[Finding]:
    # At an address that was left, its last word stands among the former documents.
    if row.signed is None or not row.iri.startswith(f"{row.profile.base_url}/"):
        return
    try:
        document = parse_json(row.signed)
        published = bytes(read_list(document).bits)
        [proof] = proofs_of(document)
        key = db.session.execute(
            sa.select(SigningKey.public_jwk, SigningKey.state).where(
                SigningKey.profile_id == row.profile_id,
                SigningKey.verification_method == proof["verificationMethod"],
            )
        ).one()
        verify_proof(
            document,
            proof,
            public_key_from_jwk(key.public_jwk),
            accepted_suites={"eddsa-rdfc-2022"},
        )
    except (ProofsError, StatusListError, sa.exc.NoResultFound, LookupError, ValueError):
        yield bad("status.unsigned", list=row.iri)
        return
    if key.state == "revoked":
        yield bad("status.unsigned", list=row.iri)
    elif published != row.bits:
        yield bad("status.stale", list=row.iri)
