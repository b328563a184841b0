"""The one question after a badge, thirty and ninety days after it was accepted (daily).

Nobody is asked about two badges within three weeks, whatever they earned: the newest stands for
all. Days on which the community pauses are not counted, and on them nobody is asked. The question
waits on the member's home page; a mail brings it where mail is set up and was not stopped.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from badges import audit, jobs, mailing
from badges.accounts.access import Actor, Permission
from badges.awarding.pauses import begun_before, is_paused
from badges.database import db
from badges.impact.switches import settings_of
from badges.models import Award, Community, FollowUp, Membership
from badges.ports import now, settings
from badges.wording import pick

AFTER: Final = (90, 30)
"""Days after the award was accepted; where both are due, the later one is asked."""

FOR_SO_LONG: Final = 14
"""Days in which it is still asked: who has had a badge for years is not asked out of the blue."""

AT_MOST_EVERY: Final = timedelta(days=21)
KIND: Final = "follow_up"


def ask_what_changed() -> None:
    """Ask, in each community that wants it."""
    for community in db.session.scalars(sa.select(Community).order_by(Community.id)).all():
        if settings_of(community).questions and not is_paused(community):
            _ask_in(community)


def set_questions(actor: Actor, *, on: bool) -> None:
    """Let members be asked, or not; what was asked before can be answered all the same."""
    actor.require(Permission.SETTINGS)
    settings_of(actor.community, keep=True).questions = on
    audit.record(
        actor, "impact.questions", f"community:{actor.community.id}", on="yes" if on else "no"
    )


def due_in(community: Community) -> dict[int, tuple[Award, int]]:
    """Give for each member who is to be asked now the award, and after how many days."""
    due: dict[int, tuple[Award, int]] = {}
    for days in AFTER:
        for award in _accepted_before(community, days):
            if award.membership_id is not None:
                due.setdefault(award.membership_id, (award, days))
    return due


def _ask_in(community: Community) -> None:
    due = due_in(community)
    for member_id in jobs.for_a_while(sorted(due)):
        ask(db.session.get_one(Membership, member_id), *due.pop(member_id))
    db.session.commit()
    if due:
        jobs.enqueue("ask_what_changed")


def _accepted_before(community: Community, days: int) -> Iterable[Award]:
    """Find the awards that are to be asked about, the newest first."""
    asked = sa.exists().where(FollowUp.award_id == Award.id, FollowUp.days == days)
    lately = sa.exists().where(
        FollowUp.membership_id == Award.membership_id, FollowUp.asked_at > now() - AT_MOST_EVERY
    )
    return db.session.scalars(
        sa.select(Award)
        .join(Membership, Membership.id == Award.membership_id)
        .where(
            Award.community_id == community.id,
            Award.state == "accepted",
            Award.accepted_at <= begun_before(community, now(), timedelta(days=days)),
            Award.accepted_at > begun_before(community, now(), timedelta(days=days + FOR_SO_LONG)),
            Membership.left_at.is_(None),
            ~asked,
            ~lately,
        )
        .options(joinedload(Award.version))
        .order_by(Award.accepted_at.desc(), Award.id.desc())
    )


def ask(member: Membership, award: Award, days: int) -> FollowUp:
    """Ask one member about one award, at home and by mail."""
    community = member.community
    row = FollowUp(
        community_id=community.id,
        membership_id=member.id,
        award_id=award.id,
        days=days,
        asked_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    reached = settings().mail_url is not None and member.address
    if not reached or not mailing.wants(community, member.address, KIND):
        return row
    own = member.person.language
    language = own if own in community.languages else community.languages[0]
    mailing.post(
        KIND,
        member.address,
        community=community,
        language=language,
        about=f"follow_up:{row.id}",
        name=member.name,
        badge=pick(award.version.name, language).text,
        days=days,
        link=f"{community.profile.base_url}/me/{community.slug}/changed/{row.id}",
    )
    return row
