from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from badges.milestones import (
    Approval,
    Confirmed,
    Decision,
    Evidence,
    Goal,
    GoalReached,
    HoldersOf,
    LastDays,
    Manual,
    Meeting,
    Record,
    Reflected,
    Reviewed,
    Signal,
    Vouch,
    Vouched,
    hears,
)
from badges.milestones.voices import Voice
from tests.milestones.samples import NOW, record

EARLIER = NOW - timedelta(days=3)


def vouch(voucher: str, *, role: str = "member", held: str = "", at: datetime = EARLIER) -> Vouch:
    return Vouch(f"v-{voucher}-{at}", voucher, at, "host", frozenset({role}), frozenset({held}))


def with_these(**values: object) -> Record:
    return replace(record(), **values)  # type: ignore[arg-type]


def test_each_person_vouches_once_and_nobody_for_oneself() -> None:
    vouches = (vouch("ada"), vouch("ada", at=NOW), vouch("me"), vouch("ben"))
    answer = Vouched(3).check(with_these(vouches=vouches))
    assert [each.id[:5] for each in answer.counted] == ["v-ada", "v-ben"]
    assert answer.reasons[0].params["count"] == 1


@pytest.mark.parametrize(
    ("voice", "have"),
    [("anyone", 4), ("mentors", 2), ("managers", 1), ("holders", 1), (HoldersOf("cook"), 1)],
)
def test_whose_voice_counts(voice: Voice, have: int) -> None:
    vouches = (
        vouch("ada", role="mentor"),
        vouch("ben", held="cook"),
        vouch("cem", role="owner"),
        vouch("dan", held="host"),
    )
    assert Vouched(9, by=voice).check(with_these(vouches=vouches)).have == have


def test_a_badge_nobody_is_to_earn_has_no_holders_to_hear() -> None:
    assert not hears("holders", roles={"owner"}, held={""})
    assert hears("reviewers", roles={"reviewer"})
    assert not hears("reviewers", roles={"guest"})


def test_an_approval_is_heard_for_the_badges_its_giver_held() -> None:
    given = (Approval("ada", "member", frozenset({"cook"})), Approval("ben", "member"))
    piece = Evidence("e1", "talk", "link", EARLIER, approvals=given, achievement="host")
    shown = with_these(evidence=(piece,))
    assert Reviewed(by=HoldersOf("cook")).check(shown)
    assert not Reviewed(by="holders").check(shown)
    assert not Reviewed(by=HoldersOf("cook"), approvals=2).check(shown)


def test_confirmed_meetings_count_by_role_and_kind() -> None:
    meetings = (
        Meeting("m1", "mentoring", EARLIER, "giver", ("ada",)),
        Meeting("m2", "mentoring", EARLIER, "receiver", ("ada",)),
        Meeting("m3", "coffee", NOW + timedelta(days=1), "giver", ("ben",)),
    )
    met = with_these(meetings=meetings)
    assert Confirmed(2).check(met)
    assert [each.id for each in Confirmed(2, role="giver").check(met).counted] == ["m1"]
    assert Confirmed(kind="coffee").check(met).have == 0


def test_a_goal_counts_once_others_confirmed_it() -> None:
    goals = (Goal("g1", EARLIER, ("ada", "me")), Goal("g2", EARLIER))
    reached = with_these(goals=goals)
    assert [each.id for each in GoalReached().check(reached).counted] == ["g1"]
    assert not GoalReached(confirmed_by=2).check(reached)
    assert GoalReached(2, confirmed_by=0).check(reached)


def test_a_quorum_is_of_different_people() -> None:
    def yes(by: str) -> Decision:
        return Decision(f"d-{by}", by, "manager", EARLIER, "host", "talk")

    assert not Manual(2).check(with_these(decisions=(yes("ada"), yes("ada"), yes("me"))))
    answer = Manual(2).check(with_these(decisions=(yes("ada"), yes("ben"))))
    assert [each.what for each in answer.counted] == ["decision", "decision"]
    assert not Manual(0).check(with_these(decisions=(yes("ada"),)))


def test_a_reflection_has_to_be_long_enough() -> None:
    def text(name: str, length: int) -> Evidence:
        return Evidence(name, "talk", "text", EARLIER, length=length)

    answer = Reflected(200, times=2).check(with_these(evidence=(text("e1", 199), text("e2", 200))))
    assert [each.id for each in answer.counted] == ["e2"]
    assert answer.reasons[0].params["length"] == 200
    assert not Reflected(1, within=LastDays(2)).check(with_these(evidence=(text("e1", 9),)))


def test_narrowing_keeps_what_was_given_for_the_badge() -> None:
    other = replace(vouch("ada"), achievement="cook")
    decided = (
        Decision("d1", "ada", "manager", EARLIER, "host", "talk"),
        Decision("d2", "ada", "manager", EARLIER, "host", "came"),
    )
    told = with_these(vouches=(vouch("ben"), other), decisions=decided)
    narrowed = told.for_achievement("host").for_milestone("came")
    assert [each.voucher for each in narrowed.vouches] == ["ben"]
    assert [each.id for each in narrowed.decisions] == ["d2"]


def test_signals_of_what_others_say() -> None:
    assert Vouched().signals() == {Signal("vouch")}
    assert Confirmed(kind="coffee").signals() == {Signal("meeting", "coffee")}
    assert GoalReached().signals() | Manual().signals() == {Signal("goal"), Signal("decision")}
