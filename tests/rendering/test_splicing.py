"""Setting a recipient's parts into a page gives the page that laying it out would have given."""

from __future__ import annotations

import io
import threading
import time
from dataclasses import replace
from datetime import date
from typing import Any

import pikepdf
import pytest
from PIL import Image, ImageChops
from pypdfium2 import PdfDocument

from badges.rendering import splicing
from badges.rendering.certificate import render_certificate
from badges.rendering.content import Attachment, CertificateContent
from badges.rendering.shaping import NotOursError
from badges.rendering.splicing import Templates, splice
from badges.rendering.template import Marks
from badges.rendering.whole import render_whole
from badges.wording import Localized

from .conftest import CREATED, text_of
from .test_certificate_structure import structure

LINES = (
    "Danke dafür, dass du über drei Monate jede Woche geholfen, erklärt und repariert hast, "
    "und dass bei dir niemand mit seiner Nähmaschine allein geblieben ist."
)
PEOPLE: dict[str, dict[str, Any]] = {
    "German": {"recipient_name": "Jörg Größer", "personal_sentence": LINES},
    "Polish": {"recipient_name": "Łucja Wójcik-Śliwińska", "place": ""},
    "Vietnamese": {"recipient_name": "Nguyễn Thị Ánh Tuyết", "expires": None},
    "Turkish": {"recipient_name": "Işıl Ağaoğlu İpek", "date": date(2027, 12, 31)},
    "Welsh, with ligatures": {"recipient_name": "Ffion Llŷr-Affleck", "signatories": ()},
    "with kerning": {"recipient_name": "AVA TO Wyatt", "personal_sentence": "Well done!"},
    "Greek": {"recipient_name": "Αλέξανδρος Παπαδόπουλος", "place": "Αθήνα"},
    "Cyrillic": {"recipient_name": "Олександра Їжакевич", "language": "en"},
    "two scripts": {"recipient_name": "Žana Жанна", "code": "Z9Y8X7W6V5U4"},
    "two lines": {"recipient_name": "Maria do Carmo Gonçalves da Conceição Ferreira"},
    "two lines, hyphens": {"recipient_name": "Maximiliane-Alexandra von Hohenstein-Wartenberg"},
    "with an emoji": {"recipient_name": "Zoë \U0001f98a Fuchs"},
    "signs": {"recipient_name": "Kim <b>&amp; (x) \\n", "share_url": "https://b.example/c/1-a.b"},
    "dense": {"recipient_name": "Eva", "criteria": Localized("Ein Satz dazu. " * 60, "de")},
}
NOBODY = Marks("https://nobody.invalid/")
WHOLE = {
    "Arabic": "فاطمة الزهراء",
    "Hebrew": "דבורה כהן",
    "Chinese": "王小明",
    "Devanagari": "अनिल कुमार",
    "combining": "Q\u0302uentin",
    "three lines": "Maximiliane-Alexandra Freifrau von Hohenstein-Wartenbergerin " * 3,
}


@pytest.fixture(scope="module")
def plain(content: CertificateContent) -> CertificateContent:
    """Give a page that fits at once."""
    return replace(content, criteria=None, description=None, milestones=(), logo=None)


def pixels(pdf: bytes) -> Image.Image:
    with PdfDocument(pdf) as document:
        drawn: Image.Image = document[0].render(scale=2).to_pil().convert("RGB")
    return drawn


def outline(pdf: pikepdf.Pdf) -> list[tuple[str, ...]]:
    """Tell the structure: what each element is, what it stands for, which content it marks."""
    kids = [[str(kid) for kid in each.K if isinstance(kid, int)] for each in structure(pdf)]
    return [
        (str(each.S), str(each.get("/Alt", "")), *marked)
        for each, marked in zip(structure(pdf), kids, strict=True)
    ]


@pytest.mark.parametrize("changes", PEOPLE.values(), ids=PEOPLE.keys())
def test_what_was_set_in_is_what_would_have_been_laid_out(
    plain: CertificateContent, attachments: tuple[Attachment, ...], changes: dict[str, Any]
) -> None:
    person, files = replace(plain, **changes), sorted(attachments, key=lambda each: each.name)
    spliced, whole = splice(person, files, CREATED), render_whole(person, files, CREATED)
    assert ImageChops.difference(pixels(spliced), pixels(whole)).getbbox() is None
    assert text_of(spliced) == text_of(whole)
    with pikepdf.open(io.BytesIO(spliced)) as ours, pikepdf.open(io.BytesIO(whole)) as theirs:
        assert ours.check_pdf_syntax() == []
        assert outline(ours) == outline(theirs)
        assert dict(ours.docinfo) == dict(theirs.docinfo)
        assert ours.Root.Metadata.read_bytes() == theirs.Root.Metadata.read_bytes()
        assert ours.pages[0].Annots[0].A.URI == theirs.pages[0].Annots[0].A.URI


