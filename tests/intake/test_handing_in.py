"""A table is looked at row by row, recorded on a yes, and taken back if it was the wrong one."""

from __future__ import annotations

import io
import tracemalloc
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from support import NOON, Clock, community, manager, member

from badges.accounts.access import Actor
from badges.database import db
from badges.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from badges.intake import handing_in, waiting
from badges.intake.rows import Usual
from badges.intake.sessions import create_session, record_attendance
from badges.models import (
    Activity,
    ActivityUpload,
    ActivityUploadPiece,
    ActivityUploadRow,
    Community,
    Job,
    Membership,
    StoredFile,
    WaitingActivity,
)

WORKSHOP = Usual(kind="workshop")

TABLE = """Name;E-Mail;Datum;Art;Stunden;Titel;Rolle
Ada;ada@demo.example.org;09.03.2026;workshop;1,5;Git;Referentin
Ada;ada@demo.example.org;09.03.2026;workshop;1,5;Git;
Bo Bekannt;;08.03.2026;;;;
Cy;cy@example.org;2026-03-07;talk;;;
Di;di@;2026-03-07;;;;
Ed;ada@demo.example.org;2062-03-07;;;;
Fy Fremd;;2026-03-07;;;;
"""


@pytest.fixture
def ada(demo: Community) -> Membership:
    return member(demo, "Ada")


@pytest.fixture
def bo(demo: Community) -> Membership:
    return member(demo, "Bo Bekannt")


def staged(actor: Actor, text: str, usual: Usual = WORKSHOP) -> ActivityUpload:
    return handing_in.stage(actor, io.BytesIO(text.encode()), title="A table", usual=usual)


def activities() -> list[Activity]:
    return list(db.session.scalars(sa.select(Activity).order_by(Activity.id)))


def counts(table: ActivityUpload) -> tuple[int, int, int, int]:
    return table.good, table.known, table.kept, table.bad


def test_each_row_gets_its_verdict_and_nothing_is_recorded(
    mona: Actor, ada: Membership, bo: Membership
) -> None:
    table = staged(mona, TABLE)
    assert (table.state, table.size, counts(table)) == ("ready", 7, (2, 1, 1, 3))
    assert activities() == []
    rows = db.session.scalars(sa.select(ActivityUploadRow).order_by(ActivityUploadRow.line))
    assert [(row.line, row.problem["code"]) for row in rows] == [
        (6, "people.address"),
        (7, "activity.ahead"),
        (8, "attendance.unknown"),
    ]


def test_the_good_rows_count_and_say_who_what_and_when(
    mona: Actor, ada: Membership, bo: Membership
) -> None:
    table = handing_in.confirm(mona, staged(mona, TABLE))
    first, second = activities()
    assert (table.state, counts(table)) == ("done", (2, 1, 1, 3))
    assert (first.member, first.hours, first.upload_id) == (ada, 1.5, table.id)
    assert first.fields == {"title": "Git", "role": "presenter"}
    assert (second.member, second.kind) == (bo, "workshop")
    assert db.session.scalars(sa.select(WaitingActivity.kind)).all() == ["talk"]


def test_the_first_rows_are_shown_as_they_are_understood(mona: Actor, ada: Membership) -> None:
    found = handing_in.sample_of(staged(mona, TABLE))
    assert found.columns["Datum"] == "day"
    assert [verdict.outcome for _, verdict, _ in found.rows][:2] == ["recorded", "known"]


def test_the_same_table_again_changes_nothing(mona: Actor, ada: Membership, bo: Membership) -> None:
    handing_in.confirm(mona, staged(mona, TABLE))
    again = staged(mona, TABLE)
    assert counts(again) == (0, 3, 1, 3)
    assert len(activities()) == 2


