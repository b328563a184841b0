"""How long things are kept, in days: the usual periods, and what a community chose instead.

>>> USUAL.offers, USUAL.files
(90, 365)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.database import db
from badges.errors import InputError
from badges.models import Community


@dataclass(frozen=True, slots=True)
class Periods:
    """Days after which something goes.

    ``offers`` without an answer, or declined; ``refused`` evidence, after the verdict; ``files``
    that were approved, after the award or the verdict; ``logs``: mails' texts, who did what in the
    audit trail; ``reports`` of pages, after they were closed.
    """

    offers: int = 90
    refused: int = 30
    files: int = 365
    logs: int = 30
    reports: int = 90


USUAL: Final = Periods()

BOUNDS: Final[Mapping[str, tuple[int, int]]] = {
    "offers": (30, 730),
    "refused": (7, 365),
    "files": (30, 3650),
    "logs": (7, 365),
    "reports": (14, 730),
}
"""The fewest and the most days that may be chosen."""


def periods_of(community: Community) -> Periods:
    """Give a community's periods; those it did not choose are the usual ones."""
    chosen = community.retention or {}
    return Periods(**{name: int(chosen.get(name, days)) for name, days in asdict(USUAL).items()})


def set_periods(actor: Actor, chosen: Periods) -> Community:
    """Change the periods; raises ``InputError`` naming the field that is out of bounds."""
    actor.require(Permission.SETTINGS)
    days = asdict(chosen)
    for name, (fewest, most) in BOUNDS.items():
        if not fewest <= days[name] <= most:
            raise InputError(
                "retention.days",
                f"Choose between {fewest} and {most} days.",
                field=name,
                fewest=fewest,
                most=most,
            )
    actor.community.retention = days
    audit.record(actor, "retention.change", f"community:{actor.community.id}", **days)
    db.session.flush()
    return actor.community
