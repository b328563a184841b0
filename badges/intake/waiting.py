"""What was told of people who are no members yet: kept, bounded, and counted once they join.

::

    keep(actor, told)                     # somebody's address or account is unknown here
    take(membership)                      # they joined, or proved another address: it counts now
    link_account(actor, "forum:17", membership, label="ada")

An address is kept as a keyed hash alone (:mod:`badges.accounts.naming`); the name of an account
stands beside it, so that a manager can say whose it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from badges import audit, signals
from badges.accounts.access import Actor, Permission
from badges.accounts.naming import mail_name, who_hash, who_hashes
from badges.database import db, get_scoped, wipe_after_commit
from badges.errors import ConflictError
from badges.milestones import Signal
from badges.models import Activity, EmailAddress, KnownAccount, Membership, WaitingActivity
from badges.ports import now

MOST: Final = 200_000
"""Activities of unknown people that one community keeps."""

AT_ONCE: Final = 5_000
"""So many of them are counted in one step: databases bound what one question may name."""

LABEL_LIMIT: Final = 200

_FACTS: Final = ("kind", "tags", "occurred_at", "hours", "fields", "source", "external_id")


@dataclass(frozen=True, slots=True)
class Stranger:
    """An account that nobody has said of whose it is: its name, where it is from, how much waits.

    ``row_id`` is one of its waiting activities, by which it is chosen.
    """

    row_id: int
    label: str
    source: str
    count: int


def room_left(community_id: int) -> int:
    """Count how many more activities of unknown people may be kept."""
    kept = db.session.scalar(
        sa.select(sa.func.count()).where(WaitingActivity.community_id == community_id)
    )
    return max(0, MOST - (kept or 0))


def keep(community_id: int, rows: Sequence[dict[str, Any]]) -> None:
    """Keep what was told of unknown people; each row has ``who_hash``, ``label`` and the facts."""
    values = [{"community_id": community_id, "told_at": now(), **row} for row in rows]
    db.session.execute(sa.insert(WaitingActivity), values)


def awaited(community_id: int, addresses: Sequence[str]) -> set[str]:
    """Give those of some addresses for which something waits until they belong to a member."""
    any_at_all = sa.select(WaitingActivity.id).where(WaitingActivity.community_id == community_id)
    if db.session.scalar(any_at_all.limit(1)) is None:
        return set()
    by_hash = {
        each: address
        for address in addresses
        for each in who_hashes(community_id, mail_name(address))
    }
    found = sa.select(WaitingActivity.who_hash).where(
        WaitingActivity.community_id == community_id, WaitingActivity.who_hash.in_(by_hash)
    )
    return {by_hash[each] for each in db.session.scalars(found)}


def take(membership: Membership) -> int:
    """Count what was kept for a member, by all their addresses and accounts; gives how much."""
    names = [mail_name(address) for address in _addresses(membership)]
    hashes = [found for name in names for found in who_hashes(membership.community_id, name)]
    hashes += db.session.scalars(
        sa.select(KnownAccount.who_hash).where(KnownAccount.membership_id == membership.id)
    )
    return _take(membership, hashes)


def take_waiting(membership_id: int) -> None:
    """Count what was kept for somebody who joined or proved an address (a job)."""
    membership = db.session.get(Membership, membership_id)
    if membership is not None and membership.left_at is None:
        take(membership)


def strangers(actor: Actor) -> list[Stranger]:
    """List the accounts that nobody has said of whose they are, the busiest first."""
    actor.require(Permission.MEMBERS_WRITE)
    rows = db.session.execute(
        sa.select(
            sa.func.min(WaitingActivity.id),
            sa.func.max(WaitingActivity.label),
            sa.func.max(WaitingActivity.source),
            sa.func.count(),
        )
        .where(WaitingActivity.community_id == actor.community.id, WaitingActivity.label != "")
        .group_by(WaitingActivity.who_hash)
        .order_by(sa.func.count().desc(), sa.func.min(WaitingActivity.id))
        .limit(100)
    )
    return [Stranger(*row) for row in rows]


def claim(actor: Actor, waiting_id: int, membership: Membership) -> int:
    """Say whose account it is that a waiting activity came from; gives how much counts now.

    Raises ``NotFoundError`` for a row or member of another community, ``ConflictError`` for one
    who left.
    """
    actor.require(Permission.MEMBERS_WRITE)
    row = get_scoped(WaitingActivity, actor.community.id, id=waiting_id)
    member = get_scoped(Membership, actor.community.id, id=membership.id)
    if member.left_at is not None:
        raise ConflictError("activity.left", "This person has left the community.")
    _remember(member, row.who_hash, row.label)
    audit.record(actor, "account.link", f"membership:{member.id}")
    return _take(member, [row.who_hash])


def link_account(community_id: int, account: str, label: str, membership: Membership) -> int:
    """Take it from a system that we trust whose account this is; gives how much counts now."""
    hashes = who_hashes(community_id, account)
    _remember(membership, who_hash(community_id, account), label)
    return _take(membership, hashes)


def _remember(membership: Membership, hashed: str, label: str) -> None:
    row = db.session.scalar(
        sa.select(KnownAccount).where(
            KnownAccount.community_id == membership.community_id, KnownAccount.who_hash == hashed
        )
    )
    if row is None:
        row = KnownAccount(community_id=membership.community_id, who_hash=hashed)
        db.session.add(row)
    row.membership_id, row.label = membership.id, label[:LABEL_LIMIT]
    row.linked_at = now()
    db.session.flush()


def _take(membership: Membership, hashes: Sequence[str]) -> int:
    waiting = (
        sa.select(WaitingActivity)
        .where(
            WaitingActivity.community_id == membership.community_id,
            WaitingActivity.who_hash.in_(hashes),
        )
        .order_by(WaitingActivity.id)
        .limit(AT_ONCE)
    )
    taken = 0
    while rows := db.session.scalars(waiting).all():
        taken += _count_now(membership, rows)
    return taken


def _count_now(membership: Membership, rows: Sequence[WaitingActivity]) -> int:
    known = _recorded_already(membership.community_id, rows)
    fresh = [row for row in rows if (row.source, row.external_id) not in known]
    values = [
        {
            "community_id": membership.community_id,
            "membership_id": membership.id,
            "recorded_at": row.told_at,
            **{name: getattr(row, name) for name in _FACTS},
        }
        for row in fresh
    ]
    if values:
        db.session.execute(sa.insert(Activity), values)
    db.session.execute(
        sa.delete(WaitingActivity).where(WaitingActivity.id.in_([row.id for row in rows]))
    )
    wipe_after_commit()
    signals.tell_all(
        membership.community_id,
        ((membership.id, Signal("activity", row.kind), row.occurred_at) for row in fresh),
    )
    return len(fresh)


def _recorded_already(
    community_id: int, rows: Sequence[WaitingActivity]
) -> set[tuple[str, str | None]]:
    """Give what of it was told of a member meanwhile, under the same id: it happened once."""
    found: set[tuple[str, str | None]] = set()
    ids: dict[str, list[str]] = {}
    for row in rows:
        if row.external_id is not None:
            ids.setdefault(row.source, []).append(row.external_id)
    for source, wanted in ids.items():
        told = sa.select(Activity.external_id).where(
            Activity.community_id == community_id,
            Activity.source == source,
            Activity.external_id.in_(wanted),
        )
        found |= {(source, external_id) for external_id in db.session.scalars(told)}
    return found


def _addresses(membership: Membership) -> set[str]:
    """Give the addresses that speak for somebody here: the community's, and those they proved."""
    proved = db.session.scalars(
        sa.select(EmailAddress.address).where(
            EmailAddress.person_id == membership.person_id, EmailAddress.verified_at.is_not(None)
        )
    )
    return {membership.address, *proved} - {""}
