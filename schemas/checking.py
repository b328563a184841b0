"""The doors of this room: hand in a document, get what is wrong with it.

    >>> check_assertion({"type": "Assertion"})[0].message
    '“@context” must be https://w3id.org/openbadges/v2 at this place.'
    >>> check_credential("not a document")
    (Problem(path='', code='document.not_object', message='This is not a JSON object.', ...),)

Every function takes a parsed JSON document of any origin, never raises for what it finds there
and answers with at most :data:`~schemas.problems.MAX_PROBLEMS` problems, in the order of the
standard; an empty answer means that the document has the form that its standard asks for. It
says nothing about signatures, and it never changes the document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from types import MappingProxyType
from typing import Any, Final

from schemas import ob2, ob3, rereading, vc
from schemas.accepting import Kind, surely_conforms
from schemas.nodes import schema_of
from schemas.problems import MAX_PROBLEMS, Problem, collect, problem, survey


def check_credential(document: object) -> tuple[Problem, ...]:
    """Check an Open Badges 3.0 AchievementCredential, on either VC data model."""
    return _check(document, ob3.achievement_credential_kind)


def check_endorsement_credential(document: object) -> tuple[Problem, ...]:
    """Check an Open Badges 3.0 EndorsementCredential, on either VC data model."""
    return _check(document, ob3.endorsement_credential_kind)


def check_achievement(document: object) -> tuple[Problem, ...]:
    """Check an Open Badges 3.0 Achievement that stands alone."""
    return _check(document, lambda _: ob3.AchievementSchema)


def check_profile(document: object) -> tuple[Problem, ...]:
    """Check an Open Badges 3.0 Profile that stands alone."""
    return _check(document, lambda _: ob3.ProfileSchema)


def check_verifiable_credential(document: object) -> tuple[Problem, ...]:
    """Check any W3C verifiable credential, of Data Model 2.0 or 1.1."""
    return _check(
        document,
        lambda found: (
            vc.VerifiableCredentialV1Schema
            if vc.is_version_1(found)
            else vc.VerifiableCredentialSchema
        ),
    )


def check_presentation(document: object) -> tuple[Problem, ...]:
    """Check a W3C verifiable presentation and the credentials in it."""
    return _check(document, lambda _: vc.PresentationSchema)


def check_status_list_credential(document: object) -> tuple[Problem, ...]:
    """Check a BitstringStatusListCredential (Bitstring Status List 1.0, 2.2)."""
    return _check(document, lambda _: vc.BitstringStatusListCredentialSchema)


def check_assertion(document: object) -> tuple[Problem, ...]:
    """Check an Open Badges 2.0 Assertion, or what a revoked hosted one leaves behind."""
    return _check_ob2(
        document,
        lambda found: (
            ob2.RevokedAssertionSchema if found.get("revoked") is True else ob2.AssertionSchema
        ),
    )


def check_badge_class(document: object) -> tuple[Problem, ...]:
    """Check an Open Badges 2.0 BadgeClass."""
    return _check_ob2(document, lambda _: ob2.BadgeClassSchema)


def check_issuer(document: object) -> tuple[Problem, ...]:
    """Check an Open Badges 2.0 Profile, which 2.0 also calls Issuer."""
    return _check_ob2(document, lambda _: ob2.ProfileSchema)


def check_cryptographic_key(document: object) -> tuple[Problem, ...]:
    """Check an Open Badges 2.0 CryptographicKey."""
    return _check_ob2(document, lambda _: ob2.CryptographicKeySchema)


def check_revocation_list(document: object) -> tuple[Problem, ...]:
    """Check an Open Badges 2.0 RevocationList."""
    return _check_ob2(document, lambda _: ob2.RevocationListSchema)


def rereader(
    check: Callable[[object], tuple[Problem, ...]],
    document: Mapping[str, Any],
    slots: Iterable[tuple[str | int, ...]],
) -> Callable[[Mapping[str, Any]], bool]:
    """Give a quick test for documents that are like one which ``check`` found in order.

    ``check`` is ``check_credential`` or ``check_endorsement_credential``; see
    :mod:`schemas.rereading`.
    """
    return rereading.rereader(_KINDS[check], document, slots)


_KINDS: Final[Mapping[Callable[[object], tuple[Problem, ...]], Kind]] = MappingProxyType(
    {
        check_credential: ob3.achievement_credential_kind,
        check_endorsement_credential: ob3.endorsement_credential_kind,
    }
)


def _check(document: object, kind: Kind) -> tuple[Problem, ...]:
    """Look at the size first, for a schema walks as deep as the document nests."""
    if surely_conforms(document, kind):
        return ()
    unsound = survey(document)
    if unsound is not None:
        return (unsound,)
    assert isinstance(document, dict)  # noqa: S101 - survey answered for it
    complaints = schema_of(kind(document)).validate(document)
    return tuple(islice(collect(complaints), MAX_PROBLEMS))


def _check_ob2(document: object, kind: Kind) -> tuple[Problem, ...]:
    """Ask for the context as well: whole documents carry it, embedded objects do not."""
    problems = _check(document, kind)
    if not isinstance(document, dict) or _speaks_ob2(document.get("@context")):
        return problems
    if problems and survey(document) is not None:
        return problems
    wrong = problem("@context", "context", term="@context", choices=ob2.CONTEXT)
    return (wrong, *problems)[:MAX_PROBLEMS]


def _speaks_ob2(context: object) -> bool:
    """Say whether a context is, or lists, that of Open Badges 2.0.

    An inlined copy of the context is not accepted: what its terms mean would have to be proved
    term by term, and OB 2.0 ("JSON-LD", ``@context``) expects the address.
    """
    entries = context if isinstance(context, list) else [context]
    return any(isinstance(entry, str) and entry in ob2.CONTEXTS for entry in entries)
