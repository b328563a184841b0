"""What has been issued for an award; the one place where publishing meets issuing."""

from __future__ import annotations

import json
from typing import Any

from badges.credentials.forms import Form, form_of, newest_credential
from badges.errors import NotFoundError
from badges.models import Award, Credential

__all__ = ["Form", "clear_name", "document_of", "form_of", "issued_credential", "signed_name"]


def issued_credential(award: Award) -> Credential:
    """Give the newest issue of an award; raises ``NotFoundError`` before the first."""
    credential = newest_credential(award)
    if credential is None:
        raise NotFoundError("award.unsigned", "This award has not been signed yet.")
    return credential


def document_of(credential: Credential) -> dict[str, Any]:
    """Parse the signed bytes; raises ``GoneError`` where they have been erased."""
    document: dict[str, Any] = json.loads(form_of(credential, Form.OB3_DI))
    return document


def clear_name(credential: Credential) -> str:
    """Give the recipient's name where it was signed in clear, else nothing (decisions 9)."""
    for identity in document_of(credential)["credentialSubject"].get("identifier", []):
        if identity.get("identityType") == "name" and identity.get("hashed") is False:
            return str(identity["identityHash"])
    return ""


def signed_name(credential: Credential) -> str:
    """Give the name for files that the holder hands over, as it was signed wherever it was.

    Where the member asked for "without my name" only a hash was signed, and the award's own name
    is what the hash was made of.
    """
    return clear_name(credential) or credential.award.recipient_name
