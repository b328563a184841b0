"""Tables are read as spreadsheets and meeting programs write them."""

from __future__ import annotations

import io
from datetime import datetime

import pytest

from badges.errors import InputError
from badges.intake.moments import hours_in, moment
from badges.intake.tables import Layout, layout_of, rows_of

ZOOM = """Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
871 2034,Git evening,03/09/2026 06:00:00 PM,03/09/2026 08:00:00 PM,host@example.org,120,2

Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest
Zoë Müller,zoe@example.org,03/09/2026 06:01:10 PM,03/09/2026 07:31:10 PM,90,No
Bo,,03/09/2026 06:05:00 PM,03/09/2026 06:35:00 PM,30,Yes
"""

TEAMS = """1. Zusammenfassung
Titel der Besprechung\tGit-Abend
Teilnehmende\t2

2. Teilnehmende
Name\tErster Beitritt\tLetztes Verlassen\tDauer der Teilnahme\tE-Mail\tTeilnehmer-ID (UPN)\tRolle
Zoë Müller\t09.03.26, 18:01:10\t09.03.26, 19:31\t1h 30m\tzoe@example.org\tzoe@example.org\tReferent

3. Aktivitäten während der Besprechung
Name\tBeitrittszeit\tVerlassen um\tDauer
Müller, Zoë\t09.03.26, 18:01:10\t09.03.26, 19:31:10\t1h 30m
"""


def read(data: bytes) -> tuple[Layout, list[dict[str, str]]]:
    layout = layout_of(data[:65_536], whole=io.BytesIO(data))
    return layout, [layout.meaning(row.cells) for row in rows_of(io.BytesIO(data), layout)]


def test_a_list_of_zoom_is_read_below_what_stands_before_it() -> None:
    layout, rows = read(ZOOM.encode())
    assert [row.get("address", "") for row in rows] == ["zoe@example.org", ""]
    assert (rows[0]["minutes"], rows[1]["name"], layout.day_first) == ("90", "Bo", False)


def test_a_list_of_teams_ends_where_its_next_part_begins() -> None:
    layout, rows = read(b"\xff\xfe" + TEAMS.encode("utf-16-le"))
    assert (layout.encoding, layout.delimiter, len(rows)) == ("utf-16", "\t", 1)
    assert rows[0]["duration"] == "1h 30m"
    assert "role" not in rows[0], "what Teams calls a role says nothing of who gave a talk"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_encoding_is_told_by_the_whole_file(encoding: str) -> None:
    text = "Name;E-Mail\n" + "Ada;ada@example.org\n" * 5000 + "Zoë;zoe@example.org\n"
    _, rows = read(text.encode(encoding))
    assert (len(rows), rows[-1]["name"]) == (5001, "Zoë")


def test_without_headings_people_are_told_by_their_look() -> None:
    _, rows = read(b"Ada Beispiel;ada@example.org\nBo;\n")
    assert rows == [{"address": "ada@example.org", "name": "Ada Beispiel"}, {"name": "Bo"}]


@pytest.mark.parametrize("data", [b"", b" \n\n", b"PK\x03\x04rest", b"%PDF-1.7"])
def test_what_is_no_table_is_refused_in_one_sentence(data: bytes) -> None:
    with pytest.raises(InputError) as caught:
        layout_of(data)
    assert caught.value.field == "file"


def test_a_layout_is_kept_as_json() -> None:
    layout, _ = read(ZOOM.encode())
    assert Layout.from_json(layout.to_json()) == layout


@pytest.mark.parametrize(
    ("text", "clock", "expected"),
    [
        ("2026-03-09", "", "2026-03-08T23:00:00+00:00"),
        ("2026-03-09T18:00:00Z", "", "2026-03-09T18:00:00+00:00"),
        ("2026-03-09 18:00", "", "2026-03-09T17:00:00+00:00"),
        ("09.03.2026", "18:30 Uhr", "2026-03-09T17:30:00+00:00"),
        ("9.3.26, 18:01:10", "", "2026-03-09T17:01:10+00:00"),
        ("09/03/2026", "", "2026-03-08T23:00:00+00:00"),
        ("2026-07-01", "6:30 pm", "2026-07-01T16:30:00+00:00"),
    ],
)
def test_a_moment_is_read_in_the_communitys_zone(text: str, clock: str, expected: str) -> None:
    assert moment(text, clock, zone="Europe/Berlin") == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("text", "clock"), [("yesterday", ""), ("2026-02-30", ""), ("9.3.26", "x")]
)
def test_what_is_no_moment_is_refused(text: str, clock: str) -> None:
    with pytest.raises(InputError):
        moment(text, clock, zone="Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "hours"), [("", None), ("90", 90.0), ("1:30", 1.5), ("45 min", 0.75), ("2 std", 2.0)]
)
def test_lengths_are_read_as_they_are_written(text: str, hours: float | None) -> None:
    assert hours_in(text) == hours


def test_what_is_no_length_is_refused() -> None:
    with pytest.raises(InputError):
        hours_in("long")
