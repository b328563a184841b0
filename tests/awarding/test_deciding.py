"""Milestones that people confirm by hand, and taking that back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from doings import awards, evaluated, told
from support import NOON, Clock, achievement, community, manager, member

from badges.accounts.access import Actor
from badges.awarding.deciding import by_hand, confirm, confirmations, take_back
from badges.awarding.erasing import erase_membership
from badges.awarding.explaining import because
from badges.awarding.progress import progress
from badges.awarding.recording import record_of
from badges.errors import ConflictError, ForbiddenError, NotFoundError
from badges.models import Achievement, AchievementVersion, Community, Membership
from badges.publishing.taking import about

TWO = {"saw": {"manual": {"quorum": 2}}, "came": {"attended": {"times": 1}}}


@pytest.fixture
def version(demo: Community) -> AchievementVersion:
    return achievement(demo, "host", {"saw": {"manual": {"quorum": 2}}})


@pytest.fixture
def host(version: AchievementVersion) -> Achievement:
    return version.achievement


@pytest.fixture
def rita(demo: Community) -> Actor:
    return Actor.member(member(demo, "Rita", "", roles=("reviewer", "member")))


def test_only_milestones_that_ask_for_it_are_confirmed(demo: Community) -> None:
    nested = {"saw": {"any_of": [{"manual": {"quorum": 2}}, {"attended": {"times": 9}}]}}
    found = by_hand(achievement(demo, "nested", nested | {"came": {"attended": {"times": 1}}}))
    assert [(it.key, it.quorum) for it in found] == [("saw", 2)]
    assert by_hand(achievement(demo)) == ()


def test_the_quorum_awards(
    mona: Actor, rita: Actor, host: Achievement, version: AchievementVersion, ada: Membership
) -> None:
    confirm(mona, host, ada, "saw")
    assert evaluated(ada) == []
    assert progress(ada, version).milestones[0].progress.have == 1
    confirm(rita, host, ada, "saw")
    (award,) = evaluated(ada)
    assert [fact.by for fact in because(award)[0].facts] == [("Mona Leitung",), ("Rita",)]


def test_said_twice_it_is_said_once(mona: Actor, host: Achievement, ada: Membership) -> None:
    first = confirm(mona, host, ada, "saw")
    assert confirm(mona, host, ada, "saw") is first
    assert told() == [(ada.id, [["decision", "host"]])]
    (decision,) = record_of(ada, at=NOON).decisions
    assert (decision.by, decision.role) == (str(mona.membership_id), "manager")


def test_what_is_taken_back_counts_no_more_and_can_be_said_again(
    mona: Actor, host: Achievement, ada: Membership, clock: Clock
) -> None:
    first = confirm(mona, host, ada, "saw")
    take_back(mona, first.id)
    take_back(mona, first.id)
    assert (first.undone_at, record_of(ada, at=NOON).decisions) == (NOON, ())
    clock.move(hours=1)
    again = confirm(mona, host, ada, "saw")
    assert again is not first
    assert confirmations(host, [ada.id]) == {(ada.id, "saw"): [again]}


def test_what_carried_a_badge_is_not_taken_back(
    mona: Actor, demo: Community, ada: Membership
) -> None:
    one = achievement(demo, "one", {"saw": {"manual": {"quorum": 1}}})
    made = confirm(mona, one.achievement, ada, "saw")
    (award,) = evaluated(ada)
    with pytest.raises(ConflictError, match="withdraw"):
        take_back(mona, made.id)
    award.state = "withdrawn"
    assert take_back(mona, made.id).undone_at == NOON
    assert awards() == [award]


def test_nobody_confirms_their_own_or_takes_anothers_back(
    mona: Actor, rita: Actor, host: Achievement, ada: Membership
) -> None:
    assert rita.membership is not None
    with pytest.raises(ForbiddenError, match="their own"):
        confirm(rita, host, rita.membership, "saw")
    made = confirm(mona, host, ada, "saw")
    with pytest.raises(ForbiddenError, match="Only whoever"):
        take_back(rita, made.id)


def test_a_person_in_charge_must_say_it(
    host: Achievement, demo: Community, ada: Membership
) -> None:
    bo = member(demo, "Bo", "")
    with pytest.raises(ForbiddenError):
        confirm(Actor.member(bo), host, ada, "saw")
    with pytest.raises(ForbiddenError, match="A person"):
        confirm(Actor.operator(demo), host, ada, "saw")


@pytest.mark.parametrize("why", ["key", "draft", "archived"])
def test_what_asks_for_no_word_takes_none(
    mona: Actor, demo: Community, ada: Membership, why: str
) -> None:
    version = achievement(demo, "two", TWO, published=why != "draft")
    if why == "archived":
        version.achievement.archived_at = NOON
    with pytest.raises(ConflictError, match="no confirmation"):
        confirm(mona, version.achievement, ada, "came" if why == "key" else "saw")


def test_other_communities_and_those_who_left_are_out_of_reach(
    mona: Actor, host: Achievement, ada: Membership
) -> None:
    other = community("other")
    with pytest.raises(NotFoundError):
        confirm(mona, host, member(other, "Eve", ""), "saw")
    made = confirm(mona, host, ada, "saw")
    with pytest.raises(NotFoundError):
        take_back(manager(other), made.id)
    ada.left_at = NOON - timedelta(days=1)
    with pytest.raises(NotFoundError):
        confirm(mona, host, ada, "saw")


def test_it_goes_with_the_member_and_can_be_taken_along(
    mona: Actor, host: Achievement, ada: Membership
) -> None:
    confirm(mona, host, ada, "saw")
    (taken,) = about(ada.person)["confirmations"]
    assert (taken["badge"], taken["milestone"], taken["takenBackAt"]) == ("host", "saw", None)
    erase_membership(ada, keep_valid=False)
    assert confirmations(host, [ada.id]) == {}


def test_repeatable_badges_use_a_confirmation_up(
    mona: Actor, demo: Community, ada: Membership, clock: Clock
) -> None:
    rules = {"saw": {"manual": {"quorum": 1}}}
    again = achievement(demo, "again", rules, repeatable=True).achievement
    confirm(mona, again, ada, "saw")
    first = evaluated(ada)[0]
    first.state = "accepted"
    assert len(evaluated(ada)) == 1
    assert confirmations(again, [ada.id]) == {}
    confirm(mona, again, ada, "saw")
    assert len(evaluated(ada)) == 2
