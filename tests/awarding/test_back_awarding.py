"""Who would earn a badge now, and awarding it to them on a yes."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from doings import attended, awards, given, jobs, kept
from support import NOON, achievement, community, manager, member

from badges.accounts.access import Actor, Permission
from badges.awarding import back_awarding
from badges.awarding.back_awarding import award_existing, dry_run, last_fired, newest_run, stop
from badges.awarding.holding import decline
from badges.database import db
from badges.errors import ForbiddenError, NotFoundError
from badges.models import (
    Achievement,
    AchievementVersion,
    Award,
    BackAwarding,
    Community,
    Membership,
)


def asked_for(version: AchievementVersion) -> BackAwarding:
    return kept(
        BackAwarding(community_id=version.community_id, version=version, total=9, created_at=NOON)
    )


def run_all(run: BackAwarding) -> int:
    """Do the job as often as it asks for that; gives how often."""
    done = 0
    while run.state == "running":
        award_existing(run.id)
        done += 1
    assert len(jobs("award_existing")) == done - 1
    return done


def test_a_dry_run_names_whom_it_would_award_and_awards_nobody(
    mona: Actor, demo: Community, ada: Membership
) -> None:
    version = achievement(demo, published=False)
    zoe, otto = member(demo, "Zoe", ""), member(demo, "Otto", "")
    member(demo, "Nobody", "")
    for each in (zoe, otto, ada):
        attended(each)
    found = dry_run(mona, version)
    assert found.count == 3
    assert [each.membership for each in found.members or ()] == [ada, otto, zoe]
    assert (awards(), jobs("award_existing")) == ([], [])


def test_a_dry_run_leaves_out_whom_no_rule_would_award(
    mona: Actor, demo: Community, ada: Membership
) -> None:
    version = achievement(demo)
    declining, gone = member(demo, "Dora", ""), member(demo, "Gone", "")
    gone.left_at = NOON
    for each in (ada, declining, gone):
        attended(each)
    given(mona, version, ada)
    decline(given(mona, version, declining).award)
    assert dry_run(mona, version).count == 0


def test_names_are_for_those_who_may_see_them(demo: Community, ada: Membership) -> None:
    version = achievement(demo, published=False)
    attended(ada)
    counting = Actor(demo, None, frozenset({Permission.ACHIEVEMENTS_READ}), "api")
    assert dry_run(counting, version) == back_awarding.DryRun(1, None)
    with pytest.raises(ForbiddenError):
        dry_run(Actor.member(ada), version)
    with pytest.raises(NotFoundError):
        dry_run(manager(community("other")), version)


def test_everybody_is_looked_at_in_steps_and_nobody_twice(
    demo: Community, ada: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(back_awarding, "AT_ONCE", 2)
    version = achievement(demo)
    everybody = [ada, *(member(demo, name, "") for name in ("Bo", "Cleo", "Dana", "Eli"))]
    for each in everybody[1:]:
        attended(each)
    run = asked_for(version)
    assert run_all(run) == 3
    assert (run.state, run.looked_at, run.awarded) == ("done", 5, 4)
    assert sorted(award.membership_id or 0 for award in awards()) == [it.id for it in everybody[1:]]
    award_existing(run.id)
    assert len(awards()) == 4


@pytest.mark.parametrize("why", ["archived", "replaced", "stopped"])
def test_what_is_no_longer_wanted_is_awarded_to_nobody_further(
    mona: Actor, demo: Community, ada: Membership, why: str
) -> None:
    version = achievement(demo)
    attended(ada)
    run = asked_for(version)
    if why == "archived":
        version.achievement.archived_at = NOON
    elif why == "replaced":
        _replace(version)
    else:
        stop(mona, run.id)
    award_existing(run.id)
    assert (run.state, awards()) == ("stopped", [])


def test_what_a_manager_awards_is_offered_to_nobody_by_itself(
    demo: Community, ada: Membership
) -> None:
    attended(ada)
    run = asked_for(achievement(demo, award_mode="manager"))
    run_all(run)
    assert (run.state, run.looked_at, awards()) == ("done", 1, [])


def test_only_who_publishes_may_stop_it(demo: Community, ada: Membership) -> None:
    run = asked_for(achievement(demo))
    with pytest.raises(ForbiddenError):
        stop(Actor.member(ada), run.id)
    with pytest.raises(NotFoundError):
        stop(manager(community("other")), run.id)
    assert newest_run(run.version) is run


def test_a_rule_says_when_it_last_fired(mona: Actor, demo: Community, ada: Membership) -> None:
    fired, silent = achievement(demo, "fired"), achievement(demo, "silent")
    attended(ada)
    run_all(asked_for(fired))
    given(mona, silent, member(demo, "Bo", ""))
    newest = db.session.scalars(sa.select(Award).where(Award.by_rule)).one()
    newest.awarded_at = NOON - timedelta(days=2)
    ids = list(db.session.scalars(sa.select(Achievement.id)))
    assert last_fired(mona, ids) == {fired.achievement_id: NOON - timedelta(days=2)}


def _replace(version: AchievementVersion) -> None:
    kept(
        AchievementVersion(
            community_id=version.community_id,
            achievement=version.achievement,
            number=2,
            iri=f"{version.iri}2",
            name={"de": "neu"},
            description={},
            criteria={},
            picture=version.picture,
            created_at=NOON,
            published_at=NOON,
        )
    )
