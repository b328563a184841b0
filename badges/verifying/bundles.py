r"""Many badges handed in at once: files, a ZIP of them, a CSV of links and printed codes.

    >>> pieces_of([("list.csv", b"link;e-mail\nhttps://b.example/1;ada@example.org\n")])[0].asked
    {'line': 'https://b.example/1', 'recipient': 'ada@example.org'}
    >>> [piece.name for piece in pieces_of([("a.json", b"{}"), ("b.png", b"")])]
    ['a.json', 'b.png']

Nothing is unpacked here but the ZIP's list of contents, and nothing is ever written to disk; a
member is read by itself, up to a limit, when its turn comes (``member_of``). What could be meant
to harm, or to be overlooked, is refused as a whole, in one sentence.
"""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

from badges.codes import is_like_code
from badges.errors import InputError
from badges.verifying.receipts import MOST_ENTRIES

MOST_UNPACKED: Final = 100_000_000
"""Bytes of all members of a ZIP together; honest ones hold a fraction."""

MOST_MEMBER: Final = 20_000_000

_ZIP: Final = b"PK\x03\x04"
_EMPTY_ZIP: Final = b"PK\x05\x06"
_LISTED: Final = b"PK\x01\x02"
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_PACKED: Final = frozenset({".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz"})
_LISTS: Final = frozenset({".csv", ".tsv"})
_LITTER: Final = frozenset({"Thumbs.db", "desktop.ini"})
_ENCRYPTED: Final = 0x1
_MOST_LINE: Final = 4_000

