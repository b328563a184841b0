"""Links by which one checker may look at one award, once, whatever its visibility.

The holder makes one and sends it; opening it changes nothing, one button uses it up. ``badge``
shows all that the share page would; ``match`` only says whether a name or an address is the
holder's, and for how few may be tried.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import timedelta
from typing import Final, Literal, cast

import sqlalchemy as sa
from flask import current_app

from badges.codes import draw_token, hash_token
from badges.database import db
from badges.errors import ConflictError, GoneError, InputError, NotFoundError
from badges.models import Award, CheckerLink
from badges.ports import now, ports
from badges.publishing.sharing import SharedAward, shared_of
from badges.publishing.visible import SHOWN_STATES
from badges.text import clean_line
from badges.verifying import Outcome

LIFETIME: Final = timedelta(days=7)
TRIES: Final = 3
"""Names and addresses that may be tried on one link; the holder's own ends it at once."""

MOST_OPEN: Final = 20
SHOWS: Final = ("match", "badge")
NOTE_LIMIT: Final = 100

LinkState = Literal["open", "used", "expired", "withdrawn"]


def make_link(
    award: Award, shows: str, note: str = "", *, form: str = ""
) -> tuple[CheckerLink, str]:
    """Make a link; gives it and the secret of its address, which is not kept.

    The same ``form`` (a random text that it carried) sent again gives the same link: a page that is
    loaded anew makes no second one. Raises ``InputError`` for another kind or a note too long, and
    ``ConflictError`` for a badge that nobody may look at or where too many are open.
    """
    if shows not in SHOWS:
        raise InputError("checker.shows", "Choose what the link shows.", field="shows")
    secret = _secret_of(award, form) if form else draw_token(ports().token_bytes)
    made = db.session.scalar(
        sa.select(CheckerLink).where(
            CheckerLink.secret_hash == hash_token(secret), CheckerLink.award_id == award.id
        )
    )
    if made is not None:
        return made, secret
    if award.state != "accepted":
        raise ConflictError("checker.not_held", "This badge is not valid at the moment.")
    if sum(state_of(each) == "open" for each in links_of(award)) >= MOST_OPEN:
        raise ConflictError(
            "checker.too_many", "There are many open links already; withdraw some first."
        )
    link = CheckerLink(
        community_id=award.community_id,
        award=award,
        secret_hash=hash_token(secret),
        shows=shows,
        note=clean_line(note, field="note", limit=NOTE_LIMIT),
        misses=0,
        created_at=now(),
        expires_at=now() + LIFETIME,
    )
    db.session.add(link)
    db.session.flush()
    return link, secret


def links_of(award: Award) -> Sequence[CheckerLink]:
    """List an award's links, the newest first."""
    query = (
        sa.select(CheckerLink)
        .where(CheckerLink.award_id == award.id)
        .order_by(CheckerLink.id.desc())
    )
    return db.session.scalars(query).all()


def state_of(link: CheckerLink) -> LinkState:
    """Say whether a link can still be used."""
    if link.used_at is not None:
        return "used"
    if link.withdrawn_at is not None:
        return "withdrawn"
    return "expired" if link.expires_at <= now() else "open"


def withdraw_link(award: Award, link_id: int) -> CheckerLink:
    """Take back a link of this award; one that was used or has ended stays as it is."""
    link = db.session.scalar(
        sa.select(CheckerLink).where(CheckerLink.id == link_id, CheckerLink.award_id == award.id)
    )
    if link is None:
        raise NotFoundError("not_found", "There is nothing at this address.")
    if state_of(link) == "open":
        link.withdrawn_at = now()
    return link


def open_link(secret: str) -> CheckerLink:
    """Find a link by its address; raises ``NotFoundError``, or ``GoneError`` for an ended one."""
    link = db.session.scalar(
        sa.select(CheckerLink).where(CheckerLink.secret_hash == hash_token(secret))
    )
    if link is None or link.award.state not in SHOWN_STATES:
        raise NotFoundError("checker.unknown", "There is no such link.")
    if (state := state_of(link)) != "open":
        raise GoneError(f"checker.{state}", "This link shows nothing any more.")
    return link


def look(link: CheckerLink, *, recipient: str = "", name: str = "") -> SharedAward:
    """Use the link: show the badge, or say whether it is that person's.

    A ``match`` link ends with the first name or address that is the holder's, else with the third
    that is not. Raises ``InputError`` where nothing was typed, ``GoneError`` for the second of two
    who press at once.
    """
    if link.shows == "badge":
        shared = shared_of(link.award)
        _use_up(link)
        return shared
    if not (recipient.strip() or name.strip()):
        raise InputError(
            "recipient.nothing", "Type an e-mail address or a name.", field="recipient"
        )
    shared = shared_of(link.award, recipient=recipient, name=name)
    is_match = shared.result.check("recipient").outcome is Outcome.PASSED
    missed = _count_miss(link) if not is_match else 0
    if is_match or missed >= TRIES:
        _use_up(link)
    return shared


def _secret_of(award: Award, form: str) -> str:
    """Give the secret that follows from a form; only this installation can tell it."""
    key = str(current_app.secret_key or "").encode()
    drawn = hmac.new(key, f"checker {award.public_id}:{form}".encode(), hashlib.sha256).digest()
    return draw_token(lambda size: drawn[:size])


def _count_miss(link: CheckerLink) -> int:
    db.session.execute(
        sa.update(CheckerLink)
        .where(CheckerLink.id == link.id)
        .values(misses=CheckerLink.misses + 1)
    )
    db.session.refresh(link, ["misses"])
    return link.misses


def _use_up(link: CheckerLink) -> None:
    """Mark it used; of two who press at once, one is too late."""
    done = cast(
        "sa.CursorResult[tuple[()]]",
        db.session.execute(
            sa.update(CheckerLink)
            .where(CheckerLink.id == link.id, CheckerLink.used_at.is_(None))
            .values(used_at=now())
        ),
    )
    if not done.rowcount:
        raise GoneError("checker.used", "This link shows nothing any more.")
