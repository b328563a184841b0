"""Credentials and presentations as ``vc+jwt`` and ``vp+jwt`` (W3C, Securing VCs with JOSE).

    >>> from keys.signer import LocalSigner, generate_private_key
    >>> signer = LocalSigner(generate_private_key("Ed25519"), "did:web:badges.example#key-1")
    >>> credential = {
    ...     "@context": ["https://www.w3.org/ns/credentials/v2"],
    ...     "type": ["VerifiableCredential"],
    ...     "issuer": "did:web:badges.example",
    ...     "credentialSubject": {"id": "urn:uuid:2"},
    ... }
    >>> token = sign_credential(credential, signer)
    >>> read = read_credential(token)
    >>> verify_jwt(read, signer.public_key, algorithms=["EdDSA"]) == credential
    True

Against the VC-JWT of Open Badges (``jwt``): the payload is the credential and nothing besides, a
claim that is there must agree but none is asked for, and ``exp`` is the end of the *signature*,
which need not be that of the credential. ``vc`` and ``vp`` are forbidden.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from badges.proofs.claims import (
    NAMES,
    check_agreement,
    id_of,
    instant_of,
    is_version_1,
    is_version_2,
    types_of,
    without_claims,
)
from badges.proofs.compact import write_compact
from badges.proofs.documents import UnsignedCredential
from badges.proofs.envelopes import is_envelope, opened
from badges.proofs.errors import (
    AlreadySecuredError,
    JwtClaimError,
    MalformedTokenError,
    excerpt,
)
from badges.proofs.jws import sign_jws
from badges.proofs.jwt import JwtDocument, media_type, read_typed, verify_jwt

if TYPE_CHECKING:
    from keys.signer import Signer

__all__ = [
    "ALWAYS",
    "CREDENTIAL_MEMBERS",
    "SignaturePeriod",
    "credential_of",
    "presentation_of",
    "read_credential",
    "read_presentation",
    "sign_credential",
    "sign_presentation",
    "signature_period",
    "unclaimed",
    "verify_jwt",
]

CREDENTIAL_TYPES: Final = frozenset({"vc+jwt", "vc+ld+jwt"})
"""``typ`` values of a credential: ``vc+jwt``, and as drafts before 2024 called it."""

PRESENTATION_TYPES: Final = frozenset({"vp+jwt", "vp+ld+jwt"})

CREDENTIAL_MEMBERS: Final = frozenset(
    {
        *("@context", "id", "type", "name", "description", "issuer", "validFrom", "validUntil"),
        *("credentialSubject", "credentialStatus", "credentialSchema", "evidence", "termsOfUse"),
        *("refreshService", "relatedResource", "confidenceMethod", "renderMethod"),
        *("image", "awardedDate", "endorsement", "endorsementJwt"),
    }
)
"""A credential's own members: VC Data Model 2.0, 4, and Open Badges 3.0, B.1."""

PRESENTATION_MEMBERS: Final = frozenset(
    {"@context", "id", "type", "holder", "verifiableCredential", "termsOfUse"}
)
"""VC Data Model 2.0, 4.13."""

_FORBIDDEN_CLAIMS: Final = ("vc", "vp")
_MAXIMUM_CREDENTIALS: Final = 100


@dataclass(frozen=True, slots=True)
class SignaturePeriod:
    """For which time a signature was made: from ``starts`` on and until ``ends``, aware or none."""

    starts: datetime | None = None
    ends: datetime | None = None


ALWAYS: Final = SignaturePeriod()
"""No end and no beginning were said."""


def sign_credential(
    document: UnsignedCredential,
    signer: Signer,
    *,
    kid: str | None = None,
    issued_at: datetime | None = None,
    expires_at: datetime | None = None,
    members: Collection[str] = CREDENTIAL_MEMBERS,
) -> str:
    """Sign a credential of VC 2.0 as it is.

    ``issued_at`` and ``expires_at`` (aware) are the signature's own times, ``kid`` names the key;
    the signer's ``verification_method`` where it is not given. ``members`` are those that a
    credential may have: a signature over what nobody has defined would promise nothing. Raises
    ``JwtClaimError`` for another member or one missing, ``AlreadySecuredError`` for a proof.
    """
    if "proof" in document:
        raise AlreadySecuredError("A vc+jwt holds no other proof; sign the credential without.")
    _check_members(document, members, "credential")
    _check_credential(document)
    return _sign(document, signer, ("vc+jwt", "vc"), kid, issued_at, expires_at)


def sign_presentation(
    document: Mapping[str, Any],
    signer: Signer,
    *,
    kid: str | None = None,
    issued_at: datetime | None = None,
    expires_at: datetime | None = None,
    members: Collection[str] = PRESENTATION_MEMBERS,
    audience: str | None = None,
    nonce: str | None = None,
) -> str:
    """Sign a presentation by its holder; ``audience`` and ``nonce`` say for whom and which asking.

    The credentials in it are looked at for their form only: whoever reads it verifies each. Raises
    what ``sign_credential`` raises.
    """
    if "proof" in document:
        raise AlreadySecuredError("A vp+jwt holds no other proof; sign the presentation without.")
    _check_members(document, members, "presentation")
    _check_presentation(document)
    asked = {"aud": audience, "nonce": nonce}
    claimed = {**document, **{name: value for name, value in asked.items() if value is not None}}
    return _sign(claimed, signer, ("vp+jwt", "vp"), kid, issued_at, expires_at)


