"""Paths laid, changed while people are on them, shown and put away."""

from __future__ import annotations

import pytest
from support import achievement, community, manager, member

from badges.accounts.access import Actor
from badges.database import db
from badges.errors import ForbiddenError, InputError, NotFoundError
from badges.models import Community, Membership
from badges.programmes.paths import (
    PathDraft,
    archive_path,
    create_path,
    edit_path,
    path_draft,
    path_problems,
    publish_path,
)
from badges.programmes.standing import members_on, next_on_paths, paths_of, walk_on, walks_of

from .laid import badge_of, holds, laid, level


def test_a_path_is_kept_as_it_was_drafted(mona: Actor) -> None:
    path = laid(mona, level("solder", "drill", needed=1, name="Beginner"), level("host"))
    draft = path_draft(path)
    assert [each.badges for each in draft.levels] == [("solder", "drill"), ("host",)]
    assert (draft.levels[0].needed, draft.levels[0].name["en"]) == (1, "Beginner")
    assert (draft.levels[0].follows, draft.levels[1].follows) == (False, True)
    assert path.slug == "repairing"


def test_names_make_addresses_that_nothing_else_has(mona: Actor) -> None:
    first = laid(mona, level("solder"), name="Repairing")
    second = laid(mona, level("drill"), name="Repairing")
    form = laid(mona, level("host"), name="New")
    assert [it.slug for it in (first, second, form)] == ["repairing", "repairing-2", "new-2"]


@pytest.mark.parametrize(
    ("levels", "code", "field"),
    [
        ([level("solder", needed=2)], "path.needed", "level-0-needed"),
        ([level("solder", needed=0)], "path.needed", "level-0-needed"),
        ([level("solder"), level("solder")], "path.badge_twice", "level-1-name"),
        ([level("solder")] * 13, "path.many_levels", "levels"),
    ],
)
def test_what_cannot_be_laid_is_named_at_its_field(
    mona: Actor, levels: list[object], code: str, field: str
) -> None:
    achievement(mona.community, "solder")
    with pytest.raises(InputError) as refused:
        create_path(mona, PathDraft({"en": "X"}, {}, tuple(levels)))  # type: ignore[arg-type]
    assert (refused.value.reason.code, refused.value.field) == (code, field)


def test_a_path_is_shown_only_when_it_can_be_walked(mona: Actor) -> None:
    achievement(mona.community, "draft", published=False)
    path = laid(mona, level("draft"), level(), shown=False)
    codes = [problem.code for problem in path_problems(path)]
    assert codes == ["path.badge_unpublished", "path.level_empty"]
    with pytest.raises(InputError):
        publish_path(mona, path)
    assert paths_of(mona.community.id) == []


def test_a_changed_path_counts_what_was_earned_wherever_it_stands_now(
    mona: Actor, ada: Membership
) -> None:
    path = laid(mona, level("solder"), level("drill", "host"))
    holds(ada, "solder", "drill")
    assert walk_on(ada, path).walk.have == 1
    edit_path(mona, path, PathDraft({"en": "X"}, {}, (level("drill"), level("host", "solder"))))
    walk = walk_on(ada, path).walk
    assert [stage.have for stage in walk.levels] == [1, 1]
    assert walk.next == getattr(badge_of(mona, "host"), "id", None)


def test_a_path_that_members_see_stays_one_that_can_be_walked(mona: Actor) -> None:
    path = laid(mona, level("solder"))
    with pytest.raises(InputError):
        edit_path(mona, path, PathDraft({"en": "X"}, {}, ()))
    db.session.rollback()


def test_who_is_on_it_is_who_holds_one_of_its_badges_now(mona: Actor, ada: Membership) -> None:
    path = laid(mona, level("solder"), level("drill"))
    ben, eve = member(mona.community, "Ben"), member(mona.community, "Eve")
    holds(ada, "solder")
    holds(ben, "solder", "drill")
    holds(eve, "solder", state="withdrawn")
    assert [(it.membership, it.walk.have) for it in members_on(mona, path)] == [(ada, 1), (ben, 2)]


def test_the_next_step_of_each_path_is_found_for_the_home_page(
    mona: Actor, ada: Membership
) -> None:
    path = laid(mona, level("solder"), level("drill"))
    laid(mona, level("host"), name="Hidden", shown=False)
    holds(ada, "solder")
    assert next_on_paths(walks_of(ada)) == {getattr(badge_of(mona, "drill"), "id", 0): path}
    archive_path(mona, path)
    assert walks_of(ada) == []


def test_only_managers_lay_paths_and_only_with_badges_of_their_own(
    demo: Community, mona: Actor, ada: Membership
) -> None:
    with pytest.raises(ForbiddenError):
        laid(Actor.member(ada), level("solder"))
    other = manager(community("elsewhere"))
    achievement(other.community, "theirs")
    with pytest.raises(NotFoundError):
        create_path(mona, PathDraft({"en": "X"}, {}, (level("theirs"),)))
    with pytest.raises(NotFoundError):
        edit_path(other, laid(mona, level("drill")), PathDraft({"en": "X"}))
