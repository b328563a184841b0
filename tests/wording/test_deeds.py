"""Whatever is written into the audit trail can be read there as a sentence."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from badges.audit import GROUPS
from badges.sentences import SENTENCES
from badges.wording import wording
from tests.wording.gathering import ROOT

STEPS = {"mail.": ("again", "cancel"), "key.": ("rotate", "activate", "retire")}
"""What stands after the first word where the source puts an action together."""


def actions_in(path: Path) -> Iterator[str]:
    """Give the actions that a file records."""
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call) or len(node.args) < 3:
            continue
        if getattr(node.func, "id", getattr(node.func, "attr", "")) != "record":
            continue
        match node.args[1]:
            case ast.Constant(value=str(action)):
                yield action
            case ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]):
                yield from (start + step for step in STEPS[start])


ACTIONS = sorted(
    {action for path in (ROOT / "badges").rglob("*.py") for action in actions_in(path)}
)


def test_the_search_finds_actions(tmp_path: Path) -> None:
    file = tmp_path / "room.py"
    file.write_text('audit.record(a, "x.y", "z")\nrecord(a, f"mail.{b}", "z")\nrecord("x.q", 1)\n')
    assert list(actions_in(file)) == ["x.y", "mail.again", "mail.cancel"]
    assert len(ACTIONS) > 60


@pytest.mark.parametrize("action", ACTIONS)
def test_every_deed_has_a_sentence_and_a_group(action: str) -> None:
    assert f"deed.{action}" in SENTENCES, "add it to badges/sentences/trail.py"
    assert any(action.split(".", maxsplit=1)[0] in words for words in GROUPS.values())


def test_no_sentence_is_left_without_its_deed() -> None:
    deeds = [code.removeprefix("deed.") for code in SENTENCES if code.startswith("deed.")]
    assert [d for d in deeds if d not in ACTIONS and d.rpartition(".")[0] not in ACTIONS] == []


def test_every_deed_is_said_in_german() -> None:
    german = wording("de").catalogue
    sentences = [SENTENCES[f"deed.{action}"][0] for action in ACTIONS]
    assert all(german.gettext(each.text) != each.text for each in sentences)
