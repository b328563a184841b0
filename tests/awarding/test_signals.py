"""What happened is told to the rules that wait for it, and to no others."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from doings import attended, awards, given, jobs, kept, statements
from support import NOON, Clock, achievement, member

from badges.accounts.access import Actor
from badges.awarding.achievements import current_versions
from badges.awarding.evaluating import evaluate_member, evaluate_members
from badges.database import db
from badges.milestones import Signal
from badges.models import AchievementVersion, Activity, Community, Job, Membership, Milestone
from badges.ports import now
from badges.signals import tell, tell_all

CAME = {"came": {"attended": {"times": 1, "kind": "workshop"}}}
TALKED = {"talked": {"attended": {"times": 1, "kind": "talk"}}}
WORKSHOP = Signal("activity", "workshop")


def test_a_signal_moves_the_rules_that_name_its_kind(demo: Community, ada: Membership) -> None:
    achievement(demo, "came", CAME)
    achievement(demo, "talked", TALKED)
    attended(ada, "workshop")
    attended(ada, "talk")
    evaluate_member(ada.id, signals=[("activity", "workshop")])
    assert [award.achievement.slug for award in awards()] == ["came"]


def test_what_no_rule_waits_for_loads_nothing_of_the_member(
    demo: Community, ada: Membership
) -> None:
    achievement(demo, "came", CAME)
    attended(ada, "talk")
    with statements() as asked:
        evaluate_member(ada.id, signals=[("activity", "talk")])
    assert len(asked) <= 4
    assert not any("FROM activity" in each or "FROM award" in each for each in asked)


def test_what_is_held_already_is_not_checked_again(
    mona: Actor, demo: Community, ada: Membership
) -> None:
    given(mona, achievement(demo, "came", CAME), ada)
    attended(ada)
    with statements() as asked:
        evaluate_member(ada.id, signals=[("activity", "workshop")])
    assert not any("FROM activity" in each for each in asked)


def test_what_was_told_is_promised_as_a_job(demo: Community, ada: Membership) -> None:
    tell(ada, Signal("meeting", "mentoring"))
    (job,) = jobs("evaluate_member")
    assert job["membership_id"] == ada.id
    assert (job["signals"], job["told"]) == ([["meeting", "mentoring"]], NOON.isoformat())


def test_what_lies_ahead_is_checked_when_it_has_come(demo: Community, ada: Membership) -> None:
    tell(ada, WORKSHOP, due=now() - timedelta(days=3))
    tell(ada, WORKSHOP, due=now() + timedelta(days=3))
    due = list(db.session.scalars(sa.select(Job.due_at).order_by(Job.id)))
    assert due == [now(), now() + timedelta(days=3)]


def test_what_is_told_of_one_member_waits_in_one_job(demo: Community, ada: Membership) -> None:
    bo = member(demo, "Bo", "")
    for _ in range(3):
        tell(ada, WORKSHOP)
        tell(ada, Signal("goal"))
        tell(bo, WORKSHOP)
    tell_all(demo.id, [(ada.id, Signal("activity", "talk"), NOON), (bo.id, WORKSHOP, None)])
    told = {job["membership_id"]: job["signals"] for job in jobs("evaluate_member")}
    assert told[ada.id] == [["activity", "workshop"], ["goal", None], ["activity", "talk"]]
    assert told[bo.id] == [["activity", "workshop"]]
    assert len(jobs("evaluate_member")) == 2


@pytest.mark.parametrize("state", ["leased_until", "finished_at"])
def test_a_job_that_has_begun_takes_nothing_more_in(
    demo: Community, ada: Membership, state: str
) -> None:
    tell(ada, WORKSHOP)
    job = db.session.scalars(sa.select(Job)).one()
    setattr(job, state, now())
    tell(ada, WORKSHOP)
    assert len(jobs("evaluate_member")) == 2


def test_many_are_told_in_as_few_questions_as_two(demo: Community, ada: Membership) -> None:
    everybody = [ada, *(member(demo, f"M{number}", "") for number in range(12))]
    counts = []
    for some in (everybody[:2], everybody):
        with statements() as asked:
            tell_all(demo.id, [(each.id, WORKSHOP, None) for each in some])
        counts.append(sum(each.startswith("SELECT") for each in asked))
    assert counts == [1, 1]


def _published_anew(version: AchievementVersion, clock: Clock, times: int) -> AchievementVersion:
    """Publish a next version that asks for so many workshops."""
    clock.move(minutes=1)
    return kept(
        AchievementVersion(
            community_id=version.community_id,
            achievement=version.achievement,
            number=version.number + 1,
            iri=f"{version.iri}1",
            name={"de": "neu"},
            description={},
            criteria={},
            picture=version.picture,
            created_at=now(),
            published_at=now(),
            milestones=[
                Milestone(
                    community_id=version.community_id,
                    key="came",
                    position=0,
                    title={"de": "da"},
                    rule={"attended": {"times": times, "kind": "workshop"}},
                )
            ],
        )
    )


def test_what_was_told_before_a_publication_is_judged_by_what_was_in_force(
    demo: Community, ada: Membership, clock: Clock
) -> None:
    first = achievement(demo, "came", CAME)
    attended(ada)
    tell(ada, WORKSHOP)
    second = _published_anew(first, clock, 5)
    evaluate_member(**jobs("evaluate_member")[0])
    assert [award.version for award in awards()] == [first]
    assert current_versions(demo.id) == [second]
    assert current_versions(demo.id, at=NOON) == [first]


def test_what_is_told_after_a_publication_waits_in_a_job_of_its_own(
    demo: Community, ada: Membership, clock: Clock
) -> None:
    first = achievement(demo, "came", {"came": {"attended": {"times": 5, "kind": "workshop"}}})
    attended(ada)
    tell(ada, WORKSHOP)
    second = _published_anew(first, clock, 1)
    before = jobs("evaluate_member")[0]
    evaluate_member(**before)
    assert awards() == []
    tell(ada, WORKSHOP)
    assert len(jobs("evaluate_member")) == 2
    evaluate_member(**jobs("evaluate_member")[1])
    assert [award.version for award in awards()] == [second]


def test_a_first_publication_awards_nothing_that_was_told_before_it(
    demo: Community, ada: Membership, clock: Clock
) -> None:
    version = achievement(demo, "came", CAME, published=False)
    attended(ada)
    tell(ada, WORKSHOP)
    clock.move(minutes=1)
    version.published_at = now()
    evaluate_member(**jobs("evaluate_member")[0])
    assert awards() == []


def test_an_archived_badge_is_awarded_no_more_whenever_it_was_told(
    demo: Community, ada: Membership, clock: Clock
) -> None:
    version = achievement(demo, "came", CAME)
    attended(ada)
    tell(ada, WORKSHOP)
    version.achievement.archived_at = clock.move(minutes=1)
    evaluate_member(**jobs("evaluate_member")[0])
    assert awards() == []
    version.achievement.archived_at = None
    tell(ada, WORKSHOP)
    evaluate_member(**jobs("evaluate_member")[-1])
    assert len(awards()) == 1


def test_many_members_are_looked_at_in_as_few_questions_as_two(
    demo: Community, ada: Membership
) -> None:
    achievement(demo, "came", {"came": {"attended": {"times": 2, "kind": "workshop"}}})
    everybody = [ada, *(member(demo, f"M{number}", "") for number in range(12))]
    tell_all(demo.id, [(each.id, WORKSHOP, None) for each in everybody])
    promised = jobs("evaluate_member")
    counts = []
    for some in (promised[:2], promised):
        with statements() as asked:
            evaluate_members(some)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_each_of_many_gets_what_they_earned_under_what_was_in_force(
    demo: Community, ada: Membership, clock: Clock
) -> None:
    first = achievement(demo, "came", CAME)
    bo, cleo = member(demo, "Bo", ""), member(demo, "Cleo", "")
    for each in (ada, bo):
        attended(each)
    tell(ada, WORKSHOP)
    second = _published_anew(first, clock, 1)
    tell_all(demo.id, [(each.id, WORKSHOP, None) for each in (bo, cleo)])
    evaluate_members(jobs("evaluate_member"))
    assert [(it.membership_id, it.version) for it in awards()] == [(ada.id, first), (bo.id, second)]


def test_run_twice_or_at_once_it_awards_once(demo: Community, ada: Membership) -> None:
    achievement(demo, "came", CAME)
    achievement(demo, "again", CAME, repeatable=True)
    attended(ada)
    tell(ada, WORKSHOP)
    for _ in range(2):
        evaluate_member(**jobs("evaluate_member")[0])
    assert [award.achievement.slug for award in awards()] == ["came", "again"]
    assert db.session.scalar(sa.select(sa.func.count(Activity.id))) == 1
