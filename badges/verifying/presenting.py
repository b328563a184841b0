"""Verifying a presentation: who shows it, and each credential in it.

    >>> from datetime import UTC, datetime
    >>> from badges.verifying.sources import OFFLINE
    >>> result = verify_presentation(b'{"type": "VerifiablePresentation"}', fetch=OFFLINE,
    ...                              now=datetime(2026, 5, 1, tzinfo=UTC))
    >>> result.status.value, result.conformance.outcome.value, result.signature.reason.code
    ('not_verified', 'failed', 'signature.missing')

A presentation's proof is for ``authentication`` and answers two questions: whether it was made for
this checker (``challenge`` and ``domain``, where the checker set them: VC Data Integrity 1.0, 4.4),
and whether its key is the holder's. Where the presentation names no holder, whoever owns the key is
the holder. That the holder is whom the credentials are about is for the checker to compare: a
parent may show a child's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from badges.errors import Reason
from badges.fetched import Fetch
from badges.proofs.content import Content
from badges.proofs.data_integrity import AUTHENTICATION
from badges.proofs.envelopes import PRESENTATION, is_envelope, opened
from badges.proofs.errors import JoseError, JsonTextError
from badges.proofs.jsontext import parse_json
from badges.proofs.jwt import JwtDocument
from badges.proofs.vc_jose import presentation_of, read_presentation, signature_period
from badges.verifying.accepted import DEFAULT_ACCEPTED, Accepted
from badges.verifying.conforming import check_terms, verdict
from badges.verifying.credentials import Asked, judge, submitted
from badges.verifying.embedded import Expected, check_proofs, controller_of
from badges.verifying.foreign import id_of, listed, text, types_of
from badges.verifying.lists import StatusLists
from badges.verifying.outcomes import (
    Finding,
    Outcome,
    Status,
    VerificationResult,
    failed,
    not_reached,
    passed,
    unknown,
    worst,
)
from badges.verifying.sources import Documents
from badges.verifying.tokens import Token, check_token
from badges.verifying.vouching import Checker, Signed
from schemas import documents
from schemas.checking import check_presentation

if TYPE_CHECKING:
    from badges.proofs.expansion import LoadContext

MAXIMUM_CREDENTIALS: Final = 20
"""Credentials of one presentation that are checked; a larger one is refused."""

MAXIMUM_PROOFS: Final = 40
"""Proofs of all these credentials together. Each one of a chain covers the document in another
state, so that twenty chains of ten would keep us busy for half a minute."""

_HOLDERS: Final[Mapping[Outcome, Finding]] = {
    Outcome.PASSED: passed("holder.confirmed"),
    Outcome.FAILED: failed("holder.another"),
    Outcome.UNKNOWN: unknown("holder.unknown"),
}


@dataclass(frozen=True, slots=True)
class PresentationResult:
    """What was found about a presentation, and about each credential in it.

    ``signature`` says whether its proof holds for this checker, ``holder`` whether its key is the
    holder's. ``presentation`` is the document, not to be believed unless ``status`` is
    ``verified``; none where it cannot be read.
    """

    status: Status
    conformance: Finding
    signature: Finding
    holder: Finding
    credentials: tuple[VerificationResult, ...] = ()
    presentation: Mapping[str, Any] | None = None

    @property
    def verified(self) -> bool:
        """Tell whether the presentation and every credential in it passed."""
        return self.status is Status.VERIFIED

    def to_json(self, sentence: Callable[[Reason], str]) -> dict[str, Any]:
        """Give the result as JSON; ``sentence`` puts a reason into words."""
        own = {
            "conformance": self.conformance,
            "valid_signature": self.signature,
            "holder": self.holder,
        }
        return {
            "verified": self.verified,
            "status": self.status.value,
            "checks": [{"id": name, **found.to_json(sentence)} for name, found in own.items()],
            "credentials": [each.to_json(sentence) for each in self.credentials],
        }


def verify_presentation(
    data: bytes,
    *,
    now: datetime,
    fetch: Fetch,
    accepted: Accepted = DEFAULT_ACCEPTED,
    challenge: str | None = None,
    domain: str | None = None,
    lists: StatusLists | None = None,
    load_context: LoadContext = documents.load_context,
) -> PresentationResult:
    """Verify a presentation: JSON with a proof, an enveloped one, or a ``vp+jwt``.

    ``now`` is an aware instant, ``fetch`` gives the documents of others. ``challenge`` and
    ``domain`` are what the checker asked for; they must be the proof's. Never raises for what is
    in ``data``.
    """
    kept = StatusLists() if lists is None else lists
    checker = Checker(Documents(fetch), accepted, now, kept)
    asked = Asked(challenge, domain, load_context)
    try:
        return _verify(data, checker, asked)
    except (JsonTextError, JoseError) as error:
        flaw = failed("conformance.json", code=error.code, detail=str(error))
        return PresentationResult(Status.NOT_VERIFIED, flaw, not_reached(), not_reached())


def _verify(data: bytes, checker: Checker, asked: Asked) -> PresentationResult:
    """Read it and check it; raises ``JsonTextError`` or ``JoseError`` where it cannot be read."""
    token = _token_in(data)
    parsed = parse_json(data) if token is None else presentation_of(token.payload)
    document: dict[str, Any] = parsed if isinstance(parsed, dict) else {}
    content = Content(document, load_context=asked.load_context)
    if token is not None:
        signed = _check_token(token, document, checker, asked)
    else:
        holder = id_of(document.get("holder")) if "holder" in document else None
        expected = Expected(holder, AUTHENTICATION, asked.challenge, asked.domain)
        signed = check_proofs(content, expected, checker)
    conformance = _conformance(document, content)
    shown = _all_of(document.get("verifiableCredential"))
    if len(shown) > MAXIMUM_CREDENTIALS:
        conformance, shown = failed("conformance.too_many", count=MAXIMUM_CREDENTIALS), []
    if (
        sum(len(_all_of(one.get("proof"))) for one in shown if isinstance(one, dict))
        > MAXIMUM_PROOFS
    ):
        conformance, shown = failed("conformance.limit"), []
    # What stands in a presentation has proofs of its own, made for nobody's challenge.
    each = Asked(load_context=asked.load_context)
    credentials = tuple(judge(submitted(one), checker, each) for one in shown)
    return _result(document, conformance, signed, credentials)


def _all_of(value: object) -> list[Any]:
    """Give the values of a property; a single one may stand without its brackets."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _token_in(data: bytes) -> JwtDocument | None:
    """Give the token, or the one in an envelope; none for JSON with a proof of its own."""
    trimmed = data.strip()
    if not trimmed.startswith(b"{"):
        return read_presentation(trimmed) if trimmed.startswith(b"e") else None
    document = parse_json(trimmed)
    if is_envelope(document) and PRESENTATION in types_of(document):
        return read_presentation(opened(document).content)
    return None


