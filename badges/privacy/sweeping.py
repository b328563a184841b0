"""The daily job that lets go what has reached the end of its time, and what it will let go next.

It works in small transactions, each with its line in the audit trail (counts alone), and may be
run as often as one likes: what is gone is not found again. In a demo nothing is let go: its people
are made up, and its past is its point.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

import sqlalchemy as sa

from badges import audit, jobs
from badges.accounts.access import Actor, Permission
from badges.awarding.erasing import erase_evidence
from badges.awarding.files import let_file_go
from badges.awarding.lapsing import close_declined, lapse
from badges.database import db, wipe_after_commit
from badges.models import AuditEntry, Award, Community, Evidence, OutboxMail, PageReport
from badges.peers.endorsing import forget_addresses
from badges.ports import now, ports
from badges.privacy import leftovers
from badges.privacy.due import KINDS, ends, goes_at
from badges.timestamps import local_day

AT_A_TIME: Final = 100
MOST_ROUNDS: Final = 20
"""So many transactions for each community and run; what is left is promised anew."""

SHOWN: Final = ("offers", "declined", "refused", "files", "reports")
"""The kinds that are told before they go; texts of mails and the trail go every day."""

MOST_SHOWN: Final = 500

UNUSED: Final = timedelta(days=30)
"""A drawing that nobody asked for in so long is let go, whatever it was drawn for."""


@dataclass(frozen=True, slots=True)
class Going:
    """What goes on one day: how many of each kind, and whose, for those who may see it."""

    day: date
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    names: list[str] = field(default_factory=list)


def let_go() -> None:
    """Let go what has reached its end in every community, and the installation's leftovers (daily).

    What one run does not manage, the next one does, promised at once.
    """
    more = False
    for community in db.session.scalars(sa.select(Community).order_by(Community.id)).all():
        if not community.is_demo:
            more = not _let_go_of(community) or more
    more = leftovers.clear() >= leftovers.MOST or more
    forget_addresses(now())
    db.session.commit()
    if (shelf := ports().drawings) is not None:
        shelf.sweep(before=(now() - UNUSED).timestamp())
    if more:
        jobs.enqueue("let_go")


def coming(actor: Actor, *, days: int = 30) -> list[Going]:
    """Tell what goes within so many days, day by day, before it goes."""
    actor.require(Permission.SETTINGS)
    community = actor.community
    found: dict[date, Going] = {}
    for kind in SHOWN:
        for end in ends(community, kind, now() + timedelta(days=days), most=MOST_SHOWN):
            run = goes_at(max(end.at, now()))
            day = local_day(run, community.zone)
            going = found.setdefault(day, Going(day))
            going.counts[kind] += 1
            name = _name(kind, end.row_id) if actor.may(Permission.MEMBERS_READ) else ""
            if name and name not in going.names:
                going.names.append(name)
    return [found[day] for day in sorted(found)]


def _let_go_of(community: Community) -> bool:
    """Let go of a community's, chunk by chunk; gives whether all of it is done."""
    for _ in range(MOST_ROUNDS):
        at = now()
        counts = {kind: _chunk(community, kind, at) for kind in KINDS}
        counts = {kind: count for kind, count in counts.items() if count}
        if not counts:
            return True
        doer = Actor.operator(community, via="rule")
        audit.record(doer, "retention.let_go", f"community:{community.id}", **counts)
        wipe_after_commit()
        db.session.commit()
    return False


def _chunk(community: Community, kind: str, at: datetime) -> int:
    ids = [end.row_id for end in ends(community, kind, at, most=AT_A_TIME)]
    if ids:
        _GOES[kind](ids)
        db.session.flush()
    return len(ids)


def _end_offers(ids: list[int]) -> None:
    for award in db.session.scalars(sa.select(Award).where(Award.id.in_(ids))).all():
        lapse(award)


def _close_declined(ids: list[int]) -> None:
    for award in db.session.scalars(sa.select(Award).where(Award.id.in_(ids))).all():
        close_declined(award)


def _erase_refused(ids: list[int]) -> None:
    erase_evidence(db.session.scalars(sa.select(Evidence).where(Evidence.id.in_(ids))).all())


def _drop_files(ids: list[int]) -> None:
    for piece in db.session.scalars(sa.select(Evidence).where(Evidence.id.in_(ids))).all():
        let_file_go(piece)


def _empty_mails(ids: list[int]) -> None:
    """Keep that a mail was sent, and not what it said."""
    values = {"subject": "", "text": "", "html": "", "link": ""}
    db.session.execute(sa.update(OutboxMail).where(OutboxMail.id.in_(ids)).values(**values))


def _unname_trail(ids: list[int]) -> None:
    db.session.execute(sa.update(AuditEntry).where(AuditEntry.id.in_(ids)).values(actor_id=None))


def _delete_reports(ids: list[int]) -> None:
    db.session.execute(sa.delete(PageReport).where(PageReport.id.in_(ids)))


_GOES: Final[Mapping[str, Callable[[list[int]], None]]] = {
    "offers": _end_offers,
    "declined": _close_declined,
    "refused": _erase_refused,
    "files": _drop_files,
    "mails": _empty_mails,
    "trail": _unname_trail,
    "reports": _delete_reports,
}


def _name(kind: str, row_id: int) -> str:
    if kind in {"offers", "declined"}:
        return db.session.get_one(Award, row_id).recipient_name
    if kind in {"refused", "files"}:
        return db.session.get_one(Evidence, row_id).member.name
    return ""
