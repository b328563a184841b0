"""Checks, their outcomes and the verdict that follows from them (decisions 18 and 19).

>>> checks = [Check(CheckId.VALID_SIGNATURE, Outcome.PASSED, Reason("signature.valid")),
...           Check(CheckId.REVOCATION_STATUS, Outcome.UNKNOWN, Reason("status.offline"))]
>>> status_of(checks).value
'undecided'
>>> status_of([*checks, Check(CheckId.EXPIRATION, Outcome.FAILED, Reason("x"))]).value
'not_verified'
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, NamedTuple, Self

from badges.errors import Reason
from badges.verifying.facts import Facts


class Outcome(StrEnum):
    """What one check found; ``skipped`` means not applicable or not asked for."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"


class CheckId(StrEnum):
    """The checks, in the order in which they are told."""

    CONFORMANCE = "conformance"
    VALID_SIGNATURE = "valid_signature"
    HOSTED = "hosted"
    ISSUER_IDENTITY = "issuer_identity"
    EXPIRATION = "expiration"
    REVOCATION_STATUS = "revocation_status"
    RECIPIENT = "recipient"
    REGISTERED_ISSUER = "registered_issuer"
    EVIDENCE = "evidence"
    ENDORSEMENTS = "endorsements"


class Status(StrEnum):
    """The verdict; ``undecided`` where nothing failed, but not everything could be checked."""

    VERIFIED = "verified"
    NOT_VERIFIED = "not_verified"
    UNDECIDED = "undecided"


class Format(StrEnum):
    """The forms of a badge that are read."""

    OB3_DI = "ob3-di"
    OB3_JWT = "ob3-jwt"
    OB2_JWS = "ob2-jws"
    OB2_HOSTED = "ob2-hosted"


DECIDING: Final = frozenset(CheckId) - {
    CheckId.REGISTERED_ISSUER,
    CheckId.EVIDENCE,
    CheckId.ENDORSEMENTS,
}
"""The checks that the verdict follows; the others are reported only."""

ATTACHED_NAME_DIFFERS: Final = "recipient.attached_name_differs"
"""The name beside the credential is not the one that was signed."""

REFRESHED: Final = "refresh.newer"
"""A newer version was published, and is the one judged."""


class Finding(NamedTuple):
    """The outcome of one question and why; what a check's function gives.

    ``parts`` are findings about several things of one kind, each endorsement, each schema, told one
    by one below it. Whether they change the outcome is for the check to say, never for its readers.
    """

    outcome: Outcome
    reason: Reason
    parts: tuple[Finding, ...] = ()

    @property
    def passed(self) -> bool:
        """Tell whether it passed."""
        return self.outcome is Outcome.PASSED

    def with_parts(self, *parts: Finding) -> Finding:
        """Give the finding with further parts."""
        return Finding(self.outcome, self.reason, (*self.parts, *parts))

    def to_json(self, sentence: Callable[[Reason], str]) -> dict[str, Any]:
        """Give it as ``badges verify --json`` prints it: the parts stand among the parameters."""
        params = dict(self.reason.params)
        if self.parts:
            params["parts"] = [part.to_json(sentence) for part in self.parts]
        return {
            "outcome": self.outcome.value,
            "code": self.reason.code,
            "params": params,
            "detail": sentence(self.reason),
        }


def passed(code: str, /, **params: Any) -> Finding:
    """Give a finding that passed."""
    return _finding(Outcome.PASSED, code, params)


def failed(code: str, /, **params: Any) -> Finding:
    """Give a finding that failed."""
    return _finding(Outcome.FAILED, code, params)


def unknown(code: str, /, **params: Any) -> Finding:
    """Give a finding that could not be made."""
    return _finding(Outcome.UNKNOWN, code, params)


def skipped(code: str, /, **params: Any) -> Finding:
    """Give a finding that was not asked for."""
    return _finding(Outcome.SKIPPED, code, params)


def _finding(outcome: Outcome, code: str, params: dict[str, Any]) -> Finding:
    return Finding(outcome, Reason(code, **params)) if params else _bare_finding(outcome, code)


@lru_cache(maxsize=256)
def _bare_finding(outcome: Outcome, code: str) -> Finding:
    """Make what is the same in badge after badge once."""
    return Finding(outcome, Reason(code))


