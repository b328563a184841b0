r"""People read from what a manager pastes or uploads, whichever program wrote it.

>>> rows = read_people("Name;E-Mail\nZoë Müller;zoe@example.org\nBo;bo.example.org\n")
>>> [(row.line, row.name, row.address, row.verdict) for row in rows]
[(2, 'Zoë Müller', 'zoe@example.org', 'good'), (3, 'Bo', '', 'invalid')]
>>> read_people("Müller, Zoë <zoe@example.org>; bo@example.org")[0].name
'Zoë Müller'

Every row comes back with its verdict: a manager mends the bad ones and loses none of the good.
A row may carry more about one award, in columns named so: a personal sentence, links to evidence,
a day, a language. They come back as they were written (``more``); who awards checks them.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from badges.errors import InputError, LimitError, Reason
from badges.intake.records import records
from badges.spreadsheets import restored
from badges.text import clean_name, normalize_email

MOST_BYTES: Final = 1_000_000
MOST_ROWS: Final = 5_000

Verdict = Literal["good", "double", "invalid"]

_DELIMITERS: Final = (";", "\t", ",", "|")
# Begins at its bracket: a pattern that began with the name would be slow on long lines without.
_ADDRESS: Final = re.compile(r"<([^<>]*)>")
_COLUMNS: Final = {
    "given": {"vorname", "given name", "first name", "firstname", "given_name", "first_name"},
    "family": {"nachname", "familienname", "last name", "lastname", "surname", "family name"},
    "name": {"name", "vollständiger name", "full name", "anzeigename", "display name", "person"},
    "address": {"e-mail", "email", "mail", "e-mail-adresse", "emailadresse", "e-mail address"}
    | {"email address", "mailadresse", "adresse", "address", "e-mail adresse"},
    "narrative": {"narrative", "sentence", "personal sentence", "text", "satz", "begründung"}
    | {"persönlicher satz", "würdigung", "reason"},
    "evidence": {"evidence", "evidence link", "link", "url", "nachweis", "beleg", "belege"},
    "date": {"date", "day", "awarded", "awarded on", "datum", "tag", "vergeben am"},
    "language": {"language", "sprache", "lang"},
}
MORE: Final = ("narrative", "evidence", "date", "language")
"""What a row may carry beside the person, in the order of a list that we write."""
_NO_TEXT: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF-")
"""How workbooks, new and old, and PDFs begin."""
_FORGOTTEN: Final = {"mitglied", "member", "teilnehmer", "participant", "teilnehmende"}


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One row of a list: ``line`` counts from 1; ``problem`` says why it is not ``good``.

    ``address`` is normalized, or empty where it was none; ``name`` stands even then. ``more`` holds
    what else stood in the row, by meaning (:data:`MORE`), as written.
    """

    line: int
    name: str
    address: str
    problem: Reason | None = None
    verdict: Verdict = "good"
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cells:
    """What was found in one row before anything was checked; ``more`` as in :class:`PersonRow`.

    ``problem`` is why the row could not be read at all.
    """

    line: int
    name: str
    address: str
    more: Mapping[str, str] = field(default_factory=dict)
    problem: Reason | None = None


def read_people(given: str | bytes) -> tuple[PersonRow, ...]:
    """Read a pasted list or a CSV file, with semicolons, commas or tabs, with or without header.

    Bytes may be UTF-8, UTF-16, Windows-1252 or Latin-1. The second row of one address is
    ``double``. Raises ``InputError`` or ``LimitError`` only where the whole cannot be read.
    """
    seen: dict[str, int] = {}
    rows: list[PersonRow] = []
    for cells in split_people(given):
        row = check_person(cells)
        if row.verdict == "good" and row.address in seen:
            problem = Reason("people.twice", line=seen[row.address])
            row = replace(row, problem=problem, verdict="double")
        elif row.address:
            seen.setdefault(row.address, row.line)
        rows.append(row)
    return tuple(rows)


def split_people(
    given: str | bytes, *, most_bytes: int = MOST_BYTES, most_rows: int = MOST_ROWS
) -> Iterator[Cells]:
    """Find the rows of a list and what stands in each, unchecked; raises as ``read_people``."""
    if len(given) > most_bytes:
        raise LimitError(
            "people.too_large",
            f"The list is larger than {most_bytes:,} bytes; split it up.",
            limit=most_bytes,
        )
    text = given if isinstance(given, str) else _decode(given)
    for count, cells in enumerate(_split(text.removeprefix("\ufeff"))):
        if count == most_rows:
            raise LimitError(
                "people.too_many",
                f"The list has more than {most_rows} rows; split it up.",
                limit=most_rows,
            )
        yield cells


def _decode(data: bytes) -> str:
    """Tell the encoding by its mark, else by what can be decoded; Latin-1 takes every byte.

    A workbook of a spreadsheet program or a PDF would decode as well, into nonsense.
    """
    candidates: tuple[str, ...]
    if data.startswith(_NO_TEXT):
        candidates = ()
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ("utf-16",)
    elif b"\0" in data[:200]:
        even, odd = data[:200:2].count(0), data[1:200:2].count(0)
        candidates = ("utf-16-be" if even > odd else "utf-16-le",)
    else:
        candidates = ("utf-8-sig", "cp1252", "latin-1")
    for encoding in candidates:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(
        "people.encoding", "The file is no text; save the list as CSV and try again.", field="file"
    )


