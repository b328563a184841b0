"""VC-JWT: a credential in a signed JSON Web Token (Open Badges 3.0, 8.2; VC 1.1, 6.3.1).

    >>> from keys.signer import LocalSigner, generate_private_key
    >>> signer = LocalSigner(generate_private_key("RSA"), "https://badges.example/keys/1.jwk")
    >>> credential = {
    ...     "@context": ["https://www.w3.org/ns/credentials/v2"],
    ...     "id": "urn:uuid:1",
    ...     "issuer": {"id": "did:web:badges.example", "type": ["Profile"]},
    ...     "validFrom": "2026-01-01T00:00:00Z",
    ...     "credentialSubject": {"id": "urn:uuid:2"},
    ... }
    >>> token = read_jwt(sign_credential(credential, signer))
    >>> payload = verify_jwt(token, signer.public_key, algorithms=["RS256"])
    >>> payload["iss"], payload["nbf"], credential_of(payload) == credential
    ('did:web:badges.example', 1767225600, True)

Reading trusts nothing: times, issuer and status are for ``badges.verifying``, so that "expired" and
"bad signature" stay two answers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from badges.proofs.documents import UnsignedCredential
from badges.proofs.errors import (
    AlreadySecuredError,
    JsonTextError,
    JwtClaimError,
    JwtClaimMismatchError,
    MalformedTokenError,
)
from badges.proofs.jsontext import check_json, parse_json
from badges.proofs.jws import Jws, read_jws, sign_jws, verify_jws

if TYPE_CHECKING:
    from keys.algorithms import PublicKey
    from keys.signer import Signer

VC1_CONTEXT: Final = "https://www.w3.org/2018/credentials/v1"
"""First context of a VC 1.1 credential, which stands in the ``vc`` claim."""

REGISTERED_CLAIMS: Final = ("iss", "jti", "sub", "nbf", "exp", "iat", "aud")
"""RFC 7519, 4.1: the token's own, not the credential's."""

REQUIRED_CLAIMS: Final = ("iss", "jti", "sub", "nbf")
"""Open Badges 3.0, 8.2.4.1, where tokens of VC-JOSE-COSE have none of them."""

TOKEN_TYPES: Final = frozenset({"jwt", "vc+jwt", "vc+ld+jwt"})
"""``typ`` values that we read, in lower case; we write ``JWT``."""

_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})", re.ASCII
)


@dataclass(frozen=True, slots=True)
class JwtDocument:
    """A token that was read but not checked; ``payload`` is not to be trusted yet."""

    header: Mapping[str, Any]
    payload: Mapping[str, Any]
    signing_input: bytes
    signature: bytes


def sign_credential(document: UnsignedCredential, signer: Signer, *, kid: str | None = None) -> str:
    """Sign a credential as a VC-JWT, whose payload is the credential and its registered claims.

    ``kid`` is the address of the bare JWK; the signer's ``verification_method`` where it is not
    given. Raises ``JwtClaimError`` where the credential lacks a field that a claim repeats or gives
    an instant in fractions of seconds, ``AlreadySecuredError`` where it holds a proof.
    """
    if "proof" in document:
        raise AlreadySecuredError("A VC-JWT holds no other proof; sign the credential without.")
    check_json(document)
    claims = _expected_claims(document)
    for claim in REQUIRED_CLAIMS:
        if claim not in claims:
            raise JwtClaimError(f"The credential gives nothing for the claim {claim}.", claim=claim)
    for claim in ("nbf", "exp"):
        if not float(claims.get(claim, 0)).is_integer():
            raise JwtClaimError("Give validFrom and validUntil in whole seconds.", claim=claim)
    payload = {**document, **claims}
    text = json.dumps(payload, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return sign_jws(text.encode(), signer, kid=kid or signer.verification_method, typ="JWT")


def read_jwt(token: str | bytes) -> JwtDocument:
    """Read a VC-JWT without trusting it; raises ``MalformedTokenError``."""
    jws = read_jws(token)
    kind = jws.header.get("typ", "JWT")
    if not isinstance(kind, str) or kind.lower() not in TOKEN_TYPES:
        raise MalformedTokenError("The token's typ is not one of a credential; JWT is.")
    try:
        payload = parse_json(jws.payload)
    except JsonTextError as error:
        raise MalformedTokenError(f"The token's payload cannot be read: {error}") from None
    if not isinstance(payload, dict):
        raise MalformedTokenError("The token's payload must be an object.")
    return JwtDocument(jws.header, payload, jws.signing_input, jws.signature)


def verify_jwt(
    document: JwtDocument, public_key: PublicKey, *, algorithms: Collection[str]
) -> dict[str, Any]:
    """Give the payload if the signature is the key's; see ``jws.verify_jws`` for the errors."""
    jws = Jws(document.header, b"", document.signing_input, document.signature)
    verify_jws(jws, public_key, algorithms=algorithms)
    return dict(document.payload)


