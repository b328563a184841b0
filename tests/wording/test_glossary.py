"""The German catalogues keep to the glossary: one word for one thing, none of those ruled out."""

from __future__ import annotations

import re
from functools import cache

import pytest

from tests.wording.gathering import ROOT, forms, translated

GLOSSARY = ROOT / "badges" / "translations" / "GLOSSARY.md"
GENDER_MARKS = re.compile(r"[*:_/·][iI]n(nen)?\b|[a-zäöüß]In(nen)?\b|\(in(nen)?\)|/-?r\b")
NAMES = re.compile(r"LinkedIn|Verifiable Credentials")
TYPED_WRONG = re.compile(r"\"|\.\.\.|\w - \w|“[^„]*“")


def table(heading: str) -> list[list[str]]:
    """Give the rows of a table of the glossary."""
    section = GLOSSARY.read_text().split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line[:1] == "|"]
    return rows[2:]


@cache
def german_texts() -> list[tuple[str, str, str]]:
    """List each German text, without the names of others, with its domain and its English."""
    return [
        (domain, key[1], NAMES.sub("", text))
        for folder in ("de", "de_formal")
        for key, entries in translated(folder).items()
        for domain, message in entries
        for text in forms(message)
    ]


def in_any_form(word: str) -> re.Pattern[str]:
    """Match a word with the endings of German; no other word that begins like it."""
    return re.compile(rf"\b{re.escape(word)}(s|n|en|in|innen|es|e|er|t)?\b")


def where(wrong: re.Pattern[str]) -> str:
    """Show the German texts in which something is found that should not be there."""
    lines = [f"{domain}  {text!r}" for domain, _, text in german_texts() if wrong.search(text)]
    return "\n  ".join(lines)


@pytest.mark.parametrize("row", table("Words we do not use"), ids=lambda row: row[0])
def test_a_word_ruled_out_is_not_used(row: list[str]) -> None:
    word, instead = row
    used = where(in_any_form(word.removesuffix("en") if word[0].islower() else word))
    assert not used, f"write {instead!r}:\n  {used}"
    assert instead


@pytest.mark.parametrize("row", table("What things are called"), ids=lambda row: row[0])
def test_a_thing_is_called_by_its_word(row: list[str]) -> None:
    english, german = row[0], row[1].partition(" (")[0]
    named = [text for _, source, text in german_texts() if english in source.lower()]
    assert any(german.lower()[:-1] in text.lower() for text in named)


def test_german_is_neutral_without_special_characters() -> None:
    assert not where(GENDER_MARKS), f"word it without a mark:\n  {where(GENDER_MARKS)}"
    assert GENDER_MARKS.search("Leser:innen")
    assert not GENDER_MARKS.search("und/oder innen")


def test_quotation_marks_dashes_and_dots_are_the_german_ones() -> None:
    assert not where(TYPED_WRONG), f"typed wrong:\n  {where(TYPED_WRONG)}"
    assert TYPED_WRONG.search('Sag "ja"')


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Teilnehmer", True),
        ("den Teilnehmern", True),
        ("Teilnehmende", False),
        ("Nutzerinnen", False),
    ],
)
def test_forms_of_a_word_are_told_from_other_words(*, text: str, found: bool) -> None:
    assert bool(in_any_form("Teilnehmer").search(text)) is found
    assert in_any_form("verifizier").search("Das verifiziert niemand.")
