"""Sizes that shrink together and lines that come out even."""

from __future__ import annotations

import itertools

import pytest

from badges.rendering.fitting import FITS, SERIF, clamped, drawable, even_lines


@pytest.mark.parametrize("size", ["picture", "space", "name", "title", "text", "criteria"])
def test_each_fit_is_no_larger_than_the_one_before(size: str) -> None:
    pairs = itertools.pairwise(getattr(fit, size) for fit in FITS)
    assert all(before >= after for before, after in pairs)


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("short", 5, "short"),
        ("One two three", 9, "One two …"),
        ("One, two", 6, "One …"),
        ("Unbreakable", 6, "Unbre …"),
        ("gone", 0, ""),
    ],
)
def test_a_text_is_cut_between_words(text: str, limit: int, expected: str) -> None:
    assert clamped(text, limit).text == expected


def test_a_short_name_is_as_large_as_it_may_be() -> None:
    assert even_lines("Siân", face=SERIF, largest=46, smallest=28, width=162).size == 46


def test_names_of_many_lengths_come_in_few_sizes() -> None:
    names = ("n" * count + "i" * more for count in range(14, 26) for more in range(8))
    lines = [even_lines(name, face=SERIF, largest=46, smallest=28, width=162) for name in names]
    sizes = {each.size for each in lines if each.count == 1}
    assert {size % 0.25 for size in sizes} == {0}
    assert 10 < len(sizes) <= 4 * (46 - 27)


def test_a_long_name_gets_two_even_lines() -> None:
    name = "Maximiliane-Alexandra Freifrau von Hohenstein-Wartenbergerin"
    lines = even_lines(name, face=SERIF, largest=46, smallest=28, width=162)
    assert 24 <= lines.size < 28 * 1.15
    assert lines.width < 162


def test_no_word_is_left_alone_on_a_third_line() -> None:
    first, second = "Maria do Carmo Gonçalves", "da Conceição Ferreira"
    lines = even_lines(f"{first} {second}", face=SERIF, largest=46, smallest=28, width=162)
    for each in (first, second):
        alone = even_lines(each, face=SERIF, largest=lines.size, smallest=1, width=lines.width)
        assert (alone.size, alone.count) == (lines.size, 1)


def test_a_word_too_long_for_two_lines_gets_smaller() -> None:
    lines = even_lines("W" * 120, face=SERIF, largest=46, smallest=28, width=162)
    assert lines.size < 28


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Zoë 🦊🌈", "Zoë"),
        ("👩‍🔧 Ada ⭐️ Lovelace 👍🏽", "Ada Lovelace"),
        ("Åsa-Łucja Ó’Néill № 5 ©", "Åsa-Łucja Ó’Néill № 5 ©"),
        ("محمد‌رضا", "محمد‌رضا"),
        ("🦊", "🦊"),
    ],
)
def test_emoji_are_not_drawn_as_boxes(text: str, drawn: str) -> None:
    assert drawable(text) == drawn
