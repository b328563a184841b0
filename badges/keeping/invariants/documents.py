"""Every stored document carries a signature that holds, under the key that its row names.

Each one's proof is checked with that key, and its ids against its row: some thousands a second.
The whole verifier, which asks for the issuer's documents as anybody would, reads the first of each
key and version; what it reads in the others beyond that is the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa

from badges.credentials.forms import Form
from badges.credentials.own import own_fetch
from badges.credentials.showing import KEPT_AS, SUITE
from badges.database import db
from badges.keeping.findings import Finding, Step, good
from badges.keeping.invariants.counted import in_parts, named
from badges.models import (
    Award,
    Credential,
    CredentialForm,
    DocumentBase,
    Endorsement,
    SigningKey,
    StatusList,
)
from badges.models.compact import UnreadableDocumentError, name_of
from badges.ports import now
from badges.proofs import (
    ProofsError,
    derive,
    parse_json,
    proofs_of,
    read_jws,
    verify_jws,
    verify_proof,
)
from badges.verifying import Outcome, verify
from keys.algorithms import PublicKey
from keys.encoding import public_key_from_jwk

SIGNED_WITH: Final = "eddsa-rdfc-2022"
"""What issuing signs documents with."""

_SHOWN: Final = frozenset({"conformance", "valid_signature", "issuer_identity"})
"""What the whole verifier must find in a document of ours, whether or not it still counts."""


@dataclass(frozen=True, slots=True)
class _Key:
    method: str
    public: PublicKey
    trusted: bool


@dataclass(slots=True)
class _Known:
    """The keys and lists that rows name by number, each read once."""

    _keys: dict[int, _Key] = field(default_factory=dict)
    _lists: dict[int, str] = field(default_factory=dict)

    def key(self, key_id: int) -> _Key:
        """Give a signing key."""
        if key_id not in self._keys:
            row = db.session.get_one(SigningKey, key_id)
            public = public_key_from_jwk(row.public_jwk)
            self._keys[key_id] = _Key(row.verification_method, public, row.state != "revoked")
        return self._keys[key_id]

    def list_iri(self, list_id: int) -> str:
        """Give the address of a status list, without its bits."""
        if list_id not in self._lists:
            query = sa.select(StatusList.iri).where(StatusList.id == list_id)
            self._lists[list_id] = db.session.scalar(query) or ""
        return self._lists[list_id]


def credentials() -> Iterator[Finding | Step]:
    """Every credential verifies; those of erased awards are gone, and no others."""
    known, broken, gone, kept = _Known(), [], [], []
    read: set[tuple[int, int]] = set()
    query = sa.select(Credential, Award.state, Award.version_id, Award.public_id).join(Award)
    for found in in_parts(query, Credential.id):
        if isinstance(found, Step):
            yield found
            continue
        row, state, version_id, public_id = found
        if row.packed is None:
            if row.revoked_at is None and state != "erased":
                gone.append(row.iri)
            continue
        if state == "erased":
            kept.append(row.iri)
            continue
        first = (row.signing_key_id, version_id) not in read
        is_its = row.iri.endswith(f"/credentials/{public_id}/{row.number}")
        if not (is_its and _holds(row, known, whole=first)):
            broken.append(row.iri)
        read.add((row.signing_key_id, version_id))
    yield from named("credential.broken", broken, "credential")
    yield from named("credential.gone", gone, "credential")
    yield from named("credential.kept", kept, "credential")
    if not (broken or gone or kept):
        yield good("credentials.verify")


def endorsements() -> Iterator[Finding | Step]:
    """Every endorsement verifies that was signed here."""
    known, broken = _Known(), []
    for found in in_parts(sa.select(Endorsement), Endorsement.id):
        if isinstance(found, Step):
            yield found
        elif found[0].document is not None and not _holds(found[0], known):
            broken.append(found[0].iri)
    yield from named("endorsement.broken", broken, "endorsement")
    if not broken:
        yield good("endorsements.verify")


def forms() -> Iterator[Finding | Step]:
    """Every other form of a credential that was made is signed, too, and belongs to one."""
    known, broken, kept = _Known(), [], []
    query = (
        sa.select(CredentialForm, Credential.iri, Award.state)
        .join(Credential, Credential.id == CredentialForm.credential_id)
        .join(Award)
    )
    for found in in_parts(query, CredentialForm.id):
        if isinstance(found, Step):
            yield found
            continue
        form, iri, state = found
        if state == "erased":
            kept.append(iri)
        elif not _form_holds(form, known):
            broken.append(f"{iri} ({form.form})")
    yield from named("credential.broken", broken, "credential")
    yield from named("credential.kept", kept, "credential")
    if not (broken or kept):
        yield good("forms.verify")


def bases() -> Iterator[Finding | Step]:
    """Every base is what documents were packed with: of one that is spoilt none can be read."""
    broken = []
    for found in in_parts(sa.select(DocumentBase), DocumentBase.id):
        if isinstance(found, Step):
            yield found
        elif name_of(found[0].body) != found[0].name:
            broken.append(found[0].name.hex())
    yield from named("base.broken", broken, "base")
    if not broken:
        yield good("bases.whole")


def _holds(row: Credential | Endorsement, known: _Known, *, whole: bool = False) -> bool:
    """Tell whether a document is the one of its row, and its proof made with the row's key."""
    key = known.key(row.signing_key_id)
    try:
        document = row.document or b""
        read = parse_json(document)
        status = read["credentialStatus"]
        [proof] = proofs_of(read)
        verify_proof(read, proof, key.public, accepted_suites={SIGNED_WITH})
    except (ProofsError, UnreadableDocumentError, LookupError, TypeError, ValueError):
        return False
    return (
        read["id"] == row.iri
        and proof["verificationMethod"] == key.method
        and status["statusListCredential"] == known.list_iri(row.status_list_id)
        and status["statusListIndex"] == str(row.status_index)
        # Under a revoked key nothing is verified, whatever its signature (decisions 7).
        and not (whole and key.trusted and not _verifies(document))
    )


def _verifies(document: bytes) -> bool:
    checks = verify(document, now=now(), fetch=own_fetch).checks
    return all(check.outcome is Outcome.PASSED for check in checks if check.id in _SHOWN)


def _form_holds(row: CredentialForm, known: _Known) -> bool:
    """Tell whether a form is signed with the key of its row; a hosted one is not signed."""
    try:
        if row.signing_key_id is None:
            return bool(parse_json(row.document)["id"] == row.iri)
        key = known.key(row.signing_key_id)
        if row.form == KEPT_AS:
            read = derive(parse_json(row.document), selective_pointers=())
            [proof] = proofs_of(read)
            verify_proof(read, proof, key.public, accepted_suites={SUITE})
            return bool(read["id"] == row.iri)
        payload = verify_jws(read_jws(row.document), key.public, algorithms=["RS256"])
    except (ProofsError, LookupError, TypeError, ValueError):
        return False
    named_by: dict[str, Any] = parse_json(payload)
    return named_by.get("jti" if row.form == Form.OB3_JWT else "id") == row.iri
