"""What was laid out once is found by other processes, as it was, or not at all."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from badges.rendering import shelf as shelves
from badges.rendering import splicing
from badges.rendering.content import Attachment, CertificateContent
from badges.rendering.shaping import NotOursError
from badges.rendering.shelf import unpacked
from badges.rendering.splicing import Templates, splice
from badges.rendering.template import Template
from badges.wording import Localized

from .conftest import CREATED

PLAIN: dict[str, Any] = {"criteria": None, "description": None, "milestones": (), "logo": None}
"""What fits at once is laid out once."""

PEOPLE: dict[str, dict[str, Any]] = {
    "one line": {"recipient_name": "Ελένη Wójcik"},
    "two lines": {"recipient_name": "Maria do Carmo Gonçalves da Conceição Ferreira"},
    "dense": {"recipient_name": "Eva", "criteria": Localized("Ein Satz dazu. " * 60, "de")},
}


@dataclass
class Shelf:
    """A shelf in memory."""

    kept: dict[str, bytes] = field(default_factory=dict)

    def get(self, name: str) -> bytes | None:
        return self.kept.get(name)

    def put(self, name: str, data: bytes) -> None:
        self.kept[name] = data


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def laid_out(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Give the steps that are laid out from now on, by a process that knows no template."""
    made: list[int] = []

    class Counted(splicing.Drawing):
        def lay_out(self, step: int) -> bool:
            made.append(step)
            return super().lay_out(step)

    monkeypatch.setattr(splicing, "Drawing", Counted)
    return made


@pytest.fixture(autouse=True)
def another_process(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give a way to know no template any more."""

    def begin() -> None:
        monkeypatch.setattr(splicing, "_TEMPLATES", Templates())

    begin()
    return begin


@pytest.fixture(scope="module")
def kept(content: CertificateContent) -> bytes:
    """Give one template as it is kept."""
    made = Shelf()
    splice(replace(content, **PLAIN), (), CREATED, made)
    (only,) = made.kept.values()
    return only


@pytest.mark.parametrize("changes", PEOPLE.values(), ids=PEOPLE.keys())
def test_another_process_lays_nothing_out_and_draws_the_same(
    content: CertificateContent,
    attachments: tuple[Attachment, ...],
    shelf: Shelf,
    laid_out: list[int],
    another_process: Any,
    changes: dict[str, Any],
) -> None:
    person = replace(content, **changes)
    files = sorted(attachments, key=lambda each: each.name)
    first = splice(person, files, CREATED, shelf)
    times = len(laid_out)
    assert times == len(shelf.kept) > (1 if "criteria" in changes else 0)
    another_process()
    assert splice(person, files, CREATED, shelf) == first
    assert len(laid_out) == times
    another_process()
    assert splice(person, files, CREATED) == first
    assert len(laid_out) == 2 * times


def test_why_a_page_has_no_template_is_known_as_well(
    content: CertificateContent, shelf: Shelf, laid_out: list[int], another_process: Any
) -> None:
    person = replace(content, community_name="Žofia Quistová")
    for _ in range(2):
        another_process()
        with pytest.raises(NotOursError, match="stands for a recipient"):
            splice(person, (), CREATED, shelf)
    assert [unpacked(Template, each) for each in shelf.kept.values()] == [
        "This page shows what stands for a recipient."
    ]
    assert laid_out == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda data: data[:-9],
        lambda _: zlib.compress(b"[1, 2]"),
        lambda _: zlib.compress(b'{"__class__": "Template"}'),
        lambda data: zlib.compress(zlib.decompress(data).replace(b'{"": "', b'{"": "!', 1)),
    ],
    ids=["empty", "torn", "a list", "an object", "no bytes"],
)
def test_what_is_damaged_is_nothing_that_was_packed(damage: Any, kept: bytes) -> None:
    assert isinstance(unpacked(Template, kept), Template)
    with pytest.raises(ValueError, match="nothing that was packed"):
        unpacked(Template, damage(kept))


def test_what_is_damaged_is_laid_out_anew(
    content: CertificateContent, shelf: Shelf, laid_out: list[int], another_process: Any
) -> None:
    plain = replace(content, **PLAIN)
    first = splice(plain, (), CREATED, shelf)
    whole = dict(shelf.kept)
    shelf.kept = dict.fromkeys(whole, b"torn")
    another_process()
    assert splice(plain, (), CREATED, shelf) == first
    assert (shelf.kept, len(laid_out)) == (whole, 2)


def test_nothing_on_it_is_the_recipients_own(content: CertificateContent, kept: bytes) -> None:
    text = zlib.decompress(kept)
    assert b"Leipzig" not in text
    assert b"nobody" not in text
    assert content.code.encode() not in text
    made = unpacked(Template, kept)
    assert isinstance(made, Template)
    states = repr(made.__getstate__())
    for own in (content.share_url, content.personal_sentence, "2028", "Wójcik"):
        assert own not in states


def test_who_vouches_is_named_on_no_shelf(content: CertificateContent, shelf: Shelf) -> None:
    splice(replace(content, **PLAIN, vouchers=("Mira Kraus",)), (), CREATED, shelf)
    assert shelf.kept == {}


def test_after_an_update_nothing_is_found_that_was_drawn_before(
    content: CertificateContent,
    shelf: Shelf,
    laid_out: list[int],
    another_process: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain = replace(content, **PLAIN)
    splice(plain, (), CREATED, shelf)
    monkeypatch.setattr(shelves, "_edition", lambda: b"another one")
    another_process()
    splice(plain, (), CREATED, shelf)
    assert (len(laid_out), len(shelf.kept)) == (2, 2)
