"""Step 9: who endorsed it, each endorsement checked and told by itself (OB 3.0, "Verification", 6).

    >>> [each.where for each in endorsements_in({"endorsementJwt": ["a.b.c"], "issuer": "urn:a"})]
    ['credential']

An endorsement is a credential of its own: it needs its own proof, of its own issuer, its own dates
and status, and it must be about what it stands at. Endorsements of an endorsement, or of the one
who endorses, are not followed. Nothing here changes the verdict on the badge: anybody can add
an endorsement that does not hold to a file, and a badge is none the worse for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from badges.errors import Reason
from badges.proofs.content import Content
from badges.verifying.conforming import check_ob3_conformance
from badges.verifying.dating import check_expiration
from badges.verifying.foreign import host_of, id_of, listed, node, text, types_of
from badges.verifying.outcomes import (
    Finding,
    Format,
    Outcome,
    failed,
    passed,
    skipped,
    unknown,
)
from badges.verifying.reading import Submission, read_token
from badges.verifying.schema_checks import check_schemas
from badges.verifying.signatures import Checker, check_signature
from badges.verifying.withdrawing import check_status

MAXIMUM_ENDORSEMENTS: Final = 24
"""Endorsements that are checked; a list of thousands would keep us busy. A badge of ours has 23 at
most: twenty vouches, and three organisations' words for the achievement."""

_NAMES: Final = ("endorsement", "endorsementJwt")
_EITHER: Final = frozenset(_NAMES)
_MAXIMUM_PARENTS: Final = 5
_SHOWN: Final = 100
_SAID: Final = 800
_READ: Final = 2_000
_REVOKED: Final = "status.revoked"


@dataclass(frozen=True, slots=True)
class Endorsement:
    """An endorsement as it stands there: the document or token, and what it may be about."""

    value: Any
    where: str
    about: frozenset[str]


@dataclass(frozen=True, slots=True)
class Word:
    """What an endorsement says, and the id that it is about."""

    said: str
    about: str


def word_in(credential: Mapping[str, Any] | None) -> Word | None:
    """Read a credential that is itself an endorsement: it speaks about a badge and is none.

    >>> speaks = {"type": ["EndorsementCredential"], "credentialSubject": {"id": "urn:badge"}}
    >>> word_in(speaks).about
    'urn:badge'
    """
    if credential is None or "EndorsementCredential" not in types_of(credential):
        return None
    subject = node(credential.get("credentialSubject"))
    return Word(text(subject, "endorsementComment")[:_READ], text(subject, "id")[:_READ])


def check_endorsements(
    credential: Mapping[str, Any], content: Content, checker: Checker
) -> Finding:
    """Check the endorsements of an OB 3.0 credential and of what is described in it.

    ``content`` is the credential's.
    """
    found = list(endorsements_in(credential)) if content.once(_is_endorsed) else ()
    if not found:
        return skipped("endorsements.none")
    parts = [_check(each, checker) for each in found[:MAXIMUM_ENDORSEMENTS]]
    more = len(found) - len(parts)
    if more:
        parts.append(unknown("endorsements.too_many", count=more))
    outcomes = [part.outcome for part in parts]
    bad, unclear = outcomes.count(Outcome.FAILED), outcomes.count(Outcome.UNKNOWN)
    gone = sum(part.reason.code == "endorsement.withdrawn" for part in parts)
    if bad:
        told = failed(
            "endorsements.withdrawn" if bad == gone else "endorsements.invalid", count=bad
        )
    elif unclear:
        told = unknown("endorsements.unknown", count=unclear - bool(more) + more)
    else:
        told = passed("endorsements.valid", count=len(found))
    return told.with_parts(*parts)


def endorsements_in(credential: Mapping[str, Any]) -> Iterator[Endorsement]:
    """Find the endorsements of the credential, its achievement and the profiles in it.

    One at the credential may be about anything in it; one at a profile or achievement is about that
    (OB 3.0, B.1.1, B.1.8 and B.1.19, ``endorsement``).
    """
    subject = node(credential.get("credentialSubject"))
    holders = _holders(credential)
    everything = {id_of(holder) for _, holder in holders}
    everything |= {text(subject, "id"), id_of(credential.get("issuer"))}
    for where, holder in holders:
        about = everything if holder is credential else {id_of(holder)}
        for name in _NAMES:
            for value in listed(holder.get(name)):
                yield Endorsement(value, where, frozenset(about - {""}))


