"""What a file is, told from its content and never from its name."""

from __future__ import annotations

import codecs
import json
from typing import Final

UNKNOWN: Final = "application/octet-stream"

# Where the mark stands, the mark, and the media type (IANA); the first that fits counts.
_MARKS: Final = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypheix", "image/heic"),
    (4, b"ftypmif1", "image/heif"),
    (4, b"ftypqt", "video/quicktime"),
    (4, b"ftyp", "video/mp4"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"BM", "image/bmp"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"PK\x05\x06", "application/zip"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"ID3", "audio/mpeg"),
    (8, b"WAVE", "audio/wav"),
    (0, b"\x7fELF", "application/x-executable"),
    (0, b"MZ", "application/x-msdownload"),
)

# Inside of a ZIP, the name of its first file tells office documents apart.
_ZIP_NAMES: Final = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
)
_ZIP_MIMETYPE: Final = b"mimetypeapplication/"  # OpenDocument and EPUB begin with this file
_ZIP_HEADER: Final = 30
_WINDOW: Final = 4096
_JSON_LIMIT: Final = 1024 * 1024
_RIFF: Final = frozenset({"image/webp", "audio/wav"})
_TEXT_CONTROLS: Final = frozenset("\t\n\r\f")


def sniff(data: bytes) -> str:
    """Give the media type of ``data``; ``application/octet-stream`` where nothing fits.

    Text is ``text/plain`` in UTF-8 without control characters, more closely
    ``application/json``, ``image/svg+xml``, ``text/html`` or ``application/xml``::

        >>> sniff(b"%PDF-1.7 "), sniff(b'{"type": "Assertion"}'), sniff(b"Ahoj")
        ('application/pdf', 'application/json', 'text/plain')
    """
    for offset, mark, media_type in _MARKS:
        if data.startswith(mark, offset):
            if media_type in _RIFF and not data.startswith(b"RIFF"):
                continue
            return _archive(data) if media_type == "application/zip" else media_type
    return _text_type(data)


def _archive(data: bytes) -> str:
    if data.startswith(_ZIP_MIMETYPE, _ZIP_HEADER):
        start = _ZIP_HEADER + len("mimetype")
        named = data[start : start + 80].split(b"PK", 1)[0]
        if named.isascii() and named.decode("ascii").isprintable():
            return named.decode("ascii")
    for name, media_type in _ZIP_NAMES:
        if name in data[:_WINDOW]:
            return media_type
    return "application/zip"


def _text_type(data: bytes) -> str:
    window = data[:_WINDOW]
    try:
        # an incomplete character at the end of the window is no error
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(window, len(data) <= _WINDOW)
    except UnicodeDecodeError:
        return UNKNOWN
    if not text or any(char < " " and char not in _TEXT_CONTROLS for char in text):
        return UNKNOWN
    start = text.lstrip().lower()
    if start.startswith("<"):
        return _markup_type(start)
    if start.startswith(("{", "[")) and len(data) <= _JSON_LIMIT and _is_json(data):
        return "application/json"
    return "text/plain"


def _markup_type(start: str) -> str:
    if "<svg" in start:
        return "image/svg+xml"
    if start.startswith(("<!doctype html", "<html")) or "<script" in start:
        return "text/html"
    return "application/xml" if start.startswith("<?xml") else "text/plain"


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        return False
    return True
