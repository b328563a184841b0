"""The registered claims of a token (RFC 7519, 4.1), held against the credential beside them.

    >>> credential = {"id": "urn:uuid:1", "issuer": {"id": "did:web:badges.example"}}
    >>> expected_claims(credential)
    {'iss': 'did:web:badges.example', 'jti': 'urn:uuid:1'}
    >>> check_agreement({**credential, "iss": "did:web:evil.example"}, expected_claims(credential))
    Traceback (most recent call last):
    badges.proofs.errors.JwtClaimMismatchError: The claim iss says something else than the document.

They are the token's own and not the credential's: whoever reads the credential sees none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from badges.proofs.errors import JwtClaimError, JwtClaimMismatchError

VC1_CONTEXT: Final = "https://www.w3.org/2018/credentials/v1"
"""First context of a VC 1.1 credential."""

VC2_CONTEXT: Final = "https://www.w3.org/ns/credentials/v2"
"""First context of a VC 2.0 credential or presentation."""

REGISTERED_CLAIMS: Final = ("iss", "jti", "sub", "nbf", "exp", "iat", "aud")

NAMES: Final = ("iss", "jti", "sub")
"""The claims that repeat who and what; each is a text."""

TIMES: Final = ("nbf", "exp")
"""The claims that are NumericDates: seconds since 1970 in UTC."""

_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})", re.ASCII
)


def expected_claims(credential: Mapping[str, Any]) -> dict[str, Any]:
    """Give the registered claims that a credential's own fields amount to (OB 3.0, 8.2.4.1).

    Raises ``JwtClaimError`` for dates that are no instants.
    """
    legacy = is_version_1(credential)
    values = {
        "iss": id_of(credential.get("issuer")),
        "jti": credential.get("id"),
        "sub": id_of(credential.get("credentialSubject")),
        "nbf": _seconds(credential, "issuanceDate" if legacy else "validFrom"),
        "exp": _seconds(credential, "expirationDate" if legacy else "validUntil"),
    }
    return {claim: value for claim, value in values.items() if value is not None}


def check_agreement(
    payload: Mapping[str, Any], expected: Mapping[str, Any], claims: Iterable[str] = NAMES + TIMES
) -> None:
    """Raise ``JwtClaimMismatchError`` where a claim that is there contradicts what is expected."""
    for claim in claims:
        if claim in payload and not _agrees(claim, payload[claim], expected.get(claim)):
            raise JwtClaimMismatchError(
                f"The claim {claim} says something else than the document.", claim=claim
            )


def without_claims(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Give the document that a payload is, less the registered claims."""
    return {key: value for key, value in payload.items() if key not in REGISTERED_CLAIMS}


def is_version_1(credential: Mapping[str, Any]) -> bool:
    """Tell a credential of VC 1.1 by its first context."""
    contexts = credential.get("@context")
    return (
        (contexts[:1] == [VC1_CONTEXT]) if isinstance(contexts, list) else contexts == VC1_CONTEXT
    )


def is_version_2(document: Mapping[str, Any]) -> bool:
    """Tell a credential, presentation or envelope of VC 2.0 by its first context."""
    contexts = document.get("@context")
    return contexts == VC2_CONTEXT or (isinstance(contexts, list) and contexts[:1] == [VC2_CONTEXT])


def types_of(document: Mapping[str, Any]) -> set[str]:
    """Give the names in ``type``."""
    value = document.get("type")
    given = value if isinstance(value, list) else [value]
    return {each for each in given if isinstance(each, str)}


def id_of(node: Any) -> str | None:
    """Give the id of a reference: a text, an object with an ``id``, or a list of one of them."""
    if isinstance(node, list) and len(node) == 1:
        node = node[0]
    value = node.get("id") if isinstance(node, dict) else node
    return value if isinstance(value, str) else None


def instant_of(seconds: Any, claim: str) -> datetime:
    """Read a NumericDate; raises ``JwtClaimError``."""
    try:
        if isinstance(seconds, bool) or not isinstance(seconds, int | float):
            raise TypeError(claim)  # noqa: TRY301 - one place says the sentence
        return datetime.fromtimestamp(seconds, UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        raise JwtClaimError(
            f"The claim {claim} must be a number of seconds.", claim=claim
        ) from None


def _seconds(credential: Mapping[str, Any], field: str) -> int | float | None:
    text = credential.get(field)
    if text is None:
        return None
    seconds = _seconds_of(text) if isinstance(text, str) else None
    if seconds is None:
        raise JwtClaimError(
            f"The credential's {field} must be an instant with a zone.", claim=field
        )
    return seconds


@lru_cache(maxsize=1024)
def _seconds_of(text: str) -> int | float | None:
    """Give the NumericDate of an instant, or none; credentials of one day share a few."""
    if not _INSTANT.fullmatch(text):
        return None
    try:
        seconds = datetime.fromisoformat(text).timestamp()
    except (ValueError, OverflowError):
        return None
    return int(seconds) if seconds.is_integer() else seconds


def _agrees(claim: str, given: Any, expected: Any) -> bool:
    if claim in NAMES:
        return isinstance(given, str) and given == expected
    if isinstance(given, bool) or not isinstance(given, int | float) or expected is None:
        return False
    # A credential in fractions of seconds goes with a claim in whole ones (RFC 7519, 2).
    return given in (expected, int(expected // 1))
