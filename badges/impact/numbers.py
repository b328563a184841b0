"""The numbers of one quarter: counted once, told only where no group under five can be seen.

Each table parts people into groups that do not overlap (:mod:`badges.impact.hiding`). Who refused
is in none of them. Those who joined in the quarter before are looked at once, ninety days on, so
that no two reports are about the same people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from badges.awarding.pauses import days_of_programmes
from badges.database import db
from badges.impact.answers import COUNTED, Changed, Consent
from badges.impact.hiding import FEWEST, in_steps, told
from badges.impact.quarters import Quarter
from badges.impact.switches import refusers
from badges.models import (
    Activity,
    Award,
    Community,
    Enrolment,
    Evidence,
    FollowUp,
    Meeting,
    MeetingMember,
    Membership,
    Path,
    PathStep,
    Programme,
    ProgrammeSession,
    Review,
    Thanks,
    Vouch,
)

Groups = Mapping[str, int | None]

CAME_BACK_AFTER: Final = timedelta(days=30)
LOOKED_AT_UNTIL: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Numbers:
    """What is told of a quarter; nothing stands for what is hidden.

    ``took_part`` is rounded down (:func:`badges.impact.hiding.in_steps`). ``programmes`` has names
    by language, and how many took part in each.
    ``stayed`` is of those who joined in the quarter before: ``path_back``, ``path_gone``,
    ``other_back``, ``other_gone``.
    """

    took_part: int | None = None
    programmes: tuple[tuple[Mapping[str, str], int | None], ...] = ()
    reflected: int | None = None
    giving: Groups = field(default_factory=dict)
    changed: Groups = field(default_factory=dict)
    stayed: Groups = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Give them as they are kept."""
        return {
            "took_part": self.took_part,
            "programmes": [[dict(name), count] for name, count in self.programmes],
            "reflected": self.reflected,
            "giving": dict(self.giving),
            "changed": dict(self.changed),
            "stayed": dict(self.stayed),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Numbers:
        """Read them as they were kept."""
        return cls(
            took_part=kept["took_part"],
            programmes=tuple((name, count) for name, count in kept["programmes"]),
            reflected=kept["reflected"],
            giving=kept["giving"],
            changed=kept["changed"],
            stayed=kept["stayed"],
        )


def count(community: Community, quarter: Quarter) -> Numbers:
    """Count a quarter of a community, of those who did not refuse."""
    begin, end = quarter.instants(community.zone)
    here = _members(community, begin, end)
    counted = here - refusers(community.id)
    look = _Look(community.id, begin, end, counted)
    gave, received = look.gave(), look.received()
    programmes = tuple(
        (programme.name, _one(len(look.took_part_in(programme)), len(here)))
        for programme in _programmes(community, quarter)
    )
    reflected = _one(len(look.reflected()), len(here))
    return Numbers(
        took_part=in_steps(len(look.active()), [reflected, *(number for _, number in programmes)]),
        programmes=programmes,
        reflected=reflected,
        giving=told(
            {
                "gave": len(gave - received),
                "received": len(received - gave),
                "both": len(gave & received),
            },
            everybody=len(here),
        ),
        changed=told(_changes(look), everybody=len(here)),
        stayed=_stayed(community, quarter.before),
    )


@dataclass(frozen=True, slots=True)
class _Look:
    """Who did what between two instants, of the people who are counted."""

    community_id: int
    begin: datetime
    end: datetime
    counted: AbstractSet[int]

    def active(self) -> AbstractSet[int]:
        """Find who did anything: all that is counted of single programmes is among it."""
        did = self._who(Activity.membership_id, Activity.occurred_at, *self._activities())
        return did | self._handed_in()

    def took_part_in(self, programme: Programme) -> AbstractSet[int]:
        """Find who was at a session, or takes part and handed something in for its badge."""
        sessions = sa.select(ProgrammeSession.session_id).where(
            ProgrammeSession.programme_id == programme.id
        )
        came = self._who(
            Activity.membership_id,
            Activity.occurred_at,
            Activity.session_id.in_(sessions),
            *self._activities(),
        )
        if programme.achievement_id is None:
            return came
        enrolled = sa.select(Enrolment.membership_id).where(
            Enrolment.programme_id == programme.id, Enrolment.state == "enrolled"
        )
        return came | self._handed_in(
            Evidence.achievement_id == programme.achievement_id,
            Evidence.membership_id.in_(enrolled),
        )

    def reflected(self) -> AbstractSet[int]:
        return self._handed_in(Evidence.kind == "text")

    def gave(self) -> AbstractSet[int]:
        return (
            self._met("giver")
            | self._vouched(Vouch.voucher_id)
            | self._thanked(Thanks.giver_id)
            | self._who(
                Review.reviewer_id,
                Review.created_at,
                Review.community_id == self.community_id,
                Review.undone_at.is_(None),
            )
        )

    def received(self) -> AbstractSet[int]:
        return (
            self._met("receiver")
            | self._vouched(Vouch.membership_id)
            | self._thanked(Thanks.membership_id)
        )

    def _handed_in(self, *which: sa.ColumnElement[bool]) -> AbstractSet[int]:
        return self._who(
            Evidence.membership_id,
            Evidence.submitted_at,
            Evidence.community_id == self.community_id,
            Evidence.state != "withdrawn",
            *which,
        )

    def _activities(self) -> tuple[sa.ColumnElement[bool], ...]:
        return (Activity.community_id == self.community_id, Activity.voided_at.is_(None))

    def _vouched(self, column: Any) -> AbstractSet[int]:
        here = Vouch.community_id == self.community_id
        return self._who(column, Vouch.created_at, here, Vouch.withdrawn_at.is_(None))

    def _thanked(self, column: Any) -> AbstractSet[int]:
        return self._who(column, Thanks.created_at, Thanks.community_id == self.community_id)

    def _met(self, role: str) -> AbstractSet[int]:
        """Find who met somebody, as what; a meeting counts for those who confirmed it."""
        return self._who(
            MeetingMember.membership_id,
            Meeting.occurred_at,
            MeetingMember.meeting_id == Meeting.id,
            Meeting.community_id == self.community_id,
            Meeting.closed_as.not_in(("withdrawn", "voided")),
            MeetingMember.answer == "confirmed",
            MeetingMember.role.in_((role, "both")),
        )

    def _who(self, column: Any, at: Any, *which: sa.ColumnElement[bool]) -> AbstractSet[int]:
        query = sa.select(column).where(at >= self.begin, at < self.end, *which).distinct()
        return self.counted & set(db.session.scalars(query))


def _one(number: int, everybody: int) -> int | None:
    return told({"these": number}, everybody=everybody)["these"]


def _members(community: Community, begin: datetime, end: datetime) -> AbstractSet[int]:
    """Give who was a member at any time of it."""
    query = sa.select(Membership.id).where(
        Membership.community_id == community.id,
        Membership.joined_at < end,
        sa.or_(Membership.left_at.is_(None), Membership.left_at >= begin),
    )
    return set(db.session.scalars(query))


def _programmes(community: Community, quarter: Quarter) -> list[Programme]:
    """List the programmes that ran in it; pauses move their days."""
    query = sa.select(Programme).where(
        Programme.community_id == community.id,
        Programme.published_at.is_not(None),
        Programme.starts_on < quarter.end,
    )
    rows = db.session.scalars(query.order_by(Programme.starts_on, Programme.id)).all()
    days = days_of_programmes(community, rows)
    return [
        row for row in rows if days[row.id][0] < quarter.end and days[row.id][1] >= quarter.begin
    ]


def _changes(look: _Look) -> Mapping[str, int]:
    """Count answers, the newest of each person; what is for the member alone is not looked at.

    Managers know what was told them by name, and could take it off: what was told without one is
    counted where five people told something so.
    """
    rows = db.session.execute(
        sa.select(FollowUp.membership_id, FollowUp.changed, FollowUp.consent)
        .where(
            FollowUp.community_id == look.community_id,
            FollowUp.answered_at >= look.begin,
            FollowUp.answered_at < look.end,
            FollowUp.consent.in_([each.value for each in COUNTED]),
        )
        .order_by(FollowUp.answered_at, FollowUp.id)
    )
    newest = {who: (changed, consent) for who, changed, consent in rows if who in look.counted}
    nameless = sum(consent == Consent.ANONYMOUS for _, consent in newest.values())
    found = Counter(
        changed
        for changed, consent in newest.values()
        if consent != Consent.ANONYMOUS or nameless >= FEWEST
    )
    return {each.value: found[each.value] for each in Changed}


def _stayed(community: Community, joined_in: Quarter) -> Groups:
    """Look at those who joined then: who did something in the second and third month after."""
    begin, end = joined_in.instants(community.zone)
    joined = {
        row.id: row.joined_at
        for row in db.session.execute(
            sa.select(Membership.id, Membership.joined_at).where(
                Membership.community_id == community.id,
                Membership.joined_at >= begin,
                Membership.joined_at < end,
            )
        )
    }
    steps = (
        sa.select(PathStep.achievement_id)
        .join(Path, Path.id == PathStep.path_id)
        .where(Path.community_id == community.id, Path.published_at.is_not(None))
    )
    earned = sa.select(Award.membership_id, Award.accepted_at).where(
        Award.membership_id.in_(joined), Award.achievement_id.in_(steps), Award.state == "accepted"
    )
    did = sa.select(Activity.membership_id, Activity.occurred_at).where(
        Activity.membership_id.in_(joined), Activity.voided_at.is_(None)
    )

    def who(query: sa.Executable, is_within: Callable[[timedelta], bool]) -> AbstractSet[int]:
        rows = db.session.execute(query)
        return {member for member, at in rows if at is not None and is_within(at - joined[member])}

    on_path = who(earned, lambda after: after <= LOOKED_AT_UNTIL)
    back = who(did, lambda after: CAME_BACK_AFTER <= after <= LOOKED_AT_UNTIL)
    counted = joined.keys() - refusers(community.id)
    others = counted - on_path
    return told(
        {
            "path_back": len(counted & on_path & back),
            "path_gone": len((counted & on_path) - back),
            "other_back": len(others & back),
            "other_gone": len(others - back),
        },
        everybody=len(joined),
    )