def read_credential(token: str | bytes) -> JwtDocument:
    """Read a ``vc+jwt`` without trusting it; raises a ``JoseError``.

    ``verify_jwt`` says whether the signature holds, ``credential_of`` gives the credential.
    """
    document = read_typed(token, CREDENTIAL_TYPES)
    _check_content_type(document.header, "vc")
    credential_of(document.payload)
    return document


def read_presentation(token: str | bytes) -> JwtDocument:
    """Read a ``vp+jwt`` without trusting it; raises a ``JoseError``."""
    document = read_typed(token, PRESENTATION_TYPES)
    _check_content_type(document.header, "vp")
    presentation_of(document.payload)
    return document


def credential_of(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Give the credential that a payload is, less the token's own claims.

    Raises ``JwtClaimError`` where it is none of VC 2.0, and what ``unclaimed`` raises.
    """
    credential = unclaimed(payload)
    _check_credential(credential)
    return credential


def unclaimed(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Give the same whatever its form, for whoever looks at that with other words.

    Raises ``JwtClaimError`` for ``vc`` and ``vp``, for times that are none and for VC 1.1;
    ``JwtClaimMismatchError`` where ``iss``, ``jti`` or ``sub`` is there and says something else.
    """
    _check_forbidden(payload)
    credential = without_claims(payload)
    if is_version_1(credential):
        raise JwtClaimError("Tokens of this type hold credentials of VC 2.0.", claim="vc")
    expected = {
        "iss": id_of(credential.get("issuer")),
        "jti": credential.get("id"),
        "sub": id_of(credential.get("credentialSubject")),
    }
    check_agreement(payload, expected, NAMES)
    signature_period(payload)
    return credential


def presentation_of(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Give the presentation that a payload is, less the token's own claims; see above."""
    _check_forbidden(payload)
    presentation = without_claims(payload)
    presentation.pop("nonce", None)
    _check_presentation(presentation)
    expected = {"iss": id_of(presentation.get("holder")), "jti": presentation.get("id")}
    check_agreement(payload, expected, ("iss", "jti"))
    signature_period(payload)
    return presentation


def signature_period(payload: Mapping[str, Any]) -> SignaturePeriod:
    """Give the time for which the signature was made; raises ``JwtClaimError``.

    ``iat`` decides nothing and is not read: the suite of the standard itself writes it as a text.
    """
    moments = {
        claim: instant_of(payload[claim], claim) for claim in ("nbf", "exp") if claim in payload
    }
    return SignaturePeriod(starts=moments.get("nbf"), ends=moments.get("exp"))


def _sign(
    document: Mapping[str, Any],
    signer: Signer,
    kind: tuple[str, str],
    kid: str | None,
    issued_at: datetime | None,
    expires_at: datetime | None,
) -> str:
    times = {"iat": issued_at, "exp": expires_at}
    claims = {name: int(at.timestamp()) for name, at in times.items() if at is not None}
    payload = write_compact({**document, **claims})
    typ, cty = kind
    return sign_jws(payload, signer, kid=kid or signer.verification_method, typ=typ, cty=cty)


def _check_content_type(header: Mapping[str, Any], expected: str) -> None:
    if "cty" in header and media_type(header["cty"]) != expected:
        raise MalformedTokenError(f"The token's cty is not {expected}.")


def _check_forbidden(payload: Mapping[str, Any]) -> None:
    for claim in _FORBIDDEN_CLAIMS:
        if claim in payload:
            raise JwtClaimError(
                f"The claim {claim} is forbidden in tokens of this type.", claim=claim
            )


def _check_members(document: Mapping[str, Any], members: Collection[str], what: str) -> None:
    for member in document:
        if member not in members:
            raise JwtClaimError(
                f"The {what} has a member {excerpt(member)} that is none of its own; "
                "name it among the members where you know it.",
                claim=str(member)[:80],
            )


def _check_credential(document: Mapping[str, Any]) -> None:
    _check_shape(document, "VerifiableCredential")
    _demand(document, "issuer", lambda value: id_of(value) is not None)
    _demand(document, "credentialSubject", lambda value: isinstance(value, dict | list) and value)


def _check_presentation(document: Mapping[str, Any]) -> None:
    _check_shape(document, "VerifiablePresentation")
    if "holder" in document:
        _demand(document, "holder", lambda value: id_of(value) is not None)
    held = document.get("verifiableCredential", [])
    credentials = held if isinstance(held, list) else [held]
    if len(credentials) > _MAXIMUM_CREDENTIALS:
        raise JwtClaimError(
            f"A presentation holds at most {_MAXIMUM_CREDENTIALS} credentials.",
            claim="verifiableCredential",
        )
    for credential in credentials:
        if not isinstance(credential, dict) or not types_of(credential):
            raise JwtClaimError(
                "A presentation's credentials are objects with a type.",
                claim="verifiableCredential",
            )
        if is_envelope(credential):
            opened(credential)


def _check_shape(document: Mapping[str, Any], kind: str) -> None:
    if not is_version_2(document):
        raise JwtClaimError("The first @context must be that of VC 2.0.", claim="@context")
    if kind not in types_of(document):
        raise JwtClaimError(f"The type must name {kind}.", claim="type")


def _demand(document: Mapping[str, Any], member: str, is_fine: Callable[[Any], object]) -> None:
    if not is_fine(document.get(member)):
        raise JwtClaimError(f"The {member} is missing or of another kind.", claim=member)
