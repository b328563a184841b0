"""The end of a programme: who met what, the badge for all of them, their certificates as one ZIP.

The awards go through :mod:`badges.batches` like every list: each row has its verdict before the
yes, the awarding shows its progress, and it can be undone.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, cast

import sqlalchemy as sa

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.awarding.achievements import newest_published
from badges.awarding.progress import awards_by_member, check, spent_by
from badges.awarding.recording import records_of
from badges.awarding.states import OPEN
from badges.batches.staging import stage
from badges.database import db, get_scoped
from badges.errors import BadgesError, ConflictError, InputError
from badges.intake.lists import Cells
from badges.milestones import AchievementProgress
from badges.models import AchievementVersion, Award, AwardBatch, Enrolment, Membership, Programme
from badges.ports import now
from badges.programmes.enrolling import people_in
from badges.publishing.files import download
from badges.publishing.taking import Sink
from badges.slugs import slug_of
from badges.spreadsheets import as_csv


@dataclass(frozen=True, slots=True)
class AtTheEnd:
    """One participant: how far they are on the badge, and the award they have, if any."""

    member: Membership
    progress: AchievementProgress
    award: Award | None

    @property
    def can_be_awarded(self) -> bool:
        """Whether a list can award them: they do not have it, and can be written to."""
        return self.award is None and bool(self.member.address)


def badge_version(programme: Programme) -> AchievementVersion | None:
    """Give the published version of the programme's badge, if there is one."""
    badge = programme.achievement
    if badge is None or badge.archived_at is not None:
        return None
    return newest_published(badge)


def who_met_what(actor: Actor, programme: Programme) -> list[AtTheEnd]:
    """Tell of everybody who takes part how far they are; who met all of it first.

    Empty where the programme has no published badge.
    """
    actor.require(Permission.MEMBERS_READ)
    row = get_scoped(Programme, actor.community.id, id=programme.id)
    version = badge_version(row)
    if version is None:
        return []
    members = [each.member for each in people_in(row)]
    records = records_of(members, at=now(), versions=[version])
    awards = awards_by_member(version.achievement)
    found = []
    for member in members:
        given = awards[member.id]
        # What an open award was given for still tells how it came about.
        spent = spent_by(it for it in given if it.state not in OPEN)
        progress = check(records[member.id], version, spent)
        standing = next((it for it in reversed(given) if it.state in OPEN), None)
        found.append(AtTheEnd(member, progress, standing))
    return sorted(found, key=lambda each: (not each.progress.met, each.member.sort_name))


def award_cohort(
    actor: Actor, programme: Programme, members: Iterable[int], *, reason: str
) -> AwardBatch:
    """Hand the chosen participants in as a list of the programme's badge; a yes awards it.

    Raises ``InputError`` where nobody was chosen and ``ConflictError`` without a published badge.
    """
    actor.require(Permission.AWARDS_WRITE)
    row = get_scoped(Programme, actor.community.id, id=programme.id)
    version = badge_version(row)
    if version is None:
        raise ConflictError("programme.no_badge", "Publish the programme's badge first.")
    chosen = set(members)
    there = [it.member for it in people_in(row) if it.member.id in chosen and it.member.address]
    if not there:
        raise InputError("programme.nobody", "Choose at least one person.", field="member")
    cells = [Cells(number, it.name, it.address) for number, it in enumerate(there, start=1)]
    batch = stage(actor, version.achievement, cells, reason=reason)
    audit.record(actor, "programme.award", f"programme:{row.id}", batch=batch.id)
    return batch


def certified(programme: Programme) -> list[int]:
    """List the accepted awards of the programme's badge to who takes part, by name: their ids."""
    if programme.achievement_id is None:
        return []
    return list(
        db.session.scalars(
            sa.select(Award.id)
            .join(Enrolment, Enrolment.membership_id == Award.membership_id)
            .where(
                Award.achievement_id == programme.achievement_id,
                Award.state == "accepted",
                Enrolment.programme_id == programme.id,
                Enrolment.state == "enrolled",
            )
            .order_by(Award.recipient_name, Award.id)
        )
    )


def certificates(
    programme_id: int, header: Sequence[str] = ("name", "code", "file")
) -> Iterator[bytes]:
    """Make the ZIP of a programme's certificates, one after the other as each is drawn.

    Names within are safe on every system; ``list.csv`` says under this ``header`` whose each is,
    and which could not be drawn. Whoever reads the pieces commits after each.
    """
    programme = db.session.get_one(Programme, programme_id)
    sink = Sink()
    rows: list[list[str]] = []
    with zipfile.ZipFile(cast("IO[bytes]", sink), "w", zipfile.ZIP_DEFLATED) as archive:
        for award_id in certified(programme):
            award = db.session.get(Award, award_id)
            if award is None:  # erased since
                continue
            name = f"{slug_of(award.recipient_name)}-{award.code}.pdf"
            try:
                archive.writestr(name, download(award, "pdf").body)
            except BadgesError:  # not signed yet: the next time it is
                name = ""
            rows.append([award.recipient_name, award.code, name])
            yield sink.drain()
        archive.writestr("list.csv", "\ufeff" + as_csv(header, rows))
    yield sink.drain()
