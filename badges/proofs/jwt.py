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
"bad signature" stay two answers. Tokens of type ``vc+jwt`` are another form: ``vc_jose``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from badges.proofs.claims import (
    TIMES,
    check_agreement,
    expected_claims,
    instant_of,
    is_version_1,
    without_claims,
)
from badges.proofs.compact import write_compact
from badges.proofs.documents import UnsignedCredential
from badges.proofs.errors import (
    AlreadySecuredError,
    JsonTextError,
    JwtClaimError,
    MalformedTokenError,
)
from badges.proofs.jsontext import parse_json
from badges.proofs.jws import Jws, read_jws, sign_jws, verify_jws

if TYPE_CHECKING:
    from keys.algorithms import PublicKey
    from keys.signer import Signer

REQUIRED_CLAIMS: Final = ("iss", "jti", "sub", "nbf")
"""Open Badges 3.0, 8.2.4.1, where tokens of VC-JOSE-COSE have none of them."""

TOKEN_TYPES: Final = frozenset({"jwt"})
"""``typ`` values of this form, in lower case; we write ``JWT``."""


@dataclass(frozen=True, slots=True)
class JwtDocument:
    """A token that was read but not checked; ``payload`` is not to be trusted yet."""

    jws: Jws
    payload: Mapping[str, Any]

    @property
    def header(self) -> Mapping[str, Any]:
        """Give the protected header."""
        return self.jws.header


def sign_credential(document: UnsignedCredential, signer: Signer, *, kid: str | None = None) -> str:
    """Sign a credential as a VC-JWT, whose payload is the credential and its registered claims.

    ``kid`` is the address of the bare JWK; the signer's ``verification_method`` where it is not
    given. Raises ``JwtClaimError`` where the credential lacks a field that a claim repeats or gives
    an instant in fractions of seconds, ``AlreadySecuredError`` where it holds a proof, a
    ``JsonTextError`` where it is no JSON that every reader takes alike.
    """
    if "proof" in document:
        raise AlreadySecuredError("A VC-JWT holds no other proof; sign the credential without.")
    claims = expected_claims(document)
    for claim in REQUIRED_CLAIMS:
        if claim not in claims:
            raise JwtClaimError(f"The credential gives nothing for the claim {claim}.", claim=claim)
    for claim in TIMES:
        if not float(claims.get(claim, 0)).is_integer():
            raise JwtClaimError("Give validFrom and validUntil in whole seconds.", claim=claim)
    payload = write_compact({**document, **claims})
    return sign_jws(payload, signer, kid=kid or signer.verification_method, typ="JWT")


def read_jwt(token: str | bytes) -> JwtDocument:
    """Read a VC-JWT without trusting it; raises ``MalformedTokenError``."""
    return read_typed(token, TOKEN_TYPES, missing="JWT")


def read_typed(
    token: str | bytes, types: Collection[str], *, missing: str | None = None
) -> JwtDocument:
    """Read a token whose ``typ`` is one of ``types``, with or without ``application/``.

    ``missing`` is what a token without ``typ`` counts as. Raises ``MalformedTokenError``.
    """
    jws = read_jws(token)
    if media_type(jws.header.get("typ", missing)) not in types:
        raise MalformedTokenError("The token's typ is not the one expected here.")
    try:
        payload = parse_json(jws.payload)
    except JsonTextError as error:
        raise MalformedTokenError(f"The token's payload cannot be read: {error}") from None
    if not isinstance(payload, dict):
        raise MalformedTokenError("The token's payload must be an object.")
    return JwtDocument(jws, payload)


def media_type(value: Any) -> str:
    """Give a ``typ`` or ``cty`` in lower case, less ``application/`` (RFC 7515, 4.1.9)."""
    return value.lower().removeprefix("application/") if isinstance(value, str) else ""


def verify_jwt(
    document: JwtDocument, public_key: PublicKey, *, algorithms: Collection[str]
) -> dict[str, Any]:
    """Give the payload if the signature is the key's; see ``jws.verify_jws`` for the errors."""
    verify_jws(document.jws, public_key, algorithms=algorithms)
    return dict(document.payload)


def credential_of(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Give the credential in a payload, checked against the registered claims that are there.

    VC 1.1 credentials stand in ``vc``, whose missing fields the claims give (VC 1.1, 6.3.1); VC 2.0
    credentials are the payload. Raises ``JwtClaimError`` where ``vc`` does not go with the contexts
    or a claim is malformed, ``JwtClaimMismatchError`` where a claim contradicts the credential.
    """
    credential = _completed(payload) if "vc" in payload else without_claims(payload)
    if is_version_1(credential) != ("vc" in payload):
        raise JwtClaimError(
            "The claim vc goes with credentials of VC 1.1, and with no others.", claim="vc"
        )
    check_agreement(payload, expected_claims(credential))
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
            moment = instant_of(payload[claim], claim).strftime("%Y-%m-%dT%H:%M:%SZ")
            credential.setdefault(field, moment)
    subject = credential.get("credentialSubject")
    if "sub" in payload and isinstance(subject, dict):
        credential["credentialSubject"] = {"id": payload["sub"], **subject}
    return credential
