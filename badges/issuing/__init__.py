"""Signing awards: prepare a draft, check it, then use the key once and keep the bytes.

Four forms come from one award (decisions 13). The Data Integrity form is signed when the award
is accepted; the JWT, the hosted and the signed OB 2.0 form on first request, from the signed
credential::

    credential = issue(prepare(award))
    token = form_of(credential, Form.OB3_JWT)
"""

from __future__ import annotations

from badges.credentials.forms import Form, form_of, newest_credential
from badges.issuing.drafts import Draft, issue, prepare
from badges.issuing.renewing import (
    issue_credential,
    reissue,
    revoke_signing_key,
    touched_by,
)

__all__ = [
    "Draft",
    "Form",
    "form_of",
    "issue",
    "issue_credential",
    "newest_credential",
    "prepare",
    "reissue",
    "revoke_signing_key",
    "touched_by",
]
