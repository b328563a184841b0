"""Links that an issuer names at the command line or the API as evidence of an award."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from badges.accounts.access import Actor, Permission
from badges.awarding.drafts import is_web_address
from badges.awarding.sealing import seal_later
from badges.database import db, get_scoped
from badges.errors import InputError
from badges.models import Achievement, Evidence, Membership
from badges.ports import now


def add_links(
    actor: Actor, membership: Membership, achievement: Achievement, urls: Iterable[str]
) -> list[int]:
    """Keep links as approved evidence that stands in the credential; gives their ids.

    Naming a link to be signed is the choice to show it. Raises ``InputError`` for what is no web
    address.
    """
    actor.require(Permission.AWARDS_WRITE)
    member = get_scoped(Membership, actor.community.id, id=membership.id)
    rows = []
    for url in urls:
        if not is_web_address(url):
            raise InputError(
                "evidence.bad_link", f"{url!r} is no web address; give https://…", field="evidence"
            )
        rows.append(
            Evidence(
                community_id=actor.community.id,
                membership_id=member.id,
                achievement_id=achievement.id,
                milestone_key="",
                kind="link",
                url=url,
                state="approved",
                in_credential=True,
                submitted_at=now(),
            )
        )
    db.session.add_all(rows)
    db.session.flush()
    for row in rows:
        seal_later(row, after=timedelta())
    return [row.id for row in rows]
