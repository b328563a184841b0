"""Verifying for the suites: the library's checks, with their contexts and without a network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from badges.errors import BadgesError
from badges.proofs.chains import proofs_of
from badges.proofs.content import Content
from badges.proofs.data_integrity import ASSERTION_METHOD, verify_proof
from badges.proofs.envelopes import is_envelope, opened
from badges.verifying import DEFAULT_ACCEPTED
from keys.did import derived_document, did_of
from keys.lookup import find_verification_method
from schemas.checking import check_presentation, check_verifiable_credential
from schemas.problems import Problem
from tests.suites.plain import Reading, plain

AUTHENTICATION = "authentication"


class NotVerifiedError(BadgesError):
    """The document has not the form that the data model asks for, or nobody signed it."""


def check_credential(document: Any, read: Reading = plain) -> None:
    """Return if a credential verifies, else raise; whose key it was is not asked.

    The suites' official vectors name an issuer that publishes nothing.
    """
    _check_form(check_verifiable_credential(document))
    _check_proofs(document, read)


def check_presented(
    document: Any, read: Reading = plain, *, challenge: str | None, domain: str | None
) -> None:
    """Return if a presentation and each credential in it verify, else raise."""
    _check_form(check_presentation(document))
    _check_proofs(document, read, purpose=AUTHENTICATION, challenge=challenge, domain=domain)
    credentials = document.get("verifiableCredential", [])
    for credential in credentials if isinstance(credentials, list) else [credentials]:
        if is_envelope(credential):
            opened(credential)
        else:
            check_credential(credential, read)


def _check_form(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        raise NotVerifiedError("suites.form", f"{problem.path}: {problem.message}")


def _check_proofs(document: Mapping[str, Any], read: Reading, **binding: Any) -> None:
    meant, load_context = read(document)
    content = Content(meant, load_context=load_context)
    content.rdfc()
    proofs = proofs_of(content)
    if not proofs:
        raise NotVerifiedError("suites.unsigned", "There is no proof.")
    for proof in proofs:
        method_id = proof.get("verificationMethod")
        published = derived_document(did_of(method_id)) or {}
        verify_proof(
            content,
            proof,
            find_verification_method(published, str(method_id)).public_key,
            accepted_suites=DEFAULT_ACCEPTED.suites,
            **{"purpose": ASSERTION_METHOD, **binding},
        )
