"""What a reader finds on a page: its strings, what axe-core says, how much it weighs."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "tests" / "node" / "node_modules" / "axe-core" / "axe.min.js"
CATALOGUES = ROOT / "badges" / "translations" / "de"

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PLACEHOLDER = re.compile(r"%\\?\(\w+\\?\)s")
ENOUGH_LETTERS = 12

OWN_NAMES = {"Deutsch", "English", "topic"}
"""A language is named in itself, so that those who look for it find it; so is an activity's field,
as rules write it."""

RUN_AXE = """async rules => {
    const found = await axe.run(document, {
        runOnly: {type: 'tag', values: rules}, resultTypes: ['violations'],
    });
    return found.violations.map(it => [it.id, it.nodes.map(node => node.html.slice(0, 200))]);
}"""

# Text that says it is in another language is right; so is what people typed (pre-line, quotes).
STRINGS = """() => {
    const language = document.documentElement.lang, found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        if (element.closest('[lang]').lang !== language) continue;
        if (element.closest('script, textarea, pre, code, .pre-line, blockquote')) continue;
        found.push(walker.currentNode.data);
    }
    for (const element of document.querySelectorAll('[aria-label], [alt], [placeholder]'))
        if (element.closest('[lang]').lang === language)
            for (const name of ['aria-label', 'alt', 'placeholder'])
                found.push(element.getAttribute(name) || '');
    return found.map(it => it.replace(/\\\\s+/g, ' ').trim()).filter(it => it);
}""".replace("\\\\", "\\")

# Pictures are counted out; what came from the cache still counts.
WEIGHT = """() => performance.getEntries()
    .filter(it => it.encodedBodySize && it.initiatorType !== 'img')
    .reduce((sum, it) => sum + it.encodedBodySize, 0)"""


def violations(page: Page) -> list[Any]:
    """Run axe-core over the page; gives the broken rules with the elements that break them."""
    page.evaluate(AXE.read_text())
    return list(page.evaluate(RUN_AXE, RULES))


def weight(page: Page) -> int:
    """Give the page's bytes as they are sent, without its pictures."""
    return int(page.evaluate(WEIGHT))


def foreign_strings(page: Page, language: str) -> list[str]:
    """List the page's strings that stand in the catalogues, but in the other language."""
    whole, with_gaps = _foreign(language)
    found = set(page.evaluate(STRINGS)) - OWN_NAMES
    return sorted(it for it in found if it in whole or with_gaps.fullmatch(it))


@cache
def _foreign(language: str) -> tuple[frozenset[str], re.Pattern[str]]:
    """Give what a page in ``language`` should never say: the other side of the catalogues."""
    pairs = [
        (str(text), str(translated))
        for path in CATALOGUES.glob("*.po")
        for message in read_po(io.BytesIO(path.read_bytes()))
        if message.id
        for text, translated in zip(_forms(message.id), _forms(message.string), strict=True)
    ]
    sides = [set(side) for side in zip(*pairs, strict=True)]
    wrong = sides[0] - sides[1] if language == "de" else sides[1] - sides[0]
    telling = {" ".join(text.split()) for text in wrong if _tells(text)}
    with_gaps = {text for text in telling if "%(" in text}
    return frozenset(telling - with_gaps), re.compile("|".join(map(_as_pattern, with_gaps)))


def _forms(text: str | Iterable[str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def _tells(text: str) -> bool:
    """Tell whether a string has letters enough beside its placeholders to be recognised."""
    has_gaps = "%(" in text
    return len(re.sub(r"%\(\w+\)s|\W", "", text)) >= (ENOUGH_LETTERS if has_gaps else 3)


def _as_pattern(text: str) -> str:
    return PLACEHOLDER.sub(".+", re.escape(text))
