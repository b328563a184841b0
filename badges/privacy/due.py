"""What has reached the end of its time, and when the rest does: one question for each kind.

The job that lets things go and the page that shows what goes next ask the same, so that the page
is a rehearsal of the job.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from badges.awarding.pauses import pauses_of_community
from badges.database import db
from badges.jobs import DAILY_HOUR
from badges.models import (
    Achievement,
    AuditEntry,
    Award,
    AwardEvent,
    AwardEvidence,
    Community,
    Evidence,
    OutboxMail,
    PageReport,
)
from badges.models.machinery import TOLD_MAIL
from badges.privacy.periods import periods_of
from badges.standstill import after, before


@dataclass(frozen=True, slots=True)
class End:
    """A row whose time is over at an instant."""

    row_id: int
    at: datetime


STANDING_STILL: Final = frozenset({"offers"})
"""The kinds whose time stands still while the community pauses: nobody answers on holiday."""

_Since = tuple[Any, Any, Any, tuple[sa.ColumnElement[bool] | sa.TextClause, ...]]
"""A row's number, when it was made, from when its time counts (then or later), what it has to be.

When it was made stands in an index with what it has to be: whoever looks for a hundred that are
due reads no million that are not.
"""


def ends(community: Community, kind: str, until: datetime, *, most: int) -> list[End]:
    """List what of a kind ends until an instant, the oldest rows first; ``most`` of them."""
    period, question = KINDS[kind]
    lasting = timedelta(days=asdict(periods_of(community))[period])
    spans = pauses_of_community(community.id) if kind in STANDING_STILL else ()
    zone = ZoneInfo(community.zone)
    row_id, made, since, conditions = question(community.id)
    latest = before(until, lasting, spans, zone)
    rows = db.session.execute(
        sa.select(row_id, since)
        .where(*conditions, made <= latest, since <= latest)
        .order_by(made, row_id)
        .limit(most)
    )
    return [End(found, after(_aware(begun), lasting, spans, zone)) for found, begun in rows]


def goes_at(end: datetime) -> datetime:
    """Give the first daily run that finds something whose time is over at ``end``."""
    run = end.astimezone(UTC).replace(hour=DAILY_HOUR, minute=0, second=0, microsecond=0)
    return run if run >= end else run + timedelta(days=1)


def _offers(here: int) -> _Since:
    """Count an offer from the last thing that happened to it: given, corrected, asked for anew."""
    last = (
        sa.select(sa.func.max(AwardEvent.at))
        .where(AwardEvent.award_id == Award.id)
        .scalar_subquery()
    )
    since = sa.func.coalesce(last, Award.awarded_at)
    return Award.id, Award.awarded_at, since, (*_awards(here), Award.state == "offered")


def _declined(here: int) -> _Since:
    since = sa.func.coalesce(Award.ended_at, Award.awarded_at)
    which = (*_awards(here), Award.state == "declined", Award.claim_hash.is_not(None))
    return Award.id, Award.awarded_at, since, which


def _awards(here: int) -> tuple[sa.ColumnElement[bool], ...]:
    badges = sa.select(Achievement.id).where(Achievement.community_id == here)
    return (Award.achievement_id.in_(badges),)


def _refused(here: int) -> _Since:
    """Find what was not approved, or replaced by a next try; nothing that a badge rests on."""
    since = sa.func.coalesce(Evidence.looked_at, Evidence.submitted_at)
    resting = sa.exists().where(AwardEvidence.evidence_id == Evidence.id)
    states = Evidence.state.in_(("not_yet", "changes", "withdrawn"))
    which = (Evidence.community_id == here, states, ~resting)
    return Evidence.id, Evidence.submitted_at, since, which


def _files(here: int) -> _Since:
    """Count a file from the verdict, or from a later award that rests on it."""
    decided = sa.func.coalesce(Evidence.looked_at, Evidence.submitted_at)
    awarded = (
        sa.select(sa.func.max(Award.awarded_at))
        .join(AwardEvidence, AwardEvidence.award_id == Award.id)
        .where(AwardEvidence.evidence_id == Evidence.id)
        .scalar_subquery()
    )
    since = sa.case((awarded > decided, awarded), else_=decided)
    kept = (Evidence.state == "approved", Evidence.file_id.is_not(None))
    return Evidence.id, Evidence.submitted_at, since, (Evidence.community_id == here, *kept)


def _mails(here: int) -> _Since:
    """Leave the mails of an open offer alone, since its link stands in them."""
    since = sa.func.coalesce(OutboxMail.sent_at, OutboxMail.created_at)
    waiting = sa.exists().where(Award.id == OutboxMail.award_id, Award.state == "offered")
    done = (OutboxMail.state != "waiting", sa.text(TOLD_MAIL), ~waiting)
    return OutboxMail.id, OutboxMail.created_at, since, (OutboxMail.community_id == here, *done)


def _trail(here: int) -> _Since:
    known = AuditEntry.actor_id.is_not(None)
    return AuditEntry.id, AuditEntry.at, AuditEntry.at, (AuditEntry.community_id == here, known)


def _reports(here: int) -> _Since:
    since = sa.func.coalesce(PageReport.closed_at, PageReport.created_at)
    closed = PageReport.state == "closed"
    return PageReport.id, PageReport.created_at, since, (PageReport.community_id == here, closed)


KINDS: Final[Mapping[str, tuple[str, Callable[[int], _Since]]]] = {
    "offers": ("offers", _offers),
    "declined": ("offers", _declined),
    "refused": ("refused", _refused),
    "files": ("files", _files),
    "mails": ("logs", _mails),
    "trail": ("logs", _trail),
    "reports": ("reports", _reports),
}
"""The kinds, in the order in which they go: whose period it is, and the question."""


def _aware(found: datetime | str) -> datetime:
    """Read an instant as computed columns give it, without type and zone."""
    instant = datetime.fromisoformat(found) if isinstance(found, str) else found
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
