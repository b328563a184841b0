"""What happened is told to the rules that wait for it, and to no others."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from doings import attended, awards, jobs
from support import achievement

from badges.awarding.evaluating import evaluate_member
from badges.database import db
from badges.milestones import Signal
from badges.models import Community, Job, Membership
from badges.ports import now
from badges.signals import tell

CAME = {"came": {"attended": {"times": 1, "kind": "workshop"}}}
TALKED = {"talked": {"attended": {"times": 1, "kind": "talk"}}}


def test_a_signal_moves_the_rules_that_name_its_kind(demo: Community, ada: Membership) -> None:
    achievement(demo, "came", CAME)
    achievement(demo, "talked", TALKED)
    attended(ada, "workshop")
    attended(ada, "talk")
    evaluate_member(ada.id, signals=[("activity", "workshop")])
    assert [award.achievement.slug for award in awards()] == ["came"]


def test_what_was_told_is_promised_as_a_job(demo: Community, ada: Membership) -> None:
    tell(ada, Signal("meeting", "mentoring"))
    told = {"membership_id": ada.id, "signals": [["meeting", "mentoring"]]}
    assert jobs("evaluate_member") == [told]


def test_what_lies_ahead_is_checked_when_it_has_come(demo: Community, ada: Membership) -> None:
    tell(ada, Signal("activity", "workshop"), due=now() - timedelta(days=3))
    tell(ada, Signal("activity", "workshop"), due=now() + timedelta(days=3))
    due = list(db.session.scalars(sa.select(Job.due_at).order_by(Job.id)))
    assert due == [now(), now() + timedelta(days=3)]
