"""The picture designer: tried without a trace, kept like an upload, taken up again."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from lxml import html
from support import achievement

from badges.database import db
from badges.designing import Design, draw
from badges.models import AchievementVersion, Community, StoredFile
from badges.uploads import picture_data

from .desk import Desk, words_of

FIELDS = {
    "icon": "leaf",
    "shape": "shield",
    "ornament": "rays",
    "tone": "light",
    "colour": "#3d8b37",
    "ribbon": "Garten",
}


@pytest.fixture
def first(demo: Community) -> AchievementVersion:
    version: AchievementVersion = achievement(demo, "first", published=False)
    db.session.commit()
    return version


def chosen(page: str, name: str) -> str:
    (value,) = html.document_fromstring(page).xpath(f"//input[@name='{name}'][@checked]/@value")
    return str(value)


def test_it_begins_with_the_communitys_colour(mona: Desk, first: AchievementVersion) -> None:
    page = mona.get("/badges/first/design?lang=en").text
    assert chosen(page, "colour") == "#1f5f5b"
    assert "People who cannot see it hear: “Star in a rosette”" in page


def test_looking_keeps_nothing_and_shows_the_drawing(mona: Desk, first: AchievementVersion) -> None:
    page = mona.post("/badges/first/design", FIELDS | {"do": "look"})
    assert (page.status_code, chosen(page.text, "icon")) == (200, "leaf")
    assert "ribbon=Garten" in page.text
    assert db.session.query(StoredFile).count() == 0


def test_a_design_becomes_the_picture_with_its_words_and_is_taken_up_again(
    mona: Desk, first: AchievementVersion, demo: Community
) -> None:
    assert mona.post("/badges/first/design", FIELDS | {"do": "keep"}).status_code == 303
    db.session.refresh(first)
    assert picture_data(demo.id, first.picture)[0] == draw(Design.from_fields(FIELDS))
    assert first.picture_alt["en"] == "Leaf on a shield, with a ribbon that says “Garten”"
    assert chosen(mona.get("/badges/first/design").text, "shape") == "shield"
    assert "Change the design" in mona.text("/badges/first/edit")


def test_another_design_drops_the_one_before(mona: Desk, first: AchievementVersion) -> None:
    for ribbon in ("Eins", "Zwei"):
        mona.post("/badges/first/design", FIELDS | {"ribbon": ribbon, "do": "keep"})
    assert db.session.query(StoredFile).count() == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"ribbon": "مرحبا"}, "Latin, Greek and Cyrillic"),
        ({"ribbon": "W" * 40}, "room for 14 characters"),
        ({"icon": "../../x"}, "Choose a shape, an icon and a colour."),
    ],
)
def test_what_cannot_be_drawn_is_said_and_the_rest_kept(
    mona: Desk, first: AchievementVersion, wrong: dict[str, str], sentence: str
) -> None:
    response = mona.post("/badges/first/design", FIELDS | wrong | {"do": "keep"})
    assert response.status_code == 422
    assert sentence in words_of(response)
    assert chosen(response.text, "shape") == "shield"


def test_a_published_picture_is_not_designed_anew(mona: Desk, demo: Community) -> None:
    achievement(demo, "second")
    db.session.commit()
    assert mona.get("/badges/second/design").status_code == 303
    assert mona.post("/badges/second/design", FIELDS | {"do": "keep"}).status_code == 303
    assert db.session.query(StoredFile).count() == 0


def test_drawings_and_icons_are_sealed_and_anything_else_is_refused(mona: Desk) -> None:
    drawing = mona.get(f"/designs/drawing.svg?{urlencode(FIELDS)}")
    assert drawing.headers["Content-Security-Policy"].startswith("sandbox")
    assert mona.get("/designs/icons/leaf.svg").content_type == "image/svg+xml"
    assert mona.get("/designs/icons/skull.svg").status_code == 404
    assert mona.get("/designs/drawing.svg?icon=skull").status_code in {400, 422}


def test_the_button_of_the_form_keeps_the_draft_and_opens_the_designer(mona: Desk) -> None:
    form = {"name_de": "Löten", "picture": "gallery:maker", "do": "design"}
    response = mona.post("/badges/new/empty", form)
    assert response.headers["Location"] == "/manage/demo/badges/loeten/design?lang=en"
