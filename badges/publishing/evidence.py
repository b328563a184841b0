"""Evidence as a checker asks about it, whether it is still what was signed with the award.

Asked only when somebody presses the button, through the guarded door, and kept for an hour, so that
a page never waits for somebody else's server and nobody can have a server asked in vain::

    look = look_at_link(url, digest)      # asks, or gives what was found lately
    lately(url, digest)                   # what was found lately, or nothing
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from badges.database import db
from badges.errors import InputError
from badges.evidence import Likeness, compare_data, compare_link
from badges.models import LinkLook
from badges.ports import now, ports

FRESH: Final = timedelta(hours=1)
SHOWN_FOR: Final = timedelta(days=1)
MOST_URL: Final = 2_000
MOST_DIGEST: Final = 400
MOST_SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Look:
    """What a look found, and when."""

    likeness: Likeness
    at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """One piece of evidence as it stands in a signed document.

    ``url`` is empty for what is no link; ``signed`` where a text's own words have its digest;
    ``look`` is what was found lately.
    """

    name: str
    url: str
    narrative: str
    digest: str
    signed: bool
    look: Look | None


def evidence_in(document: Mapping[str, Any] | None) -> list[Shown]:
    """List the evidence of a signed document, at most fifty pieces, with what was found lately."""
    found = (document or {}).get("evidence", [])
    nodes = found if isinstance(found, list) else [found]
    return [_shown(node) for node in nodes[:MOST_SHOWN] if isinstance(node, dict)]


def lately(url: str, digest: str) -> Look | None:
    """Give what was found at a link within a day."""
    row = db.session.get(LinkLook, _key(url, digest)) if url and digest else None
    if row is None or row.at < now() - SHOWN_FOR:
        return None
    return Look(Likeness(row.state), row.at)


def look_at_link(url: str, digest: str) -> Look:
    """Ask for a link and compare it; within an hour the same question has the same answer.

    Nothing is held while the other server answers. Raises ``InputError`` for what is no link or
    no digest.
    """
    if not _is_link(url) or not digest or len(digest) > MOST_DIGEST:
        raise InputError(
            "seal.nothing", "There is no link with a checksum to compare.", field="url"
        )
    known = lately(url, digest)
    if known is not None and known.at > now() - FRESH:
        return known
    db.session.rollback()
    found = compare_link(url, digest, fetch=ports().fetch)
    row = db.session.get(LinkLook, _key(url, digest))
    if row is None:
        row = LinkLook(key=_key(url, digest))
        db.session.add(row)
    row.state, row.at = found.value, now()
    db.session.commit()
    return Look(found, row.at)


def compare_file(data: bytes, digest: str) -> Look:
    """Compare a file that a checker has; it is read in memory and not kept."""
    if not data or not digest or len(digest) > MOST_DIGEST:
        raise InputError("seal.no_file", "Choose the file to compare.", field="file")
    return Look(compare_data(data, digest), now())


def _shown(node: Mapping[str, Any]) -> Shown:
    url, digest = _text(node, "id"), _text(node, "digestSRI")
    narrative = _text(node, "narrative")
    is_link = _is_link(url)
    signed = bool(narrative and digest) and not is_link
    if signed:
        signed = compare_data(narrative.encode(), digest) is Likeness.UNCHANGED
    return Shown(
        _text(node, "name"),
        url if is_link else "",
        narrative,
        digest[:MOST_DIGEST],
        signed,
        lately(url, digest) if is_link else None,
    )


def _is_link(url: str) -> bool:
    return url.startswith(("https://", "http://")) and len(url) <= MOST_URL


def _text(node: Mapping[str, Any], name: str) -> str:
    found = node.get(name, "")
    return found if isinstance(found, str) else ""


def _key(url: str, digest: str) -> str:
    return hashlib.sha256(f"{url}\n{digest}".encode()).hexdigest()