@pytest.mark.parametrize("name", WHOLE.values(), ids=WHOLE.keys())
def test_a_name_that_needs_a_layout_gets_one(plain: CertificateContent, name: str) -> None:
    person = replace(plain, recipient_name=name)
    with pytest.raises(NotOursError):
        splice(person, (), CREATED)
    assert render_certificate(person, created=CREATED) == render_whole(person, (), CREATED)


@pytest.mark.parametrize(
    "changes",
    [
        {"community_name": NOBODY.name},
        {"share_url": "https://b.example/c/a/../b-and-more"},
        {"personal_sentence": "Ein Satz — mit Strichen, die auch eine Zeile beenden könnten."},
        {"description": Localized("9. März 1911", "de"), "place": "Ort " * 30},
    ],
    ids=["what stands for nobody", "an address that may change", "a dash", "a long place"],
)
def test_what_could_be_mistaken_is_laid_out(
    plain: CertificateContent, changes: dict[str, Any]
) -> None:
    with pytest.raises(NotOursError):
        splice(replace(plain, **changes), (), CREATED)


def test_a_cohort_is_laid_out_once(
    plain: CertificateContent, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []

    class Counted(splicing.Drawing):
        def lay_out(self, step: int) -> bool:
            made.append(step)
            return super().lay_out(step)

    monkeypatch.setattr(splicing, "Drawing", Counted)
    monkeypatch.setattr(splicing, "_TEMPLATES", Templates())
    for name in ("Ada Lovelace", "Grace Brewster Murray Hopper", "Ελένη Παπά", "Жанна"):
        splice(replace(plain, recipient_name=name), (), CREATED)
    assert made == [0]


def test_nothing_of_nobody_is_left(certificate: bytes) -> None:
    with pikepdf.open(io.BytesIO(certificate)) as pdf:
        written = [each.unparse() for each in pdf.objects]
        written += [each.read_bytes() for each in pdf.objects if isinstance(each, pikepdf.Stream)]
    for text in (*NOBODY.texts, "QJ7XW4K2ZV9M", "1911", "attachment 0"):
        assert not any(text.encode() in each for each in written), text
        assert not any(text.encode("utf-16-be").hex().encode() in each for each in written), text


def test_bytes_do_not_depend_on_what_was_drawn_before(
    plain: CertificateContent, monkeypatch: pytest.MonkeyPatch
) -> None:
    warm = [splice(replace(plain, recipient_name=name), (), CREATED) for name in ("Ada", "Bo")]
    monkeypatch.setattr(splicing, "_TEMPLATES", Templates())
    assert splice(replace(plain, recipient_name="Bo"), (), CREATED) == warm[1] != warm[0]


def test_two_certificates_have_identifiers_of_their_own(plain: CertificateContent) -> None:
    found = set()
    for name in ("Ada", "Bo"):
        pdf = splice(replace(plain, recipient_name=name), (), CREATED)
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            found.add(bytes(opened.trailer.ID[0]))
    assert len(found) == 2


def test_threads_draw_side_by_side(plain: CertificateContent) -> None:
    names = [f"Ada {chr(65 + number)}" for number in range(12)]
    expected = [splice(replace(plain, recipient_name=name), (), CREATED) for name in names]
    drawn: dict[int, list[bytes]] = {}

    def draw(thread: int) -> None:
        people = (replace(plain, recipient_name=name) for name in names)
        drawn[thread] = [splice(person, (), CREATED) for person in people]

    threads = [threading.Thread(target=draw, args=(number,)) for number in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(timeout=50)
    assert list(drawn.values()) == [expected] * 3


def test_templates_are_kept_within_bounds(plain: CertificateContent) -> None:
    kept = Templates(most=1)
    shown: list[int] = []

    def make(number: int) -> None:
        shown.append(number)

    for number in (1, 2, 2, 1):
        kept.get(number, lambda number=number: make(number))
    assert shown == [1, 2, 1]
    assert kept.size < 10_000


def test_setting_in_costs_a_fraction_of_a_layout(
    plain: CertificateContent, attachments: tuple[Attachment, ...]
) -> None:
    people = [replace(plain, recipient_name=f"Ada {number}") for number in range(20)]
    splice(people[0], attachments, CREATED)
    start = time.process_time()
    for person in people:
        splice(person, attachments, CREATED)
    spliced = (time.process_time() - start) / len(people)
    start = time.process_time()
    render_whole(people[0], attachments, CREATED)
    assert spliced * 10 < time.process_time() - start
