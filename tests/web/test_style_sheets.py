"""The style sheets: whole, without what nobody uses, and in the colours of one place."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHEETS = sorted((ROOT / "badges" / "web" / "static").glob("*.css"))
IN_THE_SOURCE = "\n".join(
    file.read_text(encoding="utf-8")
    for room in ("templates", "badges")
    for file in (ROOT / room).rglob("*")
    if file.suffix in {".html", ".js", ".py"}
)


def rules(sheet: Path) -> str:
    """Give a sheet without its comments."""
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)


def selectors(text: str) -> list[str]:
    """List the selectors that stand outside of every at-rule."""
    found, depth = [], 0
    for part in re.finditer(r"([^{}]+)\{|\}", text):
        opens = part[1] is not None
        if opens and depth == 0 and not part[1].strip().startswith("@"):
            found.append(" ".join(part[1].split()))
        depth += 1 if opens else -1
    return found


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda it: it.name)
def test_every_brace_that_is_opened_is_closed(sheet: Path) -> None:
    depth = 0
    for character in rules(sheet):
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert 0 <= depth <= 2, "a rule stands in a rule"
    assert depth == 0


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda it: it.name)
def test_every_class_is_used_somewhere(sheet: Path) -> None:
    names = set(re.findall(r"\.([a-zA-Z][\w-]*)", re.sub(r"\{[^{}]*\}", "", rules(sheet))))
    assert names
    unused = [x for x in names if not re.search(rf"(?<![\w-]){x}(?![\w-])", IN_THE_SOURCE)]
    assert unused == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda it: it.name)
def test_a_rule_is_written_once(sheet: Path) -> None:
    counts = Counter(selectors(rules(sheet)))
    assert counts
    assert [selector for selector, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda it: it.name)
def test_colours_come_from_the_custom_properties(sheet: Path) -> None:
    lines = [line.strip() for line in rules(sheet).splitlines() if ":" in line and "--" not in line]
    # A code is printed and projected in black on white, whatever the scheme.
    odd = [line for line in lines if re.search(r"#(?!fff\b|000\b)[0-9a-f]{3,8}\b", line)]
    assert odd == []


def test_a_rule_in_a_rule_is_seen() -> None:
    assert selectors("a{b:c} @media print{ d{e:f} } g{h:i}") == ["a", "g"]
    assert selectors(".a,\n.b { c: d }") == [".a, .b"]
