"""What is known of an address a community writes to: what it stopped, whether it was refused.

The link in a reminder names a row and is signed, so that it needs no sign-in, tells no address,
and cannot be made up.
"""

from __future__ import annotations

import sqlalchemy as sa
from flask import current_app
from itsdangerous import BadSignature, Signer

from badges.database import MOST_ROW, db
from badges.errors import NotFoundError
from badges.mailing.kinds import STOPPABLE
from badges.models import Community, MailAddress
from badges.ports import now, settings


def find_address(community_id: int | None, address: str) -> MailAddress | None:
    """Find what a community knows of an address, if anything."""
    return db.session.scalar(
        sa.select(MailAddress).where(
            MailAddress.community_id == community_id, MailAddress.address == address
        )
    )


def wants(community: Community, address: str, kind: str) -> bool:
    """Tell whether a reminder may be written: not stopped, and not refused for good before."""
    row = find_address(community.id, address)
    return row is None or (row.bounced_at is None and kind not in row.stopped)


def flag(community_id: int | None, address: str, words: str) -> None:
    """Note that a server refused the address for good; no words: that it takes mail."""
    row = find_address(community_id, address)
    if community_id is None or (row is None and not words):
        return
    row = row or _new(community_id, address)
    row.bounced_at, row.bounce = (now(), words) if words else (None, "")


def stop_url(community: Community, address: str) -> str:
    """Give the address that stops reminders to somebody: a page, and RFC 8058's one click."""
    row = find_address(community.id, address) or _new(community.id, address)
    return f"{community.profile.base_url}/mail/{_signer().sign(str(row.id)).decode()}"


def address_of_stop(token: str) -> MailAddress:
    """Give the row that a link names; raises ``NotFoundError`` for one that was made up."""
    try:
        number = int(_signer().unsign(token))
    except (BadSignature, ValueError):
        number = MOST_ROW
    row = db.session.get(MailAddress, number)
    if row is None:
        raise NotFoundError("not_found", "There is nothing at this address.")
    return row


def stop(row: MailAddress, *kinds: str) -> None:
    """Write these reminders no more; none named: all of them."""
    row.stopped = sorted({*row.stopped, *(STOPPABLE & set(kinds or STOPPABLE))})


def resume(row: MailAddress, *kinds: str) -> None:
    """Write these reminders again; none named: all of them."""
    row.stopped = sorted(set(row.stopped) - set(kinds or STOPPABLE))


def _new(community_id: int, address: str) -> MailAddress:
    row = MailAddress(community_id=community_id, address=address, stopped=[])
    db.session.add(row)
    db.session.flush()
    return row


def _signer() -> Signer:
    return Signer(current_app.secret_key or settings().secret_key or "", salt="mail-stop")
