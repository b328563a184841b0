"""Achievements: drafted, checked, published, gone on from."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from doings import attended, jobs
from support import NOON, community, manager, member

from badges.accounts.access import Actor
from badges.awarding.achievements import (
    archive,
    create_achievement,
    current_versions,
    edit_draft,
    new_version,
    publish,
    publishing_problems,
    reopen,
)
from badges.awarding.back_awarding import dry_run
from badges.awarding.blueprints import BLUEPRINTS, blueprint
from badges.awarding.drafts import AchievementDraft, clean_draft, draft_of
from badges.awarding.files import forget_file, keep_picture
from badges.database import db
from badges.errors import (
    BadgesError,
    ConflictError,
    ForbiddenError,
    InputError,
    NotFoundError,
    Reason,
)
from badges.milestones import Attended, Between, HoldersOf, Milestone, Vouched
from badges.models import BackAwarding, Community, Membership
from badges.pictures import PictureError
from badges.uploads import has_picture, picture_data

DRAFT = blueprint("workshop").draft
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>'


@pytest.mark.parametrize("key", [each.key for each in BLUEPRINTS])
def test_each_template_can_be_published_as_it_is(mona: Actor, key: str) -> None:
    version = create_achievement(mona, blueprint(key).draft)
    assert publish(mona, version).published_at == NOON
    assert draft_of(version) == replace(blueprint(key).draft, slug=version.achievement.slug)


def test_a_version_has_an_address_of_its_own(mona: Actor) -> None:
    version = create_achievement(mona, DRAFT)
    assert version.iri == "http://localhost:8000/achievements/demo/werkstatt-grundlagen/1"
    assert (version.number, version.published_at) == (1, None)


def test_equal_names_get_different_slugs_but_a_chosen_slug_is_kept(mona: Actor) -> None:
    slugs = [create_achievement(mona, DRAFT).achievement.slug for _ in range(3)]
    assert slugs == [f"werkstatt-grundlagen{end}" for end in ("", "-2", "-3")]
    create_achievement(mona, replace(DRAFT, slug="Löten"))
    with pytest.raises(ConflictError, match="loeten"):
        create_achievement(mona, replace(DRAFT, slug="loeten"))


def test_published_criteria_are_never_edited_but_gone_on_from(mona: Actor) -> None:
    first = publish(mona, create_achievement(mona, DRAFT))
    with pytest.raises(ConflictError, match="new version"):
        edit_draft(mona, first, DRAFT)
    second = new_version(mona, first.achievement)
    edit_draft(mona, second, replace(DRAFT, level="B"))
    assert (second.number, second.level, first.level) == (2, "B", "")
    assert second.iri.endswith("/2")


def test_members_work_towards_the_newest_published_version(mona: Actor, demo: Community) -> None:
    first = publish(mona, create_achievement(mona, DRAFT))
    second = new_version(mona, first.achievement)
    assert current_versions(demo.id) == [first]
    with pytest.raises(ConflictError, match="draft already"):
        new_version(mona, first.achievement)
    publish(mona, second)
    assert current_versions(demo.id) == [second]


def test_an_archived_achievement_can_be_reopened(mona: Actor, demo: Community) -> None:
    version = publish(mona, create_achievement(mona, DRAFT))
    archive(mona, version.achievement)
    assert current_versions(demo.id) == []
    reopen(mona, version.achievement)
    assert current_versions(demo.id) == [version]


@pytest.mark.parametrize("existing", [True, False])
def test_members_are_looked_at_on_publishing_only_when_asked(
    mona: Actor,
    ada: Membership,
    existing: bool,  # noqa: FBT001
) -> None:
    version = create_achievement(mona, DRAFT)
    publish(mona, version, award_existing=existing)
    runs = list(db.session.scalars(sa.select(BackAwarding)))
    assert [(run.version, run.total) for run in runs] == [(version, 2)] * existing
    assert jobs("award_existing") == [{"run_id": run.id} for run in runs]


@pytest.mark.parametrize(
    ("missing", "code"),
    [
        ({"criteria": {"de": "   "}, "milestones": ()}, "achievement.text_missing"),
        ({"picture": ""}, "achievement.picture_missing"),
        ({"picture": "gallery:none"}, "achievement.picture_missing"),
        ({"picture": "0" * 64}, "achievement.picture_missing"),
        ({"needed": 2}, "at_least.too_many"),
    ],
)
def test_a_draft_may_lack_what_a_published_version_needs(
    mona: Actor, missing: dict[str, Any], code: str
) -> None:
    version = create_achievement(mona, replace(DRAFT, **missing))
    assert [reason.code for reason in publishing_problems(mona, version)] == [code]
    with pytest.raises(InputError):
        publish(mona, version)


def test_what_rests_on_a_badge_that_is_not_there_is_named(mona: Actor) -> None:
    word = Vouched(1, by=HoldersOf("gone"))
    steps = (replace(DRAFT.milestones[0], rule=word),)
    version = create_achievement(mona, replace(DRAFT, milestones=steps))
    assert publishing_problems(mona, version) == (Reason("earned.unknown", achievement="gone"),)


def test_what_is_over_can_be_published_for_those_who_were_there(
    mona: Actor, demo: Community, ada: Membership
) -> None:
    last_year = Between(until=date(2025, 12, 31))
    steps = (replace(DRAFT.milestones[0], rule=Attended(1, within=last_year)),)
    version = create_achievement(mona, replace(DRAFT, milestones=steps))
    attended(ada, at=datetime(2025, 7, 1, tzinfo=UTC))
    assert dry_run(mona, version).count == 1
    assert publish(mona, version).published_at == NOON


@pytest.mark.parametrize(
    "left_out", [{"description": {}}, {"picture_alt": {}}, {"criteria": {}}, {"milestones": ()}]
)
def test_a_name_one_criterion_and_a_picture_are_enough(
    mona: Actor, left_out: dict[str, Any]
) -> None:
    version = create_achievement(mona, replace(DRAFT, **left_out))
    assert publish(mona, version).published_at is not None


def test_texts_must_be_in_one_of_the_communitys_languages() -> None:
    german = manager(community("nur-deutsch", languages=["de"]))
    version = create_achievement(german, AchievementDraft(name={"en": "English only"}))
    missing = publishing_problems(german, version)
    assert missing[0].params["field"] == "name"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": {}}, "name"),
        ({"name": {"fr": "Atelier"}}, "name"),
        ({"name": {"de": "a\nb"}}, "name"),
        ({"description": {"de": "x" * 2001}}, "description"),
        ({"criteria": {"de": "a\x00b"}}, "criteria"),
        ({"achievement_type": "Trophy"}, "achievement_type"),
        ({"award_mode": "never"}, "award_mode"),
        ({"heading": "diploma"}, "heading"),
        ({"picture": "../../etc/passwd"}, "picture"),
        ({"hours": 0}, "hours"),
        ({"hours": float("inf")}, "hours"),
        ({"valid_days": -1}, "valid_days"),
        ({"needed": 0}, "needed"),
        ({"tags": tuple(map(str, range(21)))}, "tags"),
        ({"alignment": ({"targetName": "ESCO"},)}, "alignment"),
        ({"alignment": ({"targetName": "E", "targetUrl": "javascript:1"},)}, "alignment"),
        ({"milestones": (Milestone("A b", {"de": "A"}, Attended(1)),)}, "milestones"),
        ({"milestones": (Milestone("a", {}, Attended(1)),)}, "milestones"),
        ({"milestones": (Milestone("a", {"de": "A"}, Attended(1)),) * 2}, "milestones"),
    ],
)
def test_a_wrong_field_is_named(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError) as caught:
        clean_draft(replace(DRAFT, **wrong))
    assert caught.value.field == field


def test_editing_may_reorder_milestones_under_their_keys(mona: Actor) -> None:
    two = tuple(Milestone(key, {"de": key}, Attended(1)) for key in ("a", "b"))
    version = create_achievement(mona, replace(DRAFT, milestones=two))
    edit_draft(mona, version, replace(DRAFT, milestones=two[::-1]))
    assert [row.key for row in version.milestones] == ["b", "a"]


def test_an_uploaded_picture_is_cleaned_and_let_go_when_replaced(
    mona: Actor, demo: Community
) -> None:
    sha256 = keep_picture(mona, SVG.replace(b"<path", b"<script/><path"))
    assert b"script" not in picture_data(demo.id, sha256)[0]
    version = create_achievement(mona, replace(DRAFT, picture=sha256))
    edit_draft(mona, version, DRAFT)
    assert not has_picture(demo.id, sha256)
    for job in jobs("forget_file"):
        forget_file(**job)
    with pytest.raises(NotFoundError):
        picture_data(demo.id, sha256)


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"<svg"]
)
def test_what_is_no_picture_is_refused(mona: Actor, data: bytes) -> None:
    with pytest.raises(PictureError):
        keep_picture(mona, data)


def test_another_communitys_manager_finds_nothing(mona: Actor) -> None:
    version = publish(mona, create_achievement(mona, DRAFT))
    stranger = manager(community("other"))
    attempts: list[Any] = [
        lambda: edit_draft(stranger, version, DRAFT),
        lambda: publish(stranger, version),
        lambda: new_version(stranger, version.achievement),
        lambda: archive(stranger, version.achievement),
    ]
    for attempt in attempts:
        with pytest.raises(NotFoundError):
            attempt()


def test_members_define_nothing(demo: Community) -> None:
    with pytest.raises(ForbiddenError):
        create_achievement(Actor.member(member(demo)), DRAFT)
    with pytest.raises(BadgesError):
        keep_picture(Actor.member(member(demo, "Bo")), SVG)
