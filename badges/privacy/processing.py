"""Who else handles a community's data: what this installation knows, what a manager wrote down.

Of a mail server and of an OpenID provider the host is known, and never a credential. What only
people know (who hosts this, under which contract) is kept in ``Community.legal["processing"]``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.database import db
from badges.models import Community
from badges.ports import settings
from badges.text import clean_narrative

NOTE_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class Notes:
    """What a manager wrote about each of them: name, address, contract, since when."""

    hosting: str = ""
    mail: str = ""
    sign_in: str = ""
    backups: str = ""
    others: str = ""


@dataclass(frozen=True, slots=True)
class Hosts:
    """The hosts that this installation hands data to; empty where it does not.

    ``is_encrypted`` tells whether mail to its server goes under TLS.
    """

    mail: str
    sign_in: str
    is_encrypted: bool


def hosts() -> Hosts:
    """Read the hosts from the settings; nothing else of them is told."""
    here = settings()
    mail = urlsplit(here.mail_url or "")
    return Hosts(
        mail=mail.hostname or "",
        sign_in=urlsplit(here.oidc_issuer or "").hostname or "",
        is_encrypted="tls=off" not in mail.query,
    )


def notes_of(community: Community) -> Notes:
    """Give what was written down so far."""
    kept: Mapping[str, Any] = (community.legal or {}).get("processing", {})
    return Notes(**{name: str(kept.get(name, "")) for name in asdict(Notes())})


def set_notes(actor: Actor, notes: Notes) -> Community:
    """Keep what was written; raises ``InputError`` naming the field that is too long."""
    actor.require(Permission.SETTINGS)
    kept = {
        name: clean_narrative(text, field=name, limit=NOTE_LIMIT)
        for name, text in asdict(notes).items()
    }
    row = actor.community
    row.legal = {**(row.legal or {}), "processing": kept}
    audit.record(actor, "community.legal", f"community:{row.id}", what="processing")
    db.session.flush()
    return row
