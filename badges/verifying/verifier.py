"""The order of the checks; the steps are told in :mod:`badges.verifying`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from badges.fetched import Fetch
from badges.proofs.content import Content
from badges.verifying.accepted import DEFAULT_ACCEPTED, Accepted
from badges.verifying.assertions import Vouched, check_signed_assertion
from badges.verifying.conforming import check_conformance
from badges.verifying.dating import DATES, Period, check_expiration
from badges.verifying.endorsing import check_endorsements
from badges.verifying.facts import Facts, facts_of, facts_of_assertion
from badges.verifying.hosting import check_hosted_assertion
from badges.verifying.lists import StatusLists
from badges.verifying.outcomes import (
    CheckId,
    Finding,
    Format,
    VerificationResult,
    checks_of,
    not_reached,
    skipped,
    status_of,
    worst,
)
from badges.verifying.reading import Submission, read
from badges.verifying.recipients import (
    Recipient,
    check_recipient,
    identities_of,
    identities_of_assertion,
)
from badges.verifying.refreshing import Examined, refresh
from badges.verifying.reporting import check_evidence
from badges.verifying.schema_checks import check_schemas
from badges.verifying.signatures import Checker, check_signature
from badges.verifying.sources import Documents
from badges.verifying.withdrawing import check_status

Findings = Mapping[CheckId, Finding]

_NOT_ASKED: Final = skipped("registry.not_asked")
_NOT_HOSTED: Final = skipped("hosted.not_hosted")


def verify(
    data: bytes,
    *,
    now: datetime,
    fetch: Fetch,
    accepted: Accepted = DEFAULT_ACCEPTED,
    recipient: str | None = None,
    name: str | None = None,
    lists: StatusLists | None = None,
) -> VerificationResult:
    """Verify a badge of either version, in any container.

    ``now`` is an aware instant. ``fetch`` gives the documents of others (see
    :mod:`badges.verifying.sources`). ``recipient`` is the e-mail address and ``name`` the name that
    the badge should be about. ``lists`` keeps the status lists that were found good, for calls
    that fetch from the same places; by default they are forgotten. Raises ``UnreadableError`` where
    there is no badge in ``data``, and nothing else, whatever it and the fetched documents are.
    """
    submission = read(data)  # steps 1 and 2
    checker = Checker(Documents(fetch), accepted, now, StatusLists() if lists is None else lists)
    if submission.format in (Format.OB2_HOSTED, Format.OB2_JWS):
        return _verify_assertion(submission, checker, recipient, name)
    return _verify_credential(submission, checker, recipient, name)


def _verify_credential(
    given: Submission, checker: Checker, email: str | None, name: str | None
) -> VerificationResult:
    """Take steps 3 to 9 with an OB 3.0 credential."""

    def examine(submission: Submission) -> Examined:
        return _examine(submission, checker)

    refreshed = refresh(examine(given), checker, examine)  # steps 3 to 5
    examined = refreshed.judged
    submission, signed = examined.submission, examined.signed
    credential = submission.credential
    findings = {
        CheckId.CONFORMANCE: examined.conformance,
        CheckId.VALID_SIGNATURE: signed.signature,
        CheckId.HOSTED: _NOT_HOSTED,
        CheckId.ISSUER_IDENTITY: signed.identity,
    }
    if credential is None:
        return _result(submission, findings, Facts())
    content = submission.content or Content(credential)
    asked = _asked(given, submission, email, name)
    is_broken = examined.is_broken
    status = not_reached() if is_broken else check_status(credential, checker)
    findings |= {
        CheckId.EXPIRATION: content.once(Period.of, *DATES).at(checker.now),  # step 6
        CheckId.REVOCATION_STATUS: (  # step 7
            status if refreshed.note is None else status.with_parts(refreshed.note)
        ),
        CheckId.RECIPIENT: asked.finding,  # step 8
        CheckId.EVIDENCE: content.once(check_evidence, "digestSRI"),  # step 9
        CheckId.ENDORSEMENTS: (
            not_reached() if is_broken else check_endorsements(credential, content, checker)
        ),
    }
    return _result(submission, findings, _named(facts_of(credential, content), asked))


def _examine(submission: Submission, checker: Checker) -> Examined:
    """Take steps 3 to 5, which a refreshed credential goes through as well."""
    conformance = check_conformance(submission, checker.accepted)
    signed = check_signature(submission, checker)
    # Nothing that a document names is fetched for somebody who did not sign it.
    examined = Examined(submission, conformance, signed)
    credential, content = submission.credential, submission.content
    if credential is None or content is None or examined.is_broken or not conformance.passed:
        return examined
    schemas = check_schemas(credential, content, checker)
    if not schemas:
        return examined
    gravest = worst([conformance, *schemas]) or conformance
    return Examined(submission, gravest.with_parts(*schemas), signed)


def _asked(given: Submission, judged: Submission, email: str | None, name: str | None) -> Recipient:
    """Compare the recipient; a name beside a badge must be the one signed in that very badge."""
    if email is None and name is None and not given.attached_name:
        return check_recipient(())
    identities = identities_of(judged.credential or {})
    if given is judged:
        return check_recipient(
            identities, email=email, name=name, attached_name=given.attached_name
        )
    beside = check_recipient(
        identities_of(given.credential or {}), attached_name=given.attached_name
    )
    asked = check_recipient(identities, email=email, name=name)
    return Recipient(worst([beside.finding, asked.finding]) or asked.finding, asked.name)


def _verify_assertion(
    submission: Submission, checker: Checker, email: str | None, name: str | None
) -> VerificationResult:
    """Take steps 3 to 9 with an OB 2.0 assertion."""
    if submission.format is Format.OB2_JWS:
        vouched = check_signed_assertion(submission, checker)  # steps 4, 5 and 7
    else:
        vouched = check_hosted_assertion(submission, checker)
    assertion = vouched.assertion
    asked = check_recipient(  # step 8
        identities_of_assertion(assertion),
        email=email,
        name=name,
        attached_name=submission.attached_name,
    )
    findings = {
        CheckId.CONFORMANCE: _assertion_conformance(submission, vouched, checker),  # step 3
        CheckId.VALID_SIGNATURE: vouched.signature,
        CheckId.HOSTED: vouched.hosted,
        CheckId.ISSUER_IDENTITY: vouched.identity,
        CheckId.EXPIRATION: check_expiration(assertion, now=checker.now),  # step 6
        CheckId.REVOCATION_STATUS: vouched.status,
        CheckId.RECIPIENT: asked.finding,
        CheckId.EVIDENCE: check_evidence(assertion),  # step 9
        CheckId.ENDORSEMENTS: skipped("endorsements.none"),
    }
    facts = facts_of_assertion(assertion, vouched.badge, vouched.issuer)
    return _result(submission, findings, _named(facts, asked), assertion)


def _assertion_conformance(submission: Submission, vouched: Vouched, checker: Checker) -> Finding:
    """Check the assertion; of a picture that only names an address, the one found there."""
    if submission.credential is None and vouched.assertion:
        found = Submission(submission.format, submission.container, dict(vouched.assertion))
        return check_conformance(found, checker.accepted)
    return check_conformance(submission, checker.accepted)


def _named(facts: Facts, asked: Recipient) -> Facts:
    return facts.naming(asked.name) if asked.name else facts


def _result(
    submission: Submission,
    findings: Findings,
    facts: Facts,
    document: Mapping[str, object] | None = None,
) -> VerificationResult:
    """Put the findings in order; registries are not asked, for being in none is no fault."""
    checks = checks_of({CheckId.REGISTERED_ISSUER: _NOT_ASKED, **findings})
    return VerificationResult(
        status=status_of(checks),
        format=submission.format,
        container=submission.container,
        checks=checks,
        credential=document or submission.credential,
        facts=facts,
    )
