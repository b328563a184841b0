"""The badge for finishing a path: a rule written from it, also for those who had everything."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from support import achievement, member

from badges import jobs
from badges.accounts.access import Actor
from badges.awarding.achievements import publish
from badges.awarding.drafts import milestones_of
from badges.database import db
from badges.errors import InputError
from badges.milestones import AllOf, AtLeast, Earned
from badges.models import Award, Membership
from badges.programmes.path_badges import badge_state, write_badge
from badges.programmes.paths import PathDraft, edit_path

from .laid import holds, laid, level


def test_the_rule_says_what_the_levels_say(mona: Actor) -> None:
    path = laid(mona, level("a"), level("b", "c"), level("d", "e", "f", needed=2, name="Advanced"))
    version = write_badge(mona, path)
    assert [each.rule for each in milestones_of(version)] == [
        Earned("a"),
        AllOf((Earned("b"), Earned("c"))),
        AtLeast(2, (Earned("d"), Earned("e"), Earned("f"))),
    ]
    assert version.milestones[2].title["en"] == "Advanced"
    assert version.criteria["en"] == (
        "Completed all levels of the path “Repairing”: Level 1, Level 2 and Advanced."
    )
    assert badge_state(path) == "draft"


def test_who_had_everything_before_gets_it_on_a_yes(mona: Actor, ada: Membership) -> None:
    path = laid(mona, level("a"), level("b", "c", needed=1))
    ben = member(mona.community, "Ben")
    holds(ada, "a", "c")
    holds(ben, "a")
    publish(mona, write_badge(mona, path), award_existing=True)
    db.session.commit()
    jobs.run_due()
    assert path.achievement is not None
    found = db.session.scalars(
        sa.select(Award).where(Award.achievement_id == path.achievement.id)
    ).all()
    assert [award.member for award in found] == [ada]
    counted = [it["progress"]["counted"][0]["what"] for it in found[0].trace["milestones"]]
    assert counted == ["award", "award"]


def test_a_changed_path_leaves_the_published_rule_until_a_new_version(
    mona: Actor, ada: Membership
) -> None:
    path = laid(mona, level("a"), level("b"))
    first = publish(mona, write_badge(mona, path))
    achievement(mona.community, "c")
    edit_path(mona, path, PathDraft({"en": "Repairing"}, {}, (level("a"), level("b", "c"))))
    assert badge_state(path) == "behind"
    assert milestones_of(first)[1].rule == Earned("b")
    second = write_badge(mona, path)
    assert (second.number, badge_state(path)) == (2, "draft")
    assert milestones_of(second)[1].rule == AllOf((Earned("b"), Earned("c")))
    assert write_badge(mona, path) is second
    publish(mona, second)
    assert badge_state(path) == "current"


def test_writing_it_again_changes_the_open_draft_and_nothing_where_nothing_changed(
    mona: Actor,
) -> None:
    path = laid(mona, level("a"), level("b"))
    draft = write_badge(mona, path)
    edit_path(mona, path, PathDraft({"en": "Repairing"}, {}, (level("a", "b"),)))
    assert write_badge(mona, path) is draft
    assert [each.rule for each in milestones_of(draft)] == [AllOf((Earned("a"), Earned("b")))]
    revision = draft.revision
    assert write_badge(mona, path).revision == revision


def test_the_badge_of_a_path_cannot_stand_on_it(mona: Actor) -> None:
    path = laid(mona, level("a"))
    slug = write_badge(mona, path).achievement.slug
    with pytest.raises(InputError) as refused:
        edit_path(mona, path, PathDraft({"en": "X"}, {}, (level("a", slug),)))
    assert refused.value.reason.code == "path.badge_itself"


def test_a_path_that_cannot_be_walked_has_no_badge(mona: Actor) -> None:
    path = laid(mona, level(), shown=False)
    with pytest.raises(InputError):
        write_badge(mona, path)
    assert badge_state(path) == "none"
