"""People judge evidence, and answer questions."""

from __future__ import annotations

from typing import Any

import pytest
from doings import handed_in, told
from support import NOON, Clock, achievement, community, manager, member

from badges.accounts.access import Actor
from badges.awarding.asking import answer, ask_person, open_questions
from badges.awarding.progress import progress
from badges.awarding.reviewing import inbox, readable_evidence, review
from badges.errors import ConflictError, ForbiddenError, InputError, LimitError, NotFoundError
from badges.models import Community, Evidence, Membership


@pytest.fixture
def rita(demo: Community) -> Actor:
    return Actor.member(member(demo, "Rita", "", roles=("reviewer", "member")))


def piece_for(member_: Membership, **rule: Any) -> Evidence:
    return handed_in(member_, achievement(member_.community, "lamp", {"made": rule}), "made")


@pytest.mark.parametrize("verdict", ["approved", "changes", "not_yet"])
def test_a_verdict_settles_a_piece_and_wakes_the_rules(
    rita: Actor, ada: Membership, verdict: str
) -> None:
    piece = piece_for(ada, reviewed={})
    made = review(rita, piece, verdict, "The switch is upside down.")
    assert (piece.state, made.reviewer_role) == (verdict, "reviewer")
    assert told() == [(ada.id, [["review", "text"]])]


def test_of_two_reviewers_at_once_the_second_is_told(
    rita: Actor, mona: Actor, ada: Membership
) -> None:
    piece = piece_for(ada, reviewed={})
    review(rita, piece, "changes", "Almost.")
    with pytest.raises(ConflictError, match="changed since"):
        review(mona, piece, "approved")
    assert review(mona, piece, "approved", seen="changes").verdict == "approved"


def test_what_is_settled_only_a_reviewer_judges_again(
    rita: Actor, demo: Community, ada: Membership
) -> None:
    piece = piece_for(ada, reviewed={"by": "anyone"})
    review(rita, piece, "approved")
    with pytest.raises(ConflictError):
        review(Actor.member(member(demo, "Bo", "")), piece, "not_yet", "No.", seen="approved")
    assert piece.state == "approved"


def test_a_piece_waits_until_enough_people_have_approved_it(
    rita: Actor, mona: Actor, ada: Membership
) -> None:
    piece = piece_for(ada, reviewed={"approvals": 2})
    review(rita, piece, "approved")
    assert (piece.state, inbox(rita), inbox(mona)) == ("submitted", [], [piece])
    review(mona, piece, "approved")
    assert piece.state == "approved"
    assert progress(ada, piece.achievement.versions[0]).met


def test_nobody_judges_their_own_work(demo: Community, mona: Actor) -> None:
    assert mona.membership is not None
    piece = piece_for(mona.membership, reviewed={})
    assert inbox(mona) == []
    with pytest.raises(ForbiddenError, match="their own"):
        review(mona, piece, "approved")


@pytest.mark.parametrize(("by", "allowed"), [("anyone", True), ("reviewers", False)])
def test_members_judge_where_the_rule_lets_anyone(
    demo: Community, ada: Membership, by: str, *, allowed: bool
) -> None:
    piece = piece_for(ada, any_of=[{"reviewed": {"by": by}}])
    bo = Actor.member(member(demo, "Bo", ""))
    assert inbox(bo) == [piece] * allowed
    if allowed:
        assert review(bo, piece, "approved").reviewer_role == "member"
    else:
        with pytest.raises(ForbiddenError):
            review(bo, piece, "approved")


def test_what_no_rule_wants_judged_is_in_no_inbox(rita: Actor, ada: Membership) -> None:
    piece_for(ada, submitted={})
    assert inbox(rita) == []


@pytest.mark.parametrize(
    ("verdict", "comment"),
    [("maybe", "x"), ("changes", " "), ("not_yet", ""), ("approved", "a\x00b")],
)
def test_a_verdict_that_helps_nobody_is_refused(
    rita: Actor, ada: Membership, verdict: str, comment: str
) -> None:
    piece = piece_for(ada, reviewed={})
    with pytest.raises(InputError):
        review(rita, piece, verdict, comment)
    assert (piece.state, piece.reviews) == ("submitted", [])


def test_a_piece_is_read_by_its_owner_and_its_judges_only(
    demo: Community, rita: Actor, ada: Membership
) -> None:
    piece = piece_for(ada, reviewed={})
    assert readable_evidence(Actor.member(ada), piece.id) is readable_evidence(rita, piece.id)
    with pytest.raises(ForbiddenError):
        readable_evidence(Actor.member(member(demo, "Bo", "")), piece.id)
    with pytest.raises(NotFoundError):
        readable_evidence(manager(community("other")), piece.id)


def test_what_anyone_may_judge_is_read_while_it_waits_and_a_day_longer(
    demo: Community, ada: Membership, clock: Clock
) -> None:
    piece = piece_for(ada, reviewed={"by": "anyone"})
    bo, cem = (Actor.member(member(demo, name, "")) for name in ("Bo", "Cem"))
    review(bo, piece, "approved")
    assert readable_evidence(cem, piece.id) is piece
    clock.move(days=1, seconds=1)
    assert readable_evidence(bo, piece.id) is piece
    with pytest.raises(ForbiddenError):
        readable_evidence(cem, piece.id)


def test_a_program_or_a_stranger_judges_nothing(demo: Community, ada: Membership) -> None:
    piece = piece_for(ada, reviewed={})
    with pytest.raises(ForbiddenError, match="A person must"):
        review(Actor.operator(demo), piece, "approved")
    with pytest.raises(NotFoundError):
        review(manager(community("other")), piece, "approved")


def test_a_question_is_answered_once(mona: Actor, demo: Community, ada: Membership) -> None:
    question = ask_person(ada, achievement(demo).achievement, "Does Tuesday count?")
    assert open_questions(mona) == [question]
    answer(mona, question, "Yes, it does.")
    assert (open_questions(mona), question.answered_at) == ([], NOON)
    with pytest.raises(ConflictError):
        answer(mona, question, "No.")


def test_questions_are_bounded_and_stay_in_the_community(
    mona: Actor, demo: Community, ada: Membership
) -> None:
    badge = achievement(demo).achievement
    with pytest.raises(InputError):
        ask_person(ada, badge, " ")
    question, *_ = [ask_person(ada, badge, "Really?") for _ in range(20)]
    with pytest.raises(LimitError):
        ask_person(ada, badge, "Really?")
    with pytest.raises(NotFoundError):
        answer(manager(community("other")), question, "Yes.")
    with pytest.raises(ForbiddenError):
        answer(Actor.member(ada), question, "Yes.")
