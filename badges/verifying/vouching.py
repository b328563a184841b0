"""What every signature is checked with, and what is said about the key behind it.

>>> holds = Signed(passed("signature.valid"), passed("identity.domain"))
>>> shows_only_that_it_is_whole = Signed(passed("signature.valid"), not_reached())
>>> holds.holds, shows_only_that_it_is_whole.holds
(True, False)

Two questions, asked apart (decisions 18): whether the signature holds, and whether the key is that
of whoever is said to have signed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from badges.errors import Reason
from badges.verifying.accepted import Accepted
from badges.verifying.foreign import host_of, instant
from badges.verifying.issuers import IssuerKeys
from badges.verifying.lists import StatusLists
from badges.verifying.outcomes import Finding, Outcome, failed, not_reached, passed
from badges.verifying.sources import Documents
from keys.lookup import VerificationMethod


@dataclass(frozen=True, slots=True)
class Signed:
    """The two answers about one signature."""

    signature: Finding
    identity: Finding

    @property
    def holds(self) -> bool:
        """Tell whether the issuer itself signed this."""
        return self.signature.passed and self.identity.passed


@dataclass(frozen=True, slots=True)
class Checker:
    """What every signature is checked with: documents, what is accepted, and the time.

    ``lists`` are the status lists that were checked before; none are by default.
    """

    documents: Documents
    accepted: Accepted
    now: datetime
    lists: StatusLists = field(default_factory=StatusLists)


def names(published: IssuerKeys) -> dict[str, str]:
    """Give the parameters of every reason about an issuer's keys."""
    return {"issuer": published.issuer, "domain": host_of(published.issuer)}


def identity_of(published: IssuerKeys, method: VerificationMethod, now: datetime) -> Finding:
    """Judge a key that the issuer lists for the purpose asked for."""
    if method.revoked is not None:
        return not_listed(published, method.revoked.isoformat())
    # Controlled Identifiers 1.0, 2.2: from then on nothing is verified with it.
    if method.expires is not None and method.expires <= now:
        return failed("identity.expired_key", **names(published))
    return passed(f"identity.{published.origin}", **names(published))


def not_listed(published: IssuerKeys, revoked: object) -> Finding:
    """Judge a key that the issuer does not list, or not any more."""
    if isinstance(revoked, str):
        at = instant(revoked)
        on = {} if at is None else {"on": at.date().isoformat()}
        return failed("identity.revoked_key", **names(published), **on)
    return failed("identity.foreign_key", **names(published))


def unless_broken(signature: Finding, reason: Reason) -> Finding:
    """Do not ask whose a broken signature would be."""
    if signature.outcome is Outcome.FAILED:
        return not_reached()
    return Finding(Outcome.UNKNOWN, reason)
