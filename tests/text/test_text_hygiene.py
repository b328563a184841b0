"""What is kept of typed and pasted text."""

from __future__ import annotations

import pytest

from badges.errors import InputError
from badges.text import clean_line, clean_name, clean_narrative, normalize_email


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  Ada \t  Lovelace\n", "Ada Lovelace"),
        ("Zoe\u0308", "Zoë"),
        ("Ada\u00a0Love\u00adlace\u200b", "Ada Lovelace"),
        ("Nguyễn Thị Hồng Ánh", "Nguyễn Thị Hồng Ánh"),
        ("محمد بن\u200cعلی", "محمد بن\u200cعلی"),
        ("Łukasz Źdźbło-Wójcik", "Łukasz Źdźbło-Wójcik"),
    ],
)
def test_a_name_is_kept_in_one_form(given: str, kept: str) -> None:
    assert clean_name(given) == kept


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("Ada\nLovelace", "text.line_break"),
        ("Ada\u2028Lovelace", "text.line_break"),
        ("Ada\u202eecalevoL", "text.bidi"),
        ("Ada\u2066x", "text.bidi"),
        ("Ada\x00", "text.control"),
        ("Ada\x1b[31m", "text.control"),
        ("Ada\ud800", "text.control"),
        ("Ada\uffff", "text.control"),
        ("A" + "\u0489" * 20, "text.marks"),
        ("x" * 121, "text.too_long"),
        ("x" * 10_000_000, "text.too_long"),
        (" - ", "text.empty"),
        ("", "text.empty"),
    ],
)
def test_what_no_name_may_hold_is_refused_with_a_sentence(given: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        clean_name(given, field="recipient")
    assert (caught.value.reason.code, caught.value.field) == (code, "recipient")
    assert str(caught.value).endswith(".")


def test_a_line_may_be_empty() -> None:
    assert clean_line(" \t ") == ""


def test_a_narrative_keeps_its_paragraphs() -> None:
    assert clean_narrative("One\r\n two  three \u2028\n\n\n\nfour\n") == "One\n two three\n\nfour"


@pytest.mark.parametrize("given", ["a\x00b", "a\x07", "a\u202eb", "x" * 10_001])
def test_a_narrative_refuses_what_cannot_be_read(given: str) -> None:
    with pytest.raises(InputError):
        clean_narrative(given)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (" Ada@Example.ORG ", "ada@example.org"),
        ("ADA+badges@bücher.example.org", "ada+badges@xn--bcher-kva.example.org"),
        ("Jo\u0308rg@example.org", "jörg@example.org"),
    ],
)
def test_an_address_has_one_form(given: str, kept: str) -> None:
    assert normalize_email(given) == kept


@pytest.mark.parametrize(
    "given",
    [
        "",
        "ada",
        "ada@",
        "@example.org",
        "ada@localhost",
        "a b@example.org",
        "ada@exa\nmple.org",
        "ada@[127.0.0.1]",
        "ada@example.org\r\nBcc: all@example.org",
        "Ada <ada@example.org>",
    ],
)
def test_what_is_no_address_is_one_sentence(given: str) -> None:
    with pytest.raises(InputError, match=r"name@example\.org") as caught:
        normalize_email(given)
    assert caught.value.reason.code == "email.invalid"
