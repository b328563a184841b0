"""Badge rules over messages: what can be said is said, and means the same."""

from __future__ import annotations

import random
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from badges.awarding.importing import read_achievement
from badges.awarding.message_conditions import UntranslatableError, condition_of, counted_condition
from badges.awarding.message_rules import translate
from badges.milestones import AllOf, AnyOf, Attended, Compare, Condition, Every, Some, Unless
from tests.awarding.literal_rules import PEOPLE, Literal, play

FOLDER = Path(__file__).parent / "message_rules"
MSG = "msg.get('msg', {})"


def some_of(rng: random.Random, *values: Any) -> Any:
    return rng.choice(values)


def person(rng: random.Random) -> str:
    return rng.choice(PEOPLE)


LITERAL = {
    "counted": Literal(
        ("cats.fed",), lambda rng: {"keeper": person(rng)}, lambda it: it["keeper"], 5
    ),
    "narrowed": Literal(
        ("cats.calmed",),
        lambda rng: {
            "keeper": {"name": person(rng)},
            "calm": some_of(rng, 1, 2),
            **some_of(rng, {}, {"place": "home"}, {"place": "barn"}),
        },
        lambda it: it["keeper"]["name"],
        2,
        sets_off=lambda it: it["calm"] == 1 and it.get("place", "home") != "home",
        counts=lambda it: it["calm"] == 1 and it.get("place", "home") != "home",
    ),
    "in_order": Literal(
        ("cats.spoken",),
        lambda rng: {"speaker": {"name": person(rng), "anonymous": rng.random() < 0.5}},
        lambda it: it["speaker"]["name"],
        3,
        sets_off=lambda it: not it["speaker"].get("anonymous", True),
    ),
    "either": Literal(
        ("cats.carried", "cats.lifted"),
        lambda rng: {"bearer": person(rng), "litter": {"kittens": ["x"] * rng.randrange(4)}},
        lambda it: it["bearer"],
        sets_off=lambda it: len(it["litter"]["kittens"]) > 1,
    ),
    "category": Literal(
        ("cats.fed", "cats.calmed"),
        lambda rng: {"keeper": person(rng)},
        lambda it: it["keeper"],
        2,
        category="cats",
    ),
    "received": Literal(
        ("cats.purred",),
        lambda rng: {
            "purr": {"thanks_to": some_of(rng, None, *PEOPLE), "loud": rng.random() < 0.5}
        },
        lambda it: it["purr"]["thanks_to"],
        2,
        sets_off=lambda it: bool(it["purr"]["thanks_to"]) and it["purr"]["loud"],
        counts=lambda it: it["purr"]["loud"],
    ),
    "among": Literal(
        ("bowls.filled",),
        lambda rng: {
            "present": rng.sample(PEOPLE, rng.randrange(3)),
            "source": some_of(rng, "/larder/a", "/shop", ""),
            "tags": some_of(rng, ["larder"], ["barn"], []),
            "owner": "tom",
            **some_of(rng, {}, {"cat": "tom"}, {"cat": "kim"}),
        },
        lambda it: it["present"],
        sets_off=lambda it: (
            (it["source"].startswith("/larder/") or "larder" in it["tags"])
            and it.get("cat") is not None
            and it.get("cat") != it["owner"]
        ),
    ),
}


@pytest.mark.parametrize("name", LITERAL)
def test_a_translated_rule_awards_whom_the_letter_awards(name: str) -> None:
    draft = read_achievement((FOLDER / f"{name}.yml").read_bytes(), language="en").draft
    ((rule),) = (milestone.rule for milestone in draft.milestones)
    assert rule.problems() == ()
    awarded = 0
    for seed in range(20):
        for state in play(LITERAL[name], rule, seed=seed, messages=30):
            if name == "in_order":
                assert state.literal <= state.ours
            else:
                assert state.literal == state.ours
        awarded += len(state.literal)
    assert awarded > 5


def test_what_a_rule_asks_in_order_is_said() -> None:
    found = translate(yaml.safe_load((FOLDER / "in_order.yml").read_text()))
    assert found.in_order
    assert isinstance(found.rule, AllOf)
    assert found.recipient == "speaker.name"


def test_ways_that_begin_alike_are_said_once() -> None:
    rule = translate(yaml.safe_load((FOLDER / "category.yml").read_text())).rule
    match rule:
        case AllOf((Attended(2, None, "cats"), AnyOf((Attended(1), Attended(1))))):
            return
    pytest.fail(f"{rule} says it otherwise")


X = Compare("a", "equals", "x")
GONE = Compare("a", "present", value=False)
OFF = Compare("a", "equals", value=False)
THREE = Compare("a", "at_least", 3)
B_GONE = Compare("b", "present", value=False)


