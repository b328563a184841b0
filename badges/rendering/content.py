"""What stands on a certificate and on a preview picture: plain values, ready to be drawn.

Nothing here is looked up: names, sentences and pictures come as they are to be read, in the
language of the page; only the fixed labels are added by the templates::

    >>> Milestone("Two workshops", "You attended 2 of 2.").title
    'Two workshops'
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from dataclasses import dataclass, field, fields, is_dataclass, replace
from enum import StrEnum
from typing import Any, Literal

from badges.errors import InputError
from badges.rendering.colours import palette_of
from badges.wording import Localized

MAX_SIGNATORIES = 2
CODE_LENGTH = 12

Relationship = Literal["Source", "Data", "Alternative", "Supplement", "Unspecified"]
"""AFRelationship of ISO 19005-3, 6.8."""

_BIDI_CONTROLS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


class Heading(StrEnum):
    """What the certificate calls itself, by what was checked."""

    PARTICIPATION = "participation"
    """Attendance only: Confirmation of participation, Teilnahmebestätigung."""
    RECORD = "record"
    """Work was submitted or reviewed: Record of achievement, Nachweis."""
    CERTIFICATE = "certificate"
    """Certificate, Zertifikat: by the manager's choice, never by itself."""


class Marking(StrEnum):
    """What must not be taken for an award says so on its face."""

    DEMO = "demo"
    TRIAL = "trial"


@dataclass(frozen=True, slots=True)
class Picture:
    """A checked picture: its bytes, ``image/png`` or ``image/svg+xml``, and its alt text."""

    data: bytes = field(repr=False)
    media_type: str
    alt: str

    def __post_init__(self) -> None:
        if self.media_type not in {"image/png", "image/jpeg", "image/svg+xml"}:
            raise InputError(
                "rendering.picture", "Give the picture as PNG, JPEG or SVG.", field="picture"
            )


@dataclass(frozen=True, slots=True)
class Milestone:
    """A milestone that was met, and in one short sentence how."""

    title: str
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs for the community."""

    name: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file carried inside the PDF (ISO 19005-3, "associated file").

    ``relationship`` is its AFRelationship; ``modified`` its date, aware of its zone.
    """

    name: str
    data: bytes = field(repr=False)
    media_type: str
    description: str
    modified: dt.datetime
    relationship: Relationship = "Data"


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateContent:
    """All that one certificate shows.

    ``language`` (``de`` or ``en``) and ``formal`` choose the fixed labels; a text that fell back to
    another language says so itself (:func:`badges.wording.pick`); ``colour`` is the
    community's, ``#rrggbb``; ``vouchers`` are who vouches, as they
    agreed to be named; ``hours`` counts hours of work, 0 for unknown; ``share_url`` goes into
    the QR code and ``code`` (twelve characters) below it; ``issuer_domain`` is the host that
    answers for both. Texts are brought to NFC and freed of control characters.

    Raises :class:`InputError` for what cannot stand on a page.
    """

    language: Literal["de", "en"]
    formal: bool = False
    heading: Heading
    recipient_name: str
    achievement_name: Localized
    description: Localized | None = None
    criteria: Localized | None = None
    milestones: tuple[Milestone, ...] = ()
    vouchers: tuple[str, ...] = ()
    picture: Picture
    community_name: str
    issuer_domain: str
    logo: Picture | None = None
    colour: str
    signatories: tuple[Signatory, ...] = ()
    place: str = ""
    date: dt.date
    expires: dt.date | None = None
    hours: float = 0
    personal_sentence: str = ""
    share_url: str
    code: str
    marking: Marking | None = None

    def __post_init__(self) -> None:
        tidy_fields(self)
        palette_of(self.colour)
        if len(self.signatories) > MAX_SIGNATORIES:
            raise InputError(
                "rendering.signatories", "Name two signatories at most.", field="signatories"
            )
        if len(self.code) != CODE_LENGTH or not self.code.isalnum():
            raise InputError(
                "rendering.code", "Give the code as twelve letters and digits.", field="code"
            )

    @property
    def code_in_groups(self) -> tuple[str, ...]:
        """The code in groups of four, as it is read aloud and typed."""
        return tuple(self.code[start : start + 4] for start in range(0, CODE_LENGTH, 4))


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewContent:
    """All that the picture of a shared link shows: the person, the badge and who issued it.

    ``recipient_name`` is empty where the holder shares without a name.
    """

    language: Literal["de", "en"]
    formal: bool = False
    heading: Heading
    recipient_name: str = ""
    achievement_name: Localized
    picture: Picture
    community_name: str
    issuer_domain: str
    logo: Picture | None = None
    colour: str
    date: dt.date
    marking: Marking | None = None

    def __post_init__(self) -> None:
        tidy_fields(self)
        palette_of(self.colour)


def tidy_fields(value: Any) -> None:
    """Tidy every text in a frozen dataclass that is being made, also inside its parts."""
    for each in fields(value):
        object.__setattr__(value, each.name, _tidied(getattr(value, each.name)))


def _tidied(value: Any) -> Any:
    if isinstance(value, str) and not isinstance(value, StrEnum):
        return tidy(value)
    if isinstance(value, Localized):
        return Localized(tidy(value.text), value.language)
    if isinstance(value, tuple):
        return tuple(_tidied(each) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _tidied(getattr(value, f.name)) for f in fields(value)})
    return value


def tidy(text: str) -> str:
    r"""Bring a text to NFC in one line, without what no page can show.

    Control characters, lone surrogates and noncharacters would break XMP and Pango; bidi overrides
    and isolates would let one text reorder its neighbours.

    >>> tidy("A\u0308nne\n  \x00 Weiß")
    'Änne Weiß'
    """
    kept = "".join(
        " " if each.isspace() else each for each in text if each.isspace() or _can_be_shown(each)
    )
    return " ".join(unicodedata.normalize("NFC", kept).split())


def _can_be_shown(character: str) -> bool:
    return (
        unicodedata.category(character) not in {"Cc", "Cs"}
        and character not in "\ufffe\uffff"
        and unicodedata.bidirectional(character) not in _BIDI_CONTROLS
    )
