"""What a member hands in as evidence, checked: a reflection, a file or a link.

Decisions only; nothing is stored here, and the network and the time are handed in::

    >>> check_text("I taught two people to solder.").size
    30
    >>> check_file(b"Notes, with a plan.", "notes.md").media_type
    'text/markdown'
    >>> check_file(b"<html>", "me.jpg")
    Traceback (most recent call last):
    badges.errors.InputError: The file is called a picture but is none; please choose it again.

What is refused raises :class:`~badges.errors.InputError` with one sentence for the member.
A link that only we cannot open is no mistake of the member: it is kept, with the reason.
"""

from __future__ import annotations

import base64
import hashlib
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urlsplit

from badges.errors import InputError, Reason
from badges.fetched import (
    HTTP_TOO,
    AddressRefusedError,
    BadUrlError,
    Fetch,
    FetchError,
    FetchLimit,
    LoginRequiredError,
    TooLargeError,
)
from badges.pictures import clean_raster, sniff
from badges.text import clean_line, clean_narrative

FILE_LIMIT: Final = int(FetchLimit.EVIDENCE)
NAME_LIMIT: Final = 120

_PDF: Final = "application/pdf"
_OFFICE: Final = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odp": "application/vnd.oasis.opendocument.presentation",
}
_TEXTS: Final = {
    "": "text/plain",
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".csv": "text/csv",
}
# Pictures whose hidden data can be taken out; others would carry a place into our store. The
# same holds for sound and film, for which a link to where it is published serves as well.
_PICTURES: Final = frozenset({"image/png", "image/jpeg"})
_PICTURE_ENDINGS: Final = frozenset(
    {".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".gif", ".webp", ".bmp", ".tif", ".tiff"}
    | {".heic", ".heif", ".avif", ".svg"}
)
_MOST_PARTS: Final = 5_000  # of an office document; a member list of 20 MB would take minutes
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_LOGIN_PATH: Final = re.compile(r"(?i)(^|[/._-])(log-?in|sign-?in|servicelogin|sso|anmelden)\b")


class Reachability(StrEnum):
    """Whether we could open a link ourselves."""

    REACHABLE = "reachable"
    NOT_REACHABLE = "not_reachable"


@dataclass(frozen=True, slots=True)
class CheckedText:
    """A reflection as it is kept; hashes are of its UTF-8 bytes."""

    text: str
    size: int
    sha256: str
    digest_sri: str


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file as it is kept: ``data`` is what was hashed, pictures without hidden data.

    ``name`` is for people to read and never part of a path; ``width`` and ``height`` are pixels
    of pictures, else ``None``.
    """

    name: str
    media_type: str
    data: bytes = field(repr=False)
    size: int
    sha256: str
    digest_sri: str
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class CheckedLink:
    """A link as it is kept, with what stood there at ``fetched_at``: ``data``, as it was hashed.

    Where ``reachability`` is ``not_reachable``, ``reason`` says why and the rest is empty.
    """

    url: str
    final_url: str
    reachability: Reachability
    fetched_at: datetime
    media_type: str = ""
    size: int | None = None
    sha256: str = ""
    digest_sri: str = ""
    reason: Reason | None = None
    data: bytes = field(default=b"", repr=False)

    @property
    def may_open_later(self) -> bool:
        """Whether trying again may help: not behind a login, nor where there is too much."""
        return self.reason is not None and self.reason.code == "evidence.not_reachable"


def check_text(text: str) -> CheckedText:
    """Check a written reflection; it may have several lines and must not be empty."""
    cleaned = clean_narrative(text, field="text")
    if not cleaned:
        raise InputError("evidence.no_text", "Please write a few words.", field="text")
    data = cleaned.encode()
    return CheckedText(cleaned, len(data), *digests(data))


def check_file(data: bytes, filename: str) -> CheckedFile:
    """Check an uploaded file; its content says what it is, its name may only agree.

    Taken are PDF, PNG, JPEG, office documents without macros and text in UTF-8, up to 20 MB.
    Raises :class:`~badges.errors.InputError`.
    """
    if not data:
        raise _refused("evidence.empty", "The file is empty; please choose it again.")
    if len(data) > FILE_LIMIT:
        raise InputError(
            "evidence.too_large",
            f"The file is larger than {FILE_LIMIT // 1_000_000} MB; please give a link instead.",
            field="file",
            limit=FILE_LIMIT,
        )
    name, ending = _name_and_ending(filename)
    media_type = _media_type(data, ending)
    if media_type in _PICTURES:
        picture = clean_raster(data)
        return CheckedFile(
            name,
            picture.media_type,
            picture.data,
            len(picture.data),
            *digests(picture.data),
            width=picture.width,
            height=picture.height,
        )
    return CheckedFile(name, media_type, data, len(data), *digests(data))


def check_link(url: str, *, fetch: Fetch, now: Callable[[], datetime]) -> CheckedLink:
    """Open a link through the guarded ``fetch``; http is taken for evidence (decisions 24).

    Raises :class:`~badges.errors.InputError` for an address that is none, has a forbidden
    scheme or leads, perhaps by a redirect, into a private network.
    """
    try:
        fetched = fetch(url.strip(), limit=FetchLimit.EVIDENCE, schemes=HTTP_TOO)
    except AddressRefusedError as error:
        raise InputError("evidence.link_refused", str(error), field="url") from error
    except BadUrlError as error:
        sentence = "This is not a web address that we can keep; it should start with https://."
        raise InputError("evidence.bad_link", sentence, field="url") from error
    except FetchError as error:
        return _unreachable(url.strip(), error.url, now(), _reason_for(error))
    if is_login(fetched.url, fetched.final_url):
        return _unreachable(fetched.url, fetched.final_url, now(), Reason("evidence.behind_login"))
    return CheckedLink(
        fetched.url,
        fetched.final_url,
        Reachability.REACHABLE,
        now(),
        fetched.media_type,
        len(fetched.body),
        *digests(fetched.body),
        data=fetched.body,
    )


def _unreachable(url: str, final_url: str, when: datetime, reason: Reason) -> CheckedLink:
    return CheckedLink(url, final_url, Reachability.NOT_REACHABLE, when, reason=reason)


def _reason_for(error: FetchError) -> Reason:
    """Say it for a member: what lies behind a login is the case to know apart."""
    if isinstance(error, LoginRequiredError):
        return Reason("evidence.behind_login")
    if isinstance(error, TooLargeError):
        return Reason("evidence.link_too_large", limit=error.reason.params["limit"])
    return Reason("evidence.not_reachable", cause=error.reason.code)


def is_login(url: str, final_url: str) -> bool:
    """Tell a redirect to a login page, which answers 200, from the document asked for."""
    asked, found = urlsplit(url), urlsplit(final_url)
    if (asked.netloc, asked.path) == (found.netloc, found.path):
        return False
    return bool(_LOGIN_PATH.search(found.path)) and not _LOGIN_PATH.search(asked.path)


def _name_and_ending(filename: str) -> tuple[str, str]:
    """Give the last part of a name, without folders of the member's machine."""
    name = filename.replace("\\", "/").rpartition("/")[2]
    name = clean_line(name, field="file", limit=NAME_LIMIT) or "file"
    return name, PurePosixPath(name).suffix.lower()


def _media_type(data: bytes, ending: str) -> str:
    """Tell the type from the content and refuse a name that claims another."""
    found = sniff(data)
    if ending in _PICTURE_ENDINGS and not found.startswith("image/"):
        raise _refused(
            "evidence.not_a_picture",
            "The file is called a picture but is none; please choose it again.",
        )
    if found in _PICTURES and ending in {"", *_PICTURE_ENDINGS}:
        return found  # phones do call a JPEG .png
    if found == _PDF and ending in {"", ".pdf"}:
        return _check_pdf(data)
    if found in _OFFICE.values() and ending in {"", *(e for e, t in _OFFICE.items() if t == found)}:
        return _check_office(data, found)
    if ending in _TEXTS and _is_text(data):
        return _TEXTS[ending]
    if ending in {".pdf", *_OFFICE, *_TEXTS}:
        raise _refused(
            "evidence.type_mismatch",
            "The file is not what its name says, or it is damaged; please save it once more.",
        )
    raise _refused(
        "evidence.type",
        "Please give a PDF, a PNG or JPEG picture, an office document or a text file; "
        "for anything else give a link.",
    )


def _check_pdf(data: bytes) -> str:
    # ISO 32000-1 7.5.5: the end mark is within the last lines; without it the file is cut off.
    if b"%%EOF" not in data[-2048:]:
        raise _refused("evidence.damaged", "The file is cut off; please send it once more.")
    return _PDF


def _check_office(data: bytes, media_type: str) -> str:
    """Read the list of parts only; nothing of a stranger's archive is unpacked."""
    damaged = "The document cannot be opened; please save it once more."
    if data.count(b"PK\x01\x02") > _MOST_PARTS:
        raise _refused("evidence.damaged", damaged)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [part.lower() for part in archive.namelist()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, OverflowError) as error:
        raise _refused("evidence.damaged", damaged) from error
    if any(part.endswith("vbaproject.bin") or part.startswith("basic/") for part in parts):
        raise _refused(
            "evidence.macros", "The document holds macros; please save it without them or as PDF."
        )
    return media_type


def _is_text(data: bytes) -> bool:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not _CONTROLS.search(text)


def digests(data: bytes) -> tuple[str, str]:
    """Give SHA-256 in hexadecimal, and the SRI form of SHA-384 (W3C SRI 3.5; decisions 17)."""
    sri = base64.b64encode(hashlib.sha384(data).digest()).decode("ascii")
    return hashlib.sha256(data).hexdigest(), f"sha384-{sri}"


def _refused(code: str, sentence: str) -> InputError:
    return InputError(code, sentence, field="file")
