from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from badges.milestones import (
    AllOf,
    AnyOf,
    AtLeast,
    Attended,
    Between,
    Earned,
    LastDays,
    Reviewed,
    Rule,
    RuleError,
    Submitted,
    rule_from_json,
    rule_to_json,
    stored_rule,
)

WORDS = st.none() | st.sampled_from(["workshop", "Treffen am Abend", "π"])
TIMES = st.integers(1, 1000)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
WINDOWS = st.one_of(
    st.none(),
    st.builds(LastDays, st.integers(1, 3660)),
    st.builds(lambda ends: Between(min(ends), max(ends)), st.tuples(DAYS, DAYS)),
    st.builds(lambda day: Between(until=day), DAYS),
)
LEAVES: st.SearchStrategy[Rule] = st.one_of(
    st.builds(Attended, TIMES, WORDS, WORDS, WINDOWS),
    st.builds(Submitted, TIMES, WORDS, WINDOWS),
    st.builds(
        Reviewed,
        TIMES,
        st.sampled_from(["managers", "reviewers", "anyone"]),
        st.integers(1, 5),
        WORDS,
        WINDOWS,
    ),
    st.builds(Earned, st.sampled_from(["host", "mentor"]), WINDOWS),
)
PARTS = st.lists(LEAVES, max_size=4).map(tuple)
COMPOSED: st.SearchStrategy[Rule] = st.one_of(
    st.builds(AllOf, PARTS), st.builds(AnyOf, PARTS), st.builds(AtLeast, st.integers(1, 9), PARTS)
)
RULES = LEAVES | COMPOSED | st.builds(AllOf, st.lists(LEAVES | COMPOSED, max_size=3).map(tuple))


@given(RULES)
def test_a_rule_survives_json_and_yaml(rule: Rule) -> None:
    written = rule_to_json(rule)
    assert rule_from_json(json.loads(json.dumps(written))) == rule
    assert rule_from_json(yaml.safe_load(yaml.safe_dump(written))) == rule


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
        ({"reviewed": {"by": "robots"}}, "reviewed.by", "managers, reviewers, anyone"),
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
