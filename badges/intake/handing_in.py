"""A table that was handed in: kept in pieces, each row given a verdict, recorded on a yes.

::

    table = stage(actor, file, title="Attendance 2026", usual=Usual(kind="workshop"))
    table.state       # "ready": how many rows are good; "checking" while jobs look at the rest
    confirm(actor, table)                     # the good rows count; the bad ones can be downloaded

Nothing is recorded before the yes. Each piece is handled in one transaction with its counts, so
that a job that was cut short goes on where the last one ended, and half a million rows take no
more memory than two thousand. The file is dropped once it was recorded.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import islice
from typing import IO, Any, Final

import sqlalchemy as sa

from badges import audit, uploads
from badges.accounts.access import Actor, Permission
from badges.database import db, get_as_it_is, get_scoped, wipe_after_commit
from badges.errors import ConflictError, InputError, LimitError
from badges.intake import voiding
from badges.intake.facts import clean_hours, clean_tags, clean_word
from badges.intake.recording import Verdict, record_many
from badges.intake.rows import Bad, Usual, read_rows
from badges.intake.tables import LOOKED_AT, Layout, Line, layout_of, rows_of
from badges.jobs import enqueue
from badges.models import (
    Activity,
    ActivityUpload,
    ActivityUploadPiece,
    ActivityUploadRow,
    StoredFile,
)
from badges.ports import now, ports
from badges.text import clean_line

MOST_BYTES: Final = 64_000_000
MOST_ROWS: Final = 1_000_000
AT_ONCE: Final = 2_000
"""Rows of a piece: handled in one transaction."""

VOIDED_AT_ONCE: Final = 200
KEPT: Final = timedelta(days=30)
"""How long a table that nobody said yes to is kept, and the rows that could not be used."""

RUNNING: Final = frozenset({"checking", "recording", "undoing"})
"""The states in which jobs are at work."""

_MEDIA_TYPE: Final = "application/json"
_ACTING: Final = frozenset({Permission.ACTIVITIES_WRITE, Permission.AWARDS_READ})


@dataclass(frozen=True, slots=True)
class Sample:
    """The first rows of a table, as they are understood: what counts, or why it cannot."""

    columns: dict[str, str]
    rows: Sequence[tuple[Line, Verdict, str]]


def stage(actor: Actor, file: IO[bytes], *, title: str, usual: Usual) -> ActivityUpload:
    """Keep a table and look at its rows: a short one now, a long one by jobs.

    Raises ``InputError`` and ``LimitError`` where the whole cannot be read.
    """
    actor.require(Permission.ACTIVITIES_WRITE)
    known = Usual(
        kind=clean_word(usual.kind, "kind"),
        day=usual.day,
        title=clean_line(usual.title, field="session"),
        hours=clean_hours(usual.hours),
        tags=tuple(clean_tags(usual.tags)),
        keep_unknown=usual.keep_unknown,
    )
    beginning = file.read(LOOKED_AT)
    file.seek(0)
    layout = layout_of(beginning, whole=file)
    table = ActivityUpload(
        community_id=actor.community.id,
        community=actor.community,
        made_by=actor.membership_id,
        via=actor.via,
        title=clean_line(title, field="title"),
        layout={"read": layout.to_json(), "usual": asdict(known)},
        created_at=now(),
    )
    db.session.add(table)
    db.session.flush()
    table.size = _keep(table, rows_of(file, layout))
    table.bytes = file.tell()
    if not table.size:
        raise InputError("table.empty", "There is nothing in this table.", field="file")
    audit.record(actor, "table.stage", f"table:{table.id}", rows=table.size)
    enqueue("forget_table", community_id=table.community_id, due=now() + KEPT, table_id=table.id)
    read_table(table.id)
    return table


def read_table(table_id: int) -> None:
    """Handle the next piece (a job): give its rows their verdict, or record them."""
    table = get_as_it_is(ActivityUpload, table_id)
    if table is None or table.state not in {"checking", "recording"}:
        return
    piece = _piece(table, table.piece)
    if piece is not None:
        _handle(table, _lines(piece))
        table.piece += 1
    if table.handled < table.size and piece is not None:
        enqueue("read_table", community_id=table.community_id, table_id=table.id)
    elif table.state == "checking":
        table.state = "ready"
    else:
        table.state, table.finished_at = "done", now()
        _drop_pieces(table)
        audit.record(_actor_of(table), "table.done", f"table:{table.id}", recorded=table.good)


def read_all(table: ActivityUpload) -> None:
    """Handle every piece now, for whoever waits: the command line."""
    while table.state in {"checking", "recording"}:
        read_table(table.id)
        db.session.commit()


def confirm(actor: Actor, table: ActivityUpload) -> ActivityUpload:
    """Record the good rows from now on; asked twice, it happens once.

    Raises ``ConflictError`` while the table is being read, and where no row is good.
    """
    row = _of_community(actor, table)
    if row.state in {"recording", "done"}:
        return row
    if row.state != "ready":
        raise ConflictError("table.not_ready", "This table cannot be recorded now.")
    if not row.good + row.kept:
        raise ConflictError("table.nothing_good", "No row of this table can be recorded.")
    row.state, row.confirmed_at = "recording", now()
    row.piece = row.handled = row.good = row.known = row.kept = row.bad = 0
    _delete_rows(row)
    audit.record(actor, "table.confirm", f"table:{row.id}", rows=row.size)
    read_table(row.id)
    return row


def cancel(actor: Actor, table: ActivityUpload) -> ActivityUpload:
    """Record no more of a table; what was recorded until now stays."""
    row = _of_community(actor, table)
    if row.state in {"checking", "ready", "recording"}:
        row.state, row.finished_at = "cancelled", now()
        _drop_pieces(row)
        audit.record(actor, "table.cancel", f"table:{row.id}", handled=row.handled)
    return row


def undo(actor: Actor, table: ActivityUpload) -> ActivityUpload:
    """Let nothing that came with a table count any more; badges that rest on it are asked about.

    Raises ``ConflictError`` where nothing of it was recorded.
    """
    row = _of_community(actor, table)
    if row.state in {"undoing", "undone"}:
        return row
    if row.state not in {"done", "cancelled"} or row.confirmed_at is None:
        raise ConflictError("table.not_done", "Nothing of this table was recorded.")
    row.state = "undoing"
    audit.record(actor, "table.undo", f"table:{row.id}")
    undo_table(row.id)
    return row


def undo_table(table_id: int) -> None:
    """Void the next activities of a table (a job); run twice, it goes on where it was."""
    table = get_as_it_is(ActivityUpload, table_id)
    if table is None or table.state != "undoing":
        return
    rows = db.session.scalars(
        sa.select(Activity)
        .where(Activity.upload_id == table.id, Activity.voided_at.is_(None))
        .order_by(Activity.id)
        .limit(VOIDED_AT_ONCE)
    ).all()
    voiding.void_all(_actor_of(table), rows, table.title or f"#{table.id}")
    if len(rows) == VOIDED_AT_ONCE:
        enqueue("undo_table", community_id=table.community_id, table_id=table.id)
    else:
        table.state, table.finished_at = "undone", now()


def forget_table(table_id: int) -> None:
    """Forget who stood in a table (a job); what was recorded and the counts stay."""
    table = get_as_it_is(ActivityUpload, table_id)
    if table is None:
        return
    if table.state in {"checking", "ready"}:
        table.state, table.finished_at = "cancelled", now()
    _drop_pieces(table)
    _delete_rows(table)
    wipe_after_commit()


def find_table(actor: Actor, table_id: int) -> ActivityUpload:
    """Find a table of the community; raises ``NotFoundError``."""
    actor.require(Permission.ACTIVITIES_WRITE)
    return get_scoped(ActivityUpload, actor.community.id, id=table_id)


def sample_of(table: ActivityUpload, *, most: int = 20) -> Sample:
    """Give the first rows as they are understood, for whoever is to say yes."""
    layout = Layout.from_json(table.layout["read"])
    columns = {
        layout.headings[place]: meaning
        for place, meaning in layout.columns.items()
        if place < len(layout.headings)
    }
    piece = _piece(table, 0)
    if piece is None:
        return Sample(columns, ())
    lines = list(islice(_lines(piece), most))
    found = _verdicts(table, lines, rehearse=True)
    return Sample(columns, [(line, verdict, name) for line, verdict, name in found])


def usual_of(table: ActivityUpload) -> Usual:
    """Give what holds for every row that does not say otherwise."""
    return Usual.from_json(table.layout["usual"])


def _handle(table: ActivityUpload, lines: Iterator[Line]) -> None:
    handled = list(lines)
    found = _verdicts(table, handled, rehearse=table.state == "checking")
    bad: list[dict[str, Any]] = []
    for line, verdict, _ in found:
        table.good += verdict.outcome == "recorded"
        table.known += verdict.outcome == "known"
        table.kept += verdict.outcome == "kept"
        if verdict.problem is not None:
            bad.append(_bad_row(table, line, verdict))
    table.bad += len(bad)
    table.handled += len(handled)
    if bad:
        db.session.execute(sa.insert(ActivityUploadRow), bad)


def _verdicts(
    table: ActivityUpload, lines: Sequence[Line], *, rehearse: bool
) -> list[tuple[Line, Verdict, str]]:
    """Give each row's verdict, and the name that stands in it."""
    usual, layout = usual_of(table), Layout.from_json(table.layout["read"])
    rows = read_rows(table.community, lines, layout, usual)
    told = [row.told for row in rows if not isinstance(row, Bad)]
    verdicts = iter(
        record_many(
            _actor_of(table),
            told,
            keep_unknown=usual.keep_unknown,
            upload_id=table.id,
            rehearse=rehearse,
            kept_before=table.kept if table.state == "checking" else 0,
        )
    )
    return [
        (line, Verdict("refused", error=row.error), row.name)
        if isinstance(row, Bad)
        else (line, next(verdicts), row.name)
        for line, row in zip(lines, rows, strict=True)
    ]


