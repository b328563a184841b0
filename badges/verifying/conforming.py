"""Step 3: whether it is built as its standard asks, and the signature covers all that it says.

>>> from badges.verifying.accepted import DEFAULT_ACCEPTED
>>> from badges.verifying.reading import read
>>> found = check_conformance(read(b'{"type": "Assertion"}'), DEFAULT_ACCEPTED)
>>> found.outcome.value, found.reason.code, found.reason.params["path"]
('failed', 'conformance.schema', '@context')
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from badges.proofs.content import Content
from badges.proofs.errors import (
    CanonicalizationLimitError,
    DocumentLimitError,
    InlineContextError,
    ProofsError,
    ProtectedTermError,
    UndefinedTermError,
    UnknownContextError,
)
from badges.verifying.accepted import Accepted
from badges.verifying.foreign import types_of
from badges.verifying.outcomes import (
    Finding,
    Format,
    Outcome,
    failed,
    not_reached,
    passed,
)
from badges.verifying.reading import Submission
from schemas.checking import (
    check_assertion,
    check_credential,
    check_endorsement_credential,
    rereader,
)
from schemas.problems import Problem

UNREAD: Final = (UnknownContextError, InlineContextError)
"""What a document may name by its standard and is not read here. What its words mean cannot be told
then, so its form fails (whoever adds a context to a signed badge must not gain by it), while
whether a signature over its statements holds is left open."""

_CODES: Final[Mapping[type[ProofsError], str]] = MappingProxyType(
    {
        UnknownContextError: "conformance.unknown_context",
        InlineContextError: "conformance.inline_context",
        ProtectedTermError: "conformance.protected_term",
        DocumentLimitError: "conformance.limit",
        CanonicalizationLimitError: "conformance.limit",
    }
)
_VALID: Final = passed("conformance.valid")
_OB2 = frozenset({Format.OB2_HOSTED, Format.OB2_JWS})


def check_conformance(submission: Submission, accepted: Accepted) -> Finding:
    """Check a badge's form; an OB 3.0 credential also in JSON-LD's safe mode (OB 3.0, 10)."""
    if submission.flaw is not None and submission.flaw.code.startswith("conformance."):
        return Finding(Outcome.FAILED, submission.flaw)
    if submission.credential is None:
        return not_reached()
    if submission.format not in accepted.formats:
        return failed("conformance.format", format=submission.format.value)
    if submission.format in _OB2:
        # Hosting compares a whole document and JWS signs its bytes: no term can slip through.
        return verdict(check_assertion(submission.credential))
    content = submission.content or Content(submission.credential)
    return check_ob3_conformance(submission.credential, content)


def check_ob3_conformance(credential: Mapping[str, Any], content: Content) -> Finding:
    """Check an AchievementCredential or an EndorsementCredential.

    ``content`` is the credential's; the statements that it makes of it serve its proofs, too.
    """
    if content.once(_is_presentation):
        return failed("conformance.presentation")
    found = _form(credential, content)
    return check_terms(content) if found.passed else found


def _is_presentation(credential: Mapping[str, Any]) -> bool:
    kinds = types_of(credential)
    return "VerifiablePresentation" in kinds or "EnvelopedVerifiableCredential" in kinds


def _form(credential: Mapping[str, Any], content: Content) -> Finding:
    """Check the form, of a credential like others before it only what differs."""
    check = content.once(form_check)
    alike = content.likeness
    if alike is None:
        return verdict(check(credential))
    is_in_order = alike.mould.notes.get(check)
    if is_in_order is not None and is_in_order(credential):
        return _VALID
    found = verdict(check(credential))
    if found.passed and is_in_order is None:
        alike.mould.notes[check] = rereader(check, credential, alike.mould.slots)
    return found


def form_check(credential: Mapping[str, Any]) -> Callable[[object], tuple[Problem, ...]]:
    """Choose what checks the form of an OB 3.0 credential."""
    is_endorsement = "EndorsementCredential" in types_of(credential)
    return check_endorsement_credential if is_endorsement else check_credential


def check_terms(content: Content) -> Finding:
    """Check that contexts are known and define every term: what they do not define is unsigned.

    Tokens and the suites over RFC 8785 sign every byte, but what a word means without a definition
    is nobody's to say there either (OB 3.0, 10; VCDM 2.0, 5.2.1). Contexts that are not read here
    leave it open.
    """
    try:
        content.rdfc()
    except UndefinedTermError as error:
        params = error.reason.params
        return failed(
            "conformance.undefined_term", term=params.get("term", ""), path=params.get("path", "")
        )
    except ProofsError as error:
        code = _CODES.get(type(error), "conformance.json_ld")
        return failed(code, cause=error.code, detail=str(error))
    return _VALID


def verdict(problems: tuple[Problem, ...]) -> Finding:
    """Give the finding that the problems of a document's form make: the first of them is told."""
    if not problems:
        return _VALID
    first = problems[0]
    return failed(
        "conformance.schema",
        path=first.path or "/",
        problem=first.code,
        detail=first.message,
        found=len(problems),
    )
