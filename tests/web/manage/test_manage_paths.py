"""The managers' pages of paths: laying one level by level, showing it, its badge."""

from __future__ import annotations

import sqlalchemy as sa
from lxml import html
from support import achievement, community, member

from badges.database import db
from badges.models import Achievement, Community, Membership, Path

from .desk import Desk


def lay(mona: Desk, demo: Community, **more: str) -> Path:
    """Lay a path of two levels through the form."""
    for slug in ("solder", "drill", "host"):
        achievement(demo, slug)
    db.session.commit()
    fields = {
        "do": "save",
        "name_en": "Repairing",
        "level-0-name_en": "Beginner",
        "level-0-badge-0": "solder",
        "level-0-badge-1": "drill",
        "level-0-needed": "1",
        "level-1-name_en": "Advanced",
        "level-1-badge-1": "host",
        "level-1-follows": "1",
        "level-2-name_en": "",
        "level-2-badge-0": "",
    }
    assert mona.post("/paths/new", fields | more).status_code == 303
    return db.session.scalars(sa.select(Path)).one()


def test_a_path_is_laid_with_the_levels_that_were_filled_in(mona: Desk, demo: Community) -> None:
    path = lay(mona, demo)
    assert [[it.achievement.slug for it in level.steps] for level in path.levels] == [
        ["solder", "drill"],
        ["host"],
    ]
    page = mona.text("/paths/repairing")
    assert "1 of these 2 badges complete it" in page
    assert "Advanced one badge" in page
    assert "Repairing" in mona.text("/paths")


def test_a_level_more_and_another_order_save_nothing(mona: Desk, demo: Community) -> None:
    achievement(demo, "solder")
    db.session.commit()
    typed = {"name_en": "X", "level-0-name_en": "One", "level-1-badge-0": "solder"}
    answer = mona.post("/paths/new", typed | {"do": "up-1"})
    page = html.document_fromstring(answer.text)
    assert answer.status_code == 200
    assert page.xpath("//select[@name='level-0-badge-0']/option[@selected]/@value") == ["solder"]
    assert page.xpath("//input[@name='level-1-name_en']/@value") == ["One"]
    more = html.document_fromstring(mona.post("/paths/new", typed | {"do": "level"}).text)
    assert len(more.xpath("//fieldset")) == 3
    assert db.session.scalar(sa.select(sa.func.count(Path.id))) == 0


def test_what_cannot_be_used_comes_back_as_typed(mona: Desk, demo: Community) -> None:
    achievement(demo, "solder")
    db.session.commit()
    typed = {"do": "save", "name_en": "X", "level-0-badge-0": "solder", "level-0-needed": "three"}
    answer = mona.post("/paths/new", typed)
    assert answer.status_code == 422
    assert "Write a number" in answer.text
    assert 'value="three"' in answer.text
    refused = mona.post("/paths/new", typed | {"level-0-needed": "2"})
    assert "Level 1 can ask for 1 to 1 badges" in refused.text


def test_it_is_published_and_its_badge_goes_through_the_dry_run(
    mona: Desk, demo: Community, ada: Membership
) -> None:
    lay(mona, demo)
    assert "Members see the path now." in _followed(mona, "/paths/repairing/publish")
    answer = mona.post("/paths/repairing/badge")
    assert answer.location.split("?")[0].endswith("/badges/repairing/publish")
    assert "so nobody would be offered it now" in mona.text("/badges/repairing/publish")
    assert mona.post("/badges/repairing/publish").status_code == 303
    assert "It asks for just these levels." in mona.text("/paths/repairing")


def test_who_edits_a_path_is_told_who_is_on_it(
    mona: Desk, demo: Community, ada: Membership
) -> None:
    lay(mona, demo)
    badge = db.session.scalars(sa.select(Achievement).filter_by(slug="solder")).one()
    form = f"/badges/{badge.slug}/award"
    mona.post(form, {"member": str(ada.id), "reason": "x", "do": "award"})
    db.session.execute(sa.text("UPDATE award SET state = 'accepted'"))
    db.session.commit()
    assert "One person is on this path." in mona.text("/paths/repairing/edit")
    assert "Ada Beispiel" in mona.text("/paths/repairing")


def test_a_path_that_is_put_away_is_gone_for_members(
    mona: Desk, demo: Community, ada: Membership
) -> None:
    lay(mona, demo)
    mona.post("/paths/repairing/publish")
    assert "put away" in _followed(mona, "/paths/repairing/archive")
    mine = mona.client.get(f"/me/{demo.slug}/paths/repairing")
    assert mine.status_code == 404


def test_reviewers_look_and_change_nothing(mona: Desk, rita: Desk, demo: Community) -> None:
    lay(mona, demo)
    assert "Edit the path" not in rita.text("/paths/repairing")
    assert rita.get("/paths/new").status_code == 403
    assert rita.post("/paths/repairing/publish").status_code == 403


def test_foreign_badges_and_paths_are_not_there(mona: Desk, demo: Community) -> None:
    other = community("elsewhere")
    achievement(other, "theirs")
    member(other, "Otto")
    db.session.commit()
    typed = {"do": "save", "name_en": "X", "level-0-badge-0": "theirs"}
    assert mona.post("/paths/new", typed).status_code == 422
    assert mona.get("/paths/nothing").status_code == 404


def _followed(mona: Desk, path: str) -> str:
    answer = mona.post(path)
    return mona.get(answer.location.split("//localhost:8000")[-1]).text
