"""Files and reflections that members hand in."""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile

import pytest
from PIL import Image

from badges.errors import InputError
from badges.evidence import FILE_LIMIT, check_file, check_text

PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
GPS_TAG, MAKER_TAG = 0x8825, 0x010F


def photograph() -> bytes:
    picture = Image.new("RGB", (40, 30), "red")
    exif = picture.getexif()
    exif[MAKER_TAG] = "Ada's Camera"
    exif.get_ifd(GPS_TAG)[2] = (52.0, 31.0, 0.0)
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def odt(*parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        for part in parts:
            archive.writestr(part, "x")
    return out.getvalue()


def docx(*parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part in ("[Content_Types].xml", "word/document.xml", *parts):
            archive.writestr(part, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "media_type"),
    [
        (PDF, "plan.PDF", "application/pdf"),
        ("Grüße".encode(), "notes.txt", "text/plain"),
        (b"# Plan", "C:\\ada\\plan.md", "text/markdown"),
        (b"a;b\r\n1;2", "table.csv", "text/csv"),
        (odt("content.xml"), "talk.odt", "application/vnd.oasis.opendocument.text"),
        (docx(), "talk.docx", DOCX),
    ],
)
def test_documents_are_kept_as_they_came(data: bytes, name: str, media_type: str) -> None:
    checked = check_file(data, name)
    assert (checked.media_type, checked.data) == (media_type, data)
    assert checked.sha256 == hashlib.sha256(data).hexdigest()
    assert (
        checked.digest_sri == "sha384-" + base64.b64encode(hashlib.sha384(data).digest()).decode()
    )


def test_a_picture_loses_place_and_camera_before_it_is_hashed() -> None:
    given = photograph()
    checked = check_file(given, "me.jpg")
    assert not dict(Image.open(io.BytesIO(checked.data)).getexif())
    assert b"Ada" in given
    assert b"Ada" not in checked.data
    assert (checked.width, checked.height, checked.size) == (40, 30, len(checked.data))
    assert checked.sha256 == hashlib.sha256(checked.data).hexdigest()


def test_a_picture_of_another_kind_than_its_name_is_still_a_picture() -> None:
    assert check_file(photograph(), "me.png").media_type == "image/jpeg"


def test_a_name_is_for_reading_only() -> None:
    assert check_file(b"x", "../../etc/notes.txt").name == "notes.txt"
    assert check_file(b"x", "").name == "file"


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.txt", "evidence.empty"),
        (b"x" * (FILE_LIMIT + 1), "a.txt", "evidence.too_large"),
        (b"<script>alert(1)</script>", "me.png", "evidence.not_a_picture"),
        (PDF, "me.jpg", "evidence.not_a_picture"),
        (photograph()[:300], "me.jpg", "picture.damaged"),
        (photograph(), "me.pdf", "evidence.type_mismatch"),
        (PDF[:20], "plan.pdf", "evidence.damaged"),
        (PDF, "plan.exe", "evidence.type"),
        (b"MZ\x90\x00", "setup.exe", "evidence.type"),
        (b"GIF89a" + bytes(20), "party.gif", "evidence.type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "evidence.type"),
        (b"a\x00b", "notes.txt", "evidence.type_mismatch"),
        ("Grüße".encode("latin-1"), "notes.txt", "evidence.type_mismatch"),
        (odt()[:80], "talk.odt", "evidence.damaged"),
        (docx("word/vbaProject.bin"), "talk.docx", "evidence.macros"),
        (odt("Basic/Standard/a.xml"), "talk.odt", "evidence.macros"),
        (odt(), "talk.docx", "evidence.type_mismatch"),
        (b"x", "a\u202egpj.txt", "text.bidi"),
    ],
)
def test_what_is_not_taken_is_refused_with_one_sentence(data: bytes, name: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        check_file(data, name)
    assert caught.value.reason.code == code
    assert str(caught.value).endswith(".")


def test_an_archive_of_endless_parts_is_refused_unread() -> None:
    data = odt("content.xml") + b"PK\x01\x02" * 5001
    with pytest.raises(InputError):
        check_file(data, "talk.odt")


def test_a_reflection_keeps_its_lines_and_is_hashed_as_kept() -> None:
    checked = check_text("I taught.\r\nThey learnt.  ")
    assert checked.text == "I taught.\nThey learnt."
    assert checked.sha256 == hashlib.sha256(checked.text.encode()).hexdigest()
    assert checked.size == 22


@pytest.mark.parametrize("text", ["", " \n ", "a\x00", "a\u202e"])
def test_a_reflection_without_words_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        check_text(text)
