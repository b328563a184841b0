"""What the doctor looks at in depth: every award, every credential, every list, every file."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from badges.credentials.own import own_fetch
from badges.database import db
from badges.errors import NotFoundError, UnavailableError
from badges.keeping.findings import Finding, bad, good
from badges.models import Award, Credential, Job, StatusList, StoredFile
from badges.ports import now, ports
from badges.proofs import JsonTextError, parse_json
from badges.status import Bitstring, StatusListError, read_list
from badges.verifying import Outcome, verify


def awards() -> Iterator[Finding]:
    """Every accepted award has a valid credential or a job that will make it."""
    bare = db.session.scalars(
        sa.select(Award).where(
            Award.state == "accepted",
            ~sa.exists().where(Credential.award_id == Award.id, Credential.revoked_at.is_(None)),
        )
    ).all()
    promised = {
        job.arguments.get("award_id")
        for job in db.session.scalars(sa.select(Job).where(Job.finished_at.is_(None)))
    }
    lost = [award.public_id for award in bare if award.id not in promised]
    for public_id in lost:
        yield bad("awards.unsigned", award=public_id)
    if not lost:
        yield good("awards.signed")


def credentials() -> Iterator[Finding]:
    """Every stored document that is not withdrawn verifies."""
    sound = True
    query = sa.select(Credential).where(Credential.document.is_not(None)).order_by(Credential.id)
    for credential in db.session.scalars(query.execution_options(yield_per=200)):
        result = verify(credential.document or b"", now=now(), fetch=own_fetch)
        signature = next(check for check in result.checks if check.id == "valid_signature")
        if signature.outcome is not Outcome.PASSED:
            sound = False
            yield bad("credential.broken", credential=credential.iri)
    if sound:
        yield good("credentials.verify")


def lists() -> Iterator[Finding]:
    """Status lists agree with the rows, bit by bit, and what is signed of them with the bits."""
    wrong = 0
    for row in db.session.scalars(sa.select(StatusList)):
        bits = Bitstring.from_bytes(row.bits)
        taken = db.session.execute(
            sa.select(Credential.status_index, Credential.revoked_at).where(
                Credential.status_list_id == row.id
            )
        )
        if any(bits[index] != (revoked is not None) for index, revoked in taken):
            wrong += 1
            yield bad("status.wrong", list=row.iri)
        if row.signed and not _is_signed_over(row.signed, row.bits):
            wrong += 1
            yield bad("status.stale", list=row.iri)
    if not wrong:
        yield good("status.agree")


def _is_signed_over(signed: bytes, bits: bytes) -> bool:
    try:
        return bytes(read_list(parse_json(signed)).bits) == bits
    except (StatusListError, JsonTextError):
        return False


def files() -> Iterator[Finding]:
    """Every upload is on disk as it was handed in."""
    damaged = 0
    for row in db.session.scalars(sa.select(StoredFile)):
        try:
            ports().files.get(row.community_id, row.sha256)
        except (NotFoundError, UnavailableError):
            damaged += 1
    if damaged:
        yield bad("files.damaged", count=damaged)
    else:
        yield good("files.whole")
