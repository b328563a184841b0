"""The values that the standards' documents are made of, each checked to the letter.

    >>> UtcDateTime().deserialize("2026-05-01T11:00:00+02:00")
    datetime.datetime(2026, 5, 1, 9, 0, tzinfo=datetime.timezone.utc)

Nothing is coerced: ``"true"`` is no boolean and ``1`` is no text, for a signature covers what
is written. :mod:`schemas.nodes` holds the fields that contain other fields. Every complaint
is a :class:`~schemas.problems.Sentence`.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Collection, Mapping
from typing import Any, Final, TypeVar, cast

from marshmallow import ValidationError, fields

from schemas.digests import SRI
from schemas.problems import Sentence

_T = TypeVar("_T")

MAX_IRI: Final = 8192
"""Long enough for a did:jwk of an RSA key, short enough to index."""

MAX_DATA_URI: Final = 4 * 1024 * 1024
"""A picture or a text inside the document."""

# RFC 3987: a scheme, then none of the characters that RDF's IRIREF refuses either
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\x00-\x20<>\"{}|\\^`\x7f]+")
_BLANK_NODE: Final = re.compile(r"_:[A-Za-z0-9_.\-]{1,100}")
_WEB: Final = re.compile(
    r"https?://[^/?#@:\[\]]+|https?://[^/?#]*\[[0-9A-Fa-f:.]+\]", re.IGNORECASE
)
# RFC 3339 5.6 with the zone that OB 3.0's DateTimeZ demands
_DATE_TIME: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d)(:\d\d)?(\.\d+)?([Zz]|[+\-]\d\d:\d\d)", re.ASCII
)
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_EMAIL: Final = re.compile(r"[^\s@]{1,64}@[^\s@]{1,253}")
# OB 3.0 IdentityHash: an algorithm, "$", and hexadecimal digits of either case
_IDENTITY_HASH: Final = re.compile(r"sha256\$[0-9A-Fa-f]{64}|md5\$[0-9A-Fa-f]{32}")
# OB 3.0 LanguageCode, the pattern of the official schema
_LANGUAGE: Final = re.compile(r"[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?")
_JWS: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+")
_AUTHORITY: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.\-]*[A-Za-z0-9])?(?::\d{1,5})?")
_EXTENSION: Final = re.compile(r"ext:[A-Za-z0-9|._\-]+")
_MULTIBASE: Final[Mapping[str, re.Pattern[str]]] = {
    "z": re.compile(r"z[1-9A-HJ-NP-Za-km-z]+"),  # base58btc
    "u": re.compile(r"u[A-Za-z0-9_-]+"),  # base64url without padding
}


def is_iri(value: object) -> bool:
    """Say whether a value is an absolute IRI of bearable length."""
    return isinstance(value, str) and len(value) <= MAX_IRI and bool(_IRI.fullmatch(value))


class Checked(fields.Field[_T]):
    """The base of our fields: its complaints are coded sentences that name the term."""

    @property
    def term(self) -> str:
        """The property's name as the document writes it; a list's name for its entries."""
        if isinstance(self.parent, fields.Field):
            return self.parent.term if isinstance(self.parent, Checked) else ""
        return self.data_key or self.name or "value"

    def make_error(self, key: str, **params: Any) -> ValidationError:
        """Give the sentence ``key`` of :data:`schemas.problems.SENTENCES` as an error."""
        return ValidationError([Sentence(key, **{"term": self.term, **params})])

    def _read(self, value: Any) -> _T:
        """Take the document's value, or raise what :meth:`make_error` gives."""
        return cast("_T", value)

    def _write(self, value: _T) -> Any:
        """Give the document's value."""
        return value

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> _T:
        del attr, data, kwargs  # a value means the same wherever it stands
        return self._read(value)

    def _serialize(self, value: _T | None, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        del attr, obj, kwargs
        return None if value is None else self._write(value)

    def _text(self, value: object) -> str:
        """Take a text, or complain."""
        if not isinstance(value, str):
            raise self.make_error("text")
        return value


class Text(Checked[str]):
    """A text; one of ``choices`` where these are given."""

    def __init__(self, *, choices: Collection[str] = (), **options: Any) -> None:
        super().__init__(**options)
        self.choices = tuple(choices)

    def _read(self, value: object) -> str:
        text = self._text(value)
        if self.choices and text not in self.choices:
            raise self.make_error("choice", choices=", ".join(self.choices))
        return text


class Term(Text):
    """A term of an extensible vocabulary: one of ``choices`` or ``ext:`` and a name."""

    def _read(self, value: object) -> str:
        text = self._text(value)
        return text if _EXTENSION.fullmatch(text) else super()._read(text)


class Number(Checked[float]):
    """A finite JSON number; a boolean is none."""

    def _read(self, value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self.make_error("number")
        if isinstance(value, float) and not math.isfinite(value):
            raise self.make_error("number")
        return value


class WholeNumber(Checked[int]):
    """A JSON number without a fraction, of at least ``least``."""

    def __init__(self, *, least: int = 0, **options: Any) -> None:
        super().__init__(**options)
        self.least = least

    def _read(self, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < self.least:
            raise self.make_error("whole_number", least=self.least)
        return value


class Flag(Checked[bool]):
    """``true`` or ``false``, nothing that merely looks like it."""

    def _read(self, value: object) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("flag")
        return value


class Iri(Checked[str]):
    """An absolute IRI (RFC 3987), bounded; ``web`` asks for http or https.

    ``data_uri`` says whether the content itself may stand there as a ``data:`` URI,
    ``blank_node`` whether a name that only this document knows (``_:b0``) will do.
    """

    def __init__(
        self,
        *,
        web: bool = False,
        data_uri: bool = True,
        blank_node: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.web = web
        self.data_uri = data_uri
        self.blank_node = blank_node

    def _read(self, value: object) -> str:
        text = self._text(value)
        if self.blank_node and _BLANK_NODE.fullmatch(text):
            return text
        start = text[:6].lower()
        is_data = start.startswith("data:")
        most = MAX_DATA_URI if is_data else MAX_IRI
        if len(text) > most:
            raise self.make_error("iri_long", most=most)
        if is_data and not self.data_uri:
            raise self.make_error("data_uri")
        if not _IRI.fullmatch(text):
            raise self.make_error("iri")
        is_web = start.startswith(("http:", "https:"))
        if is_web and not _WEB.match(text):
            raise self.make_error("iri")
        if self.web and not is_web:
            raise self.make_error("web_address")
        return text


class UtcDateTime(Checked[dt.datetime]):
    """An instant: read with any zone, kept in UTC, written in whole seconds with ``Z``.

    A time without a zone is refused, for it names no instant. ``short`` allows the seconds to
    be left out, which ISO 8601, and so OB 2.0, permits.
    """

    def __init__(self, *, short: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.short = short

    def _read(self, value: object) -> dt.datetime:
        found = _DATE_TIME.fullmatch(self._text(value))
        if not found or (found[3] is None and (found[4] or not self.short)):
            raise self.make_error("date_time")
        day, minutes, seconds, fraction, zone = found.groups()
        zone = "+00:00" if zone in "Zz" else zone
        text = f"{day}T{minutes}{seconds or ':00'}{(fraction or '')[:7]}{zone}"
        try:
            return dt.datetime.fromisoformat(text).astimezone(dt.UTC)
        except (ValueError, OverflowError):  # 31 February; year 1 east of Greenwich
            raise self.make_error("date_time") from None

    def _write(self, value: dt.datetime) -> str:
        if value.tzinfo is None:
            raise ValueError("a document's instant needs a zone; pass an aware datetime")
        # a JWT's nbf and exp are whole seconds and must equal these dates (OB 3.0 8.2)
        return value.astimezone(dt.UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


class Date(Checked[dt.date]):
    """A calendar day, ``2026-05-01``."""

    def _read(self, value: object) -> dt.date:
        text = self._text(value)
        try:
            if _DATE.fullmatch(text):
                return dt.date.fromisoformat(text)
        except ValueError:
            pass
        raise self.make_error("date")

    def _write(self, value: dt.date) -> str:
        return value.isoformat()


class _Formed(Checked[str]):
    """A text that has one form; subclasses name the form and the complaint."""

    form: re.Pattern[str]
    complaint: str

    def _read(self, value: object) -> str:
        text = self._text(value)
        if not self.form.fullmatch(text):
            raise self.make_error(self.complaint)
        return text


class IdentityHash(_Formed):
    """``sha256$`` (or, in old badges, ``md5$``) and the hexadecimal digest."""

    form, complaint = _IDENTITY_HASH, "identity_hash"


class LanguageTag(_Formed):
    """A language tag as OB 3.0's LanguageCode allows it."""

    form, complaint = _LANGUAGE, "language"


class Email(_Formed):
    """Something with one @; whether it takes mail is for the post office to say."""

    form, complaint = _EMAIL, "email"


class CompactJws(_Formed):
    """A JSON Web Signature in compact form (RFC 7515 3.1)."""

    form, complaint = _JWS, "jws"


class Origin(_Formed):
    """A bare authority, ``example.org`` or ``example.org:8443``: no scheme, no path."""

    form, complaint = _AUTHORITY, "origin"


class Integrity(Checked[str]):
    """Digests as Subresource Integrity writes them, separated by blanks."""

    def _read(self, value: object) -> str:
        text = self._text(value)
        if not text.split() or not all(SRI.fullmatch(word) for word in text.split()):
            raise self.make_error("integrity")
        return text


class Multibase(Checked[str]):
    """A multibase text in one of the ``bases``: ``z`` base58btc, ``u`` base64url."""

    def __init__(self, *, bases: str = "zu", **options: Any) -> None:
        super().__init__(**options)
        self.bases = bases

    def _read(self, value: object) -> str:
        text = self._text(value)
        if text[:1] not in set(self.bases) or not _MULTIBASE[text[0]].fullmatch(text):
            raise self.make_error("multibase")
        return text
