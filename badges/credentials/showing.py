"""A copy of a credential that shows less: the holder chooses, the issuer's signature still holds.

The same issue is signed once more as an ``ecdsa-sd-2023`` base proof, on first request, and kept.
That one reveals everything and lets whoever has it show any part, so it never leaves the house:
copies are derived from it here (Data Integrity ECDSA Cryptosuites 1.0, 3.6.5).

    parts_of(credential)                          # what there is to show or to leave out
    shown_in_part(credential, {"narrative"})      # the signed bytes of a copy
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from badges.credentials.custody import signer_at_need
from badges.credentials.forms import Form, form_of
from badges.database import db
from badges.models import Credential, CredentialForm
from badges.ports import now
from badges.proofs.data_integrity import create_proof
from badges.proofs.selective import derive

SUITE: Final = "ecdsa-sd-2023"
KEPT_AS: Final = "ob3-sd"


@dataclass(frozen=True, slots=True)
class Part:
    """Something that the holder may show or leave out.

    ``key`` names it in a form, ``kind`` is ``narrative``, ``name``, ``address``, ``evidence`` or
    ``endorsement``, ``text`` what stands there (nothing for a fingerprint, which tells nobody
    anything).
    """

    key: str
    kind: str
    pointer: str
    text: str = ""


def parts_of(credential: Credential) -> tuple[Part, ...]:
    """List what the holder of an issue may leave out; raises ``GoneError`` where it is erased."""
    return tuple(_parts(json.loads(form_of(credential, Form.OB3_DI))))


def shown_in_part(credential: Credential, keys: Collection[str]) -> bytes:
    """Give a copy that shows these parts and what every copy shows; keys of no part are nothing.

    It has the same id and status entry. Raises ``GoneError`` where the documents are erased.
    """
    pointers = [part.pointer for part in parts_of(credential) if part.key in keys]
    return _bytes(derive(json.loads(_base(credential)), selective_pointers=pointers))


def _parts(document: Mapping[str, Any]) -> Iterator[Part]:
    subject = document["credentialSubject"]
    if "narrative" in subject:
        yield Part("narrative", "narrative", "/credentialSubject/narrative", subject["narrative"])
    for place, identity in enumerate(subject.get("identifier", [])):
        kind = "name" if identity["identityType"] == "name" else "address"
        text = "" if identity["hashed"] else identity["identityHash"]
        yield Part(f"identity-{place}", kind, f"/credentialSubject/identifier/{place}", text)
    for place, piece in enumerate(document.get("evidence", [])):
        yield Part(f"evidence-{place}", "evidence", f"/evidence/{place}", _title(piece))
    for place, word in enumerate(document.get("endorsement", [])):
        said = word["credentialSubject"].get("endorsementComment", "")
        yield Part(f"endorsement-{place}", "endorsement", f"/endorsement/{place}", said)


def _title(piece: Mapping[str, Any]) -> str:
    """Give what tells a piece of evidence from others, where its name is only its kind."""
    name: str = piece.get("name", "")
    said: str = piece.get("id") or piece.get("narrative") or name
    return said if name in {"link", "text"} else name


def _base(credential: Credential) -> bytes:
    kept = next((row for row in credential.forms if row.form == KEPT_AS), None)
    return kept.document if kept else _make_base(credential)


def _make_base(credential: Credential) -> bytes:
    content = json.loads(form_of(credential, Form.OB3_DI))
    content.pop("proof")
    key, signer = signer_at_need(credential.award.community.profile, "P-256")
    proof = create_proof(content, signer, created=now(), suite=SUITE)
    row = CredentialForm(
        community_id=credential.community_id,
        credential=credential,
        form=KEPT_AS,
        iri=credential.iri,
        document=_bytes({**content, "proof": [proof]}),
        signing_key_id=key.id,
        created_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    return row.document


def _bytes(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
