"""Who has answered: how many were offered a badge, opened, accepted, declined and shared it.

found = funnel(actor, achievement)
found.invited, found.opened, found.accepted, found.declined, found.shared
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from badges import audit, mailing
from badges.accounts.access import Actor, Permission
from badges.awarding.states import has_expired
from badges.awarding.telling import link_to
from badges.database import db, get_scoped
from badges.errors import ConflictError
from badges.models import Achievement, Award, OutboxMail
from badges.ports import now, settings

MOST_REMINDERS: Final = 2
"""Reminders of one offer, by hand and by themselves together."""

MOST_IN_FUNNEL: Final = 10_000
"""Of so many awards of a badge, the newest, it is told how they were answered."""


@dataclass(frozen=True, slots=True)
class Funnel:
    """Counts of one badge's awards; each is a part of the one before, but for ``declined``.

    ``opened`` counts who looked at the claim page or answered; ``shared`` who let others see it.
    """

    invited: int
    opened: int
    accepted: int
    declined: int
    shared: int

    @property
    def waiting(self) -> int:
        """Count the offers without an answer."""
        return self.invited - self.accepted - self.declined


@dataclass(frozen=True, slots=True)
class Unanswered:
    """An offer without an answer, and what was mailed about it."""

    award: Award
    reminders: int
    newest: OutboxMail | None


def funnel(actor: Actor, achievement: Achievement) -> Funnel:
    """Count a badge's newest awards by how far they came, without withdrawn offers and erased ones.

    So many that a share of them says how it goes, and nobody waits for a million.
    """
    actor.require(Permission.AWARDS_READ)
    badge = get_scoped(Achievement, actor.community.id, id=achievement.id)
    newest = (
        sa.select(Award.state, Award.opened_at, Award.accepted_at, Award.visibility)
        .where(
            Award.achievement_id == badge.id,
            sa.or_(
                Award.state.in_(("offered", "accepted", "suspended", "declined")),
                Award.accepted_at.is_not(None),
            ),
            Award.state != "erased",
        )
        .order_by(Award.id.desc())
        .limit(MOST_IN_FUNNEL)
        .subquery()
    ).c
    taken = newest.accepted_at.is_not(None)
    declined = newest.state == "declined"

    def many(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)

    row = db.session.execute(
        sa.select(
            sa.func.count(),
            many(sa.or_(newest.opened_at.is_not(None), taken, declined)),
            many(taken),
            many(declined),
            many(sa.and_(taken, newest.visibility != "private")),
        )
    ).one()
    return Funnel(*map(int, row))


def unanswered(
    actor: Actor, achievement: Achievement, *, limit: int, offset: int = 0
) -> list[Unanswered]:
    """List the offers without an answer, the longest waiting first."""
    actor.require(Permission.AWARDS_READ)
    badge = get_scoped(Achievement, actor.community.id, id=achievement.id)
    awards = db.session.scalars(
        sa.select(Award)
        .where(Award.achievement_id == badge.id, Award.state == "offered")
        .order_by(Award.awarded_at, Award.id)
        .limit(limit)
        .offset(offset)
    ).all()
    mails: dict[int, list[OutboxMail]] = {award.id: [] for award in awards}
    for mail in db.session.scalars(
        sa.select(OutboxMail).where(OutboxMail.award_id.in_(mails)).order_by(OutboxMail.id)
    ):
        if mail.award_id is not None:
            mails[mail.award_id].append(mail)
    return [
        Unanswered(
            award,
            sum(mail.kind == "reminder" for mail in mails[award.id]),
            mails[award.id][-1] if mails[award.id] else None,
        )
        for award in awards
    ]


def remind(actor: Actor, award: Award) -> OutboxMail:
    """Remind somebody of an offer now, at most twice; it counts for the daily reminders, too.

    Raises ``ConflictError`` where the offer was answered, has run out, or was reminded of twice;
    where its person wants no reminders; and where there is no mail server or no address.
    """
    actor.require(Permission.AWARDS_WRITE)
    row = get_scoped(Award, actor.community.id, id=award.id)
    if row.state != "offered" or has_expired(row, now()):
        raise ConflictError("remind.answered", "This offer waits for no answer any more.")
    if settings().mail_url is None or not row.recipient_address:
        raise ConflictError("remind.no_mail", "No mail can be sent; pass the link on yourself.")
    before = sum(mail.kind == "reminder" for mail in mailing.mails_of(row))
    if before >= MOST_REMINDERS:
        raise ConflictError("remind.enough", "Two reminders were sent; more would be a nuisance.")
    if not mailing.wants(row.community, row.recipient_address, "reminder"):
        raise ConflictError("remind.unwanted", "This person wants no reminders.")
    audit.record(actor, "award.remind", f"award:{row.id}")
    return mailing.post(
        "reminder",
        row.recipient_address,
        community=row.community,
        language=row.language,
        award=row,
        link=link_to(row),
        last=before + 1 == MOST_REMINDERS,
    )


def resend(actor: Actor, award: Award) -> OutboxMail:
    """Send an offer's mail once more, as it was; raises ``ConflictError`` where there is none."""
    actor.require(Permission.AWARDS_WRITE)
    row = get_scoped(Award, actor.community.id, id=award.id)
    offer = next((mail for mail in mailing.mails_of(row) if mail.kind == "offer"), None)
    if offer is None or row.state != "offered":
        raise ConflictError("remind.answered", "This offer waits for no answer any more.")
    audit.record(actor, "award.resend", f"award:{row.id}")
    return mailing.send_again(offer)


def note_opened(award: Award) -> None:
    """Note that somebody looks at an offer's claim page for the first time."""
    if award.opened_at is None and award.state == "offered":
        award.opened_at = now()