def _bad_row(table: ActivityUpload, line: Line, verdict: Verdict) -> dict[str, Any]:
    address = next((cell.strip().casefold() for cell in line.cells if "@" in cell), "")
    problem = verdict.problem
    return {
        "community_id": table.community_id,
        "upload_id": table.id,
        "line": line.line,
        "given": line.cells,
        "address": address[:320],
        "problem": problem.to_json() if problem is not None else {},
    }


def _keep(table: ActivityUpload, rows: Iterator[Line]) -> int:
    """Keep the rows in pieces; gives how many there are."""
    size = 0
    for position, piece in enumerate(_pieces(rows)):
        size += len(piece)
        if size > MOST_ROWS:
            raise LimitError(
                "people.too_many",
                f"The list has more than {MOST_ROWS} rows; split it up.",
                limit=MOST_ROWS,
            )
        # With the table's own number in it, no other file has this hash.
        body = json.dumps([table.id, piece], ensure_ascii=False).encode()
        file = uploads.keep_file(table.community_id, body, _MEDIA_TYPE)
        db.session.add(
            ActivityUploadPiece(
                community_id=table.community_id,
                upload_id=table.id,
                position=position,
                sha256=file.sha256,
            )
        )
    db.session.flush()
    return size


def _pieces(rows: Iterable[Line]) -> Iterator[list[Line]]:
    each = iter(rows)
    while piece := list(islice(each, AT_ONCE)):
        yield piece


