r"""Tables of who did what, as spreadsheets, meeting programs and other systems write them.

>>> import io
>>> data = "Name;E-Mail;Datum;Art\nZoë;zoe@example.org;09.03.2026;workshop\n"
>>> layout = layout_of(data.encode())
>>> [(row.line, row.cells) for row in rows_of(io.BytesIO(data.encode()), layout)]
[(2, ['Zoë', 'zoe@example.org', '09.03.2026', 'workshop'])]
>>> layout.columns
{0: 'name', 1: 'address', 2: 'day', 3: 'kind'}

A table is looked at by its beginning (:func:`layout_of`) and then read row by row, so that half a
million rows take no more memory than ten. What stands before the line of headings, as meeting
programs write it, is passed over; a second part of such a report ends the table.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import IO, Any, Final, NamedTuple, Self

from badges.errors import InputError
from badges.intake.records import records
from badges.spreadsheets import restored

LOOKED_AT: Final = 65_536
"""Bytes at the beginning that tell how a table is laid out."""

MOST_CELLS: Final = 60
MOST_IN_CELL: Final = 1_000

_DELIMITERS: Final = (";", "\t", ",", "|")
_NO_TEXT: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-")
_BEFORE_HEADINGS: Final = 25
_NEXT_PART: Final = re.compile(r"\d+\. \w")
"""How meeting programs begin the next part of a report: ``3. In-Meeting activities``."""

WORDS: Final[Mapping[str, frozenset[str]]] = {
    meaning: frozenset(words.split("|"))
    for meaning, words in {
        "given": "vorname|given name|first name|firstname",
        "family": "nachname|familienname|last name|lastname|surname|family name",
        "name": "name|vollständiger name|full name|anzeigename|display name|person|mitglied|member"
        "|teilnehmende|teilnehmer|participant|attendee|name (original name)"
        "|name (originalname)|user name|benutzername",
        "address": "e-mail|email|mail|e-mail-adresse|emailadresse|e-mail address|email address"
        "|mailadresse|adresse|address|user email|benutzer-e-mail|attendee email|e-mail adresse",
        "account": "participant id (upn)|teilnehmer-id (upn)|upn",
        "day": "date|day|datum|tag|am|when|wann",
        "time": "time|uhrzeit|zeit|begins at|beginn|start",
        "moment": "occurred_at|occurred at|timestamp|zeitpunkt|join time|beitrittszeit|first join"
        "|erster beitritt|uhrzeit des beitritts|start time|startzeit|beitritt",
        "kind": "kind|art|type|typ|activity|aktivität",
        "title": "title|titel|session|termin|event|veranstaltung",
        "tags": "tags|topics|themen|thema|schlagworte|topic",
        "hours": "hours|stunden|std",
        "minutes": "minutes|minuten|duration (minutes)|dauer (minuten)"
        "|total duration (minutes)|gesamtdauer (minuten)",
        "duration": "duration|dauer|in-meeting duration|dauer der besprechungsteilnahme"
        "|dauer der teilnahme|meeting duration",
        "role": "role|rolle",
        "id": "id|external_id|external id|kennung",
    }.items()
}
"""The headings that are known, by what they mean."""


class Line(NamedTuple):
    """One row: the line of the file it ends on, its cells, whether every quotation is closed."""

    line: int
    cells: list[str]
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is read: its encoding, what separates its cells, and what stands in each column.

    ``headings`` is the line of headings as it was written, empty where there is none; it ends on
    line ``starts``. ``day_first`` says how ``03/09/2026`` is meant.
    """

    encoding: str
    delimiter: str
    columns: dict[int, str] = field(default_factory=dict)
    headings: list[str] = field(default_factory=list)
    starts: int = 0
    day_first: bool = True

    def to_json(self) -> dict[str, Any]:
        """Give it as it is stored."""
        return asdict(self) | {"columns": {str(key): name for key, name in self.columns.items()}}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Read a stored one back."""
        columns = {int(key): str(name) for key, name in stored["columns"].items()}
        return cls(**{**stored, "columns": columns})

    def meaning(self, cells: Sequence[str]) -> dict[str, str]:
        """Give what stands in a row, by what it means; without headings by its look."""
        if not self.columns:
            return _by_look(cells)
        found: dict[str, str] = {}
        for place, meaning in self.columns.items():
            if place < len(cells) and cells[place]:
                found.setdefault(meaning, cells[place])
        return found


def layout_of(beginning: bytes, *, whole: IO[bytes] | None = None) -> Layout:
    """Tell from its first bytes how a table is laid out.

    ``whole`` is the file, to find out whether all of it is UTF-8; it is left where it was. Raises
    ``InputError`` for what is no text, or nothing.
    """
    encoding = _encoding(beginning, whole)
    text = beginning.decode(encoding, "replace").removeprefix("\ufeff")
    if not text.strip():
        raise InputError("table.empty", "There is nothing in this table.", field="file")
    lines = text.splitlines()[:200]
    delimiter = max(_DELIMITERS, key=lambda sign: sum(sign in line for line in lines))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    sample: list[list[str]] = []
    best: tuple[int, int, list[str]] = (0, 0, [])
    try:
        for number, raw in enumerate(reader):
            cells = _cells(raw)
            sample.append(cells)
            score = _score(_columns(cells))
            if number < _BEFORE_HEADINGS and score > best[0]:
                best = (score, reader.line_num, cells)
    except csv.Error:
        # The last row of the sample may be cut in two; the others tell enough.
        pass
    columns = _columns(best[2])
    if "account" in columns.values():
        # What Teams calls a role says who may share a screen, and nothing of who gave a talk.
        columns = {place: name for place, name in columns.items() if name != "role"}
    return Layout(
        encoding,
        delimiter,
        columns,
        best[2],
        best[1],
        day_first=_day_first(sample),
    )


def rows_of(file: IO[bytes], layout: Layout) -> Iterator[Line]:
    """Read the rows below the headings, one after the other; empty ones are passed over."""
    text = io.TextIOWrapper(file, layout.encoding, "replace", newline="")
    seen = False
    try:
        for line, raw, is_whole in records(text, layout.delimiter, width=len(layout.headings)):
            if line <= layout.starts:
                continue
            cells = _cells(raw)
            filled = [cell for cell in cells if cell]
            if seen and len(filled) == 1 and _NEXT_PART.match(filled[0]):
                return
            if filled and cells != layout.headings:
                seen = True
                yield Line(line, cells, is_whole)
    finally:
        text.detach()


def _score(columns: Mapping[int, str]) -> int:
    """Weigh a line of headings: meeting programs write another table above the one of people."""
    named = sum(meaning in columns.values() for meaning in ("name", "family", "address"))
    return 10 * named + len(columns)


def name_in(parts: Mapping[str, str]) -> str:
    """Give the name that stands in a row, put together from its parts."""
    order: tuple[str, ...] = ("given", "name") if "family" not in parts else ("name", "family")
    if "name" not in parts:
        order = ("given", "family")
    elif {"given", "family"} <= parts.keys():
        order = ("name",)
    return " ".join(parts[meaning] for meaning in order if meaning in parts)


def _encoding(beginning: bytes, whole: IO[bytes] | None) -> str:
    if beginning.startswith(_NO_TEXT):
        raise InputError(
            "people.encoding", "The file is no text; save the list as CSV and try again.",
            field="file",
        )  # fmt: skip
    if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in beginning[:200]:
        even, odd = beginning[:200:2].count(0), beginning[1:200:2].count(0)
        return "utf-16-be" if even > odd else "utf-16-le"
    return "utf-8-sig" if _is_utf8(beginning, whole) else "cp1252"


def _is_utf8(beginning: bytes, whole: IO[bytes] | None) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    at = whole.tell() if whole is not None else 0
    try:
        if whole is None:
            decoder.decode(beginning)
            return True
        while piece := whole.read(1 << 20):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        if whole is not None:
            whole.seek(at)
    return True


def _cells(raw: Sequence[str]) -> list[str]:
    return [restored(cell).strip()[:MOST_IN_CELL] for cell in raw[:MOST_CELLS]]


def _columns(cells: Sequence[str]) -> dict[int, str]:
    """Give the meaning of each heading, if the row has some and names no person itself."""
    if any("@" in cell for cell in cells):
        return {}
    found: dict[int, str] = {}
    for place, cell in enumerate(cells):
        word = " ".join(cell.casefold().replace("_", " ").split())
        for meaning, words in WORDS.items():
            if word in words or cell.casefold() in words:
                found[place] = meaning
    named = {"name", "given", "family", "address", "account"} & set(found.values())
    return found if named else {}


_SLASHES: Final = re.compile(r"\b(\d{1,2})/(\d{1,2})/\d{2,4}(,? \d{1,2}:\d\d(:\d\d)? ?[AP]M)?")


def _day_first(sample: Sequence[Sequence[str]]) -> bool:
    """Tell how days with slashes are meant: by one that can be read in one way only, or by AM."""
    for row in sample:
        for cell in row:
            for first, second, clock, _ in _SLASHES.findall(cell):
                if int(first) > 12 or int(second) > 12:  # noqa: PLR2004 - months of a year
                    return int(first) > 12  # noqa: PLR2004
                if clock:
                    return False
    return True


def _by_look(cells: Sequence[str]) -> dict[str, str]:
    address = next((cell for cell in cells if "@" in cell), "")
    names = [cell for cell in cells if cell and cell != address]
    found = {"address": address} if address else {}
    return found | ({"name": names[0]} if names else {})
