"""How far members are, and what is offered when the last milestone is met."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from doings import attended, awards, evaluated, given, handed_in, kept
from support import NOON, Clock, achievement, community, manager, member

from badges.accounts.access import Actor
from badges.awarding.evaluating import awaiting_manager
from badges.awarding.holding import accept, decline
from badges.awarding.progress import members_of, progress, who_is_how_far
from badges.awarding.recording import record_of
from badges.awarding.withdrawing import withdraw
from badges.errors import ForbiddenError, NotFoundError
from badges.milestones import AchievementProgress
from badges.models import AchievementVersion, Community, Membership, Review

THREE = {"came": {"attended": {"times": 3, "kind": "workshop"}}}
REVIEWED = {"made": {"reviewed": {"by": "reviewers"}}}


def approved(piece: Any, by: Membership, role: str, verdict: str = "approved") -> None:
    kept(
        Review(
            community_id=by.community_id,
            evidence=piece,
            reviewer=by,
            reviewer_role=role,
            verdict=verdict,
            created_at=NOON,
        )
    )


def test_members_stand_where_a_reader_looks_for_them(demo: Community) -> None:
    for name in ("Zoe", "Öztürk", "otto", "Ärmel", "Éva", "Berta"):
        member(demo, name, "")
    names = [each.name for each in members_of(demo.id)]
    assert names == ["Ärmel", "Berta", "Éva", "otto", "Öztürk", "Zoe"]


def test_a_record_holds_what_counts_and_nothing_else(
    mona: Actor, demo: Community, ada: Membership
) -> None:
    version = achievement(demo, "made", {"made": {"submitted": {}}})
    attended(ada).voided_at = NOON
    held = [attended(ada)]
    handed_in(ada, version, "made", state="withdrawn")
    piece = handed_in(ada, version, "made", state="not_yet")
    attended(member(demo, "Bo", ""))
    record = record_of(ada, at=NOON)
    assert [each.id for each in record.activities] == [str(row.id) for row in held]
    assert [(each.id, each.turned_down) for each in record.evidence] == [(str(piece.id), True)]


def test_only_standing_awards_are_held(mona: Actor, demo: Community, ada: Membership) -> None:
    first, second, third = (achievement(demo, slug) for slug in ("one", "two", "three"))
    accept(given(mona, first, ada).award, name="Ada")
    given(mona, second, ada)
    withdraw(mona, accept(given(mona, third, ada).award, name="Ada"), "a mistake")
    assert [held.achievement for held in record_of(ada, at=NOON).awards] == ["one"]


@pytest.mark.parametrize(
    ("role", "verdict", "met"),
    [
        ("reviewer", "approved", True),
        ("manager", "approved", True),
        ("member", "approved", False),
        ("reviewer", "not_yet", False),
    ],
)
def test_a_review_counts_by_the_role_it_was_given_in(
    demo: Community, ada: Membership, role: str, verdict: str, *, met: bool
) -> None:
    version = achievement(demo, "made", REVIEWED)
    approved(handed_in(ada, version, "made"), member(demo, "Rita", ""), role, verdict)
    assert progress(ada, version).met is met


def test_a_reviewer_who_changed_their_mind_counts_once(demo: Community, ada: Membership) -> None:
    version = achievement(demo, "made", REVIEWED)
    piece, rita = handed_in(ada, version, "made"), member(demo, "Rita", "")
    approved(piece, rita, "reviewer")
    assert progress(ada, version).met
    approved(piece, rita, "reviewer", "changes")
    assert not progress(ada, version).met


def test_evidence_counts_for_its_own_achievement_only(demo: Community, ada: Membership) -> None:
    mine = achievement(demo, "mine", {"made": {"submitted": {}}})
    other = achievement(demo, "other", {"made": {"submitted": {}}})
    handed_in(ada, mine, "made")
    assert progress(ada, mine).met
    assert not progress(ada, other).met


def test_who_is_how_far_begins_with_the_furthest(
    mona: Actor, demo: Community, ada: Membership
) -> None:
    version = achievement(demo, rules=THREE, published=False)
    bo = member(demo, "Bo", "")
    for _ in range(2):
        attended(bo)
    attended(ada)
    found = who_is_how_far(mona, version)
    assert [each.membership for each in found] == [bo, ada, mona.membership]
    assert [each.progress.met for each in found] == [False, False, False]


def test_the_last_milestone_makes_an_offer_and_running_twice_makes_one(
    demo: Community, ada: Membership
) -> None:
    version = achievement(demo, rules=THREE)
    for count in (0, 0, 1, 1):
        attended(ada)
        assert len(evaluated(ada)) == count
    (offer,) = awards()
    assert (offer.state, offer.by_rule, offer.version) == ("offered", True, version)
    assert [event.what for event in offer.events] == ["offered"]


def test_an_offer_keeps_its_trace_and_the_evidence_that_carried_it(
    demo: Community, ada: Membership
) -> None:
    version = achievement(demo, "made", {"made": {"submitted": {}}})
    piece = handed_in(ada, version, "made")
    (offer,) = evaluated(ada)
    trace = AchievementProgress.from_json(offer.trace)
    assert trace.milestones[0].progress.counted[0].id == str(piece.id)
    assert offer.evidence == [piece]


@pytest.mark.parametrize("end", ["decline", "withdraw"])
def test_a_rule_never_overrules_a_person(
    mona: Actor, demo: Community, ada: Membership, end: str
) -> None:
    version = achievement(demo)
    attended(ada)
    (offer,) = evaluated(ada)
    if end == "decline":
        decline(offer)
    else:
        withdraw(mona, offer, "a mistake")
    attended(ada)
    assert evaluated(ada) == [offer]
    assert given(mona, version, ada).award.state == "offered"


def test_a_repeatable_badge_is_earned_again_by_new_doings_only(
    demo: Community, ada: Membership
) -> None:
    achievement(demo, rules=THREE, repeatable=True)
    for _ in range(4):
        attended(ada)
    accept(evaluated(ada)[0], name="Ada")
    assert len(evaluated(ada)) == 1
    attended(ada)
    assert len(evaluated(ada)) == 1
    attended(ada)
    assert len(evaluated(ada)) == 2


def test_held_badges_alone_earn_a_repeatable_one_only_once(
    mona: Actor, demo: Community, ada: Membership
) -> None:
    step = achievement(demo, "step", {"never": {"attended": {"times": 9}}})
    achievement(demo, "all", {"have": {"earned": {"achievement": "step"}}}, repeatable=True)
    accept(given(mona, step, ada).award, name="Ada")
    accept(evaluated(ada)[-1], name="Ada")
    assert len(evaluated(ada)) == 2


def test_an_expired_badge_is_renewed_by_new_doings(
    demo: Community, ada: Membership, clock: Clock
) -> None:
    achievement(demo, valid_days=30)
    attended(ada)
    first = accept(evaluated(ada)[0], name="Ada")
    attended(ada)
    assert evaluated(ada) == [first]
    clock.move(days=31)
    assert evaluated(ada)[-1].renews_id == first.id


def test_what_a_manager_awards_waits_in_a_list(
    mona: Actor, demo: Community, ada: Membership
) -> None:
    version = achievement(demo, award_mode="manager")
    attended(ada)
    assert evaluated(ada) == []
    assert [(it.membership, it.version) for it in awaiting_manager(mona)] == [(ada, version)]
    given(mona, version, ada)
    assert awaiting_manager(mona) == []


@pytest.mark.parametrize("state", ["draft", "archived", "left", "ahead", "other"])
def test_nothing_is_offered_where_nothing_can_be_earned(
    demo: Community, ada: Membership, state: str
) -> None:
    version: AchievementVersion = achievement(demo, published=state != "draft")
    attended(ada, at=NOON + timedelta(days=state == "ahead"))
    if state == "archived":
        version.achievement.archived_at = NOON
    if state == "left":
        ada.left_at = NOON
    bo = member(demo, "Bo", "")
    assert evaluated(bo if state == "other" else ada) == []


def test_another_community_sees_no_progress(demo: Community, ada: Membership) -> None:
    version = achievement(demo)
    with pytest.raises(NotFoundError):
        who_is_how_far(manager(community("other")), version)
    with pytest.raises(ForbiddenError):
        who_is_how_far(Actor.member(ada), version)