def _piece(table: ActivityUpload, position: int) -> ActivityUploadPiece | None:
    return db.session.scalar(
        sa.select(ActivityUploadPiece).where(
            ActivityUploadPiece.upload_id == table.id, ActivityUploadPiece.position == position
        )
    )


def _lines(piece: ActivityUploadPiece) -> Iterator[Line]:
    _, rows = json.loads(ports().files.get(piece.community_id, piece.sha256))
    return (Line(*row) for row in rows)


def _drop_pieces(table: ActivityUpload) -> None:
    """Forget the file: its rows now, the disk by jobs."""
    here = sa.select(ActivityUploadPiece.sha256).where(ActivityUploadPiece.upload_id == table.id)
    hashes = db.session.scalars(here).all()
    db.session.execute(
        sa.delete(ActivityUploadPiece).where(ActivityUploadPiece.upload_id == table.id)
    )
    for start in range(0, len(hashes), AT_ONCE):
        db.session.execute(
            sa.delete(StoredFile).where(
                StoredFile.community_id == table.community_id,
                StoredFile.sha256.in_(hashes[start : start + AT_ONCE]),
            )
        )
    for sha256 in hashes:
        enqueue(
            "forget_file",
            community_id=table.community_id,
            owner_id=table.community_id,
            sha256=sha256,
        )


def _delete_rows(table: ActivityUpload) -> None:
    db.session.execute(sa.delete(ActivityUploadRow).where(ActivityUploadRow.upload_id == table.id))


def _actor_of(table: ActivityUpload) -> Actor:
    """Give whoever handed it in, with the rights that were asked for then."""
    return Actor(table.community, table.maker, _ACTING, table.via)


def _of_community(actor: Actor, table: ActivityUpload) -> ActivityUpload:
    actor.require(Permission.ACTIVITIES_WRITE)
    return get_scoped(ActivityUpload, actor.community.id, id=table.id)
