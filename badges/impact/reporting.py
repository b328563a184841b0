"""The report: quarters counted once (daily), with what members allow to be quoted.

A quarter is counted two weeks after its end and two weeks after the report was switched on,
whichever is later, and never again: two counts of the same days would tell who came or went in
between. Quotes are read anew each time, since consent can be taken back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from badges.database import db
from badges.errors import NotFoundError
from badges.impact.answers import Consent, Told, told_from
from badges.impact.numbers import Numbers, count
from badges.impact.quarters import Quarter
from badges.impact.switches import NOTICE_DAYS, is_reported, settings_of
from badges.models import Community, FollowUp, ImpactQuarter, ImpactSettings
from badges.ports import now
from badges.timestamps import local_day

MOST_BACK: Final = 4
"""So many quarters before today are counted when the report is switched on."""


@dataclass(frozen=True, slots=True)
class Report:
    """One quarter of a community, and what may be quoted from it."""

    quarter: Quarter
    counted_at: datetime
    numbers: Numbers
    quotes: tuple[Told, ...]


def count_quarters() -> None:
    """Count what is due, in each community that has a report."""
    wanted = sa.select(ImpactSettings.community_id).where(ImpactSettings.report_since.is_not(None))
    for community in db.session.scalars(sa.select(Community).where(Community.id.in_(wanted))).all():
        count_due(community)
        db.session.commit()


def count_due(community: Community) -> None:
    """Count what is due in one community."""
    for quarter in due_quarters(community):
        db.session.add(
            ImpactQuarter(
                community_id=community.id,
                year=quarter.year,
                quarter=quarter.number,
                numbers=count(community, quarter).to_json(),
                counted_at=now(),
            )
        )
    db.session.flush()


def due_quarters(community: Community) -> list[Quarter]:
    """List what is to be counted now, the oldest first."""
    since = settings_of(community).report_since
    notice = timedelta(days=NOTICE_DAYS)
    if since is None or now() < since + notice:
        return []
    done = set(quarters_of(community))
    found: list[Quarter] = []
    quarter = Quarter.containing(local_day(now() - notice, community.zone)).before
    for _ in range(MOST_BACK):
        if quarter not in done and community.created_at < quarter.instants(community.zone)[1]:
            found.append(quarter)
        quarter = quarter.before
    return found[::-1]


def first_count(community: Community) -> datetime | None:
    """Give from when on quarters are counted: two weeks after the switch; nothing while off."""
    since = settings_of(community).report_since
    return None if since is None else since + timedelta(days=NOTICE_DAYS)


def quarters_of(community: Community) -> list[Quarter]:
    """List the quarters that were counted, the newest first."""
    rows = db.session.execute(
        sa.select(ImpactQuarter.year, ImpactQuarter.quarter)
        .where(ImpactQuarter.community_id == community.id)
        .order_by(ImpactQuarter.year.desc(), ImpactQuarter.quarter.desc())
    )
    return [Quarter(year, number) for year, number in rows]


def report_of(community: Community, quarter: Quarter) -> Report:
    """Give a quarter's report; raises ``NotFoundError`` while it is off, or was not counted."""
    row = db.session.scalar(
        sa.select(ImpactQuarter).where(
            ImpactQuarter.community_id == community.id,
            ImpactQuarter.year == quarter.year,
            ImpactQuarter.quarter == quarter.number,
        )
    )
    if row is None or not is_reported(community):
        raise NotFoundError("impact.quarter", "This quarter has not been counted.")
    return Report(
        quarter, row.counted_at, Numbers.from_json(row.numbers), _quotes(community, quarter)
    )


def _quotes(community: Community, quarter: Quarter) -> tuple[Told, ...]:
    begin, end = quarter.instants(community.zone)
    rows = db.session.scalars(
        sa.select(FollowUp)
        .where(
            FollowUp.community_id == community.id,
            FollowUp.answered_at >= begin,
            FollowUp.answered_at < end,
            FollowUp.story != "",
            FollowUp.consent.in_((Consent.ANONYMOUS.value, Consent.PUBLIC.value)),
        )
        .options(joinedload(FollowUp.member))
        .order_by(FollowUp.answered_at, FollowUp.id)
    )
    return tuple(told_from(rows.all()))
