"""Everything of one issue in one folder: what ``badges issue --out DIR`` writes."""

from __future__ import annotations

import json
from typing import Any

from badges.credentials import issuers
from badges.credentials.achievements import badge_class
from badges.credentials.custody import keys_of
from badges.credentials.statuslists import signed_list
from badges.models import Award, Credential, Profile
from badges.publishing.files import FILES, download
from badges.publishing.issued import Form, form_of, issued_credential
from keys.errors import KeysError

DOCUMENTS = "documents"


def bundle(award: Award) -> dict[str, bytes]:
    """Give the nine files by name, and below ``documents/`` what a checker would fetch."""
    credential = issued_credential(award)
    files = {kind.name: download(award, suffix, credential).body for suffix, kind in FILES.items()}
    return files | documents_of(credential)


def documents_of(credential: Credential) -> dict[str, bytes]:
    """Give what a checker would fetch for an issue, below ``documents/``."""
    return {f"{DOCUMENTS}/{name}": body for name, body in _documents(credential).items()}


def _documents(credential: Credential) -> dict[str, bytes]:
    """Gather the documents that verifying the nine files asks for, each under a plain name.

    Each is found by the id that it gives itself, so that no two may share one: the OB 3.0 Profile
    (whose id is that of the DID document) and Achievement (that of the badge class) stay out.
    """
    award = credential.award
    profile, language = award.community.profile, award.language
    ob2_issuer = issuers.ob2_profile_iri(profile)
    return {
        "did.json": _json(issuers.issuer_did_document(profile)),
        "jwks.json": _json(issuers.issuer_jwks(profile)),
        "issuer.ob2.json": _json(issuers.ob2_profile(profile, language)),
        "badge-class.json": _json(badge_class(award.version, language, issuer=ob2_issuer)),
        "hosted-assertion.json": form_of(credential, Form.OB2_HOSTED),
        "status-list.json": signed_list(credential.status_list),
        "revocations.json": _json(issuers.ob2_revocations(profile)),
        **_keys(profile),
    }


def _keys(profile: Profile) -> dict[str, bytes]:
    """Give every key that vouches in each form that it has (decisions 6)."""
    found = {}
    for row in keys_of(profile):
        if row.state not in issuers.VOUCHING:
            continue
        found[f"{row.thumbprint}.jwk"] = _json(issuers.jwk_of(row))
        for suffix, make in ((".ob2.json", issuers.ob2_key), (".json", issuers.multikey_of)):
            try:
                found[f"{row.thumbprint}{suffix}"] = _json(make(row))
            except KeysError:  # an Ed25519 key has no PEM in OB 2.0, an RSA key no Multikey
                continue
    return found


def _json(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1).encode()
