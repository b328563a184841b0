"""The rows of a list that are like most: awarded, and signed where that is at once, all together.

Which rows those are is asked of the rooms that would have to look twice
(:mod:`badges.awarding.many`, :mod:`badges.intake.newcomers`). Every other row is left as it is, for
:func:`badges.batches.rows.award_row`: nothing is decided differently here, it is only said whose a
row is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from badges.accounts.access import Actor
from badges.awarding import many
from badges.awarding.many import Recipient
from badges.batches.checking import GOOD
from badges.batches.chunks import HAS_NO_LINKS
from badges.credentials.awarded import Holder
from badges.credentials.statuslists import PlaceBlock
from badges.database import db
from badges.intake.newcomers import Newcomer, invite_strangers, unknown_among
from badges.issuing.many import NewAward, can_issue_together, issue_together
from badges.models import AchievementVersion, AwardBatch, AwardBatchRow
from badges.rows import update_many


@dataclass(frozen=True, slots=True)
class _Row:
    """What is needed of one row."""

    id: int
    name: str
    address: str
    narrative: str
    day: date | None
    language: str
    verdict: str
    membership_id: int | None


@dataclass(frozen=True, slots=True)
class _Case:
    """A plain row: for a member as they are known, or for somebody who is to be written down."""

    row: _Row
    member: many.PlainCase | None
    language: str


def version_at_once(actor: Actor, batch: AwardBatch) -> AchievementVersion | None:
    """Give the version of a list's badge that is signed together with its awarding, if it is."""
    version = many.version_for_many(
        actor, batch.achievement, reason=batch.reason, place=batch.place
    )
    if version is None or not version.issue_at_once or not can_issue_together(version):
        return None
    return version


def award_plain_rows(
    actor: Actor, batch: AwardBatch, first: int, last: int, places: PlaceBlock | None
) -> int:
    """Award the plain rows between two positions, both included; gives how many those were.

    ``places`` are for what is signed at once. Raises what awarding and signing together raise:
    nothing of it is then to be kept.
    """
    version = many.version_for_many(
        actor, batch.achievement, reason=batch.reason, place=batch.place
    )
    if version is None:
        return 0
    if version.issue_at_once and (places is None or not can_issue_together(version)):
        return 0
    cases = list(_plain(batch, version, _open_rows(batch, first, last)))
    if version.issue_at_once and places is not None:
        cases = cases[: places.count]
    if not cases:
        return 0
    recipients = _recipients(actor, version, cases)
    made = many.award_together(actor, version, recipients, reason=batch.reason, place=batch.place)
    if version.issue_at_once and places is not None:
        issue_together(version, [_new_award(each) for each in made], places)
    _note_outcomes(cases, made)
    return len(made)


def _open_rows(batch: AwardBatch, first: int, last: int) -> list[_Row]:
    """Give the rows that have no outcome yet and came without evidence."""
    columns = [getattr(AwardBatchRow, name) for name in _Row.__slots__]
    query = (
        sa.select(*columns)
        .where(
            HAS_NO_LINKS,
            AwardBatchRow.batch_id == batch.id,
            AwardBatchRow.position.between(first, last),
            AwardBatchRow.outcome == "",
            AwardBatchRow.verdict.in_(GOOD),
        )
        .order_by(AwardBatchRow.position)
    )
    return [_Row(*row) for row in db.session.execute(query)]


def _plain(batch: AwardBatch, version: AchievementVersion, rows: Sequence[_Row]) -> Iterator[_Case]:
    community = batch.community
    usual = community.languages[0]
    strangers = unknown_among(community, {row.address for row in rows if row.membership_id is None})
    known = [row.membership_id for row in rows if row.membership_id is not None]
    members = many.plain_cases(community.id, version, known)
    for row in rows:
        member = None
        if row.verdict == "known" and row.membership_id is not None:
            member = members.pop(row.membership_id, None)
            if member is None:
                continue
        elif row.membership_id is not None or row.address not in strangers:
            continue
        strangers.discard(row.address)
        own = (
            usual
            if member is None or member.language not in community.languages
            else (member.language)
        )
        language = row.language or own
        if many.can_be_written(version, language, row.narrative, row.day):
            yield _Case(row, member, language)


def _recipients(
    actor: Actor, version: AchievementVersion, cases: Sequence[_Case]
) -> list[Recipient]:
    """Write down who is new, and give everybody as they are awarded."""
    new = [case for case in cases if case.member is None]
    newcomers = [Newcomer(case.row.name, case.row.address, case.language) for case in new]
    invited = iter(invite_strangers(actor, newcomers))
    of_nobody = many.trace_of_nobody(version)
    found = []
    for case in cases:
        row, member = case.row, case.member
        own = (case.language, row.narrative, row.day)
        if member is None:
            made = next(invited)
            who = (made.membership_id, made.subject_id, row.name, row.address)
            found.append(Recipient(*who, *own, trace=of_nobody))
        else:
            who = (member.membership_id, member.subject_id, member.name, member.address)
            found.append(Recipient(*who, *own, trace=member.trace, renews=member.renews))
    return found


def _new_award(made: many.Made) -> NewAward:
    recipient = made.recipient
    holder = Holder(
        public_id=made.public_id,
        subject_id=recipient.subject_id,
        address=recipient.address,
        name=recipient.name,
        named=True,
        narrative=recipient.narrative,
        awarded_at=made.awarded_at,
    )
    return NewAward(made.award_id, recipient.language, holder)


def _note_outcomes(cases: Sequence[_Case], made: Sequence[many.Made]) -> None:
    update_many(
        AwardBatchRow,
        [
            {
                "award_id": each.award_id,
                "membership_id": each.recipient.membership_id,
                "id": case.row.id,
            }
            for case, each in zip(cases, made, strict=True)
        ],
        outcome="awarded",
    )
