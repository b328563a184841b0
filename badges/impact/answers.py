"""What changed for somebody, in their own words, and who may know: four levels of consent.

::

    answer(member, row, Answer(Changed.CONFIDENCE, "I lead the group now.", Consent.PUBLIC))

An answer is the member's own: to be changed, to be given to more or fewer, to be deleted, at any
time. Without another choice it is for them alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from badges.accounts.access import Actor, Permission
from badges.database import db, get_scoped
from badges.errors import InputError
from badges.impact.hiding import FEWEST
from badges.impact.quarters import Quarter
from badges.models import Award, Community, FollowUp, Membership
from badges.ports import now
from badges.text import clean_narrative
from badges.timestamps import local_day

STORY_LIMIT: Final = 1_500


class Changed(StrEnum):
    """What changed most since then; one of these, so that each person is counted once."""

    WORK = "work"
    USED = "used"
    SHARED = "shared"
    CONFIDENCE = "confidence"
    PEOPLE = "people"
    NOTHING = "nothing"


class Consent(StrEnum):
    """Who may know of an answer, from the fewest to the most.

    ``ANONYMOUS`` is counted and may be quoted without a name; ``PUBLIC`` with the name. What is
    for ``MANAGERS`` is counted and read by them; ``ME`` is not even counted.
    """

    ME = "me"
    MANAGERS = "managers"
    ANONYMOUS = "anonymous"
    PUBLIC = "public"


COUNTED: Final = (Consent.MANAGERS, Consent.ANONYMOUS, Consent.PUBLIC)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a member says: what changed most, a few sentences or none, and who may know."""

    changed: Changed
    story: str = ""
    consent: Consent = Consent.ME


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as others read it; ``name`` is empty where it is told without one."""

    changed: Changed
    story: str
    name: str
    consent: Consent


def read_answer(changed: str, story: str, consent: str) -> Answer:
    """Read what was typed; raises ``InputError`` naming the field."""
    try:
        what = Changed(changed)
    except ValueError as error:
        raise InputError("follow_up.changed", "Choose one of these.", field="changed") from error
    try:
        who = Consent(consent)
    except ValueError as error:
        raise InputError("follow_up.consent", "Choose who may know.", field="consent") from error
    return Answer(what, clean_narrative(story, field="story", limit=STORY_LIMIT), who)


def answer(member: Membership, row: FollowUp, said: Answer) -> FollowUp:
    """Keep an answer, or other words in place of the former ones.

    The name that is told is the one of today, and kept only where it may be told.
    """
    own = own_question(member, row.id)
    own.changed, own.story, own.consent = said.changed.value, said.story, said.consent.value
    own.name = member.name if said.consent is Consent.PUBLIC else ""
    own.answered_at = own.answered_at or now()
    own.passed_at = None
    db.session.flush()
    return own


def pass_by(member: Membership, row: FollowUp) -> FollowUp:
    """Leave a question without an answer: it is not asked again, and can be answered later."""
    own = own_question(member, row.id)
    if own.answered_at is None:
        own.passed_at = now()
    return own


def delete_answer(member: Membership, row: FollowUp) -> FollowUp:
    """Delete an answer; what is left is that the question was asked."""
    own = own_question(member, row.id)
    own.changed = own.story = own.name = ""
    own.consent, own.answered_at, own.passed_at = Consent.ME.value, None, now()
    return own


def own_question(member: Membership, number: int) -> FollowUp:
    """Find a question that this member was asked; raises ``NotFoundError``."""
    return get_scoped(FollowUp, member.community_id, id=number, membership_id=member.id)


def questions_of(member: Membership) -> list[FollowUp]:
    """List what a member was asked and has answered, the newest first."""
    query = (
        sa.select(FollowUp)
        .where(FollowUp.membership_id == member.id)
        .options(joinedload(FollowUp.award).joinedload(Award.version))
        .order_by(FollowUp.id.desc())
    )
    return list(db.session.scalars(query))


def open_question(member: Membership) -> FollowUp | None:
    """Give the newest question that waits for this member, if any."""
    waiting = (row for row in questions_of(member) if not (row.answered_at or row.passed_at))
    return next(waiting, None)


def stories_for(actor: Actor) -> list[Told]:
    """List what managers may read, the newest first: by name only where that was agreed to.

    What was told without a name is there once the quarter is over, and five people told something
    so: whoever looks every day cannot see whose answer is new. Its order says nothing about when.
    """
    actor.require(Permission.SETTINGS)
    rows = db.session.scalars(
        sa.select(FollowUp)
        .where(
            FollowUp.community_id == actor.community.id,
            FollowUp.answered_at.is_not(None),
            FollowUp.consent.in_([each.value for each in COUNTED]),
        )
        .options(joinedload(FollowUp.member))
        .order_by(FollowUp.answered_at.desc(), FollowUp.id.desc())
    ).all()
    named = [row for row in rows if row.consent != Consent.ANONYMOUS]
    return told_from([*named, *_in_crowds(actor.community, rows)])


def told_from(rows: Sequence[FollowUp]) -> list[Told]:
    """Turn answers into what others read, those without a name last and by their words.

    The latter only where five people are among them.
    """
    named = [
        Told(Changed(row.changed), row.story, row.name or row.member.name, Consent(row.consent))
        for row in rows
        if row.consent != Consent.ANONYMOUS
    ]
    nameless = [row for row in rows if row.consent == Consent.ANONYMOUS]
    if not _are_enough(nameless):
        return named
    told = [Told(Changed(row.changed), row.story, "", Consent.ANONYMOUS) for row in nameless]
    return [*named, *sorted(told, key=lambda it: (it.story, it.changed))]


def _in_crowds(community: Community, rows: Sequence[FollowUp]) -> list[FollowUp]:
    """Give what was told without a name in quarters that are over, at least five people at once.

    What fewer told waits for what the next quarter brings.
    """
    quarters: dict[Quarter, list[FollowUp]] = defaultdict(list)
    for row in rows:
        if row.consent == Consent.ANONYMOUS and row.answered_at is not None:
            quarters[Quarter.containing(local_day(row.answered_at, community.zone))].append(row)
    running = Quarter.containing(local_day(now(), community.zone))
    found: list[FollowUp] = []
    waiting: list[FollowUp] = []
    for quarter in sorted(quarters):
        if quarter < running:
            waiting += quarters[quarter]
        if _are_enough(waiting):
            found += waiting
            waiting = []
    return found


def _are_enough(rows: Iterable[FollowUp]) -> bool:
    return len({row.membership_id for row in rows}) >= FEWEST
