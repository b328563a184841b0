"""Verifying any W3C verifiable credential, of Data Model 2.0 or 1.1, badge or not.

    >>> from datetime import UTC, datetime
    >>> from badges.verifying.sources import OFFLINE
    >>> result = verify_credential({"type": ["VerifiableCredential"]}, fetch=OFFLINE,
    ...                            now=datetime(2026, 5, 1, tzinfo=UTC))
    >>> result.status.value, result.check("valid_signature").reason.code
    ('not_verified', 'signature.missing')

The steps are those of :mod:`badges.verifying`, less what only badges have: form and terms,
signature, whose key it is, dates and status. It is for the VC-API and for the credentials in a
presentation; a person with a badge is better served by ``verify``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from badges.errors import Reason
from badges.fetched import Fetch
from badges.proofs.content import Content
from badges.proofs.envelopes import is_envelope
from badges.verifying.accepted import DEFAULT_ACCEPTED, Accepted
from badges.verifying.conforming import check_terms, verdict
from badges.verifying.dating import check_expiration
from badges.verifying.embedded import Expected, check_proofs
from badges.verifying.facts import Facts, facts_of
from badges.verifying.foreign import id_of
from badges.verifying.lists import StatusLists
from badges.verifying.outcomes import (
    CheckId,
    Finding,
    Format,
    Outcome,
    VerificationResult,
    checks_of,
    failed,
    not_reached,
    skipped,
    status_of,
    worst,
)
from badges.verifying.reading import Submission, read_envelope, read_token
from badges.verifying.schema_checks import check_schemas
from badges.verifying.signatures import check_signature
from badges.verifying.sources import Documents
from badges.verifying.vouching import Checker, Signed
from badges.verifying.withdrawing import check_status
from schemas import documents
from schemas.checking import check_verifiable_credential

if TYPE_CHECKING:
    from badges.proofs.expansion import LoadContext

_BADGES_ONLY = (CheckId.RECIPIENT, CheckId.EVIDENCE, CheckId.ENDORSEMENTS)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the caller asks of each credential besides: see ``verify_credential``."""

    challenge: str | None = None
    domain: str | None = None
    load_context: LoadContext = documents.load_context


def verify_credential(
    credential: object,
    *,
    now: datetime,
    fetch: Fetch,
    accepted: Accepted = DEFAULT_ACCEPTED,
    challenge: str | None = None,
    domain: str | None = None,
    lists: StatusLists | None = None,
    load_context: LoadContext = documents.load_context,
) -> VerificationResult:
    """Verify a parsed credential, an enveloped one, or a token as a string.

    ``now`` is an aware instant, ``fetch`` gives the documents of others. ``challenge`` and
    ``domain`` must be those of its proof, where they are given. ``lists`` keeps status lists from
    one call to the next. ``load_context`` gives the contexts of embedded proofs. Never raises for
    what the credential is.
    """
    kept = StatusLists() if lists is None else lists
    checker = Checker(Documents(fetch), accepted, now, kept)
    return judge(submitted(credential), checker, Asked(challenge, domain, load_context))


def submitted(credential: object) -> Submission:
    """Take what somebody sent as a credential for what it looks like."""
    if isinstance(credential, str):
        return read_token(credential)
    if not isinstance(credential, dict):
        flaw = Reason("conformance.no_object")
        return Submission(Format.OB3_DI, "json", flaw=flaw)
    if is_envelope(credential):
        return read_envelope(credential, "json")
    return Submission(Format.OB3_DI, "json", credential)


def judge(submission: Submission, checker: Checker, asked: Asked) -> VerificationResult:
    """Take all steps with one credential."""
    credential = submission.credential
    if credential is None:
        return _result(submission, _unread(submission, checker))
    content = Content(credential, load_context=asked.load_context)
    conformance = _conformance(submission, content, checker)
    signed = _signed(submission, content, checker, asked)
    findings = {
        CheckId.CONFORMANCE: conformance,
        CheckId.VALID_SIGNATURE: signed.signature,
        CheckId.ISSUER_IDENTITY: signed.identity,
        CheckId.EXPIRATION: check_expiration(credential, now=checker.now),
        CheckId.REVOCATION_STATUS: not_reached(),
    }
    # Nothing that a document names is fetched for somebody who did not sign it.
    if Outcome.FAILED not in (signed.signature.outcome, signed.identity.outcome):
        schemas = (
            check_schemas(credential, content, checker, is_formed=False)
            if conformance.passed
            else ()
        )
        gravest = worst([conformance, *schemas]) or conformance
        findings |= {
            CheckId.CONFORMANCE: gravest.with_parts(*schemas) if schemas else conformance,
            CheckId.REVOCATION_STATUS: check_status(credential, checker),
        }
    return _result(submission, findings)


def _conformance(submission: Submission, content: Content, checker: Checker) -> Finding:
    if submission.flaw is not None and submission.flaw.code.startswith("conformance."):
        return Finding(Outcome.FAILED, submission.flaw)
    if submission.format not in checker.accepted.formats:
        return failed("conformance.format", format=submission.format.value)
    found = verdict(check_verifiable_credential(submission.credential))
    return check_terms(content) if found.passed else found


def _signed(submission: Submission, content: Content, checker: Checker, asked: Asked) -> Signed:
    if submission.jws is not None:
        return check_signature(submission, checker)
    issuer = id_of(content.document.get("issuer"))
    expected = Expected(issuer, challenge=asked.challenge, domain=asked.domain)
    return check_proofs(content, expected, checker)


def _unread(submission: Submission, checker: Checker) -> dict[CheckId, Finding]:
    signed = check_signature(submission, checker)
    flaw = submission.flaw
    is_form = flaw is not None and flaw.code.startswith("conformance.")
    return {
        CheckId.CONFORMANCE: Finding(Outcome.FAILED, flaw) if is_form and flaw else not_reached(),
        CheckId.VALID_SIGNATURE: signed.signature,
    }


def _result(submission: Submission, findings: Mapping[CheckId, Finding]) -> VerificationResult:
    """Put the findings in order; what only badges have was not asked for."""
    told = {
        CheckId.HOSTED: skipped("hosted.not_hosted"),
        CheckId.REGISTERED_ISSUER: skipped("registry.not_asked"),
        **dict.fromkeys(_BADGES_ONLY, skipped("check.badges_only")),
        **findings,
    }
    checks = checks_of(told)
    credential: Mapping[str, Any] | None = submission.credential
    return VerificationResult(
        status=status_of(checks),
        format=submission.format,
        container=submission.container,
        checks=checks,
        credential=credential,
        facts=Facts() if credential is None else facts_of(credential, submission.content),
    )
