"""Every text has its German, and every German text its source; the lists say what to add."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from badges.sentences import SENTENCES, Plural
from tests.wording.gathering import (
    ADDRESSES,
    KEYWORDS,
    ROOT,
    Found,
    faults,
    formats,
    forms,
    texts_in_source,
    translated,
)


@pytest.fixture(scope="module")
def source() -> list[Found]:
    return texts_in_source()


def listed(lines: list[str]) -> str:
    return "\n  ".join(["", *sorted(set(lines))])


def test_every_text_has_a_german_translation(source: list[Found]) -> None:
    german = translated("de")
    missing = [f"{text.place}  {text.one!r}" for text in source if text.key not in german]
    assert not missing, f"no translation in any de/*.po:{listed(missing)}"


def test_texts_that_count_count_in_german_too(source: list[Found]) -> None:
    german = translated("de")
    uneven = [
        f"{text.place}  {text.one!r}: {domain} lacks msgid_plural {text.many!r}"
        for text in source
        for domain, message in german.get(text.key, ())
        if text.many and message.id != (text.one, text.many)
    ]
    assert not uneven, f"the plural differs:{listed(uneven)}"


@pytest.mark.parametrize("folder", ["de", "de_formal"])
def test_every_translation_is_whole(folder: str) -> None:
    wrong = [
        f"{domain}  {key[1]!r} {fault}"
        for key, entries in translated(folder).items()
        for domain, message in entries
        for fault in faults(message)
    ]
    assert not wrong, f"translations to correct:{listed(wrong)}"


@pytest.mark.parametrize("folder", ["de", "de_formal"])
def test_no_translation_is_left_over(source: list[Found], folder: str) -> None:
    used = {text.key for text in source}
    left = [
        f"{domain}  {key[1]!r}"
        for key, entries in translated(folder).items()
        for domain, _ in entries
        if key not in used
    ]
    assert not left, f"no source has these any more:{listed(left)}"


def test_domains_agree_where_they_translate_the_same_text() -> None:
    differing = [
        f"{key[1]!r}: {', '.join(domain for domain, _ in entries)}"
        for folder in ("de", "de_formal")
        for key, entries in translated(folder).items()
        if len({forms(message) for _, message in entries}) > 1
    ]
    assert not differing, (
        f"translated in two ways (use pgettext if both are meant):{listed(differing)}"
    )


def test_who_is_addressed_with_du_can_be_addressed_with_sie() -> None:
    formal = translated("de_formal")
    missing = [
        f"{domain}  {key[1]!r} -> {' | '.join(forms(message))!r}"
        for key, entries in translated("de").items()
        for domain, message in entries
        if key not in formal and any(map(ADDRESSES.search, forms(message)))
    ]
    assert not missing, f"no counterpart in any de_formal/*.po:{listed(missing)}"


def test_formal_german_never_slips_into_du() -> None:
    german = translated("de")
    wrong = [
        f"{domain}  {' | '.join(forms(message))!r}"
        for key, entries in translated("de_formal").items()
        for domain, message in entries
        if key not in german or any(map(ADDRESSES.search, forms(message)))
    ]
    assert not wrong, f"addresses with du, or overlays nothing:{listed(wrong)}"


def test_german_is_gender_neutral_without_special_characters() -> None:
    marked = [
        f"{domain}  {text!r}"
        for folder in ("de", "de_formal")
        for entries in translated(folder).values()
        for domain, message in entries
        for text in forms(message)
        if any(mark in text for mark in ("*in", "_in", ":in", "Innen"))
    ]
    assert not marked, f"word it without a mark:{listed(marked)}"


def test_every_source_text_can_be_formatted(source: list[Found]) -> None:
    wrong = [
        f"{found.place}  {text!r}"
        for found in source
        for text in (found.one, found.many)
        if not formats(text)
    ]
    assert not wrong, f"write %% for a per cent sign:{listed(wrong)}"


def test_the_tables_of_sentences_are_collected(source: list[Found]) -> None:
    collected = {text.one for text in source}
    for found in SENTENCES.values():
        for phrase in found:
            assert (phrase.one if isinstance(phrase, Plural) else phrase.text) in collected


def test_texts_are_found_in_code_and_templates(tmp_path: Path) -> None:
    (tmp_path / "badges").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "badges" / "a.py").write_text('x = Plural("one", "many")\ny = w.gettext("plain")\n')
    (tmp_path / "templates" / "a.html").write_text(
        "{% trans %}\n  a\n  b\n{% endtrans %}{{ _('c') }}"
    )
    found = texts_in_source(tmp_path)
    assert [text.one for text in found] == ["one", "plain", "a b", "c"]
    assert found[0].many == "many"


def test_texts_are_found_by_whatever_name_gettext_goes() -> None:
    code = "\n".join(file.read_text() for file in (ROOT / "badges").rglob("*.py"))
    names = set(re.findall(r"\b(\w+) = [\w.]+(?:\([^)]*\))?\.n?gettext$", code, re.MULTILINE))
    assert names >= {"say", "gettext"}
    assert names <= set(KEYWORDS)


@pytest.mark.parametrize(
    ("message", "wrong"),
    [
        (Message("a %(x)s", "b %(x)s"), False),
        (Message("a %(x)s", "b"), True),
        (Message("a", ""), True),
        (Message("a", "100 % b"), True),
        (Message(("one", "%(count)s"), ("eins", "%(count)s")), False),
        (Message(("one", "%(count)s"), ("eins", "%(cuont)s")), True),
    ],
)
def test_a_faulty_translation_is_seen(message: Message, *, wrong: bool) -> None:
    assert bool(faults(message)) is wrong


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("Das ist dein Badge.", True),
        ("Nimm teil.", True),
        ("Fertig. Lade die Datei herunter.", True),
        ("Die Dauer ist bekannt.", False),
        ("Nehmen Sie teil.", False),
        ("Eine Frage bleibt.", False),
    ],
)
def test_address_is_recognised(text: str, *, addresses: bool) -> None:
    assert bool(ADDRESSES.search(text)) is addresses
