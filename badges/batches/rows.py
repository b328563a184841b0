"""One row of a list, awarded by itself: whatever is unusual about it is looked at here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from badges.accounts.access import Actor
from badges.awarding.awards import award
from badges.awarding.showing import add_links
from badges.database import db, get_scoped
from badges.errors import BadgesError
from badges.intake.lists import PersonRow
from badges.intake.people import invite
from badges.models import AwardBatch, AwardBatchRow, Membership


def award_row(
    actor: Actor,
    batch: AwardBatch,
    row: AwardBatchRow,
    trace: Mapping[str, Any] | None = None,
) -> str:
    """Award one row; what stands in its way becomes its problem. Gives the claim link's token.

    ``trace`` is what the milestones say of people who are new here.
    """
    try:
        with db.session.begin_nested():
            member = _member_for(actor, row)
            made = award(
                actor,
                batch.achievement,
                member,
                reason=batch.reason,
                narrative=row.narrative,
                evidence_ids=add_links(actor, member, batch.achievement, row.links)
                if row.links
                else (),
                trace=trace if row.verdict == "new" and row.membership_id is None else None,
                language=row.language or None,
                place=batch.place,
                day=row.day,
            )
    except BadgesError as error:
        row.outcome, row.problem = "refused", error.reason.to_json()
        return ""
    row.outcome, row.award_id, row.membership_id = "awarded", made.award.id, member.id
    return made.claim_token


def _member_for(actor: Actor, row: AwardBatchRow) -> Membership:
    if row.verdict == "known" and row.membership_id is not None:
        return get_scoped(Membership, actor.community.id, id=row.membership_id)
    member = invite(actor, PersonRow(row.line, row.name, row.address))
    if row.language and member.invited:
        member.person.language = row.language
    return member
