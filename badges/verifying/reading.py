"""Steps 1 and 2: take the badge out of its container and tell what form it has.

    >>> read(b'{"type": "Assertion", "id": "https://b.example/1"}').format.value
    'ob2-hosted'
    >>> read(b"a holiday picture")
    Traceback (most recent call last):
    badges.verifying.errors.UnreadableError: This is no badge: give JSON, a token, PNG, SVG or PDF.

A text that can be read in two ways (a key that stands twice) or not to its end (nesting) is still
a badge that somebody shows: it gets a result, and the result says what is wrong. A presentation is
no badge, however good the one that it holds: whether it was made for this checker, nobody asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from badges.baking import (
    AmbiguousCredentialError,
    Attachment,
    BakingError,
    DamagedFileError,
    NoCredentialError,
    OversizeError,
    UnsafeFileError,
    container_of,
    unbake,
)
from badges.errors import Reason
from badges.proofs import jwt, vc_jose
from badges.proofs.claims import without_claims
from badges.proofs.content import Content
from badges.proofs.envelopes import PRESENTATION, is_envelope, opened
from badges.proofs.errors import JoseError, JsonSizeError, JsonTextError, JwtClaimError
from badges.proofs.jsontext import parse_json
from badges.proofs.jws import Jws, read_jws
from badges.proofs.vc_jose import ALWAYS, SignaturePeriod
from badges.verifying.errors import UnreadableError
from badges.verifying.foreign import is_web_address, node, text, types_of
from badges.verifying.outcomes import Format
from schemas.ob2 import CONTEXTS as OB2_CONTEXTS

# Every header of a compact JWS is base64url of an object: '{"', '{ ' or a brace and a line's end.
_TOKEN_LIKE: Final = re.compile(rb"e[wy][A-Za-z0-9_-]{10,}\.[!-~]")
_TOKENS: Final = vc_jose.CREDENTIAL_TYPES | vc_jose.PRESENTATION_TYPES | jwt.TOKEN_TYPES
_BOM: Final = b"\xef\xbb\xbf"
_PRESENTATIONS: Final = frozenset({"VerifiablePresentation", PRESENTATION})
_PRESENTED: Final = "conformance.presentation"

_UNREADABLE: Final = (
    (AmbiguousCredentialError, "unreadable.ambiguous"),
    (DamagedFileError, "unreadable.damaged"),
    (OversizeError, "unreadable.too_large"),
    (UnsafeFileError, "unreadable.unsafe"),
)


@dataclass(frozen=True, slots=True)
class Submission:
    """What was handed in, read and not yet believed.

    ``credential`` is the document, none where it cannot be parsed; ``flaw`` is what keeps its text
    from meaning one thing. ``jws`` is the token of the JWT and JWS forms. ``address`` is that of a
    hosted badge of which only the address was baked. ``attached`` are objects found beside the
    credential (a certificate's ``did.json``), which vouch for nobody; ``attached_name`` is the name
    that a certificate's ``recipient.json`` gives. ``signed_for`` is the time that a ``vc+jwt`` sets
    its own signature. ``content`` is what the credential's proofs
    cover, so that its canonical form is made once.
    """

    format: Format
    container: str
    credential: dict[str, Any] | None = None
    jws: Jws | None = None
    flaw: Reason | None = None
    address: str = ""
    attached: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    attached_name: str = ""
    signed_for: SignaturePeriod = ALWAYS
    content: Content | None = field(init=False, repr=False, compare=False, default=None)

    def __post_init__(self) -> None:
        """Wrap the credential; nothing is canonicalized before somebody asks."""
        if self.credential is not None:
            object.__setattr__(self, "content", Content(self.credential))


def read(data: bytes) -> Submission:
    """Read a badge in any container; raises ``UnreadableError`` where there is none."""
    found = _read_container(data)
    if found.flaw is not None and found.flaw.code == _PRESENTED:
        raise _presentation()
    return found


def _read_container(data: bytes) -> Submission:
    if container_of(data) is None:
        trimmed = data.removeprefix(_BOM).strip()
        return _read_text(trimmed, "jwt" if _TOKEN_LIKE.match(trimmed) else "json")
    try:
        found = unbake(data)
    except BakingError as error:
        raise UnreadableError(
            Reason(_unreadable_code(error), **error.reason.params), str(error)
        ) from error
    body = found.text.strip().encode("utf-8", "surrogatepass")
    return _read_text(
        body,
        found.container,
        attached=tuple(_objects(found.attachments)),
        attached_name=_attached_name(found.attachment("recipient.json")),
    )


def _unreadable_code(error: BakingError) -> str:
    if isinstance(error, NoCredentialError):
        is_pdf = error.reason.params.get("container") == "pdf"
        return "unreadable.nothing_in_pdf" if is_pdf else "unreadable.nothing_in_picture"
    known = (code for kind, code in _UNREADABLE if isinstance(error, kind))
    return next(known, "unreadable.damaged")


def read_token(token: str, container: str = "jwt") -> Submission:
    """Read a compact JWS: a VC-JWT or a signed OB 2.0 assertion."""
    return _read_token(token.encode("ascii", "replace"), container)


def _read_text(body: bytes, container: str, **attachments: Any) -> Submission:
    if _TOKEN_LIKE.match(body):
        return _read_token(body, container, **attachments)
    if not body.startswith((b"{", b"[")):
        address = body.decode("ascii", "replace")
        if container != "json" and is_web_address(address):
            return Submission(Format.OB2_HOSTED, container, address=address)
        raise UnreadableError(
            "unreadable.container", "This is no badge: give JSON, a token, PNG, SVG or PDF."
        )
    try:
        document = parse_json(body)
    except JsonSizeError as error:
        raise UnreadableError("unreadable.too_large", str(error), container="json") from error
    except JsonTextError as error:
        if type(error) is JsonTextError:
            raise UnreadableError("unreadable.json", str(error)) from error
        flaw = Reason("conformance.json", code=error.code, detail=str(error))
        return Submission(Format.OB3_DI, container, flaw=flaw, **attachments)
    if _is_presentation(document):
        raise _presentation()
    if is_envelope(document):
        return read_envelope(document, container, **attachments)
    return _read_object(document, container, **attachments)


def _read_object(document: object, container: str, **attachments: Any) -> Submission:
    if isinstance(document, dict):
        if _is_ob2(document):
            return Submission(Format.OB2_HOSTED, container, document, **attachments)
        if _is_credential(document):
            return Submission(Format.OB3_DI, container, document, **attachments)
    raise UnreadableError("unreadable.no_badge", "This JSON holds no badge.")


def read_envelope(document: dict[str, Any], container: str, **attachments: Any) -> Submission:
    """Read the token in an envelope; what else may lie in one is told by its name."""
    try:
        found = opened(document)
    except JoseError as error:
        flaw = Reason("signature.token_damaged", detail=str(error))
        return Submission(Format.OB3_JWT, container, flaw=flaw, **attachments)
    if found.media_type in _TOKENS:
        return _read_token(found.content.encode("ascii", "replace"), container, **attachments)
    flaw = Reason("signature.suite", suite=found.media_type[:80])
    return Submission(Format.OB3_JWT, container, flaw=flaw, **attachments)


def _read_token(body: bytes, container: str, **attachments: Any) -> Submission:
    try:
        jws = read_jws(body)
        payload = parse_json(jws.payload)
    except (JoseError, JsonTextError) as error:
        flaw = Reason("signature.token_damaged", detail=str(error))
        return Submission(Format.OB3_JWT, container, flaw=flaw, **attachments)
    if not isinstance(payload, dict):
        flaw = Reason("signature.token_damaged", detail="Its payload is no object.")
        return Submission(Format.OB3_JWT, container, flaw=flaw, **attachments)
    if _is_ob2(payload):
        return Submission(Format.OB2_JWS, container, payload, jws, **attachments)
    kind = jwt.media_type(jws.header.get("typ", "JWT"))
    is_presentation = kind in vc_jose.PRESENTATION_TYPES or _presents(payload)
    if is_presentation or kind not in vc_jose.CREDENTIAL_TYPES | jwt.TOKEN_TYPES:
        flaw = Reason(_PRESENTED if is_presentation else "conformance.token_type")
        return Submission(Format.OB3_JWT, container, without_claims(payload), jws, flaw)
    try:
        if kind in jwt.TOKEN_TYPES:
            credential, signed_for = jwt.credential_of(payload), ALWAYS
        else:
            credential = vc_jose.unclaimed(payload)
            signed_for = vc_jose.signature_period(payload)
    except JwtClaimError as error:
        credential, flaw = _contradicted(payload, error)
        return Submission(Format.OB3_JWT, container, credential, jws, flaw, **attachments)
    return Submission(
        Format.OB3_JWT, container, credential, jws, signed_for=signed_for, **attachments
    )


def _contradicted(payload: dict[str, Any], error: JwtClaimError) -> tuple[dict[str, Any], Reason]:
    """Give the credential in a payload all the same, and what it and the claims disagree on."""
    claim = str(error.reason.params.get("claim", ""))
    inner = payload.get("vc")
    shown = inner if isinstance(inner, dict) else payload
    return without_claims(shown), Reason("conformance.claims", claim=claim, detail=str(error))


def _is_ob2(document: Mapping[str, Any]) -> bool:
    contexts = document.get("@context")
    named = contexts if isinstance(contexts, list) else [contexts]
    types = types_of(document)
    if "VerifiableCredential" in types:
        return False  # nobody signs one to be read as the other
    if "Assertion" in types:
        return True
    return any(isinstance(each, str) and each in OB2_CONTEXTS for each in named)


def _is_credential(document: Mapping[str, Any]) -> bool:
    """Tell a credential, however broken, from JSON about something else."""
    return (
        "credentialSubject" in document
        or "proof" in document
        or "VerifiableCredential" in types_of(document)
    )


def _is_presentation(document: object) -> bool:
    """Tell a presentation; what says that it is a credential as well is looked at as one."""
    types = types_of(document)
    return not types.isdisjoint(_PRESENTATIONS) and "VerifiableCredential" not in types


def _presents(payload: Mapping[str, Any]) -> bool:
    """Tell a token's payload that is a presentation, or has one for its ``vp`` (VCDM 1.1, 6.3)."""
    is_claim = isinstance(payload.get("vp"), dict)
    return _is_presentation(payload) or (
        is_claim and payload.keys().isdisjoint({"vc", "credentialSubject"})
    )


def _presentation() -> UnreadableError:
    return UnreadableError(
        "unreadable.presentation",
        "This is a presentation of badges, not a badge: hand in the badge it holds.",
    )


def _objects(attachments: tuple[Attachment, ...]) -> list[Mapping[str, Any]]:
    found = []
    for attachment in attachments:
        try:
            found.append(node(parse_json(attachment.data)))
        except JsonTextError:
            continue
    return [each for each in found if each]


def _attached_name(data: bytes | None) -> str:
    try:
        return "" if data is None else text(parse_json(data), "name")
    except JsonTextError:
        return ""
