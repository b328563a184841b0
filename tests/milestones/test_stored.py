from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given, settings

from badges.milestones import (
    Attended,
    Between,
    Record,
    Rule,
    RuleError,
    leaves_of,
    progress_from_json,
    rule_from_json,
    rule_to_json,
    stored_rule,
)
from badges.wording import wording
from tests.milestones.strategies import RECORDS, RULES


@given(RULES)
def test_a_rule_survives_json_and_yaml(rule: Rule) -> None:
    written = rule_to_json(rule)
    assert rule_from_json(json.loads(json.dumps(written))) == rule
    assert rule_from_json(yaml.safe_load(yaml.safe_dump(written))) == rule


@settings(max_examples=60, deadline=None)
@given(RULES, RECORDS)
def test_every_rule_answers_and_explains_itself(rule: Rule, record: Record) -> None:
    answer = rule.check(record)
    assert progress_from_json(json.loads(json.dumps(answer.to_json()))) == answer
    assert bool(answer) is (not answer.reasons)
    assert bool(answer) is (answer.have >= answer.need and answer.possible)
    assert {what.what for what in rule.signals()} or not list(leaves_of(rule))
    for language in ("de", "en"):
        said = wording(language).sentences([*answer.reasons, rule.to_reason(), *rule.problems()])
        assert all(said)
        assert not any("%(" in it or "no further explanation" in it for it in said)


def test_yaml_dates_without_quotes_are_read() -> None:
    text = "attended: {times: 1, within: {from: 2026-01-01, until: 2026-03-31}}"
    window = Between(date(2026, 1, 1), date(2026, 3, 31))
    assert rule_from_json(yaml.safe_load(text)) == Attended(1, within=window)


@pytest.mark.parametrize(
    ("written", "path", "says"),
    [
        (None, "", "mapping"),
        ([], "", "mapping"),
        ({}, "", "exactly one of"),
        ({"attended": {"times": 1}, "submitted": {}}, "", "exactly one of"),
        ({"climbed": {}}, "climbed", "not known"),
        ({"attended": None}, "attended", "leave the name out"),
        ({"attended": {}}, "attended.times", "whole number"),
        ({"attended": {"times": True}}, "attended.times", "whole number"),
        ({"attended": {"times": "3"}}, "attended.times", "whole number"),
        ({"attended": {"times": 0}}, "attended.times", "whole number"),
        ({"attended": {"times": 1, "knid": "x"}}, "attended.knid", "not known"),
        ({"attended": {"times": 1, "kind": "a\nb"}}, "attended.kind", "one line"),
        ({"reviewed": {"by": "robots"}}, "reviewed.by", "managers, reviewers, mentors"),
        ({"earned": {"achievement": ""}}, "earned.achievement", "1 to 100"),
        ({"submitted": {"within": {}}}, "submitted.within", "either"),
        (
            {"submitted": {"within": {"days": 1, "from": "2026-01-01"}}},
            "submitted.within",
            "either",
        ),
        ({"submitted": {"within": {"from": "31.3.2026"}}}, "submitted.within.from", "2026-03-31"),
        ({"all_of": "everything"}, "all_of", "list of rules"),
        ({"at_least": {"n": 2}}, "at_least.of", "list of rules"),
        ({"any_of": [{"submitted": {}}] * 60}, "", "50 parts"),
    ],
)
def test_what_is_no_rule_gets_one_sentence(written: Any, path: str, says: str) -> None:
    with pytest.raises(RuleError, match=says) as caught:
        rule_from_json(written)
    assert caught.value.reason.params["path"] == path


def test_a_rule_of_a_row_is_built_once() -> None:
    kept = {"attended": {"times": 3, "kind": "workshop"}}
    again = {"attended": {"kind": "workshop", "times": 3}}
    assert stored_rule(kept) is stored_rule(again)
    assert stored_rule(kept) == rule_from_json(kept)


def test_depth_and_aliases_are_bounded() -> None:
    deep: dict[str, Any] = {"submitted": {}}
    wide: dict[str, Any] = {"submitted": {}}
    for _ in range(10_000):
        deep = {"all_of": [deep]}
    for _ in range(4):
        wide = {"any_of": [wide] * 1000}
    with pytest.raises(RuleError, match="levels deep"):
        rule_from_json(deep)
    with pytest.raises(RuleError, match="parts at most"):
        rule_from_json(wide)
