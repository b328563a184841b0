"""The installation's own key: it signs receipts and never a badge.

Its DID is that of the base address. The document lists the key under ``verificationMethod`` and for
no purpose, so that whoever had it could still issue no badge in the installation's name.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa

from badges.database import db
from badges.models import InstallationKey
from badges.ports import now, ports, settings
from keys.controller import (
    DID_CONTEXT,
    MULTIKEY_CONTEXT,
    jwk_document,
    verification_method,
    verification_method_id,
)
from keys.did import did_web
from keys.encoding import public_key_from_jwk, public_key_to_jwk, thumbprint
from keys.errors import DidError
from keys.sealing import KeyBinding
from keys.signer import KeyReference, Signer, generate_private_key, open_signer, seal_private_key

ALGORITHM = "Ed25519"
TRIAL_DOMAIN = "trial.invalid"
"""A name that belongs to nobody, for ever (RFC 2606, 2): such receipts hold for nobody else."""

_COMMUNITY = "the installation"
_open_signer = lru_cache(maxsize=8)(open_signer)


def installation_did() -> str:
    """Give the installation's id; at a bare number, which did:web forbids, one for the trial."""
    base = settings().base_url
    try:
        return did_web(base)
    except DidError:
        number = re.sub("[^0-9a-z]+", "-", urlsplit(base).netloc.lower()).strip("-")
        return did_web(f"{number}.{TRIAL_DOMAIN}")


def installation_signer() -> Signer:
    """Open the newest key of this address, drawing one for the first receipt."""
    row = next(iter(reversed(_keys())), None) or _create()
    reference = KeyReference(row.uri, _binding(row.thumbprint), row.verification_method)
    return _open_signer(reference, ports().master_keys)


def installation_document() -> dict[str, Any]:
    """Build the installation's DID document."""
    did = installation_did()
    methods = [
        verification_method(
            public_key_from_jwk(row.public_jwk), method_id=row.verification_method, controller=did
        )
        for row in _keys()
    ]
    document: dict[str, Any] = {
        "@context": [DID_CONTEXT, *([MULTIKEY_CONTEXT] if methods else [])],
        "id": did,
        "alsoKnownAs": [settings().base_url],
    }
    return document | ({"verificationMethod": methods} if methods else {})


def installation_jwks() -> list[dict[str, str]]:
    """List the installation's keys as JWKs, each with ``iss``."""
    return [
        jwk_document(
            public_key_from_jwk(row.public_jwk),
            issuer=installation_did(),
            kid=row.verification_method,
        )
        for row in _keys()
    ]


def _keys() -> list[InstallationKey]:
    """List the keys of the address that the installation has now, oldest first."""
    mine = InstallationKey.verification_method.startswith(f"{installation_did()}#", autoescape=True)
    query = sa.select(InstallationKey).where(mine).order_by(InstallationKey.id)
    return list(db.session.scalars(query))


def _create() -> InstallationKey:
    private_key = generate_private_key(ALGORITHM)
    public_key = private_key.public_key()
    name = thumbprint(public_key)
    row = InstallationKey(
        algorithm=ALGORITHM,
        thumbprint=name,
        verification_method=verification_method_id(installation_did(), public_key),
        public_jwk=public_key_to_jwk(public_key),
        uri=seal_private_key(private_key, _binding(name), ports().master_keys),
        created_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    return row


def _binding(name: str) -> KeyBinding:
    return KeyBinding(name, _COMMUNITY, ALGORITHM)