@pytest.mark.parametrize(
    ("code", "condition"),
    [
        (f"{MSG}.get('a', None) == 'x'", X),
        (f"'x' == {MSG}.get('a')", X),
        (f"{MSG}.get('a', 'x') == 'x'", Some((X, GONE))),
        (f"{MSG}.get('a').get('b') is -1", Compare("a.b", "equals", -1)),
        ("msg['msg']['a'] in ['x', 'y']", Compare("a", "in", ("x", "y"))),
        (f"{MSG}.get('a') != None", Compare("a", "present", value=True)),
        (f"{MSG}.get('a') >= 3", THREE),
        (f"{MSG}.get('a') > 3", Every((THREE, Unless(Compare("a", "equals", 3))))),
        (f"len({MSG}.get('a', [])) >= 3", THREE),
        (f"'x' not in {MSG}.get('a', [])", Unless(Compare("a", "contains", "x"))),
        (f"not {MSG}.get('a')", Some((OFF, GONE))),
        (f"not ({MSG}.get('a') == 'x' and {MSG}.get('b'))", Some((Unless(X), B_GONE))),
    ],
)
def test_a_line_of_code_is_read_as_a_value(code: str, condition: Condition) -> None:
    assert condition_of(code) == condition


@pytest.mark.parametrize(
    "code",
    [
        "__import__('os').system('ls')",
        "open('/etc/passwd')",
        f"{MSG}.get('a').endswith('x')",
        f"re.match('x', {MSG}.get('a'))",
        f"{MSG}.get('a') == {MSG}",
        f"{MSG}.get(open('x')) == 1",
        f"{MSG}.get('a') < 3",
        f"1 < {MSG}.get('a') < 3",
        "msg.get('topic') == 'x'",
        "msg",
        "lambda: msg",
        "[x for x in msg]",
        "f'{msg}'",
        "msg.msg.msg.get",
        "(",
        "not " * 3_000 + "msg",
        "x" * 5_000,
        f"{MSG}.get('a') == '%(msg.b)s'",
    ],
)
def test_code_that_says_more_is_refused_and_never_run(code: str) -> None:
    with pytest.raises(UntranslatableError, match="badge rule"):
        condition_of(code)
    with pytest.raises(UntranslatableError):
        counted_condition(code)


def longer(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    forms = ("{}.{}", "{}({})", "{} == {}", "not {}", "[{} for x in {}]", "{}.get({})")
    return st.one_of(*(st.builds(form.format, inner, inner) for form in forms))


CODE = st.recursive(st.sampled_from(["msg", "get", "'a'", "None", "len", "1"]), longer)


@settings(max_examples=60, deadline=None)
@given(CODE)
def test_no_code_makes_the_importer_fail(code: str) -> None:
    for read in (condition_of, counted_condition):
        with suppress(UntranslatableError):
            assert read(code) is not None


COUNTED = yaml.safe_load((FOLDER / "counted.yml").read_text())
FILTER = {"topics": ["%(topic)s"], "users": ["%(msg.keeper)s"]}
ASKS = {"greater than or equal to": 5}


def counting(**changes: Any) -> dict[str, Any]:
    body = {"filter": FILTER, "operation": "count", "condition": ASKS, **changes}
    return {**COUNTED, "criteria": {"datanommer": body}}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (counting(filter={"topics": ["%(topic)s"]}), "everybody"),
        (counting(filter={**FILTER, "users": ["%(msg.cat)s"]}), "another"),
        (counting(filter={**FILTER, "topics": ["cats.lost"]}), "other_messages"),
        (counting(filter={**FILTER, "start": 0}), "filter"),
        (counting(filter={**FILTER, "users": ["a", "b"]}), "filter"),
        (counting(condition={"less than": 3}), "times"),
        (counting(condition={"lambda": "value != 0"}), "times"),
        (counting(operation={"lambda": "sum(query.all())"}), "count"),
        (counting(operation="streak"), "count"),
        ({**COUNTED, "criteria": {"pkgdb": {}}}, "count"),
        ({**COUNTED, "recipient": "tom"}, "person"),
        ({**COUNTED, "trigger": {"lambda": f"{MSG}.get('a') == 1"}}, "any_topic"),
        ({**COUNTED, "trigger": {"none": []}}, "trigger"),
        ({**COUNTED, "trigger": {"all": [{"topic": "a"}, {"topic": "b"}]}}, "two_topics"),
        ({**COUNTED, "trigger": {"any": [{"topic": f"t{n}"} for n in range(99)]}}, "ways"),
        ({**COUNTED, "trigger": "cats.fed"}, "trigger"),
    ],
)
def test_what_cannot_be_said_is_refused_with_its_reason(written: Any, code: str) -> None:
    with pytest.raises(UntranslatableError) as caught:
        translate(written)
    assert caught.value.reason.code == f"import.rule.{code}"


def test_without_a_recipient_the_person_counted_is_meant() -> None:
    assert translate(counting() | {"recipient": None}).recipient == "keeper"
    nobody = counting(filter={"topics": ["%(topic)s"]}) | {"recipient": None}
    with pytest.raises(UntranslatableError, match="nobody"):
        translate(nobody)
