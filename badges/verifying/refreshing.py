"""After steps 4 and 5: a newer version of the credential, where the issuer offers one.

    >>> same_id("https://a.example/caf%C3%A9 ", "https://a.example/café")
    True

``refreshService`` of type ``1EdTechCredentialRefresh`` (OB 3.0, "Verification", 4): the document at
its ``id`` is asked for once, after the issuer's signature held, since only then the address is the
issuer's word. What comes must be the same credential of the same issuer, signed by it, and not
older; then it is the one that is judged. In every other case the one handed in is judged, and the
result says what happened: failing to refresh makes no good badge bad.

The issuer's server learns from this that somebody checks this badge; the issuer chose so when it
wrote the service into the badge.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import unquote

from badges.fetched import FetchError
from badges.verifying.foreign import host_of, id_of, instant, is_web_address, listed, types_of
from badges.verifying.issuers import unreachable
from badges.verifying.outcomes import (
    REFRESHED,
    Finding,
    Format,
    Outcome,
    passed,
    skipped,
    unknown,
)
from badges.verifying.reading import Submission, read_token
from badges.verifying.signatures import Checker, Signed

SERVICE: Final = "1EdTechCredentialRefresh"


@dataclass(frozen=True, slots=True)
class Examined:
    """A submission after the steps that a refreshed one goes through as well."""

    submission: Submission
    conformance: Finding
    signed: Signed

    @property
    def is_broken(self) -> bool:
        """Tell whether somebody else than the issuer signed it, or nobody."""
        return Outcome.FAILED in (self.signed.signature.outcome, self.signed.identity.outcome)

    @property
    def holds(self) -> bool:
        """Tell whether the issuer signed it and nothing is known to be wrong with its form."""
        return self.conformance.outcome is not Outcome.FAILED and self.signed.holds


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What is to be judged from here on, and what is to be told about it, if anything."""

    judged: Examined
    note: Finding | None = None


class _KeptError(Exception):
    """The credential that was handed in is the one to judge; ``note`` says why."""

    def __init__(self, note: Finding) -> None:
        super().__init__(note.reason.code)
        self.note = note


def refresh(
    given: Examined, checker: Checker, examine: Callable[[Submission], Examined]
) -> Refreshed:
    """Look for a newer version of a credential whose issuer's signature holds, once.

    ``examine`` takes the first steps with what was found.
    """
    credential = given.submission.credential or {}
    services = listed(credential.get("refreshService"))
    if not services or not given.holds:
        return Refreshed(given)
    try:
        address = _address(services)
        newer = _newer(address, given.submission, checker)
    except _KeptError as kept:
        return Refreshed(given, kept.note)
    names = {"host": host_of(address)}
    examined = examine(newer)
    is_worse = given.conformance.passed and not examined.conformance.passed
    if examined.holds and not is_worse:
        return Refreshed(examined, passed(REFRESHED, **names))
    why = (examined.signed.signature, examined.signed.identity, examined.conformance)
    parts = (part for part in why if not part.passed)
    return Refreshed(given, unknown("refresh.not_sound", **names).with_parts(*parts))


def _address(services: list[Any]) -> str:
    """Give the address of the first service that is followed here."""
    service = next((each for each in services if SERVICE in types_of(each)), None)
    if service is None:
        kind = next(iter(sorted(types_of(services[0]))), "")
        raise _KeptError(skipped("refresh.unsupported", type=kind))
    if not is_web_address(id_of(service)):
        raise _KeptError(unknown("refresh.no_address"))
    return id_of(service)


def _newer(address: str, given: Submission, checker: Checker) -> Submission:
    """Fetch what may be a newer version; nobody has looked at its signature yet."""
    names = {"host": host_of(address)}
    try:
        found = checker.documents.get(address)
    except FetchError as error:
        raise _KeptError(Finding(Outcome.UNKNOWN, unreachable("refresh", error))) from None
    newer = None if found.gone else _submitted(found.value, given)
    if newer is None or newer.credential is None:
        raise _KeptError(unknown("refresh.no_badge", **names))
    if newer.credential == given.credential:
        raise _KeptError(passed("refresh.unchanged", **names))
    refusal = _refusal(given.credential or {}, newer.credential)
    if refusal:
        raise _KeptError(unknown(refusal, **names))
    return newer


def same_id(one: str, other: str) -> bool:
    """Compare two ids as OB 3.0, "Equality and comparison", does: decoded and trimmed."""
    return bool(one) and unquote(one).strip() == unquote(other).strip()


def _submitted(found: Any, given: Submission) -> Submission | None:
    """Read what came as the form that it has, in the container of what was handed in."""
    if isinstance(found, str):
        return replace(read_token(found), container=given.container)
    if not isinstance(found, dict):
        return None
    return Submission(Format.OB3_DI, given.container, found)


def _refusal(given: Mapping[str, Any], newer: Mapping[str, Any]) -> str:
    """Say why another document is no newer version of this credential; empty if it may be."""
    is_same = same_id(id_of(given), id_of(newer))
    if not is_same or not same_id(id_of(given.get("issuer")), id_of(newer.get("issuer"))):
        return "refresh.another"
    before, after = _start(given), _start(newer)
    # OB 3.0, "Equality and comparison": of two versions the one with the later validFrom counts
    if before is not None and (after is None or after < before):
        return "refresh.older"
    return ""


def _start(credential: Mapping[str, Any]) -> Any:
    return instant(credential.get("validFrom", credential.get("issuanceDate")))