def _split(text: str) -> Iterator[Cells]:
    delimiter = _delimiter(text)
    if _ADDRESS.search(text) and not _begins_with_header(text, delimiter):
        yield from _named_addresses(text)
        return
    columns: dict[int, str] | None = None
    rows = records(io.StringIO(text, newline=""), delimiter)
    for number, (line, raw, is_whole) in enumerate(rows):
        row = [restored(cell).strip() for cell in raw]
        if number == 0 and (columns := _header(row)):
            continue
        if any(row):
            found = _by_header(row, columns, line) if columns else _by_look(row, line)
            yield found if is_whole else replace(found, problem=Reason("table.quotes"))


def _named_addresses(text: str) -> Iterator[Cells]:
    """Read the form that mail programs paste: ``Name <address>``, one or several on a line.

    A line between them without brackets is a row like any other.
    """
    for number, line in enumerate(text.splitlines(), start=1):
        if line.count("@") == 1 and not _ADDRESS.search(line):
            yield _by_look([cell.strip(" \"'") for cell in re.split(r"[;,\t]", line)], number)
            continue
        rest = 0
        for match in _ADDRESS.finditer(line):
            others, _, name = line[rest : match.start()].rpartition(";")
            yield from _bare_addresses(others, number)
            rest = match.end()
            yield Cells(number, _turned(name.strip(" \t,\"'")), match[1].strip())
        yield from _bare_addresses(line[rest:], number)


def _turned(name: str) -> str:
    """Write "Müller, Zoë", as address books do, the way Zoë does."""
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}" if comma and "," not in given else name


def _bare_addresses(text: str, line: int) -> Iterator[Cells]:
    for part in re.split(r"[;,\t]", text):
        if part.strip(" \"'"):
            yield _by_look([part.strip(" \"'")], line)


def _delimiter(text: str) -> str:
    """Choose the sign that most lines have; a semicolon before a comma, as spreadsheets do."""
    lines = [line for line in text.splitlines()[:50] if line.strip()]
    return max(_DELIMITERS, key=lambda sign: sum(sign in line for line in lines))


def _begins_with_header(text: str, delimiter: str) -> bool:
    """Tell a table from a mail program's paste, whatever stands in its cells."""
    first = next(iter(text.splitlines()), "")
    return _header([cell.strip(" \t\"'") for cell in first.split(delimiter)]) is not None


def _header(row: Sequence[str]) -> dict[int, str] | None:
    """Give the column's meaning by its place, if the row names at least one and is no person."""
    if any("@" in cell for cell in row):
        return None
    found: dict[int, str] = {}
    for place, cell in enumerate(row):
        word = " ".join(cell.casefold().replace("_", " ").split())
        for meaning, words in _COLUMNS.items():
            if word in words:
                found[place] = meaning
        if word in _FORGOTTEN:
            found[place] = "name"
    return found or None


def _by_header(row: Sequence[str], columns: dict[int, str], line: int) -> Cells:
    parts: dict[str, str] = {}
    for place, meaning in columns.items():
        if place < len(row) and row[place]:
            parts.setdefault(meaning, row[place])
    # "Name, Vorname" and "Name, Nachname" are both common: a column beside it completes "Name".
    order: tuple[str, ...] = ("given", "name") if "family" not in parts else ("name", "family")
    if "name" not in parts:
        order = ("given", "family")
    elif {"given", "family"} <= parts.keys():
        order = ("name",)
    name = " ".join(parts[meaning] for meaning in order if meaning in parts)
    more = {str(meaning): parts[meaning] for meaning in MORE if meaning in parts}
    return Cells(line, name, parts.get("address", ""), more)


def _by_look(row: Sequence[str], line: int) -> Cells:
    """Take the cell with an @ for the address, else the last of several; the rest is the name."""
    cells = [cell for cell in row if cell]
    address = next((cell for cell in cells if "@" in cell), "")
    if not address and len(cells) > 1:
        address = cells[-1]
    names = [cell for cell in cells if cell != address]
    return Cells(line, " ".join(names[:2]), address)


def check_person(cells: Cells) -> PersonRow:
    """Clean a row; somebody without a name is called by the address until they say better."""
    address, problem = "", cells.problem
    if problem is not None:
        pass
    elif cells.address:
        try:
            address = normalize_email(cells.address)
        except InputError:
            problem = Reason("people.address", given=cells.address[:100])
    else:
        problem = Reason("people.no_address")
    try:
        name = clean_name(cells.name or address.partition("@")[0] or cells.address)
    except InputError as error:
        return PersonRow(cells.line, "", address, problem or error.reason, "invalid", cells.more)
    verdict: Verdict = "invalid" if problem else "good"
    return PersonRow(cells.line, name, address, problem, verdict, cells.more)
