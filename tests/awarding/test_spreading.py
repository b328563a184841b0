"""Who may judge, who is asked first, and what is the same elsewhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from doings import awards, evaluated, given, handed_in, statements
from support import NOON, Clock, achievement, member

from badges.accounts.access import Actor
from badges.awarding.doubles import doubles_of
from badges.awarding.evidence import submit_evidence
from badges.awarding.holding import accept
from badges.awarding.judging import eligible, may_judge
from badges.awarding.leaving import leave
from badges.awarding.reviewing import inbox, review
from badges.awarding.spreading import late, pass_on
from badges.errors import ConflictError, ForbiddenError
from badges.evidence import link_key
from badges.models import AchievementVersion, Community, Evidence, Membership


def asks(demo: Community, **rule: Any) -> AchievementVersion:
    return achievement(demo, "lamp", {"made": {"reviewed": rule}})


def hand_in(who: Membership, version: AchievementVersion, text: str = "I made a lamp.") -> Evidence:
    return submit_evidence(who, version.achievement, "made", text=text)


def reviewer(demo: Community, name: str) -> Membership:
    return member(demo, name, "", roles=("reviewer", "member"))


@pytest.fixture
def rita(demo: Community) -> Membership:
    return reviewer(demo, "Rita")


def test_whoever_has_least_to_do_is_asked_first(
    demo: Community, ada: Membership, rita: Membership
) -> None:
    version, sam = asks(demo), reviewer(demo, "Sam")
    pieces = [hand_in(ada, version) for _ in range(4)]
    assert [it.assigned_to for it in pieces] == [rita.id, sam.id, rita.id, sam.id]
    assert pieces[0].answer_by == NOON + timedelta(days=7)
    assert [it.id for it in inbox(Actor.member(sam))] == [it.id for it in pieces[1::2]] + [
        it.id for it in pieces[::2]
    ]


def test_nobody_is_asked_about_their_own_or_in_return(
    demo: Community, ada: Membership, rita: Membership
) -> None:
    version, sam = asks(demo), reviewer(demo, "Sam")
    assert hand_in(rita, version).assigned_to == sam.id
    review(Actor.member(rita), hand_in(sam, version), "approved")
    # Sam has more to do than Rita's reviewer would; yet Sam must not judge Rita in return.
    assert hand_in(ada, version).assigned_to == rita.id
    assert hand_in(rita, version).assigned_to == sam.id  # nobody else is there


def test_the_next_try_goes_to_whoever_asked_for_it(
    demo: Community, ada: Membership, rita: Membership
) -> None:
    version, sam = asks(demo), reviewer(demo, "Sam")
    piece = hand_in(ada, version)
    review(Actor.member(sam), piece, "changes", "Add a switch.")
    again = submit_evidence(ada, version.achievement, "made", text="Now with.", replaces=piece)
    assert (again.assigned_to, again.before) == (sam.id, piece)


def test_it_is_passed_on_until_nobody_is_left(
    demo: Community, ada: Membership, rita: Membership
) -> None:
    version, sam = asks(demo), reviewer(demo, "Sam")
    piece = hand_in(ada, version)
    assert pass_on(Actor.member(rita), piece) == sam
    with pytest.raises(ForbiddenError):
        pass_on(Actor.member(ada), piece)
    leave(sam)
    assert piece.assigned_to == rita.id
    with pytest.raises(ConflictError, match="nobody else"):
        pass_on(Actor.member(rita), piece)


def test_where_two_have_to_approve_the_second_is_asked_after_the_first(
    demo: Community, ada: Membership, rita: Membership
) -> None:
    version, sam = asks(demo, approvals=3), reviewer(demo, "Sam")
    piece = hand_in(ada, version)
    review(Actor.member(sam), piece, "approved")  # was not asked; whoever was still is
    assert (piece.state, piece.assigned_to) == ("submitted", rita.id)
    eve = reviewer(demo, "Eve")
    review(Actor.member(rita), piece, "approved")
    assert (piece.state, piece.assigned_to) == ("submitted", eve.id)
    with pytest.raises(ConflictError, match="nobody else"):
        pass_on(Actor.member(sam), piece)
    review(Actor.member(eve), piece, "approved")
    assert piece.state == "approved"


def test_what_nobody_wants_judged_has_no_date(demo: Community, ada: Membership) -> None:
    version = achievement(demo, "lamp", {"made": {"submitted": {}}})
    piece = hand_in(ada, version)
    assert (piece.assigned_to, piece.answer_by) == (None, None)


def test_what_is_late_is_known(
    demo: Community, ada: Membership, rita: Membership, clock: Clock
) -> None:
    piece = hand_in(ada, asks(demo))
    clock.move(days=7)
    assert late(demo.id) == []
    clock.move(hours=1)
    assert late(demo.id) == [piece]


def test_mentors_and_holders_judge_where_a_rule_hears_them(
    demo: Community, mona: Actor, ada: Membership
) -> None:
    host = achievement(demo, "host")
    mentor, bo = member(demo, "Mina", "", roles=("mentor", "member")), member(demo, "Bo", "")
    accept(given(mona, host, bo).award, name="Bo", named=True)
    piece = handed_in(ada, asks(demo, by={"holders_of": "host"}), "made")
    assert eligible(piece) == [bo]
    assert not may_judge(Actor.member(mentor), piece)
    made = review(Actor.member(bo), piece, "approved")
    assert (made.reviewer_role, made.held) == ("member", ["host"])
    assert [it.achievement.slug for it in evaluated(ada)] == ["host", "lamp"]
    other = handed_in(ada, achievement(demo, "talk", {"t": {"reviewed": {"by": "mentors"}}}), "t")
    assert review(Actor.member(mentor), other, "approved").reviewer_role == "mentor"
    evaluated(ada)
    assert awards()[-1].achievement.slug == "talk"


def test_many_pieces_are_looked_through_at_once(
    demo: Community, mona: Actor, ada: Membership
) -> None:
    host, version = achievement(demo, "host"), asks(demo, by={"holders_of": "host"})
    bo = member(demo, "Bo", "")
    accept(given(mona, host, bo).award, name="Bo", named=True)
    costs = []
    for _ in range(2):
        for _ in range(5):
            handed_in(ada, version, "made")
        with statements() as asked:
            pieces = inbox(Actor.member(bo))
        costs.append((len(pieces), len(asked)))
    (few, cost), (many, more) = costs
    assert (few, many, more) == (5, 10, cost)


def test_levels_of_the_rubric_are_kept_and_others_left_out(
    demo: Community, ada: Membership, rita: Membership
) -> None:
    version = asks(demo)
    levels = [{"en": "cold"}, {"en": "shiny"}]
    version.milestones[0].asking = {"rubric": [{"title": {"en": "Joints"}, "levels": levels}]}
    chosen = {"0": "1", "1": "0", "2": "x"}
    made = review(Actor.member(rita), hand_in(ada, version), "approved", levels=chosen)
    assert made.levels == {"0": 1}


def test_the_same_elsewhere_is_found_but_not_ones_own_next_try(
    demo: Community, ada: Membership
) -> None:
    version, bo = asks(demo), member(demo, "Bo", "")
    words = "I taught two people how to solder a lamp together."
    first = hand_in(bo, version, words)
    piece = hand_in(ada, version, words)
    assert [(it.piece, it.how, it.own) for it in doubles_of(piece)] == [(first, "text", False)]
    review(Actor.member(reviewer(demo, "Rita")), piece, "changes", "More, please.")
    again = submit_evidence(ada, version.achievement, "made", text=words, replaces=piece)
    assert [it.piece for it in doubles_of(again)] == [first]
    assert doubles_of(hand_in(ada, version, "Done.")) == []


def test_one_link_in_two_spellings_is_the_same(demo: Community, ada: Membership) -> None:
    version = asks(demo)
    for who, url in ((member(demo, "Bo", ""), "http://a.example/x/"), (ada, "https://a.example/x")):
        piece = handed_in(who, version, "made", kind="link", url=url, likeness=link_key(url))
    assert [it.how for it in doubles_of(piece)] == ["link"]
