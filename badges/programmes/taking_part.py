"""What a member sees of programmes: those they are in, those they may join, this week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from badges.database import db
from badges.models import Enrolment, Membership, Programme, ProgrammeWeek
from badges.ports import now
from badges.programmes.cohorts import programme_days
from badges.programmes.weeks import Days, State, Week
from badges.timestamps import local_day


@dataclass(frozen=True, slots=True)
class InProgramme:
    """One programme for one member; ``enrolment`` is nothing where they may still join."""

    programme: Programme
    enrolment: Enrolment | None
    days: Days
    today: date

    @property
    def state(self) -> State:
        """Whether it lies ahead, runs, or is over."""
        return self.days.state_on(self.today)

    @property
    def week(self) -> Week | None:
        """The week that it is; none in a pause."""
        return self.days.week_on(self.today)

    @property
    def theme(self) -> ProgrammeWeek | None:
        """What this week is about, where somebody wrote it."""
        week = self.week
        return next((it for it in self.programme.weeks if week and it.number == week.number), None)

    @property
    def takes_part(self) -> bool:
        """Whether the member has a place."""
        return self.enrolment is not None and self.enrolment.state == "enrolled"

    @property
    def waits(self) -> bool:
        """Whether the member waits for a place."""
        return self.enrolment is not None and self.enrolment.state == "waiting"


def programmes_for(member: Membership) -> list[InProgramme]:
    """List what runs or lies ahead: the member's own, then those open to everybody."""
    rows = db.session.execute(
        sa.select(Programme, Enrolment)
        .outerjoin(
            Enrolment,
            sa.and_(
                Enrolment.programme_id == Programme.id,
                Enrolment.membership_id == member.id,
                Enrolment.state != "left",
            ),
        )
        .where(
            Programme.community_id == member.community_id,
            Programme.published_at.is_not(None),
            Programme.archived_at.is_(None),
            sa.or_(Enrolment.id.is_not(None), Programme.enrolment == "open"),
        )
        .options(selectinload(Programme.weeks))
        .order_by(Enrolment.id.is_(None), Programme.starts_on, Programme.id)
    )
    today = local_day(now(), member.community.zone)
    found = [InProgramme(row, enrolment, programme_days(row), today) for row, enrolment in rows]
    return [each for each in found if each.state != "over"]