_NOT_REACHED: Final = unknown("check.not_reached")


def not_reached() -> Finding:
    """Say that an earlier check left nothing to look at here."""
    return _NOT_REACHED


_GRAVITY: Final = {
    Outcome.FAILED: 0,
    Outcome.UNKNOWN: 1,
    Outcome.PASSED: 2,
    Outcome.SKIPPED: 3,
}


def worst(findings: Iterable[Finding]) -> Finding | None:
    """Give the gravest of several findings, the first of its kind; none of none."""
    return min(findings, key=lambda found: _GRAVITY[found.outcome], default=None)


class Check(NamedTuple):
    """One line of the result; ``reason`` says in any language why."""

    id: CheckId
    outcome: Outcome
    reason: Reason
    parts: tuple[Finding, ...] = ()

    def to_json(self, sentence: Callable[[Reason], str]) -> dict[str, Any]:
        """Give the check as ``badges verify --json`` prints it."""
        found = Finding(self.outcome, self.reason, self.parts)
        return {"id": self.id.value, **found.to_json(sentence)}


_IN_ORDER: Final = tuple(CheckId)


def checks_of(findings: Mapping[CheckId, Finding]) -> tuple[Check, ...]:
    """Give a line for every check, in the order of telling; what has no finding was not reached."""
    # as Check(each, *finding) does, less a call for each
    new, found = tuple.__new__, findings.get
    return tuple([new(Check, (each, *found(each, _NOT_REACHED))) for each in _IN_ORDER])


def status_of(checks: Iterable[Check]) -> Status:
    """Give the verdict that follows from the checks (decisions 19)."""
    outcomes = [outcome for check_id, outcome, _, _ in checks if check_id in DECIDING]
    if Outcome.FAILED in outcomes:
        return Status.NOT_VERIFIED
    return Status.UNDECIDED if Outcome.UNKNOWN in outcomes else Status.VERIFIED


@dataclass(frozen=True, slots=True)
class VerificationResult:
    """What was found, check by check.

    ``container`` is ``json | jwt | png | svg | pdf``. ``credential`` is the document as it
    stands in the file, none where it cannot be parsed; ``facts`` is what it says, for pages.
    Neither is to be believed unless ``status`` is ``verified``. Where the issuer has published a
    newer version (``refreshed``), everything here is about that one.
    """

    status: Status
    format: Format
    container: str
    checks: tuple[Check, ...]
    credential: Mapping[str, Any] | None
    facts: Facts

    @property
    def verified(self) -> bool:
        """Tell whether every deciding check passed or was not applicable."""
        return self.status is Status.VERIFIED

    @property
    def refreshed(self) -> bool:
        """Tell whether a newer version than the one handed in was judged."""
        parts = self.check(CheckId.REVOCATION_STATUS).parts
        return any(part.reason.code == REFRESHED for part in parts)

    def check(self, check_id: CheckId | str) -> Check:
        """Give one check by its id; raises ``KeyError``."""
        for check in self.checks:
            if check.id == check_id:
                return check
        raise KeyError(check_id)

    def with_gentle_recipient(self) -> Self:
        """Give the result as a page shows it: another recipient is unknown, not failed.

        An address that does not match is common (people have several), so on a page it leaves the
        verdict open (decisions 20); programs and the shell get the plain result. A name that the
        file itself carries and the signature contradicts stays failed: somebody put it there.
        """
        checks = tuple(
            check._replace(outcome=Outcome.UNKNOWN)
            if check.id == CheckId.RECIPIENT
            and check.outcome is Outcome.FAILED
            and check.reason.code != ATTACHED_NAME_DIFFERS
            else check
            for check in self.checks
        )
        return replace(self, checks=checks, status=status_of(checks))

    def to_json(self, sentence: Callable[[Reason], str]) -> dict[str, Any]:
        """Give the result as ``badges verify --json`` prints it.

        ``sentence`` puts a reason into words: ``wording("en").sentence``.
        """
        return {
            "verified": self.verified,
            "status": self.status.value,
            "format": self.format.value,
            "container": self.container,
            "checks": [check.to_json(sentence) for check in self.checks],
            "credential": None if self.credential is None else dict(self.credential),
        }
