"""Required kinds and a rubric in the badge form, in files and in published versions."""

from __future__ import annotations

import pytest
from support import achievement

from badges.awarding.drafts import draft_of
from badges.awarding.exporting import write_draft
from badges.awarding.importing import read_achievement
from badges.database import db
from badges.errors import InputError
from badges.models import AchievementVersion, Community
from badges.web.manage.asking_fields import asking_from, fields_of
from badges.web.manage.frame import Texts

from .desk import Desk, words_of
from .test_manage_editor import fields_of as typed_of

TYPED = {"rubric_de": "Naht: lose | fest\nFarbe", "rubric_en": "Seam: loose | tight\nColour"}


@pytest.fixture
def draft(demo: Community) -> AchievementVersion:
    made = achievement(demo, "show", {"shown": {"submitted": {}}}, published=False)
    db.session.commit()
    return made


def test_a_rubric_is_typed_read_and_typed_again() -> None:
    asking = asking_from(Texts(TYPED, kind_file="1"), 0)
    assert asking.kinds == ("file",)
    assert asking.rubric[0].levels[1] == {"de": "fest", "en": "tight"}
    assert fields_of(asking) == {**TYPED, "kind_file": "1"}


@pytest.mark.parametrize(
    "english", ["Seam: loose | tight", "Seam: loose\nColour", "Seam: a | b | c\nColour"]
)
def test_both_languages_say_the_same(english: str) -> None:
    with pytest.raises(InputError, match="Both languages") as caught:
        asking_from(Texts(TYPED, rubric_en=english), 2)
    assert caught.value.field == "m2_rubric_en"


def test_the_form_keeps_what_is_asked_of_evidence(mona: Desk, draft: AchievementVersion) -> None:
    page = mona.get("/badges/show/edit?lang=en")
    assert "by what it is judged" in words_of(page)
    fields = typed_of(page) | {"do": "save", "m0_kind_text": "1"}
    fields |= {f"m0_{name}": text for name, text in TYPED.items()}
    assert mona.post("/badges/show/edit", fields).status_code == 303
    db.session.expire_all()
    asking = draft.milestones[0].asking
    assert asking["kinds"] == ["text"]
    assert [line["title"]["en"] for line in asking["rubric"]] == ["Seam", "Colour"]


def test_a_rubric_that_differs_between_languages_loses_nothing(
    mona: Desk, draft: AchievementVersion
) -> None:
    fields = typed_of(mona.get("/badges/show/edit")) | {"do": "save"}
    fields |= {"m0_rubric_de": TYPED["rubric_de"], "m0_rubric_en": "Seam"}
    answer = mona.post("/badges/show/edit?lang=en", fields)
    assert (answer.status_code, "as many levels" in words_of(answer)) == (422, True)
    assert typed_of(answer)["m0_rubric_de"].strip() == TYPED["rubric_de"]


def test_a_file_says_it_too_in_one_language_or_two() -> None:
    written = (
        b"name: Sewn\nmilestones:\n- title: Made\n  rule: {submitted: {}}\n"
        b"  evidence: {kinds: [file], rubric: [{title: Seam, levels: [loose, tight]}, Colour]}\n"
    )
    draft = read_achievement(written, language="en").draft
    assert draft.milestones[0].asking.rubric[0].levels[0] == {"en": "loose"}
    again = read_achievement(write_draft(draft, "").encode(), language="en").draft
    assert again.milestones == draft.milestones
    broken = written.replace(b"[loose, tight]", b"7")
    with pytest.raises(InputError, match="levels"):
        read_achievement(broken, language="en")


def test_a_version_gives_its_asking_to_the_next_draft(draft: AchievementVersion) -> None:
    draft.milestones[0].asking = {"kinds": ["link"]}
    assert draft_of(draft).milestones[0].asking.kinds == ("link",)
