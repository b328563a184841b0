"""Prepare, check, sign once (design, "Prepare, check, then sign once").

1. ``prepare`` takes a place in the status list and builds the document from rows.
   What others vouch is signed first, about this very issue, and embedded (``endorsing``).
2. The draft is checked: the standard's schema, contexts in safe mode, its status entry.
3. ``issue`` signs it, has the first of each achievement version read by our own verifier, and
   keeps the exact bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import orjson
import sqlalchemy as sa

from badges.credentials.at_rest import packing_of
from badges.credentials.awarded import achievement_credential
from badges.credentials.custody import signer_of
from badges.credentials.forms import newest_credential
from badges.credentials.own import own_fetch
from badges.credentials.statuslists import take_place
from badges.database import db
from badges.errors import ConflictError
from badges.issuing.endorsing import sign_vouches
from badges.models import Award, Credential, Endorsement, StatusList
from badges.ports import now
from badges.proofs import UnsignedCredential
from badges.proofs.content import Content
from badges.proofs.data_integrity import create_proof
from badges.timestamps import end_after
from badges.verifying import Outcome, VerificationResult, verify
from schemas.checking import check_credential, rereader
from schemas.problems import Problem

OWN_VERDICT_NEEDS = frozenset(
    {"conformance", "valid_signature", "issuer_identity", "expiration", "revocation_status"}
)
_READ_VERSIONS = "achievement versions whose first credential was read"


@dataclass(slots=True)
class Draft:
    """A checked, unsigned credential; redeemed once.

    ``content`` keeps the canonical form that the check made, for the signature; ``endorsements``
    are the rows of what is embedded in it.
    """

    award: Award
    number: int
    content: Content
    status: tuple[StatusList, int]
    valid_from: datetime
    valid_until: datetime | None
    endorsements: list[Endorsement]
    redeemed: bool = field(default=False)

    @property
    def document(self) -> UnsignedCredential:
        """Give the credential without its proof."""
        return UnsignedCredential(dict(self.content.document))


def prepare(award: Award, *, number: int | None = None) -> Draft:
    """Build and check the next issue of an award; raises ``ConflictError`` where it may not be.

    ``number`` counts the award's issues and is asked for where it is not given. An award is signed
    once it is accepted. What is wrong with the document is a fault of ours or of the achievement's
    contents, and is named before any key is used.
    """
    if award.state != "accepted":
        raise ConflictError(
            "issuing.not_accepted",
            f"Only an accepted award can be signed; this one is {award.state}.",
            state=award.state,
        )
    if number is None:
        number = number_after(newest_credential(award))
    status = take_place(award.community.profile)
    valid_from = now()
    valid_until = _valid_until(award)
    document = achievement_credential(
        award, number=number, valid_from=valid_from, valid_until=valid_until, status=status
    )
    endorsements = sign_vouches(award, about=document["id"], at=valid_from)
    if endorsements:
        document["endorsement"] = [orjson.loads(row.document or b"") for row in endorsements]
    content = Content(document)
    check_content(content)
    return Draft(award, number, content, status, valid_from, valid_until, endorsements)


def number_after(newest: Credential | None) -> int:
    """Count the issue that follows the newest one."""
    return 1 if newest is None else newest.number + 1


def issue(draft: Draft) -> Credential:
    """Sign a draft and keep the signed bytes; a draft is redeemed once."""
    if draft.redeemed:
        raise ConflictError("issuing.redeemed", "This draft has been signed already.")
    draft.redeemed = True
    award = draft.award
    key, signer = signer_of(award.community.profile, "Ed25519")
    proof = create_proof(draft.content, signer, created=draft.valid_from)
    # An array, as the schema of Open Badges 3.0 demands.
    body = orjson.dumps({**draft.document, "proof": [proof]})
    read_first_of_version(award.version_id, body)
    credential = Credential(
        community_id=award.community_id,
        award=award,
        number=draft.number,
        iri=draft.document["id"],
        packed=packing_of(award.version, award.language).pack(body),
        signing_key=key,
        status_list=draft.status[0],
        status_index=draft.status[1],
        valid_from=draft.valid_from,
        valid_until=draft.valid_until,
    )
    db.session.add(credential)
    for row in draft.endorsements:
        row.credential = credential
    db.session.add_all(draft.endorsements)
    db.session.flush()
    return credential


def _valid_until(award: Award) -> datetime | None:
    days = award.version.valid_days
    return None if days is None else end_after(award.awarded_at, days, award.community.zone)


def check_content(content: Content) -> None:
    """Lint a draft: the schema's rules, then every term in safe mode; raises ``ConflictError``."""
    problems = _problems(content)
    if problems:
        first = problems[0]
        raise ConflictError(
            "issuing.schema",
            f"The credential would not be valid: {first.path}: {first.message}",
            path=first.path,
        )
    content.rdfc()


def _problems(content: Content) -> Sequence[Problem]:
    """Tell what is wrong with a draft's form; of one like others before it what differs is read."""
    alike = content.likeness
    is_in_order = None if alike is None else alike.mould.notes.get(check_content)
    if is_in_order is not None and is_in_order(content.document):
        return ()
    found = check_credential(content.document)
    if alike is not None and is_in_order is None and not found:
        again = rereader(check_credential, content.document, alike.mould.slots)
        alike.mould.notes[check_content] = again
    return found


def read_first_of_version(version_id: int, body: bytes) -> None:
    """Let our own verifier judge the first credential of a version before it is stored."""
    known: set[int] = db.session.info.setdefault(_READ_VERSIONS, set())
    if version_id in known:
        return
    issued = sa.select(Credential.id).join(Award).where(Award.version_id == version_id)
    if db.session.scalar(issued.limit(1)) is None:
        _verify_own(body)
    known.add(version_id)


def _verify_own(body: bytes) -> VerificationResult:
    """Verify what was signed; raises ``ConflictError`` unless every check of ours passes."""
    result = verify(body, now=now(), fetch=own_fetch)
    failed = [
        check
        for check in result.checks
        if check.id in OWN_VERDICT_NEEDS and check.outcome not in {Outcome.PASSED, Outcome.SKIPPED}
    ]
    if failed:
        raise ConflictError(
            "issuing.self_check",
            f"Our own verifier refused the first credential: {failed[0].reason.code}.",
            check=failed[0].id,
        )
    return result
