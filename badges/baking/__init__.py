"""Credentials inside of files: into PNG and SVG pictures, and out of anyone's PNG, SVG and PDF.

::

    >>> drawing = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"/>'
    >>> baked = bake(drawing, '{"type": "…"}', version=OpenBadgesVersion.OB3)
    >>> found = unbake(baked)
    >>> found.container, found.version.value, found.text
    ('svg', '3.0', '{"type": "…"}')

The words are ``forms``, the errors ``errors``, one module each for ``png``, ``svg`` and ``pdf``.
Nothing here says whether a credential is genuine: that is verifying's.
"""

from __future__ import annotations

from badges.baking.errors import (
    AmbiguousCredentialError,
    BakingError,
    ContainerError,
    DamagedFileError,
    NoCredentialError,
    OversizeError,
    UnsafeFileError,
)
from badges.baking.forms import Attachment, Container, OpenBadgesVersion, Unbaked
from badges.baking.png import SIGNATURE, bake_png, unbake_png
from badges.baking.svg import bake_svg, unbake_svg

__all__ = [
    "AmbiguousCredentialError",
    "Attachment",
    "BakingError",
    "Container",
    "ContainerError",
    "DamagedFileError",
    "NoCredentialError",
    "OpenBadgesVersion",
    "OversizeError",
    "Unbaked",
    "UnsafeFileError",
    "attached_documents",
    "bake",
    "container_of",
    "unbake",
]

_PDF_HEADER_WITHIN = 1024  # readers accept a PDF that begins within its first 1024 bytes


def bake(image: bytes, text: str, *, version: OpenBadgesVersion) -> bytes:
    """Put a compact JWS or JSON into a PNG or SVG picture, in place of any that it held.

    Raises ``ContainerError`` for other pictures, another ``BakingError`` for damaged ones.
    """
    match container_of(image):
        case "png":
            return bake_png(image, text, version)
        case "svg":
            return bake_svg(image, text, version)
        case _:
            raise ContainerError


def unbake(data: bytes) -> Unbaked:
    """Give the credential that a PNG, SVG or PDF carries; raises ``BakingError``."""
    match container_of(data):
        case "png":
            return unbake_png(data)
        case "svg":
            return unbake_svg(data)
        case "pdf":
            from badges.baking.pdf import unbake_pdf  # noqa: PLC0415 - loads a library of its own

            return unbake_pdf(data)
        case _:
            raise ContainerError


def attached_documents(document: bytes) -> tuple[Attachment, ...]:
    """Give every file that a PDF carries; raises ``BakingError``."""
    from badges.baking.pdf import attached_documents as attached  # noqa: PLC0415 - as above

    return attached(document)


def container_of(data: bytes) -> Container | None:
    """Tell by its first bytes what a file is, or None for what holds no credential inside."""
    if data.startswith(SIGNATURE):
        return "png"
    start = data[:_PDF_HEADER_WITHIN]
    if start.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return "svg"
    return "pdf" if b"%PDF-" in start else None
