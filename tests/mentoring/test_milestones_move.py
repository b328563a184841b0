"""What peers do reaches the rules: both sides' milestones move, each in their own role."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from support import NOON, achievement

from badges.accounts.access import Actor
from badges.awarding.evaluating import evaluate_member
from badges.database import db
from badges.models import Award, Circle, Community, Membership
from badges.peers import goals, presenting
from badges.peers.meetings import MeetingFacts, confirm, led_to, log_meeting, void_meeting

TODAY = NOON.date()


def offered(*members: Membership) -> set[tuple[str, str]]:
    """Check everybody's rules; gives who is offered which badge."""
    for each in members:
        evaluate_member(each.id)
    rows = db.session.scalars(sa.select(Award))
    return {(it.recipient_name.split()[0], it.achievement.slug) for it in rows}


def badge(demo: Community, slug: str, rule: dict[str, Any]) -> None:
    achievement(demo, slug, {"done": rule})


def test_one_meeting_moves_the_giver_and_the_receiver(
    demo: Community, pair: Circle, ada: Membership, bo: Membership
) -> None:
    badge(demo, "guide", {"confirmed": {"times": 1, "role": "giver"}})
    badge(demo, "learner", {"confirmed": {"times": 1, "role": "receiver"}})
    meeting = log_meeting(ada, pair, MeetingFacts(TODAY))
    assert offered(ada, bo) == set()
    confirm(bo, meeting)
    assert offered(ada, bo) == {("Bo", "guide"), ("Ada", "learner")}


def test_where_both_gave_it_counts_once_for_each_role(
    demo: Community, trio: Circle, ada: Membership, bo: Membership
) -> None:
    badge(demo, "guide", {"confirmed": {"times": 1, "role": "giver"}})
    badge(demo, "twice", {"confirmed": {"times": 2}})
    confirm(bo, log_meeting(ada, trio, MeetingFacts(TODAY)))
    assert offered(ada, bo) == {("Ada", "guide"), ("Bo", "guide")}


def test_a_goal_counts_when_somebody_else_says_so(
    demo: Community, pair: Circle, ada: Membership, bo: Membership
) -> None:
    badge(demo, "own-goal", {"goal_reached": {"confirmed_by": 1}})
    goal = goals.set_goal(ada, goals.GoalFacts("Swim", shared=True))
    goals.reach(ada, goal)
    assert offered(ada) == set()
    goals.confirm_goal(bo, goal)
    assert offered(ada) == {("Ada", "own-goal")}


def test_what_was_presented_counts_once_it_is_confirmed(
    demo: Community, mona: Actor, ada: Membership
) -> None:
    badge(demo, "speaker", {"presented": {}})
    row = presenting.propose(ada, "My lamp", day=TODAY)
    assert offered(ada) == set()
    presenting.confirm(mona, row)
    assert offered(ada) == {("Ada", "speaker")}


def test_a_struck_meeting_names_the_badges_that_rest_on_it(
    demo: Community, mona: Actor, pair: Circle, ada: Membership, bo: Membership
) -> None:
    badge(demo, "learner", {"confirmed": {"times": 1, "role": "receiver"}})
    meeting = confirm(bo, log_meeting(ada, pair, MeetingFacts(TODAY)))
    assert led_to(meeting) == []
    offered(ada)
    void_meeting(mona, meeting, "Never happened.")
    (award,) = led_to(meeting)
    assert (award.state, award.member) == ("offered", ada)