def credential_of(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Give the credential in a payload, checked against the registered claims that are there.

    VC 1.1 credentials stand in ``vc``, whose missing fields the claims give (VC 1.1, 6.3.1); VC 2.0
    credentials are the payload. Raises ``JwtClaimError`` where ``vc`` does not go with the contexts
    or a claim is malformed, ``JwtClaimMismatchError`` where a claim contradicts the credential.
    """
    if "vc" in payload:
        credential = _completed(payload)
    else:
        credential = {k: v for k, v in payload.items() if k not in REGISTERED_CLAIMS}
    if _is_version_1(credential) != ("vc" in payload):
        raise JwtClaimError(
            "The claim vc goes with credentials of VC 1.1, and with no others.", claim="vc"
        )
    expected = _expected_claims(credential)
    for claim in ("iss", "jti", "sub", "nbf", "exp"):
        if claim in payload and not _agrees(claim, payload[claim], expected.get(claim)):
            raise JwtClaimMismatchError(
                f"The claim {claim} says something else than the credential.", claim=claim
            )
    return credential


def _completed(payload: Mapping[str, Any]) -> dict[str, Any]:
    inner = payload["vc"]
    if not isinstance(inner, dict):
        raise JwtClaimError("The claim vc must be an object.", claim="vc")
    credential = dict(inner)
    for field, claim in (("id", "jti"), ("issuer", "iss")):
        if claim in payload:
            credential.setdefault(field, payload[claim])
    for field, claim in (("issuanceDate", "nbf"), ("expirationDate", "exp")):
        if claim in payload:
            credential.setdefault(field, _instant(payload[claim], claim))
    subject = credential.get("credentialSubject")
    if "sub" in payload and isinstance(subject, dict):
        credential["credentialSubject"] = {"id": payload["sub"], **subject}
    return credential


def _instant(seconds: Any, claim: str) -> str:
    try:
        return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (TypeError, ValueError, OverflowError, OSError):
        raise JwtClaimError(
            f"The claim {claim} must be a number of seconds.", claim=claim
        ) from None


def _is_version_1(credential: Mapping[str, Any]) -> bool:
    contexts = credential.get("@context")
    return (
        (contexts[:1] == [VC1_CONTEXT]) if isinstance(contexts, list) else contexts == VC1_CONTEXT
    )


def _expected_claims(credential: Mapping[str, Any]) -> dict[str, Any]:
    """Give the registered claims that a credential's own fields amount to."""
    legacy = _is_version_1(credential)
    values = {
        "iss": _id_of(credential.get("issuer")),
        "jti": credential.get("id"),
        "sub": _id_of(credential.get("credentialSubject")),
        "nbf": _seconds(credential, "issuanceDate" if legacy else "validFrom"),
        "exp": _seconds(credential, "expirationDate" if legacy else "validUntil"),
    }
    return {claim: value for claim, value in values.items() if value is not None}


def _id_of(node: Any) -> str | None:
    if isinstance(node, list) and len(node) == 1:
        node = node[0]
    value = node.get("id") if isinstance(node, dict) else node
    return value if isinstance(value, str) else None


def _seconds(credential: Mapping[str, Any], field: str) -> int | float | None:
    text = credential.get(field)
    if text is None:
        return None
    try:
        if not isinstance(text, str) or not _INSTANT.fullmatch(text):
            raise ValueError(field)  # noqa: TRY301 - one place says the sentence
        seconds = datetime.fromisoformat(text).timestamp()
    except (ValueError, OverflowError):
        raise JwtClaimError(
            f"The credential's {field} must be an instant with a zone.", claim=field
        ) from None
    return int(seconds) if seconds.is_integer() else seconds


def _agrees(claim: str, given: Any, expected: Any) -> bool:
    if claim in ("iss", "jti", "sub"):
        return isinstance(given, str) and given == expected
    if isinstance(given, bool) or not isinstance(given, int | float) or expected is None:
        return False
    # A credential in fractions of seconds goes with a claim in whole ones (RFC 7519, 2).
    return given in (expected, int(expected // 1))
