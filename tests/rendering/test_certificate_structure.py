"""The file: PDF/A-3a with a structure tree, its own fonts, and the credential inside."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pikepdf
import pytest
import zxingcpp
from fontTools.ttLib import TTFont
from PIL import Image
from pypdfium2 import PdfDocument

from badges.errors import InputError
from badges.rendering.certificate import render_certificate
from badges.rendering.content import Attachment, CertificateContent

from .conftest import CREATED


@pytest.fixture(scope="module")
def opened(certificate: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(certificate)) as pdf:
        yield pdf


def structure(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Walk the structure elements in reading order."""
    waiting = [pdf.Root.StructTreeRoot.K]
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, pikepdf.Array):
            waiting[:0] = list(node)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            yield node
            waiting[:0] = [node.get("/K", pikepdf.Array())]


def test_the_file_says_that_it_is_pdf_a_3a(opened: pikepdf.Pdf) -> None:
    assert opened.open_metadata().pdfa_status == "3A"
    assert opened.Root.OutputIntents[0].S == "/GTS_PDFA1"


def test_title_author_language_and_date_are_set(opened: pikepdf.Pdf) -> None:
    assert str(opened.docinfo.Title) == "Nachweis: Werkstatt begleiten – Łucja Wójcik-Śliwińska"
    assert str(opened.docinfo.Author) == "Offene Werkstatt"
    assert str(opened.docinfo.CreationDate) == "D:20260303093000Z"
    assert str(opened.Root.Lang) == "de"


def test_a_screen_reader_finds_headings_lists_and_links(opened: pikepdf.Pdf) -> None:
    assert opened.Root.MarkInfo.Marked
    assert {"/H1", "/H2", "/P", "/L", "/LI", "/Figure", "/Link"} <= {
        str(element.S) for element in structure(opened)
    }


def test_every_figure_has_an_alternative_text(opened: pikepdf.Pdf) -> None:
    alts = [str(each.get("/Alt", "")) for each in structure(opened) if each.S == "/Figure"]
    assert alts[:2] == ["Zeichen der Werkstatt", "Ein blauer Kreis"]
    assert all(alts)


def test_every_font_is_embedded_and_ours(opened: pikepdf.Pdf) -> None:
    fonts = [
        each
        for each in opened.objects
        if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor"
    ]
    assert fonts
    assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)
    assert all("+Meilenstein-" in str(font.FontName) for font in fonts)


def shown_glyphs(pdf: pikepdf.Pdf) -> dict[str, set[int]]:
    """Tell which glyphs of which font the page shows."""
    shown: dict[str, set[int]] = {}
    font = ""
    for operands, operator in pikepdf.parse_content_stream(pdf.pages[0]):
        if str(operator) == "Tf":
            font = str(operands[0])
        elif str(operator) == "TJ":
            codes = b"".join(
                bytes(each) for each in operands[0] if isinstance(each, pikepdf.String)
            )
            numbers = (int.from_bytes(codes[at : at + 2]) for at in range(0, len(codes), 2))
            shown.setdefault(font, set()).update(numbers)
    return shown


def test_each_glyph_is_in_its_font_as_wide_as_the_file_says(opened: pikepdf.Pdf) -> None:
    fonts = opened.pages[0].Resources.Font
    for name, glyphs in shown_glyphs(opened).items():
        (cid,) = fonts[name].DescendantFonts
        widths: dict[int, int] = {}
        for first, row in zip(list(cid.W)[::2], list(cid.W)[1::2], strict=True):
            widths |= {int(first) + place: int(width) for place, width in enumerate(row)}
        program = TTFont(io.BytesIO(cid.FontDescriptor.FontFile2.read_bytes()))
        order, mapped = program.getGlyphOrder(), fonts[name].ToUnicode.read_bytes()
        assert glyphs <= widths.keys()
        for glyph in glyphs:
            assert program["hmtx"][order[glyph]][0] == widths[glyph]
            assert b"<%04x> <" % glyph in mapped
            is_blank = b"<%04x> <0020>" % glyph in mapped
            assert bool(program["glyf"][order[glyph]].numberOfContours) != is_blank


def test_attachments_are_carried_byte_for_byte(
    opened: pikepdf.Pdf, attachments: tuple[Attachment, ...]
) -> None:
    carried = {name: opened.attachments[name].get_file() for name in opened.attachments}
    assert {name: file.read_bytes() for name, file in carried.items()} == {
        each.name: each.data for each in attachments
    }
    assert carried["credential.json"].mime_type == "application/vc"


def test_attachments_are_associated_files_named_once(opened: pikepdf.Pdf) -> None:
    named = [(str(file.UF), str(file.AFRelationship)) for file in opened.Root.AF]
    assert named == [("credential.json", "/Source"), ("did.json", "/Data")]
    params = opened.Root.AF[0].EF.F.Params
    assert (int(params.Size), str(params.ModDate)) == (13, "D:20260303093000Z")


def test_equal_input_gives_equal_bytes(
    content: CertificateContent, attachments: tuple[Attachment, ...], certificate: bytes
) -> None:
    assert render_certificate(content, attachments, created=CREATED) == certificate


def test_the_qr_code_leads_to_the_share_page(
    content: CertificateContent, certificate: bytes
) -> None:
    with PdfDocument(certificate) as document:
        drawn: Image.Image = document[0].render(scale=2).to_pil()
    found = zxingcpp.read_barcode(drawn, formats=zxingcpp.BarcodeFormat.QRCode)
    assert found is not None
    assert found.text == content.share_url


def test_two_attachments_of_one_name_are_refused(
    content: CertificateContent, attachments: tuple[Attachment, ...]
) -> None:
    with pytest.raises(InputError, match="its own name"):
        render_certificate(content, attachments[:1] * 2, created=CREATED)


def test_a_date_without_a_zone_is_refused(content: CertificateContent) -> None:
    with pytest.raises(InputError, match="zone"):
        render_certificate(content, created=CREATED.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("field", "value"),
    [("code", "K7MP"), ("code", "K7MP-X4RT-W9"), ("colour", "red"), ("colour", "#fff;x:y")],
)
def test_what_cannot_stand_on_a_page_is_refused(
    content: CertificateContent, field: str, value: str
) -> None:
    with pytest.raises(InputError):
        replace(content, **{field: value})
