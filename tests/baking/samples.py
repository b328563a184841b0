"""Files to bake into and out of, made here and not kept."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pikepdf
from PIL import Image

from badges.baking.png import SIGNATURE

JWS = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJkaWQ6d2ViOmIuZXhhbXBsZSJ9.c2lnbmF0dXJl"
CREDENTIAL = '{"type": ["VerifiableCredential"], "credentialSubject": {"name": "Zoë ]]> Ł"}}'
ASSERTION = '{"type": "Assertion", "id": "urn:uuid:1"}'
SVG = (
    b'<?xml version="1.0"?><!-- drawn by hand --><svg xmlns="http://www.w3.org/2000/svg" '
    b'xmlns:x="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'
    b'<g id="a"><path d="M0 0h9v9z"/></g><use x:href="#a"/></svg>'
)


def png(**changes: Any) -> bytes:
    """Give a small PNG; ``changes`` go to Pillow's writer."""
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), "#16939a").save(out, "PNG", **changes)
    return out.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    """Give one chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_with(*chunks: bytes) -> bytes:
    """Give a PNG with further chunks behind its header."""
    plain = png()
    header_end = len(SIGNATURE) + 25
    return plain[:header_end] + b"".join(chunks) + plain[header_end:]


def pdf(*files: tuple[str, str, bytes], associate: bool = False) -> bytes:
    """Give a PDF of one page with ``files`` (name, media type, data) attached."""
    out = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        for number, (name, media_type, data) in enumerate(files):
            attached = pikepdf.AttachedFileSpec(
                document, data, filename=name, mime_type=media_type, relationship=pikepdf.Name.Data
            )
            if associate:
                document.Root.AF = pikepdf.Array([attached.obj])
            else:
                document.attachments[f"{number}-{name}"] = attached
        document.save(out)
    return out.getvalue()