def test_a_long_table_is_read_piece_by_piece(
    mona: Actor, ada: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handing_in, "AT_ONCE", 3)
    lines = [f"ada@demo.example.org;2026-01-{day:02};{day}\n" for day in range(1, 8)]
    lines[4] = "ada@demo.example.org;never;5\n"
    table = staged(mona, "E-Mail;Datum;ID\n" + "".join(lines))
    assert (table.state, table.handled) == ("checking", 3)
    handing_in.read_all(table)
    assert (table.state, counts(table)) == ("ready", (6, 0, 0, 1))
    handing_in.confirm(mona, table)
    handing_in.read_table(table.id)
    assert (table.state, table.handled, len(activities())) == ("recording", 6, 5)
    handing_in.read_all(table)
    assert (table.state, len(activities())) == ("done", 6)


def test_kinds_are_understood_as_people_write_them(mona: Actor, ada: Membership) -> None:
    create_session(mona, title="A", starts_at=NOON, kind="Löten")
    create_session(mona, title="B", starts_at=NOON, kind="Talk")
    written = {
        "Workshop": "workshop",
        "TREFFEN": "meeting",
        "learning resource": "resource",
        "löten": "Löten",
        "talk": "Talk",
        "Text": "Text",
        "Grillen": "Grillen",
    }
    rows = "".join(f"Ada;{kind};2026-03-0{n}\n" for n, kind in enumerate(written, start=1))
    handing_in.confirm(mona, staged(mona, "Name;Art;Datum\n" + rows))
    assert [row.kind for row in activities()] == list(written.values())


def test_who_checked_in_and_stands_in_the_table_too_was_there_once(
    mona: Actor, demo: Community, ada: Membership, bo: Membership
) -> None:
    at = datetime(2026, 3, 9, 17, tzinfo=UTC)
    evening = create_session(mona, title="Git", starts_at=at, kind="workshop")
    create_session(mona, title="Talks", starts_at=date(2026, 3, 9), kind="talk")
    for title in ("Twice", "Twice"):
        create_session(mona, title=title, starts_at=date(2026, 3, 9), kind="workshop")
    record_attendance(mona, evening, [ada.id])
    rows = ("Ada;GIT", "Bo Bekannt;git", "Bo Bekannt;GIT", "Ada;Talks", "Ada;Twice", "Ada;")
    text = "".join(f"{row};2026-03-09\n" for row in rows)
    table = handing_in.confirm(mona, staged(mona, "Name;Titel;Datum\n" + text))
    assert counts(table) == (4, 2, 0, 0)
    assert sorted(row.membership_id for row in evening.activities) == [ada.id, bo.id]
    (found,) = record_attendance(mona, evening, [bo.id])
    assert found.outcome == "known"
    assert [row.session_id for row in activities()][2:] == [None, None, None]


def test_a_missing_quotation_mark_in_the_middle_costs_its_own_row_alone(
    mona: Actor, ada: Membership
) -> None:
    rows = [f"ada@demo.example.org;2026-01-{day:02};x{day}\n" for day in range(1, 29)]
    rows[9] = rows[9].replace("x10", '"open')
    rows[19] = '"' + "y" * 200_000 + ";2026-01-20;x20\n"
    rows[24] = rows[24].replace("x25", '"two\nlines"')
    table = staged(mona, "E-Mail;Datum;Titel\n" + "".join(rows))
    assert (table.size, counts(table)) == (28, (26, 0, 0, 2))
    handing_in.confirm(mona, table)
    assert len(activities()) == 26
    assert activities()[-4].fields == {"title": "two lines"}
    bad = db.session.scalars(sa.select(ActivityUploadRow).order_by(ActivityUploadRow.line)).all()
    assert [(row.line, row.problem["code"]) for row in bad] == [
        (11, "table.quotes"),
        (21, "table.quotes"),
    ]
    assert bad[0].given == ["ada@demo.example.org", "2026-01-10", '"open']


def test_a_look_promises_no_more_than_there_is_room_for(
    mona: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handing_in, "AT_ONCE", 2)
    monkeypatch.setattr(waiting, "MOST", 3)
    table = staged(mona, "E-Mail;Datum\n" + "".join(f"{n}@b.org;2026-01-01\n" for n in range(5)))
    handing_in.read_all(table)
    assert counts(table) == (0, 0, 3, 2)
    handing_in.confirm(mona, table)
    handing_in.read_all(table)
    assert counts(table) == (0, 0, 3, 2)


