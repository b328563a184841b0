"""Achievements: drafted, changed, published, gone on from; published ones stay as they are."""

from __future__ import annotations

from typing import Any

import pytest
from programs import Program

DRAFT: dict[str, Any] = {
    "slug": "repair",
    "name": {"en": "Repair café", "de": "Reparaturcafé"},
    "description": {"en": "Mends what others throw away."},
    "criteria": {"en": "Come three times."},
    "picture": "gallery:maker",
    "picture_alt": {"en": "A tool"},
    "tags": ["repair"],
    "hours": 6,
    "alignment": [{"targetName": "Repairing", "targetUrl": "https://example.org/repairing"}],
    "milestones": [
        {
            "key": "thrice",
            "title": {"en": "Come three times"},
            "rule": {"attended": {"times": 3, "kind": "workshop"}},
        }
    ],
}


def test_a_draft_is_kept_as_sent(program: Program) -> None:
    answer = program.post("/achievements", DRAFT)
    body: Any = answer.json
    assert (answer.status_code, body["published"]) == (201, None)
    sent = {name: value for name, value in DRAFT.items() if name != "slug"}
    assert sent.items() <= body["draft"].items()
    assert body["draft"]["id"].endswith("/achievements/demo/repair/1")


def test_a_change_replaces_only_what_is_sent(program: Program) -> None:
    program.post("/achievements", DRAFT)
    body: Any = program("PATCH", "/achievements/repair/draft", json={"hours": 8}).json
    assert (body["draft"]["hours"], body["draft"]["tags"]) == (8, ["repair"])
    assert body["draft"]["milestones"] == DRAFT["milestones"]


def test_a_draft_tells_whom_it_would_be_offered_and_changes_nothing(program: Program) -> None:
    program.post("/achievements", DRAFT)
    body: Any = program.get("/achievements/repair/draft/would-award").json
    hints = body.pop("hints")
    assert body == {"count": 0, "members": [], "problems": []}
    assert {each["code"] for each in hints} <= {"hint.only_there", "hint.language"}
    assert all(each["detail"] for each in hints)
    assert program.get("/achievements/repair").json["published"] is None
    program.post("/achievements/repair/publish", {})
    assert program.get("/achievements/repair/draft/would-award").status_code == 404


def test_a_draft_tells_all_that_keeps_it_from_being_published(program: Program) -> None:
    rules = [{"submitted": {"kind": "photo"}}, {"weeks_active": {"weeks": 5, "of": 4}}]
    steps = [{"key": f"m{n}", "title": {"en": "x"}, "rule": rule} for n, rule in enumerate(rules)]
    program.post("/achievements", DRAFT | {"milestones": steps})
    problems: Any = program.get("/achievements/repair/draft/would-award").json["problems"]
    assert [each["code"] for each in problems] == [
        "evidence.no_such_kind",
        "weeks_active.too_many",
    ]
    assert "photo" in problems[0]["detail"]


def test_publishing_fixes_the_criteria(program: Program) -> None:
    program.post("/achievements", DRAFT)
    body: Any = program.post("/achievements/repair/publish", {}).json
    assert (body["published"]["number"], body["draft"]) == (1, None)
    assert program("PATCH", "/achievements/repair/draft", json={"hours": 8}).status_code == 404


def test_the_next_version_goes_on_from_the_last(program: Program) -> None:
    program.post("/achievements", DRAFT)
    program.post("/achievements/repair/publish", {})
    opened = program.post("/achievements/repair/draft")
    body: Any = opened.json
    assert (opened.status_code, body["draft"]["number"]) == (201, 2)
    assert body["draft"]["criteria"] == body["published"]["criteria"]
    assert program.post("/achievements/repair/draft").status_code == 409


def test_an_unfinished_draft_is_not_published(program: Program) -> None:
    program.post("/achievements", {"name": {"en": "Bare"}})
    answer = program.post("/achievements/bare/publish", {})
    assert answer.status_code == 422
    assert answer.json["code"] == "achievement.text_missing"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": {"fr": "Café"}}, "name.fr"),
        ({"name": None}, "name"),
        ({"slug": "Not A Slug"}, "slug"),
        ({"award_mode": "never"}, "award_mode"),
        ({"milestones": [{"key": "a"}]}, "milestones.0.title"),
        ({"alignment": [{"targetName": "x"}]}, "alignment.0.targetUrl"),
        ({"hours": "many"}, "hours"),
    ],
)
def test_each_field_has_its_error(program: Program, changes: dict[str, Any], field: str) -> None:
    answer: Any = program.post("/achievements", DRAFT | changes)
    assert answer.status_code == 422
    assert field in {error["field"] for error in answer.json["errors"]}


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"attended": {"times": 0}},
        {"unknown": {}},
        {"attended": "often"},
        {"all_of": [{"all_of": [{"all_of": [{"all_of": [{"all_of": [{"all_of": []}]}]}]}]}]},
    ],
)
def test_a_rule_that_is_none_is_refused(program: Program, rule: dict[str, Any]) -> None:
    milestone = DRAFT["milestones"][0] | {"rule": rule}
    answer = program.post("/achievements", DRAFT | {"milestones": [milestone]})
    assert answer.status_code == 422
    assert answer.json["code"] == "rule.unreadable"
