"""Links that an issuer names at the command line or the API as evidence of an award."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from badges.accounts.access import Actor, Permission
from badges.awarding.drafts import is_web_address
from badges.awarding.sealing import link_columns, seal_later
from badges.database import db, get_scoped
from badges.errors import InputError
from badges.evidence import CheckedLink, Reachability, check_link
from badges.models import Achievement, Evidence, Membership
from badges.ports import now, ports


def look_at_links(urls: Iterable[str]) -> list[CheckedLink]:
    """Open links whose award is signed at once, before anything is written.

    What only we cannot open, an intranet for example, is kept as such, without a checksum. Raises
    ``InputError`` for what is no web address.
    """
    return [_looked_at(url) for url in urls]


def add_links(
    actor: Actor,
    membership: Membership,
    achievement: Achievement,
    links: Iterable[str | CheckedLink],
) -> list[int]:
    """Keep links as approved evidence that stands in the credential; gives their ids.

    Naming a link to be signed is the choice to show it. One that was not looked at yet is sealed by
    a job, before anybody accepts. Raises ``InputError`` for what is no web address.
    """
    actor.require(Permission.AWARDS_WRITE)
    member = get_scoped(Membership, actor.community.id, id=membership.id)
    rows, later = [], []
    for link in links:
        row = Evidence(
            community_id=actor.community.id,
            membership_id=member.id,
            achievement_id=achievement.id,
            milestone_key="",
            state="approved",
            in_credential=True,
            submitted_at=now(),
            **_columns(actor, link),
        )
        rows.append(row)
        if isinstance(link, str):
            later.append(row)
    db.session.add_all(rows)
    db.session.flush()
    for row in later:
        seal_later(row, after=timedelta())
    return [row.id for row in rows]


def _columns(actor: Actor, link: str | CheckedLink) -> dict[str, Any]:
    if isinstance(link, str):
        _require_address(link)
        return {"kind": "link", "url": link}
    return link_columns(actor.community, link)


def _looked_at(url: str) -> CheckedLink:
    _require_address(url)
    try:
        return check_link(url, fetch=ports().fetch, now=now)
    except InputError as error:
        return CheckedLink(url, url, Reachability.NOT_REACHABLE, now(), reason=error.reason)


def _require_address(url: str) -> None:
    if not is_web_address(url):
        raise InputError(
            "evidence.bad_link", f"{url!r} is no web address; give https://…", field="evidence"
        )