def test_the_file_is_dropped_once_it_was_recorded(mona: Actor, ada: Membership) -> None:
    table = staged(mona, TABLE)
    (piece,) = db.session.scalars(sa.select(ActivityUploadPiece))
    handing_in.confirm(mona, table)
    assert db.session.scalars(sa.select(ActivityUploadPiece)).all() == []
    assert db.session.scalars(sa.select(StoredFile)).all() == []
    jobs = db.session.scalars(sa.select(Job).where(Job.name == "forget_file")).all()
    assert [job.arguments["sha256"] for job in jobs] == [piece.sha256]


def test_a_table_can_be_taken_back_as_a_whole(mona: Actor, ada: Membership, bo: Membership) -> None:
    table = handing_in.confirm(mona, staged(mona, TABLE))
    handing_in.undo(mona, table)
    assert table.state == "undone"
    assert {row.void_reason for row in activities()} == {"A table"}
    with pytest.raises(ConflictError):
        handing_in.undo(mona, staged(mona, TABLE))


def test_nothing_is_recorded_of_a_table_that_was_dropped(mona: Actor, ada: Membership) -> None:
    table = handing_in.cancel(mona, staged(mona, TABLE))
    with pytest.raises(ConflictError):
        handing_in.confirm(mona, table)
    assert activities() == []


def test_who_stood_in_it_is_forgotten_after_a_while(
    mona: Actor, ada: Membership, clock: Clock
) -> None:
    table = staged(mona, TABLE)
    job = db.session.scalars(sa.select(Job).where(Job.name == "forget_table")).one()
    assert job.due_at == NOON + handing_in.KEPT
    handing_in.forget_table(table.id)
    handing_in.forget_table(table.id)
    assert (table.state, table.bad) == ("cancelled", 4)
    assert db.session.scalars(sa.select(ActivityUploadRow)).all() == []


def test_what_holds_for_every_row_fills_the_gaps(mona: Actor, ada: Membership) -> None:
    usual = Usual("talk", day="2026-03-01", title="Evening", hours=2, tags=("git",))
    handing_in.confirm(mona, staged(mona, "ada@demo.example.org\n", usual))
    (row,) = activities()
    assert (row.kind, row.hours, row.tags, row.fields) == ("talk", 2, ["git"], {"title": "Evening"})


def test_unknown_people_may_be_left_out(mona: Actor) -> None:
    table = staged(mona, "cy@example.org;x\n", Usual("talk", day="2026-03-01", keep_unknown=False))
    assert counts(table) == (0, 0, 0, 1)
    with pytest.raises(ConflictError):
        handing_in.confirm(mona, table)


@pytest.mark.parametrize(
    ("text", "usual"),
    [
        ("", WORKSHOP),
        ("Name;E-Mail\n", WORKSHOP),
        (TABLE, Usual(kind=" ")),
        (TABLE, Usual("a", hours=-1)),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_kept(
    mona: Actor, text: str, usual: Usual
) -> None:
    with pytest.raises(InputError):
        staged(mona, text, usual)


def test_only_who_may_and_only_ones_own(mona: Actor, ada: Membership) -> None:
    with pytest.raises(ForbiddenError):
        staged(Actor.member(ada), TABLE)
    table = staged(mona, TABLE)
    with pytest.raises(NotFoundError):
        handing_in.confirm(manager(community("other")), table)


def test_memory_does_not_grow_with_the_table(mona: Actor, ada: Membership) -> None:
    def peak(rows: int) -> int:
        text = "E-Mail;Datum;ID\n" + "".join(
            f"ada@demo.example.org;2026-01-01;{rows}-{each}\n" for each in range(rows)
        )
        file = io.BytesIO(text.encode())
        del text
        db.session.flush()
        tracemalloc.start()
        handing_in.stage(mona, file, title="Big", usual=WORKSHOP)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    assert peak(12_000) < 2 * peak(4_000)
