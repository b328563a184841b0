"""Steps 4, 5 and 7 for hosted OB 2.0 assertions, of which only the address is trusted.

The document at the assertion's ``id`` must equal the given one, and lie where the issuer's Profile
says that its badges lie: below ``startsWith``, on one of ``allowedOrigins``, or, where it says
neither, on the host of the Profile (OB 2.0, "Verification"). Status 410 or ``revoked`` there is how
such a badge is withdrawn.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from badges.fetched import FetchError, HttpStatusError
from badges.verifying.assertions import Part, Vouched, badge_and_issuer
from badges.verifying.foreign import host_of, is_web_address, listed, node, text
from badges.verifying.issuers import unreachable
from badges.verifying.outcomes import Finding, Outcome, failed, not_reached, passed, skipped
from badges.verifying.reading import Submission
from badges.verifying.signatures import Checker
from badges.verifying.sources import Document


@dataclass(frozen=True, slots=True)
class _Seen:
    """What stood at the assertion's address."""

    hosted: Finding
    status: Finding = field(default_factory=not_reached)
    document: Mapping[str, Any] = field(default_factory=dict)


def check_hosted_assertion(submission: Submission, checker: Checker) -> Vouched:
    """Check a hosted OB 2.0 assertion against its own address."""
    address = submission.address or text(submission.credential, "id")
    seen = _look(submission, address, checker)
    assertion = submission.credential or seen.document
    badge, issuer = badge_and_issuer(assertion, checker)
    hosted, identity = seen.hosted, not_reached()
    if hosted.passed and issuer.missing:
        identity = issuer.missing
    elif hosted.passed:
        hosted, identity = _in_scope(address, issuer)
    return Vouched(
        signature=skipped("signature.not_signed"),
        hosted=hosted,
        identity=identity,
        status=seen.status,
        assertion=assertion,
        badge=badge.document,
        issuer=issuer.document,
    )


def _look(submission: Submission, address: str, checker: Checker) -> _Seen:
    kind = text(node((submission.credential or {}).get("verification")), "type")
    if kind in {"SignedBadge", "signed"}:
        return _Seen(failed("hosted.signature_missing"))
    if not is_web_address(address):
        return _Seen(failed("hosted.no_address"))
    try:
        found = checker.documents.get(address)
    except FetchError as error:
        return _unseen(error)
    return _compared(found, submission.credential, address)


def _unseen(error: FetchError) -> _Seen:
    """Tell "not there" from "not reached"; 404 says nothing about why, 410 says revoked."""
    status = error.status if isinstance(error, HttpStatusError) else 0
    if status == HTTPStatus.GONE:
        return _Seen(failed("hosted.gone", host=host_of(error.url)), failed("status.revoked"))
    if status == HTTPStatus.NOT_FOUND:
        return _Seen(failed("hosted.gone", host=host_of(error.url)))
    return _Seen(
        Finding(Outcome.UNKNOWN, unreachable("hosted", error)),
        Finding(Outcome.UNKNOWN, unreachable("status", error)),
    )


def _compared(found: Document, given: Mapping[str, Any] | None, address: str) -> _Seen:
    document, host = node(found.value), host_of(address)
    if found.gone or document.get("revoked") is True:
        return _Seen(failed("hosted.gone", host=host), failed("status.revoked"), document)
    status = passed("status.valid", host=host)
    if text(document, "id") != address or (given is not None and not _is_same(document, given)):
        return _Seen(failed("hosted.differs", host=host), status, document)
    return _Seen(passed("hosted.equal", host=host), status, document)


def _is_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Compare as JSON, where the order of keys means nothing and ``true`` is not 1."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _in_scope(address: str, issuer: Part) -> tuple[Finding, Finding]:
    """Ask the issuer's Profile whether badges at this address are its own."""
    scope = node(issuer.document.get("verification"))
    prefixes = [each for each in listed(scope.get("startsWith")) if isinstance(each, str)]
    origins = [
        each.lower() for each in listed(scope.get("allowedOrigins")) if isinstance(each, str)
    ]
    host, names = host_of(address), issuer.names
    if not prefixes and not origins:
        origins = [names["domain"]]
    below = not prefixes or any(_starts_with(address, each) for each in prefixes)
    if not below or (origins and host not in origins):
        outside = failed("hosted.out_of_scope", host=host, domain=names["domain"])
        return outside, failed("identity.not_hosted_by_issuer", **names)
    own = passed("identity.given" if issuer.given else "identity.hosted", **names)
    return passed("hosted.equal", host=host), own


def _starts_with(address: str, prefix: str) -> bool:
    """Compare as text, but let ``https://a.example`` not stand for ``https://a.example.evil``."""
    return address.startswith(prefix) and urlsplit(address).netloc == urlsplit(prefix).netloc
