"""A file is what its bytes say, whatever its name says."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from badges.pictures import sniff


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(
                name, "application/vnd.oasis.opendocument.text" if "mime" in name else "x"
            )
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\0\0\0\0WAVEfmt ", "audio/wav"),
        (b"RIFX\0\0\0\0WEBPVP8 ", "application/octet-stream"),
        (b"\0\0\0\x20ftypheic", "image/heic"),
        (b"\0\0\0\x20ftypisom", "video/mp4"),
        (b"%PDF-1.7\n", "application/pdf"),
        (archive("a.txt"), "application/zip"),
        (archive("mimetype", "content.xml"), "application/vnd.oasis.opendocument.text"),
        (
            archive("word/document.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (b"\x1f\x8b\x08", "application/gzip"),
        (b"\x7fELF\x02", "application/x-executable"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><!-- a --><svg', "image/svg+xml"),
        (b"<!DOCTYPE HTML><p>", "text/html"),
        (b"<p><script>", "text/html"),
        (b'<?xml version="1.0"?><a/>', "application/xml"),
        (b' {"type": "Assertion"}', "application/json"),
        (b'{"type": ', "text/plain"),
        (b"[" * 100_000, "text/plain"),
        ("Größe\r\n".encode(), "text/plain"),
        ("ß".encode() * 3000, "text/plain"),
        ("Größe".encode("latin-1"), "application/octet-stream"),
        (b"a\0b", "application/octet-stream"),
        (b"", "application/octet-stream"),
    ],
    ids=range(26),
)
def test_content_decides(data: bytes, media_type: str) -> None:
    assert sniff(data) == media_type


@given(st.binary(max_size=200))
def test_every_file_has_a_type(data: bytes) -> None:
    assert "/" in sniff(data)