def _is_endorsed(credential: Mapping[str, Any]) -> bool:
    return not all(_EITHER.isdisjoint(holder) for _, holder in _holders(credential))


def _holders(credential: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """Name what may have endorsements."""
    subject = node(credential.get("credentialSubject"))
    achievement = node(subject.get("achievement"))
    return [
        ("credential", credential),
        ("achievement", achievement),
        *(("issuer", each) for each in _profiles(credential.get("issuer"))),
        *(("profile", each) for each in _profiles(achievement.get("creator"))),
        *(("profile", each) for each in _profiles(subject.get("source"))),
    ]


def _profiles(value: Any) -> Iterator[Mapping[str, Any]]:
    """Give a profile and the organizations above it."""
    profile = node(value)
    for _ in range(_MAXIMUM_PARENTS):
        if not profile:
            return
        yield profile
        profile = node(profile.get("parentOrg"))


def _check(endorsement: Endorsement, checker: Checker) -> Finding:
    """Check one endorsement; what speaks against it stands below it."""
    submission = _submitted(endorsement.value)
    if submission is None or submission.credential is None:
        flaw = None if submission is None else submission.flaw
        below = () if flaw is None else (Finding(Outcome.FAILED, flaw),)
        return failed("endorsement.unreadable", where=endorsement.where).with_parts(*below)
    credential = submission.credential
    names = {
        "by": text(node(credential.get("issuer")), "name")[:_SHOWN],
        "issuer": id_of(credential.get("issuer"))[:_SHOWN],
        "where": endorsement.where,
        "said": text(node(credential.get("credentialSubject")), "endorsementComment")[:_SAID],
    }
    names["domain"] = host_of(id_of(credential.get("issuer"))) or names["issuer"]
    told = list(_told(submission, credential, endorsement, checker))
    flaws = [found for found in told if found.outcome is Outcome.FAILED]
    if [found.reason.code for found in flaws] == [_REVOKED]:
        # who took a word back did not forge it, and it is not to be repeated
        quiet = {key: value for key, value in names.items() if key != "said"}
        return failed("endorsement.withdrawn", **quiet).with_parts(*flaws)
    for outcome, code in (
        (Outcome.FAILED, "endorsement.invalid"),
        (Outcome.UNKNOWN, "endorsement.unknown"),
    ):
        against = [found for found in told if found.outcome is outcome]
        if against:
            return Finding(outcome, Reason(code, **names), tuple(against))
    return passed("endorsement.valid", **names)


def _submitted(value: Any) -> Submission | None:
    if isinstance(value, str):
        return read_token(value)
    if isinstance(value, dict) and "EndorsementCredential" in types_of(value):
        return Submission(Format.OB3_DI, "json", value)
    return None


def _told(
    submission: Submission,
    credential: Mapping[str, Any],
    endorsement: Endorsement,
    checker: Checker,
) -> Iterator[Finding]:
    """Take the steps that any credential goes through, with an endorsement."""
    if submission.flaw is not None:
        yield Finding(Outcome.FAILED, submission.flaw)
    if id_of(credential.get("credentialSubject")) not in endorsement.about:
        yield failed("endorsement.of_another")
    content = submission.content or Content(credential)
    yield check_ob3_conformance(credential, content)
    signed = check_signature(submission, checker)
    yield signed.signature
    if Outcome.FAILED in (signed.signature.outcome, signed.identity.outcome):
        # what the endorser's documents say is of no interest when the endorser did not sign
        if signed.identity.outcome is Outcome.FAILED:
            yield signed.identity
        return
    yield signed.identity
    yield check_expiration(credential, now=checker.now)
    yield check_status(credential, checker)
    yield from check_schemas(credential, content, checker)
