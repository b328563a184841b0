"""Lists of people, as spreadsheets, mail programs and people write them."""

from __future__ import annotations

import pytest

from badges.errors import InputError, LimitError, Reason
from badges.intake.lists import MOST_BYTES, MOST_ROWS, read_people
from badges.intake.records import records

ZOE = ("Zoë Müller", "zoe@example.org")


@pytest.mark.parametrize(
    "text",
    [
        "Zoë Müller;zoe@example.org",
        "Zoë Müller,zoe@example.org",
        "Zoë Müller\tzoe@example.org",
        "zoe@example.org;Zoë Müller",
        "Zoë;Müller;zoe@example.org",
        '"Zoë Müller";"ZOE@example.org "',
        "Name;E-Mail\nZoë Müller;zoe@example.org",
        "Vorname,Nachname,E-Mail-Adresse\nZoë,Müller,zoe@example.org",
        "Name;Vorname;E-Mail\nMüller;Zoë;zoe@example.org",
        "E-Mail\tTeilnehmende\tOrt\nzoe@example.org\tZoë Müller\tBerlin",
        "first name,last name,email\nZoë,Müller,zoe@example.org",
        "Full name,First name,Last name,email\nZoë Müller,Z.,M.,zoe@example.org",
        "Zoë Müller <zoe@example.org>",
        '"Müller, Zoë" <zoe@example.org>;',
        "Müller, Zoë <zoe@example.org>",
        "Zoë   Müller\u200b ; zoe@example.org",
        "\ufeffZoë Müller;zoe@example.org\r\n\r\n",
    ],
)
def test_one_person_is_read_from_any_of_these(text: str) -> None:
    (row,) = read_people(text)
    assert (row.name, row.address) == ZOE
    assert (row.verdict, row.problem) == ("good", None)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_a_file_is_read_in_any_of_these_encodings(encoding: str) -> None:
    data = "Name;E-Mail\r\nZoë Müller;zoe@example.org\r\n".encode(encoding)
    (row,) = read_people(data)
    assert (row.name, row.address) == ZOE
    assert row.line == 2


def test_windows_dashes_and_quotes_are_read_as_windows_wrote_them() -> None:
    (row,) = read_people("Zoë “Zo” O’Neill;zoe@example.org".encode("cp1252"))
    assert row.name == "Zoë “Zo” O’Neill"


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Ada <ada@a.example>, Bo <bo@b.example>", ["Ada", "Bo"]),
        ("Ada <ada@a.example>; bo@b.example", ["Ada", "bo"]),
        ("Ada <ada@a.example>\nIda Immer; ida@i.example", ["Ada", "Ida Immer"]),
        ("Müller, Ada <ada@a.example>; Li, Bo <bo@b.example>", ["Ada Müller", "Bo Li"]),
        ("ada@a.example\nbo@b.example\n", ["ada", "bo"]),
    ],
)
def test_several_people_are_found(text: str, people: list[str]) -> None:
    rows = read_people(text)
    assert [row.name for row in rows] == people
    assert [row.verdict for row in rows] == ["good", "good"]


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("Bo;bo.example.org", "people.address", "Bo"),
        ("Bo;bo@", "people.address", "Bo"),
        ("Bo;@example.org", "people.address", "Bo"),
        ("Bo", "people.no_address", "Bo"),
        ("Name;E-Mail\nBo;", "people.no_address", "Bo"),
        ("B\x07o;bo@example.org", "text.control", ""),
        ("B\u202eo;bo@example.org", "text.bidi", ""),
        ("???;bo@example.org", "text.empty", ""),
    ],
)
def test_a_bad_row_says_what_is_wrong_and_keeps_the_name(text: str, code: str, name: str) -> None:
    row = read_people(text)[-1]
    assert row.verdict == "invalid"
    assert row.problem is not None
    assert (row.problem.code, row.name) == (code, name)


def test_two_rows_for_one_person_are_one_person_and_one_double() -> None:
    first, other, second = read_people("Ada;ADA@a.example\nBo;bo@b.example\nAda B;ada@A.example")
    assert [row.verdict for row in (first, other, second)] == ["good", "good", "double"]
    assert second.problem is not None
    assert second.problem.params["line"] == 1


def test_a_bad_row_loses_none_of_the_good_ones() -> None:
    rows = read_people("Ada;ada@a.example\nBo;none\n\nCy;cy@c.example")
    assert [(row.line, row.verdict) for row in rows] == [(1, "good"), (2, "invalid"), (4, "good")]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('a;b;c\n1;2;"x\ny; z; z\nx"\n3;4;5\n', [(1, True), (4, True), (5, True)]),
        ('a;b;c\n1;2;"x\n3;4;5\n6;7;"x"\n', [(1, True), (2, False), (3, True), (4, True)]),
        ('a;b;c\n1;"2;x\n3;4;5\n"6";7;8\n', [(1, True), (2, False), (3, True), (4, True)]),
    ],
    ids=["a text of three lines", "a mark before a last cell", "a mark before a first cell"],
)
def test_what_stands_in_a_cell_is_told_from_rows(text: str, lines: list[tuple[int, bool]]) -> None:
    found = records(text.splitlines(keepends=True), ";")
    assert [(row.line, row.is_whole) for row in found] == lines


def test_a_missing_quotation_mark_costs_its_own_row_alone() -> None:
    rows = read_people('Name;E-Mail\nAda;ada@a.example\nBo;"bo@b.example\nCy;cy@c.example\n')
    assert [(row.line, row.verdict) for row in rows] == [(2, "good"), (3, "invalid"), (4, "good")]
    assert rows[1].problem == Reason("table.quotes")
    (long,) = read_people('"' + "x" * 200_000 + '";a@b.example')
    assert long.problem == Reason("table.quotes")


@pytest.mark.parametrize(
    ("given", "error", "code"),
    [
        ("x" * (MOST_BYTES + 1), LimitError, "people.too_large"),
        ("a@b.example\n" * (MOST_ROWS + 1), LimitError, "people.too_many"),
        (b"\xff\xfeA", InputError, "people.encoding"),
        (b"PK\x03\x04\x14\0\x06\0\x08\0" + bytes(50), InputError, "people.encoding"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", InputError, "people.encoding"),
    ],
)
def test_what_cannot_be_read_as_a_whole_is_one_error(
    given: str | bytes, error: type[InputError | LimitError], code: str
) -> None:
    with pytest.raises(error) as caught:
        read_people(given)
    assert caught.value.reason.code == code


@pytest.mark.parametrize("given", ["", "\n \n", b"", "Name;E-Mail\n"])
def test_an_empty_list_has_no_rows(given: str | bytes) -> None:
    assert read_people(given) == ()
