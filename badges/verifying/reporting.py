"""Step 9: what is told and never changes the verdict: evidence and endorsements.

>>> check_evidence({"evidence": [{"id": "https://a.example/talk", "digestSRI": "sha384-x"}]}).reason
Reason('evidence.pinned', count=1)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from badges.verifying.conforming import check_ob3_conformance
from badges.verifying.dating import check_expiration
from badges.verifying.foreign import listed, node, text, types_of
from badges.verifying.outcomes import Finding, Format, Outcome, failed, passed, skipped, unknown
from badges.verifying.reading import Submission, read_token
from badges.verifying.signatures import Checker, check_signature

MAXIMUM_ENDORSEMENTS: Final = 5
"""Endorsements whose signatures are checked; a list of thousands would keep us busy."""


def check_evidence(credential: Mapping[str, Any]) -> Finding:
    """Say what evidence there is; it is for people to open, so nothing is fetched."""
    found = listed(credential.get("evidence"))
    pinned = [each for each in found if text(each, "digestSRI")]
    if not found:
        return skipped("evidence.none")
    if len(pinned) == len(found):
        return skipped("evidence.pinned", count=len(found))
    return skipped("evidence.not_fetched", count=len(found))


def check_endorsements(credential: Mapping[str, Any], checker: Checker) -> Finding:
    """Check the endorsements of an OB 3.0 credential, its achievement and its issuer."""
    found = list(_endorsements(credential))
    if not found:
        return skipped("endorsements.none")
    if len(found) > MAXIMUM_ENDORSEMENTS:
        return unknown("endorsements.too_many", count=len(found))
    outcomes = [_check(each, checker) for each in found]
    bad = outcomes.count(Outcome.FAILED)
    if bad:
        return failed("endorsements.invalid", count=bad)
    open_ones = outcomes.count(Outcome.UNKNOWN)
    if open_ones:
        return unknown("endorsements.unknown", count=open_ones)
    return passed("endorsements.valid", count=len(found))


def _endorsements(credential: Mapping[str, Any]) -> Iterator[Any]:
    achievement = node(node(credential.get("credentialSubject")).get("achievement"))
    for holder in (credential, achievement, node(credential.get("issuer"))):
        yield from listed(holder.get("endorsement"))
        yield from listed(holder.get("endorsementJwt"))


def _check(endorsement: Any, checker: Checker) -> Outcome:
    if isinstance(endorsement, str) and endorsement.startswith("ey"):
        submission = read_token(endorsement)
    elif isinstance(endorsement, dict) and "EndorsementCredential" in types_of(endorsement):
        submission = Submission(Format.OB3_DI, "json", endorsement)
    else:
        return Outcome.UNKNOWN
    if submission.credential is None or submission.flaw is not None:
        return Outcome.FAILED
    signed = check_signature(submission, checker)
    outcomes = {
        check_ob3_conformance(submission.credential).outcome,
        signed.signature.outcome,
        signed.identity.outcome,
        check_expiration(submission.credential, now=checker.now).outcome,
    }
    for outcome in (Outcome.FAILED, Outcome.UNKNOWN):
        if outcome in outcomes:
            return outcome
    return Outcome.PASSED
