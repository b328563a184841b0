"""The words of baking: the versions of the standard, and what an unbaked file gives."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final, Literal

Container = Literal["png", "svg", "pdf"]

MAXIMUM_FILE_BYTES: Final = 20 * 1024 * 1024
MAXIMUM_TEXT_BYTES: Final = 1024 * 1024
"""A credential is some kilobytes; with embedded pictures it may be some hundred."""


class OpenBadgesVersion(enum.StrEnum):
    """Which Open Badges a credential follows; the two are baked under different names."""

    OB2 = "2.0"
    OB3 = "3.0"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file inside a PDF; ``relationship`` is its AFRelationship (ISO 32000-2, 14.13), or ''."""

    name: str
    media_type: str
    data: bytes
    relationship: str = ""


@dataclass(frozen=True, slots=True)
class Unbaked:
    """The one credential of a file: a compact JWS, JSON, or with legacy OB 2.0 a URL.

    ``version`` is what the place says in which ``text`` stood; what the text itself claims is for
    the verifier to read. ``attachments`` are the other files of a PDF.
    """

    container: Container
    text: str
    version: OpenBadgesVersion
    attachments: tuple[Attachment, ...] = ()

    def attachment(self, name: str) -> bytes | None:
        """Give the first other file called ``name`` (``did.json``, ``recipient.json``), if any."""
        for attached in self.attachments:
            if attached.name == name:
                return attached.data
        return None
