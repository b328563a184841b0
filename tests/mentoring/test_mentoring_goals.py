"""Goals are the member's own; what is shared is seen by those they meet, and confirmed by them."""

from __future__ import annotations

from datetime import date

import pytest
from support import NOON

from badges.accounts.access import Actor
from badges.awarding.recording import record_of
from badges.database import db
from badges.errors import ConflictError, InputError, LimitError, NotFoundError
from badges.models import Circle, Community, Goal, GoalConfirmation, Job, Membership, Pause
from badges.peers.goals import (
    GoalFacts,
    change_goal,
    confirm_goal,
    delete_goal,
    due_day,
    goals_of,
    let_go,
    reach,
    reopen,
    set_goal,
    shared_with,
    to_confirm,
    unconfirm_goal,
)
from badges.peers.mentoring import leave


def goal_of(member: Membership, *, shared: bool = True, title: str = "Give a talk") -> Goal:
    return set_goal(member, GoalFacts(title, shared=shared))


def test_a_goal_that_was_reached_is_confirmed_by_those_one_meets(
    pair: Circle, ada: Membership, bo: Membership
) -> None:
    goal = goal_of(ada)
    assert shared_with(bo) == [goal]
    with pytest.raises(ConflictError, match="not reached"):
        confirm_goal(bo, goal)
    reach(ada, goal)
    assert to_confirm(bo) == [goal]
    confirm_goal(bo, goal, "I was there.")
    assert to_confirm(bo) == []
    (seen,) = record_of(ada, at=NOON).goals
    assert (seen.reached_at, seen.confirmed_by) == (NOON, (str(bo.id),))


def test_what_was_reached_and_confirmed_is_told_to_the_rules(
    pair: Circle, ada: Membership, bo: Membership
) -> None:
    goal = goal_of(ada)
    assert db.session.query(Job).count() == 0
    for _ in range(2):
        reach(ada, goal)
        confirm_goal(bo, goal)
    told = [it.arguments for it in db.session.query(Job)]
    assert {it["membership_id"] for it in told} == {ada.id}
    assert {signal[0] for it in told for signal in it["signals"]} == {"goal"}


def test_a_private_goal_is_seen_by_nobody(pair: Circle, ada: Membership, bo: Membership) -> None:
    goal = reach(ada, goal_of(ada, shared=False))
    assert shared_with(bo) == []
    with pytest.raises(NotFoundError):
        confirm_goal(bo, goal)
    assert record_of(ada, at=NOON).goals[0].confirmed_by == ()


def test_managers_and_strangers_see_no_goal(
    mona: Actor, pair: Circle, ada: Membership, cleo: Membership
) -> None:
    goal = reach(ada, goal_of(ada))
    assert mona.membership is not None
    for other in (mona.membership, cleo):
        assert shared_with(other) == []
        with pytest.raises(NotFoundError):
            confirm_goal(other, goal)
        with pytest.raises(NotFoundError):
            reach(other, goal)


def test_who_meets_no_more_sees_no_more(pair: Circle, ada: Membership, bo: Membership) -> None:
    goal_of(ada)
    leave(bo, pair)
    assert shared_with(bo) == []


def test_a_yes_is_taken_back(pair: Circle, ada: Membership, bo: Membership) -> None:
    goal = reach(ada, goal_of(ada))
    confirm_goal(bo, goal)
    unconfirm_goal(bo, goal)
    unconfirm_goal(bo, goal)
    assert record_of(ada, at=NOON).goals[0].confirmed_by == ()


def test_reopening_starts_anew(pair: Circle, ada: Membership, bo: Membership) -> None:
    goal = reach(ada, goal_of(ada))
    confirm_goal(bo, goal)
    reopen(ada, goal)
    assert record_of(ada, at=NOON).goals == ()
    reach(ada, goal)
    assert to_confirm(bo) == [goal]


def test_what_was_reached_keeps_its_words(ada: Membership) -> None:
    goal = goal_of(ada, title="One")
    change_goal(ada, goal, GoalFacts("Two", due_on=date(2026, 6, 1)))
    reach(ada, goal)
    change_goal(ada, goal, GoalFacts("Three", shared=True))
    assert (goal.title, goal.shared, goal.due_on) == ("Two", True, date(2026, 6, 1))


def test_letting_go_is_no_failure_and_deleting_leaves_nothing(
    pair: Circle, ada: Membership, bo: Membership
) -> None:
    goal = goal_of(ada)
    let_go(ada, goal)
    assert shared_with(bo) == []
    confirm_goal(bo, reach(ada, goal))
    with pytest.raises(ConflictError):
        let_go(ada, goal)
    delete_goal(ada, goal)
    assert goals_of(ada) == []
    assert db.session.query(GoalConfirmation).count() == 0


def test_open_goals_stand_first_the_nearest_day_foremost(ada: Membership) -> None:
    later = set_goal(ada, GoalFacts("Later", due_on=date(2026, 9, 1)))
    done = reach(ada, goal_of(ada, title="Done"))
    some_day = goal_of(ada, title="Some day")
    soon = set_goal(ada, GoalFacts("Soon", due_on=date(2026, 4, 1)))
    assert goals_of(ada) == [soon, later, some_day, done]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (GoalFacts("  "), "title"),
        (GoalFacts("x" * 201), "title"),
        (GoalFacts("Old", due_on=date(1926, 1, 1)), "due_on"),
        (GoalFacts("Far", due_on=date(2126, 1, 1)), "due_on"),
    ],
)
def test_what_cannot_be_used_names_its_field(facts: GoalFacts, field: str, ada: Membership) -> None:
    with pytest.raises(InputError) as raised:
        set_goal(ada, facts)
    assert raised.value.field == field


def test_twenty_are_enough_at_once(ada: Membership) -> None:
    for _ in range(20):
        goal_of(ada)
    with pytest.raises(LimitError):
        goal_of(ada)
    reach(ada, goals_of(ada)[0])
    assert goal_of(ada).id


def test_a_pause_moves_the_day(demo: Community, ada: Membership) -> None:
    goal = set_goal(ada, GoalFacts("Walk", due_on=date(2026, 3, 20)))
    assert due_day(goal) == date(2026, 3, 20)
    db.session.add(
        Pause(
            community_id=demo.id,
            name="Easter",
            since=date(2026, 3, 15),
            until=date(2026, 3, 21),
            created_at=NOON,
        )
    )
    db.session.flush()
    assert due_day(goal) == date(2026, 3, 27)
    assert due_day(goal_of(ada)) is None
