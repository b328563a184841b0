"""Verifying for the suites: the product's own checks, with the suites' contexts and no network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from badges.errors import BadgesError
from badges.fetched import Fetch
from badges.verifying.credentials import verify_credential
from badges.verifying.outcomes import DECIDING, CheckId, Outcome, VerificationResult
from badges.verifying.presenting import verify_presentation
from tests.suites.plain import Reading

MUST_PASS = frozenset({CheckId.CONFORMANCE, CheckId.VALID_SIGNATURE})
MAY_BE_UNKNOWN = frozenset({CheckId.ISSUER_IDENTITY})
"""The official vectors name issuers that publish nothing."""


class NotVerifiedError(BadgesError):
    """Something speaks against the document, or could not be checked."""


def check_credential(credential: Any, read: Reading, fetch: Fetch) -> None:
    """Return if a credential verifies, else raise."""
    meant, load_context = read(credential)
    _ask(verify_credential(meant, now=datetime.now(UTC), fetch=fetch, load_context=load_context))


def check_presented(presentation: Any, read: Reading, fetch: Fetch, **binding: Any) -> None:
    """Return if a presentation and each credential in it verify, else raise.

    ``binding`` is the ``challenge`` and the ``domain`` that the holder was asked to sign.
    """
    meant, load_context = read(presentation)
    result = verify_presentation(
        json.dumps(meant).encode(),
        now=datetime.now(UTC),
        fetch=fetch,
        load_context=load_context,
        **binding,
    )
    for found in (result.conformance, result.signature):
        if not found.passed:
            raise NotVerifiedError(found.reason)
    if result.holder.outcome is Outcome.FAILED:
        raise NotVerifiedError(result.holder.reason)
    for credential in result.credentials:
        _ask(credential)


def _ask(result: VerificationResult) -> None:
    for check in result.checks:
        allowed = {Outcome.PASSED}
        if check.id not in MUST_PASS:
            allowed.add(Outcome.SKIPPED)
        if check.id in MAY_BE_UNKNOWN:
            allowed.add(Outcome.UNKNOWN)
        if check.id in DECIDING and check.outcome not in allowed:
            raise NotVerifiedError(
                check.reason, f"{check.reason.code} {_told(check.reason.params)}"
            )


def _told(params: Mapping[str, Any]) -> str:
    return json.dumps(dict(params), default=str)
