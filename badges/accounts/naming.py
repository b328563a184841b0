"""How somebody is named by those who tell what they did: an address or an account elsewhere.

What is kept is a keyed hash, so that whoever gets hold of the table cannot tell whose it is by
trying addresses. The key comes from the installation's master keys; older ones still find what was
kept under them.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from typing import Final

import sqlalchemy as sa

from badges.database import db
from badges.models import EmailAddress, KnownAccount, Membership
from badges.ports import ports

_LABEL: Final = b"meilenstein who did it v1"


def mail_name(address: str) -> str:
    """Name somebody by a normalized address."""
    return f"mail:{address}"


def who_hash(community_id: int, name: str) -> str:
    """Give what is kept in place of a name, under the newest key."""
    return who_hashes(community_id, name)[-1]


def who_hashes(community_id: int, name: str) -> list[str]:
    """Give what may have been kept in place of a name: one hash a master key, oldest first."""
    text = f"{community_id}\n{name}".encode()
    keys = [hmac.digest(master, _LABEL, hashlib.sha256) for master in ports().master_keys.keys]
    return [hmac.digest(key, text, hashlib.sha256).hex() for key in keys]


def members_by_address(community_id: int, addresses: Iterable[str]) -> dict[str, Membership]:
    """Find who is reached at each normalized address; those who left only where nobody else is."""
    wanted = set(addresses)
    found: dict[str, Membership] = {}
    if not wanted:
        return found
    # Two questions, each by the addresses' own index, and whose community it is asked afterwards:
    # as one, or with the community in them, they would go through every member.
    called = sa.select(Membership, Membership.address).where(Membership.address.in_(wanted))
    reached = (
        sa.select(Membership, EmailAddress.address)
        .join(EmailAddress, EmailAddress.person_id == Membership.person_id)
        .where(EmailAddress.address.in_(wanted))
    )
    rows = [
        (member, address)
        for query in (called, reached)
        for member, address in db.session.execute(query)
        if member.community_id == community_id
    ]
    for member, address in sorted(rows, key=lambda row: (row[0].left_at is not None, row[0].id)):
        found.setdefault(address, member)
    return found


def places(community_id: int, addresses: Iterable[str]) -> dict[str, int | None]:
    """Give each address of people who are to be written down its key (``Membership.once_key``).

    Whoever writes somebody down has looked before and found nobody. Of two who did so at the same
    moment the database lets one through, and the other sees a member when they look again; on
    SQLite nobody else looks before the first has written, so that no key is needed. A key that
    was left behind (its member has left, or is not reached there any more) is cleared away here;
    that of somebody who was written down since one looked is not.
    """
    if db.engine.dialect.name == "sqlite":
        return dict.fromkeys(addresses)
    keys = {address: _once_key(community_id, address) for address in addresses}
    reached = sa.exists().where(
        EmailAddress.person_id == Membership.person_id, EmailAddress.address.in_(keys)
    )
    left_behind = sa.select(Membership).where(
        Membership.once_key.in_([*keys.values()]),
        sa.or_(Membership.left_at.is_not(None), ~reached),
    )
    for member in db.session.scalars(left_behind).all():
        member.once_key = None
    db.session.flush()
    return {**keys}


def _once_key(community_id: int, address: str) -> int:
    """Give 64 bits that are most probably no other's: where they are, nothing but a key is lost."""
    digest = hashlib.sha256(f"{community_id}\n{address}".encode()).digest()
    return int.from_bytes(digest[:8], signed=True)


def members_by_account(community_id: int, accounts: Iterable[str]) -> dict[str, Membership]:
    """Find whose each account is, as far as somebody said so."""
    names = {
        hashed: account for account in accounts for hashed in who_hashes(community_id, account)
    }
    if not names:
        return {}
    rows = db.session.execute(
        sa.select(KnownAccount.who_hash, Membership)
        .join(Membership, Membership.id == KnownAccount.membership_id)
        .where(KnownAccount.community_id == community_id, KnownAccount.who_hash.in_(names))
    )
    return {names[hashed]: member for hashed, member in rows}