def _check_token(
    found: JwtDocument, document: Mapping[str, Any], checker: Checker, asked: Asked
) -> Signed:
    """Check a ``vp+jwt``, whose ``nonce`` and ``aud`` are challenge and domain (RFC 7519, 4.1)."""
    for claim, member, wanted in (
        ("nonce", "challenge", asked.challenge),
        ("aud", "domain", asked.domain),
    ):
        if wanted is not None and wanted not in listed(found.payload.get(claim)):
            return Signed(failed("signature.binding", member=member), not_reached())
    kid = text(found.header, "kid")
    holder = id_of(document.get("holder")) or text(found.payload, "iss") or controller_of(kid)
    token = Token(found.jws, holder, AUTHENTICATION, signature_period(found.payload))
    return check_token(token, checker)


def _conformance(document: Mapping[str, Any], content: Content) -> Finding:
    found = verdict(check_presentation(document))
    return check_terms(content) if found.passed else found


def _result(
    document: Mapping[str, Any],
    conformance: Finding,
    signed: Signed,
    credentials: tuple[VerificationResult, ...],
) -> PresentationResult:
    holder = _HOLDERS.get(signed.identity.outcome, not_reached())
    if signed.signature.outcome is Outcome.FAILED:
        holder = not_reached()
    gravest = worst([conformance, signed.signature, holder])
    outcomes = {gravest.outcome} if gravest else set()
    statuses = {result.status for result in credentials}
    if Outcome.FAILED in outcomes or Status.NOT_VERIFIED in statuses:
        status = Status.NOT_VERIFIED
    elif Outcome.UNKNOWN in outcomes or Status.UNDECIDED in statuses:
        status = Status.UNDECIDED
    else:
        status = Status.VERIFIED
    return PresentationResult(status, conformance, signed.signature, holder, credentials, document)
