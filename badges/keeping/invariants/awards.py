"""Awards: each accepted one is signed or about to be, none is there twice, an end is an end.

A recorded end (declined, lapsed, withdrawn, suspended, erased) is a state like any other; what
belongs to it is looked at here, too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import sqlalchemy as sa

from badges.awarding.states import OPEN
from badges.database import db
from badges.keeping.findings import Finding, bad, good, warning
from badges.keeping.invariants.counted import AT_ONCE, named, streamed
from badges.models import (
    AchievementVersion,
    Award,
    AwardEvent,
    Credential,
    Erasure,
    Job,
    Person,
)

SIGNING_JOBS: Final = frozenset({"issue_credential", "reissue"})
"""The jobs that end in a signed credential; their arguments name the award."""

STATE_AFTER: Final = {
    "offered": "offered",
    "reconsidered": "offered",
    "accepted": "accepted",
    "reinstated": "accepted",
    "declined": "declined",
    "lapsed": "lapsed",
    "withdrawn": "withdrawn",
    "suspended": "suspended",
    "erased": "erased",
}
"""The state that an award is in after each line of its history that changes it."""

_IS_VALID: Final = Credential.revoked_at.is_(None)


def signed() -> Iterator[Finding]:
    """Every accepted award has a valid credential or a job that will make it."""
    lost: list[str] = []
    promised: set[int] | None = None
    bare = sa.select(Award.id, Award.public_id).where(
        Award.state == "accepted",
        ~sa.exists().where(Credential.award_id == Award.id, _IS_VALID),
    )
    for award_id, public_id in streamed(bare):
        if promised is None:
            promised = _promised()
        if award_id not in promised:
            lost.append(public_id)
    yield from named("awards.unsigned", lost, "award")
    if not lost:
        yield good("awards.signed")


def _promised() -> set[int]:
    jobs = sa.select(Job.arguments).where(
        Job.finished_at.is_(None), Job.name.in_(sorted(SIGNING_JOBS))
    )
    return {arguments.get("award_id") for (arguments,) in streamed(jobs)}


def ended() -> Iterator[Finding]:
    """See that what has ended, or was never accepted, has no credential that still counts."""
    counting = sa.select(Award.public_id).where(
        # Who erases may ask that copies outside stay valid; that is no fault.
        Award.state.not_in(("accepted", "erased")),
        sa.exists().where(Credential.award_id == Award.id, _IS_VALID),
    )
    found = [public_id for (public_id,) in streamed(counting)]
    yield from named("awards.counting", found, "award")
    if not found:
        yield good("awards.ended")


def once() -> Iterator[Finding]:
    """See that nobody has one badge twice, nor an award two credentials that count."""
    found = list(_twice_signed()) + list(_twice_awarded()) + list(_places())
    yield from found
    if not found:
        yield good("awards.once")


def _twice_signed() -> Iterator[Finding]:
    twice = (
        sa.select(Credential.award_id)
        .where(_IS_VALID)
        .group_by(Credential.award_id)
        .having(sa.func.count() > 1)
    )
    rows = streamed(sa.select(Award.public_id).where(Award.id.in_(twice)))
    yield from named("awards.signed_twice", [public_id for (public_id,) in rows], "award")


def _twice_awarded() -> Iterator[Finding]:
    """Tell of open awards of one badge to one person that do not follow upon each other.

    A warning: of two records that turned out to be of one human being, both awards are kept.
    """
    renewed = sa.select(Award.renews_id).where(Award.renews_id.is_not(None))
    twice = (
        sa.select(sa.func.min(Award.public_id))
        .join(AchievementVersion, AchievementVersion.id == Award.version_id)
        .where(
            Award.state.in_(sorted(OPEN)),
            Award.membership_id.is_not(None),
            AchievementVersion.repeatable.is_(False),
            Award.id.not_in(renewed),
        )
        .group_by(Award.achievement_id, Award.membership_id)
        .having(sa.func.count() > 1)
    )
    found = [public_id for (public_id,) in streamed(twice)]
    yield from named("awards.twice", found, "award", finding=warning)


def _places() -> Iterator[Finding]:
    """Tell of places of "one award each" that are held by what has ended, or for somebody else."""
    rows = sa.select(
        Award.public_id, Award.once_key, Award.achievement_id, Award.membership_id, Award.state
    ).where(Award.once_key.is_not(None))
    wrong = [
        row.public_id
        for row in streamed(rows)
        if row.state not in OPEN or row.once_key != f"{row.achievement_id}:{row.membership_id}"
    ]
    yield from named("awards.place", wrong, "award")


def told() -> Iterator[Finding]:
    """See that each award is in the state in which the last line of its history left it."""
    last = (
        sa.select(sa.func.max(AwardEvent.id).label("id"))
        .where(AwardEvent.what.in_(sorted(STATE_AFTER)))
        .group_by(AwardEvent.award_id)
        .subquery()
    )
    left_in = sa.case(STATE_AFTER, value=AwardEvent.what)
    agreeing = (
        sa.select(AwardEvent.award_id, left_in.label("state"))
        .join(last, last.c.id == AwardEvent.id)
        .subquery()
    )
    query = (
        sa.select(Award.public_id)
        .outerjoin(agreeing, agreeing.c.award_id == Award.id)
        .where(sa.or_(agreeing.c.state.is_(None), agreeing.c.state != Award.state))
    )
    wrong = [public_id for (public_id,) in streamed(query)]
    yield from named("awards.history", wrong, "award")
    if not wrong:
        yield good("awards.told")


def erased() -> Iterator[Finding]:
    """Of what was erased nobody can be told, and what is noted as erased is.

    Its documents are looked at with all others (:mod:`badges.keeping.invariants.documents`).
    """
    left = sa.select(Award.public_id).where(
        Award.state == "erased",
        sa.or_(
            Award.recipient_name != "",
            Award.recipient_address != "",
            Award.membership_id.is_not(None),
        ),
    )
    found = [public_id for (public_id,) in streamed(left)]
    noted = sa.select(Award.public_id).join(
        Erasure, sa.and_(Erasure.kind == "award", Erasure.subject == Award.public_id)
    )
    found += [public_id for (public_id,) in streamed(noted.where(Award.state != "erased"))]
    yield from named("awards.not_erased", found, "award")
    back = list(_people_back())
    yield from back
    if not found and not back:
        yield good("awards.erased")


def _people_back() -> Iterator[Finding]:
    """Tell of people who are noted as erased and are here; numbers may be given out again."""
    noted = sa.select(Erasure.subject, Erasure.born_at).where(Erasure.kind == "person")
    back = 0
    for part in db.session.execute(noted.execution_options(yield_per=AT_ONCE)).partitions():
        born = {int(subject): born_at for subject, born_at in part}
        here = sa.select(Person.id, Person.created_at).where(
            Person.id.in_(born), Person.erased_at.is_(None)
        )
        back += sum(
            made.replace(microsecond=0) == born[person] for person, made in db.session.execute(here)
        )
    if back:
        yield bad("people.not_erased", count=back)
