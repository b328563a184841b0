from __future__ import annotations

from typing import Any

import pytest

from badges.errors import Reason
from badges.milestones import Attended, Compare, Condition, Every, RuleError, Some, Unless
from badges.milestones import rule_from_json as read
from badges.milestones.conditions import can_never_hold

FIELDS = {
    "status": "closed",
    "karma": 1,
    "public": True,
    "changed": ["password", "timezone"],
    "update": {"builds": ["a", "b"], "submitter": "ada"},
    "user": "ada",
    "nothing": None,
    "blank": "",
}


@pytest.mark.parametrize(
    ("path", "operator", "value", "holds"),
    [
        ("status", "equals", "closed", True),
        ("status", "equals", "Closed", False),
        ("karma", "equals", 1.0, True),
        ("karma", "equals", True, False),  # a number is no truth value
        ("public", "equals", 1, False),
        ("status", "in", ("open", "closed"), True),
        ("karma", "at_least", 1, True),
        ("karma", "at_least", 1.5, False),
        ("public", "at_least", 0, False),
        ("update.builds", "at_least", 2, True),
        ("update", "at_least", 3, False),
        ("changed", "contains", "password", True),
        ("update", "contains", "builds", True),
        ("status", "contains", "lose", True),
        ("karma", "contains", 1, False),
        ("status", "prefix", "clo", True),
        ("changed", "prefix", "pass", False),
        ("status", "present", True, True),
        ("nothing", "present", True, False),
        ("blank", "present", False, True),
        ("user", "same_as", "update.submitter", True),
        ("user", "same_as", "status", False),
        ("missing", "same_as", "nothing", False),
        ("status.deeper", "equals", "closed", False),
    ],
)
def test_a_comparison_reads_the_field(path: str, operator: Any, value: Any, *, holds: bool) -> None:
    assert Compare(path, operator, value).holds(FIELDS) is holds


def test_a_list_is_the_same_as_each_of_its_entries() -> None:
    among = Compare("chairs", "same_as", "recipient")
    assert among.holds({"chairs": ["ada", "ben"], "recipient": "ben"})
    assert not among.holds({"chairs": ["ada"], "recipient": "ben"})


def test_what_is_composed_of_nothing_never_holds() -> None:
    closed = Compare("status", "equals", "closed")
    assert not Every(()).holds(FIELDS)
    assert not Some(()).holds(FIELDS)
    assert Every((closed, Unless(Compare("karma", "equals", 2)))).holds(FIELDS)


A = Compare("a", "equals", 1)
B = Compare("a", "equals", 2)


@pytest.mark.parametrize(
    ("condition", "never"),
    [
        (Every((A, B)), True),
        (Every((A, Unless(A))), True),
        (Every((A, Every((Compare("a", "at_least", 2),)))), True),
        (Every((Compare("a", "in", (1, 3)), B)), True),
        (Every((A, Compare("a", "present", value=False))), True),
        (Every((A, Some((Every((A, B)), Every((A, B)))))), True),
        (Some((A, B)), False),
        (Every((A, Unless(B))), False),
        (Every((Compare("a", "in", (1, 2)), B)), False),
        (Every((Compare("a", "same_as", "b"), A)), False),
    ],
)
def test_a_condition_that_contradicts_itself_is_found(condition: Condition, *, never: bool) -> None:
    assert can_never_hold(condition) is never
    found = [reason.code for reason in Attended(1, where=condition).problems()]
    assert found == (["where.never"] if never else [])


def test_a_condition_is_said_as_a_value() -> None:
    said = Unless(Compare("public", "equals", value=True)).to_reason()
    assert said.code == "where.not"
    assert said.params["every"] == [Reason("where.equals", field="public", value="true").to_json()]


@pytest.mark.parametrize(
    ("where", "says"),
    [
        ("x > 1", "Write a condition"),
        ({"field": "x"}, "exactly one of"),
        ({"field": "x", "equals": 1, "in": [1]}, "exactly one of"),
        ({"field": "x", "matches": ".*"}, "exactly one of"),
        ({"field": "a..b", "equals": 1}, "joined by dots"),
        ({"field": "x", "equals": {}}, "a number, true or false"),
        ({"field": "x", "at_least": "1"}, "Write a number"),
        ({"field": "x", "in": []}, "1 to 50 values"),
        ({"field": "x", "present": 1}, "true or false"),
        ({"all": []}, "list of conditions"),
        ({"all": [], "any": []}, "one of: all, any, not"),
        ({"all": [{"field": "x", "equals": 1}] * 60}, "30 conditions"),
        ({"not": {"not": {"not": {"not": {"field": "x", "equals": 1}}}}}, "4 levels"),
    ],
)
def test_what_is_no_condition_gets_one_sentence(where: Any, says: str) -> None:
    with pytest.raises(RuleError, match=says) as caught:
        read({"attended": {"times": 1, "where": where}})
    assert caught.value.reason.params["path"] == "attended.where"
