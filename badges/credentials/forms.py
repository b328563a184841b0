"""The other forms of one issue, made on first request and kept from then on (decisions 13).

They are derived from the signed credential, so that every form says the same with the same
salts. The JWT and the JWS are signed by the RSA key that is active at that moment.
"""

from __future__ import annotations

import json
import uuid
from enum import StrEnum

import sqlalchemy as sa

from badges.credentials.awarded import assertion
from badges.credentials.custody import key_address, signer_of
from badges.database import db
from badges.errors import GoneError
from badges.models import Award, Credential, CredentialForm, Profile
from badges.ports import now, ports
from badges.proofs import UnsignedCredential
from badges.proofs.jws import sign_assertion
from badges.proofs.jwt import sign_credential


class Form(StrEnum):
    """The four forms, as ``badges verify`` names them."""

    OB3_DI = "ob3-di"
    OB3_JWT = "ob3-jwt"
    OB2_HOSTED = "ob2-hosted"
    OB2_JWS = "ob2-jws"


def form_of(credential: Credential, form: Form) -> bytes:
    """Give the exact bytes of one form, making it if it was never asked for.

    Raises ``GoneError`` where the documents have been erased.
    """
    if credential.document is None:
        raise GoneError("credential.erased", "This credential has been erased.")
    if form is Form.OB3_DI:
        return credential.document
    kept = next((row for row in credential.forms if row.form == form), None)
    return kept.document if kept else _make(credential, form, credential.document)


def newest_credential(award: Award) -> Credential | None:
    """Give the newest issue of an award, revoked or not."""
    return db.session.scalar(
        sa.select(Credential)
        .where(Credential.award_id == award.id)
        .order_by(Credential.number.desc())
        .limit(1)
    )


def hosted_iri(credential: Credential) -> str:
    """Give the address, and so the ``id``, of the hosted OB 2.0 assertion."""
    base = _profile(credential).base_url
    return f"{base}/assertions/{credential.award.public_id}/{credential.number}"


def _make(credential: Credential, form: Form, signed: bytes) -> bytes:
    content = json.loads(signed)
    content.pop("proof")
    unsigned = UnsignedCredential(content)
    profile = _profile(credential)
    key = None
    if form is Form.OB2_HOSTED:
        iri = hosted_iri(credential)
        body = _bytes(assertion(unsigned, iri=iri))
    else:
        key, signer = signer_of(profile, "RSA")
        if form is Form.OB3_JWT:
            iri = credential.iri
            body = sign_credential(unsigned, signer, kid=key_address(key, ".jwk")).encode()
        else:
            iri = uuid.UUID(bytes=ports().token_bytes(16), version=4).urn
            creator = key_address(key, ".ob2.json")
            document = assertion(unsigned, iri=iri, creator=creator)
            body = sign_assertion(_bytes(document), signer).encode()
    db.session.add(
        CredentialForm(
            community_id=credential.community_id,
            credential=credential,
            form=form.value,
            iri=iri,
            document=body,
            signing_key_id=key.id if key else None,
            created_at=now(),
        )
    )
    db.session.flush()
    return body


def _profile(credential: Credential) -> Profile:
    return credential.award.community.profile


def _bytes(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
