"""One byte of a credential changed, in whatever file it lies.

The file around it stays whole (a PNG's checksum is right again), so that what refuses the result
is the signature::

    altered(png, b"sha256$")     # the byte after the first "sha256$" in the credential
"""

from __future__ import annotations

import base64
import io
import struct
import zlib

import pikepdf

from badges.baking import container_of, unbake

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def altered(data: bytes, after: bytes) -> bytes:
    """Change the one byte of the credential in ``data`` that follows the words ``after``."""
    container = container_of(data)
    given = data if container is None else unbake(data).text.encode()
    changed = _altered_text(given, after)
    if container == "png":
        return _in_png(data, given, changed)
    if container == "pdf":
        return _in_pdf(data, given, changed)
    assert data.count(given) == 1
    return data.replace(given, changed)


def _altered_text(text: bytes, after: bytes) -> bytes:
    """Change JSON as it stands, or what a token's payload says."""
    if text.startswith(b"{"):
        return _altered_json(text, after)
    header, payload, signature = text.split(b".")
    body = base64.urlsafe_b64decode(payload + b"=" * (-len(payload) % 4))
    payload = base64.urlsafe_b64encode(_altered_json(body, after)).rstrip(b"=")
    return b".".join([header, payload, signature])


def _altered_json(text: bytes, after: bytes) -> bytes:
    place = text.index(after) + len(after)
    return text[:place] + _other(text[place : place + 1]) + text[place + 1 :]


def _other(byte: bytes) -> bytes:
    """Give another character of the same kind, so that only the meaning changes."""
    return b"1" if byte != b"1" else b"2"


def _in_png(data: bytes, given: bytes, changed: bytes) -> bytes:
    """Put the changed text into its chunk and correct the checksum (PNG, 5.3)."""
    found, place = [PNG_SIGNATURE], len(PNG_SIGNATURE)
    while place < len(data):
        (length,) = struct.unpack_from(">I", data, place)
        body = data[place + 4 : place + 8 + length].replace(given, changed)
        found += [struct.pack(">I", len(body) - 4), body, struct.pack(">I", zlib.crc32(body))]
        place += 12 + length
    return b"".join(found)


def _in_pdf(data: bytes, given: bytes, changed: bytes) -> bytes:
    """Put the changed text into the attachment that holds it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for name, specification in pdf.attachments.items():
            body = specification.get_file().read_bytes()
            if given in body:
                pdf.attachments[name] = pikepdf.AttachedFileSpec(
                    pdf, body.replace(given, changed), filename=name, mime_type="application/vc"
                )
        pdf.save(out)
    return out.getvalue()
