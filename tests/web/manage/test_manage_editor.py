"""The badge form: rules as sentences, what members will see, two managers at one draft."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from flask import Flask
from lxml import html
from support import achievement, member
from werkzeug.test import TestResponse

from badges.database import db
from badges.models import Achievement, AchievementVersion, Community, Milestone

from .desk import Desk, typed_in, words_of
from .test_manage_badges import FORM

LEFT_OUT = ("do", "csrf_token")
PARTS: dict[str, str] = {
    "m0_join": "any",
    "m0_parts": "2",
    "m0p1_rule": "earned",
    "m0p1_achievement": "mentor",
}
DATES = {"from": "2026-01-01", "until": "2026-03-31"}
RULES: list[dict[str, Any]] = [
    {"attended": {"times": 3, "kind": "workshop", "tag": "Löten", "within": {"days": 365}}},
    {"attended": {"times": 1, "within": DATES}},
    {"submitted": {"times": 2, "kind": "link", "within": {"days": 30}}},
    {"reviewed": {"times": 1, "by": "managers", "approvals": 2, "kind": "text"}},
    {"earned": {"achievement": "mentor", "within": {"until": "2026-12-31"}}},
    {"all_of": [{"attended": {"times": 1}}, {"submitted": {"times": 1}}]},
    {"any_of": [{"attended": {"times": 1}}, {"earned": {"achievement": "mentor"}}]},
    {"at_least": {"n": 2, "of": [{"attended": {"times": n}} for n in (1, 2, 3)]}},
    {"any_of": [{"all_of": [{"attended": {"times": 1}}, {"submitted": {"times": 1}}]}]},
]
"""Every kind of rule, every combination, and one with more layers than a sentence has."""


def fields_of(response: TestResponse) -> dict[str, str]:
    """Give what a browser would send of the form as it came."""
    form = html.document_fromstring(response.text).get_element_by_id("badge-form")
    # lxml sends "on" for a chosen button whose value is empty.
    return {
        n: "" if value == "on" else value for n, value in form.form_values() if n not in LEFT_OUT
    }


@pytest.fixture
def first(demo: Community) -> AchievementVersion:
    version: AchievementVersion = achievement(demo, "first", published=False)
    db.session.commit()
    return version


@pytest.mark.parametrize("rule", RULES, ids=lambda it: next(iter(it)))
def test_every_rule_is_read_into_the_form_and_written_back(
    mona: Desk, first: AchievementVersion, rule: dict[str, Any]
) -> None:
    first.milestones[0].rule = rule
    db.session.commit()
    shown = mona.get("/badges/first/edit")
    assert mona.post("/badges/first/edit", fields_of(shown) | {"do": "save"}).status_code == 303
    kept = db.session.query(Milestone).one().rule
    assert yaml.safe_load(yaml.safe_dump(kept)) == rule


def test_parts_are_joined_as_the_sentence_says(mona: Desk) -> None:
    assert mona.post("/badges/new/empty", FORM | PARTS).status_code == 303
    assert list(db.session.query(Milestone).one().rule) == ["any_of"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"m0p1_achievement": ""}, "Choose the badge that has to be earned first."),
        ({"m0p0_days": ""}, "Say how many days count."),
        ({"m0p0_window": "dates"}, "Give the first day, the last day or both."),
        ({"m0p0_window": "dates", "m0p0_since": "soon"}, "year-month-day"),
        ({"m0_join": "at_least", "m0_n": "two"}, "Write a number"),
    ],
)
def test_what_is_wrong_in_a_part_is_said(mona: Desk, wrong: dict[str, str], sentence: str) -> None:
    response = mona.post("/badges/new/empty", FORM | PARTS | wrong)
    assert response.status_code == 422
    assert sentence in words_of(response)


def test_several_errors_are_told_at_once_with_links_to_their_fields(mona: Desk) -> None:
    wrong = {"name_de": "", "name_en": "", "hours": "many", "a0_targetName": "x", "alignments": "1"}
    response = mona.post("/badges/new/empty", FORM | wrong)
    links = html.document_fromstring(response.text).xpath("//*[@role='alert']//a/@href")
    assert links == ["#field-hours", "#field-a0_targetUrl", "#field-name_de"]
    folded = html.document_fromstring(response.text).xpath("//details[.//*[@name='hours']]/@open")
    assert folded


@pytest.mark.parametrize(
    ("action", "names"),
    [
        ("up:1", ["Zwei", "Eins", "Drei"]),
        ("down:1", ["Eins", "Drei", "Zwei"]),
        ("remove:0", ["Zwei", "Drei"]),
        ("up:0", ["Eins", "Zwei", "Drei"]),
        ("remove:99999999", ["Eins", "Zwei", "Drei"]),
    ],
)
def test_rows_are_moved_and_removed_without_scripts(
    mona: Desk, action: str, names: list[str]
) -> None:
    rows = {f"m{n}_title_de": name for n, name in enumerate(["Eins", "Zwei", "Drei"])}
    given = {f"m{n}p0_rule": "attended" for n in range(3)}
    response = mona.post(
        "/badges/new/empty", FORM | rows | given | {"milestones": "3", "do": action}
    )
    found = html.document_fromstring(response.text).xpath(
        "//input[starts-with(@name, 'm') and contains(@name, '_title_de')]/@value"
    )
    assert found == names


def test_a_part_is_added_and_taken_out_and_the_rule_written_out_and_back(mona: Desk) -> None:
    more = mona.post("/badges/new/empty", FORM | {"do": "add_part:0"})
    assert (typed_in(more, "m0_parts"), typed_in(more, "m0p0_times")) == ("2", "2")
    fewer = mona.post("/badges/new/empty", FORM | PARTS | {"do": "remove_part:0.0"})
    assert typed_in(fewer, "m0_parts") == "1"
    written = mona.post("/badges/new/empty", FORM | {"do": "write:0"})
    assert "attended:" in typed_in(written, "m0_written")
    back = mona.post("/badges/new/empty", fields_of(written) | {"do": "sentence:0"})
    assert typed_in(back, "m0p0_times") == "2"


def test_a_rule_with_many_layers_stays_written(mona: Desk) -> None:
    fields = FORM | {"m0_join": "written", "m0_written": yaml.safe_dump(RULES[-1])}
    response = mona.post("/badges/new/empty", fields | {"do": "sentence:0"})
    assert response.status_code == 422
    assert typed_in(response, "m0_written") == fields["m0_written"]


def test_looking_shows_what_members_read_and_keeps_nothing(mona: Desk) -> None:
    fields = FORM | {"criteria_en": "Actively participated.", "do": "look"}
    text = words_of(mona.post("/badges/new/empty", fields))
    assert "Nimm noch 2-mal teil: Workshop." in text
    assert "Take part 2 more times: workshop. Only the last 90 days count." in text
    assert "“Actively participated” can mean many things." in text
    assert db.session.query(Achievement).count() == 0


def test_each_preview_names_other_badges_in_its_own_language(
    mona: Desk, first: AchievementVersion
) -> None:
    first.name = {"de": "Reparieren", "en": "Repairing"}
    db.session.commit()
    fields = {"m0p0_rule": "earned", "m0p0_achievement": "first", "m0p0_window": "", "do": "look"}
    text = words_of(mona.post("/badges/new/empty", FORM | fields))
    assert "den Badge „Reparieren“" in text
    assert "the badge “Repairing” first" in text


def test_what_is_half_typed_is_looked_at_all_the_same(mona: Desk) -> None:
    response = mona.post("/badges/new/empty", FORM | {"m0p0_times": "?", "do": "look"})
    assert response.status_code == 200
    assert typed_in(response, "m0p0_times") == "?"


def test_a_rule_without_a_title_yet_is_a_milestone_for_preview_and_hints(mona: Desk) -> None:
    untitled = {"m0_title_de": "", "m0_title_en": "", "do": "look"}
    text = words_of(mona.post("/badges/new/empty", FORM | untitled))
    assert "Milestone 1Take part 2 more times" in text
    assert "Meilenstein 1Nimm noch 2-mal teil" in text
    assert "There is no milestone" not in text
    blank = {key: value for key, value in FORM.items() if not key.startswith("m0")}
    assert "There is no milestone" in words_of(mona.post("/badges/new/empty", blank | untitled))


@pytest.fixture
def nina(app: Flask, demo: Community) -> Desk:
    return Desk(app, member(demo, "Nina Nord", roles=("manager", "member")))


def test_the_second_of_two_managers_is_told_and_chooses(
    mona: Desk, nina: Desk, first: AchievementVersion
) -> None:
    opened = fields_of(mona.get("/badges/first/edit"))
    theirs = {"name_en": "Hers", "level": "expert", "do": "save"}
    nina.post("/badges/first/edit", fields_of(nina.get("/badges/first/edit")) | theirs)

    told = mona.post(
        "/badges/first/edit", opened | {"name_en": "Mine", "tags": "wood", "do": "save"}
    )
    assert told.status_code == 422
    assert "Nina Nord has changed this draft" in words_of(told)
    sent = fields_of(told)
    assert (sent["take_name_en"], sent["take_level"], sent["name_en"]) == ("mine", "theirs", "Mine")
    assert "take_tags" not in sent

    assert mona.post("/badges/first/edit", sent | {"do": "save"}).status_code == 303
    db.session.refresh(first)
    assert (first.name["en"], first.level, first.tags) == ("Mine", "expert", ["wood"])


def test_where_both_wrote_the_same_there_is_nothing_to_choose(
    mona: Desk, nina: Desk, first: AchievementVersion
) -> None:
    opened = fields_of(mona.get("/badges/first/edit"))
    for desk in (nina, mona):
        answer = desk.post("/badges/first/edit", opened | {"name_en": "Same", "do": "save"})
    assert "nothing to choose" in words_of(answer)


def test_a_new_version_says_that_the_published_one_stays(mona: Desk, demo: Community) -> None:
    achievement(demo, "second")
    db.session.commit()
    mona.post("/badges/second/versions")
    assert "What is published is never edited" in mona.text("/badges/second/edit")


def test_a_badge_is_copied_under_a_name_of_its_own(mona: Desk, first: AchievementVersion) -> None:
    assert mona.post("/badges/first/copy").status_code == 303
    copy = db.session.query(Achievement).order_by(Achievement.id.desc()).first()
    assert copy is not None
    assert copy.versions[0].name == {"de": "first (Kopie)", "en": "first (copy)"}
    assert copy.versions[0].milestones[0].rule == first.milestones[0].rule


def test_hints_stand_before_publishing_and_do_not_forbid_it(
    mona: Desk, first: AchievementVersion
) -> None:
    assert "Only being there is asked for." in mona.text("/badges/first/publish")
    assert mona.post("/badges/first/publish").status_code == 303