_COLUMNS: Final = {
    "line": {"link", "url", "code", "badge", "nachweis", "credential", "adresse des badges"}
    | {"badge link", "verify link", "prüflink", "share link"},
    "recipient": {"e-mail", "email", "mail", "e-mail-adresse", "e-mail address", "recipient"},
    "name": {"name", "person", "full name", "vollständiger name"},
}


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing to check: a file (``upload``, its position), a ZIP's ``member``, or a line.

    ``asked`` is empty for files; else it has ``line`` (a link, a code or a token) and, where the
    row has them, the ``recipient`` (an e-mail address) and ``name`` that it should belong to.
    """

    name: str
    upload: int | None = None
    member: int | None = None
    asked: dict[str, str] = field(default_factory=dict)


def pieces_of(files: Sequence[tuple[str, bytes]], *, text: str = "") -> tuple[Piece, ...]:
    """List what is to be checked: ``files`` by name and content, ``text`` by line.

    Raises ``InputError`` for nothing, for more than a thousand, and for a ZIP that is damaged,
    locked, nested, or that unpacks to too much.
    """
    found: list[Piece] = []
    for piece in _pieces(files, text):
        if len(found) == MOST_ENTRIES:
            raise InputError(
                "batch.too_many",
                f"Up to {MOST_ENTRIES} badges can be checked at once; split it up.",
                field="upload",
                limit=MOST_ENTRIES,
            )
        found.append(piece)
    if not found:
        raise InputError(
            "batch.none", "There is nothing in it to check; give files or a list.", field="upload"
        )
    return tuple(found)


def is_zip(data: bytes) -> bool:
    """Tell a ZIP by its first bytes."""
    return data.startswith((_ZIP, _EMPTY_ZIP))


def member_of(data: bytes, member: int) -> bytes:
    """Read one member of a ZIP into memory; raises ``InputError``."""
    try:
        with (
            zipfile.ZipFile(io.BytesIO(data)) as archive,
            archive.open(archive.infolist()[member]) as opened,
        ):
            found = opened.read(MOST_MEMBER + 1)
    except (zipfile.BadZipFile, zlib.error, EOFError, LookupError, NotImplementedError,
            RuntimeError, ValueError, OSError) as error:  # fmt: skip
        raise _damaged() from error
    if len(found) > MOST_MEMBER:
        raise _too_large()
    return found


def _pieces(files: Sequence[tuple[str, bytes]], text: str) -> Iterator[Piece]:
    for position, (name, data) in enumerate(files):
        kind = PurePosixPath(name.lower()).suffix
        if is_zip(data):
            yield from _members(data, position)
        elif kind in _LISTS:
            yield from _rows(_decoded(data))
        else:
            yield Piece(_shown(name) or f"{position + 1}", upload=position)
    yield from _rows(text)


def _members(data: bytes, position: int) -> Iterator[Piece]:
    # Counted in the raw bytes first: a list of contents can itself be made to fill the memory.
    if data.count(_LISTED) > 4 * MOST_ENTRIES:
        raise InputError(
            "batch.too_many",
            f"Up to {MOST_ENTRIES} badges can be checked at once; split it up.",
            field="upload",
            limit=MOST_ENTRIES,
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise _damaged() from error
    _require_bounded(listed)
    for number, info in enumerate(listed):
        if not _is_litter(info):
            _require_plain(info)
            yield Piece(_shown(info.filename), upload=position, member=number)


def _require_bounded(listed: Iterable[zipfile.ZipInfo]) -> None:
    total = 0
    for info in listed:
        total += info.file_size
        if info.file_size > MOST_MEMBER or total > MOST_UNPACKED:
            raise _too_large()


def _require_plain(info: zipfile.ZipInfo) -> None:
    """Refuse what is locked, packed once more, or named so that it would leave its folder."""
    name = _shown(info.filename)
    path = PurePosixPath(info.filename.replace("\\", "/"))
    if info.flag_bits & _ENCRYPTED:
        raise InputError(
            "batch.encrypted", "The ZIP has a password; pack it without one.", field="upload"
        )
    if path.suffix.lower() in _PACKED:
        raise InputError(
            "batch.nested",
            f"The ZIP holds another one ({name}); unpack that first.",
            field="upload",
            name=name,
        )
    if path.is_absolute() or ".." in path.parts or ":" in info.filename:
        raise InputError(
            "batch.path",
            f"The ZIP has a name that leads out of its folder ({name}); pack it anew.",
            field="upload",
            name=name,
        )
    if info.compress_type not in _METHODS:
        raise _damaged()


def _is_litter(info: zipfile.ZipInfo) -> bool:
    """Tell what operating systems leave in folders."""
    path = PurePosixPath(info.filename.replace("\\", "/"))
    name = path.name
    return info.is_dir() or "__MACOSX" in path.parts or name.startswith(".") or name in _LITTER


def _rows(text: str) -> Iterator[Piece]:
    """Read rows with or without a header; a row without link or code asks nothing and is told."""
    rows = [row for row in _cells(text) if any(row)]
    columns = _header(rows[0]) if rows else {}
    for number, row in enumerate(rows[1:] if columns else rows, 2 if columns else 1):
        asked = _by_header(row, columns) if columns else _by_look(row)
        line = asked.get("line", "")
        if not line and not columns and number == 1:
            continue  # a heading in words of its own
        yield Piece(_shown(line or " · ".join(filter(None, row))), asked={"line": "", **asked})


def _cells(text: str) -> Iterator[list[str]]:
    first = text.partition("\n")[0]
    delimiter = max(";\t,", key=first.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield [cell.strip()[:_MOST_LINE] for cell in row]
    except csv.Error as error:
        raise InputError(
            "batch.list", "The list cannot be read; save it as CSV and try again.", field="upload"
        ) from error


def _header(row: Sequence[str]) -> dict[int, str]:
    found = {
        position: kind
        for position, cell in enumerate(row)
        for kind, names in _COLUMNS.items()
        if cell.lower() in names
    }
    return found if "line" in found.values() else {}


def _by_header(row: Sequence[str], columns: dict[int, str]) -> dict[str, str]:
    asked: dict[str, str] = {}
    for position, cell in enumerate(row):
        if cell and position in columns:
            asked.setdefault(columns[position], cell)
    return asked


def _by_look(row: Sequence[str]) -> dict[str, str]:
    asked: dict[str, str] = {}
    for cell in row:
        if cell.lower().startswith(("http://", "https://", "ey")) or is_like_code(cell):
            asked.setdefault("line", cell)
        elif "@" in cell and " " not in cell:
            asked.setdefault("recipient", cell)
    return asked


def _decoded(data: bytes) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _shown(name: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in name[:200])


def _damaged() -> InputError:
    return InputError(
        "batch.damaged", "The ZIP is damaged; pack it anew and try again.", field="upload"
    )


def _too_large() -> InputError:
    return InputError(
        "batch.too_large",
        f"The ZIP unpacks to more than {MOST_UNPACKED // 1_000_000} MB, or a file in it to more "
        f"than {MOST_MEMBER // 1_000_000} MB; that is not unpacked here.",
        field="upload",
        total=MOST_UNPACKED // 1_000_000,
        each=MOST_MEMBER // 1_000_000,
    )
