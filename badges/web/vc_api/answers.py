"""A verdict in the words of the VC-API: checks, warnings, errors as problem details.

>>> from badges.errors import Reason
>>> check = Check(CheckId.EXPIRATION, Outcome.FAILED, Reason("expiration.expired"))
>>> problem_type(check).rpartition("#")[2]
'RANGE_ERROR'
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from badges.verifying import Check, CheckId, Outcome, VerificationResult
from badges.verifying.outcomes import DECIDING, not_reached
from badges.verifying.presenting import PresentationResult
from badges.wording import wording

# VC Data Model 2.0, 7.1; Bitstring Status List 1.0, 3.5
_DATA_MODEL: Final = "https://www.w3.org/TR/vc-data-model#"
_STATUS: Final = "https://www.w3.org/ns/credentials/status-list#"

PROBLEM_TYPES: Final[Mapping[CheckId, str]] = MappingProxyType(
    {
        CheckId.CONFORMANCE: f"{_DATA_MODEL}MALFORMED_VALUE_ERROR",
        CheckId.VALID_SIGNATURE: f"{_DATA_MODEL}CRYPTOGRAPHIC_SECURITY_ERROR",
        CheckId.ISSUER_IDENTITY: f"{_DATA_MODEL}CRYPTOGRAPHIC_SECURITY_ERROR",
        CheckId.EXPIRATION: f"{_DATA_MODEL}RANGE_ERROR",
        CheckId.REVOCATION_STATUS: f"{_STATUS}STATUS_VERIFICATION_ERROR",
    }
)


def problem_type(check: Check) -> str:
    """Give the type of problem that the standards have for a check."""
    if check.id is CheckId.REVOCATION_STATUS and check.outcome is Outcome.UNKNOWN:
        return f"{_STATUS}STATUS_RETRIEVAL_ERROR"
    return PROBLEM_TYPES.get(check.id, "about:blank")


def verdict(result: VerificationResult) -> dict[str, Any]:
    """Give a result as the VC-API answers it.

    What failed is an error, and so is what could not be checked where the verdict hangs on it;
    the rest that did not pass is a warning. Of what was not reached, only the cause is told.
    """
    errors: list[dict[str, str]] = []
    warnings: list[dict[str, str]] = []
    for check in result.checks:
        if check.reason == not_reached().reason:
            continue
        if check.outcome in (Outcome.FAILED, Outcome.UNKNOWN):
            (errors if check.id in DECIDING else warnings).append(_problem(check))
    return {
        "verified": result.verified,
        "checks": [check.to_json(wording("en").sentence) for check in result.checks],
        "warnings": warnings,
        "errors": errors,
    }


def presentation_verdict(result: PresentationResult) -> dict[str, Any]:
    """Give a presentation's result: its own questions, then each credential in it."""
    own = {
        CheckId.CONFORMANCE: result.conformance,
        CheckId.VALID_SIGNATURE: result.signature,
        CheckId.ISSUER_IDENTITY: result.holder,
    }
    errors = [
        _problem(Check(check_id, found.outcome, found.reason))
        for check_id, found in own.items()
        if not found.passed and found.reason != not_reached().reason
    ]
    credentials = [verdict(each) for each in result.credentials]
    return {
        "verified": result.verified,
        "checks": result.to_json(wording("en").sentence)["checks"],
        "warnings": [problem for each in credentials for problem in each["warnings"]],
        "errors": [*errors, *(problem for each in credentials for problem in each["errors"])],
        "credentialResults": credentials,
    }


def _problem(check: Check) -> dict[str, str]:
    known = problem_type(check)
    title = known.rpartition("#")[2].replace("_", " ").capitalize()
    return {
        "type": known,
        "title": title if known != "about:blank" else check.id.value,
        "detail": wording("en").sentence(check.reason),
        "code": check.reason.code,
    }
