"""A table of who did what: handed in, looked at, recorded on a yes; the bad rows given back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask import Response, redirect, request, url_for
from werkzeug.datastructures import FileStorage

from badges.accounts.access import Actor, Permission
from badges.database import db
from badges.errors import BadgesError, ConflictError, InputError, LimitError, Reason
from badges.intake import handing_in
from badges.intake.rows import Usual
from badges.intake.tables import Layout
from badges.models import ActivityUpload, ActivityUploadRow
from badges.spreadsheets import as_csv
from badges.web.access import requires
from badges.web.careful import takes_up_to
from badges.web.manage.frame import (
    Texts,
    blueprint,
    done,
    listed,
    number_from,
    reason_text,
    refused,
    show,
    typed_form,
    words_from,
)
from badges.web.manage.kinds import OTHER, activity_kinds
from badges.web.manage.sessions import zone_of
from badges.web.pages import words

AROUND_IT = 1_000_000
"""What a form takes around its file, in bytes."""

BAD_AT_ONCE = 1_000


@blueprint.get("/activities/tables")
@requires(Permission.ACTIVITIES_WRITE)
def table_list(actor: Actor) -> Response:
    """List the tables that were handed in, the newest first."""
    query = sa.select(ActivityUpload).where(ActivityUpload.community_id == actor.community.id)
    found = listed(query.order_by(ActivityUpload.id.desc()))
    return show("activities/tables", found=found, zone=zone_of(actor))


@blueprint.get("/activities/tables/new")
@requires(Permission.ACTIVITIES_WRITE)
def table_new(actor: Actor) -> Response:
    """Ask for a table, and what holds for rows that do not say."""
    return _show_form(actor, Texts(keep="1"))


@blueprint.post("/activities/tables/new")
@takes_up_to(handing_in.MOST_BYTES + AROUND_IT)
@requires(Permission.ACTIVITIES_WRITE)
def table_create(actor: Actor) -> Any:
    """Keep the table and give each row its verdict; nothing is recorded yet."""
    typed = typed_form()
    try:
        upload, usual = _file(), _usual_from(typed)
        title = typed["title"] or (upload.filename or "")[:200]
        table = handing_in.stage(actor, upload.stream, title=title, usual=usual)
    except (InputError, LimitError) as error:
        db.session.rollback()
        return _show_form(actor, typed, error)
    return _go(table)


@blueprint.get("/activities/tables/<int:table_id>")
@requires(Permission.ACTIVITIES_WRITE)
def table(actor: Actor, table_id: int) -> Response:
    """Show how the table is understood, how far it is, or the report; what can be done next."""
    row = handing_in.find_table(actor, table_id)
    bad = sa.select(ActivityUploadRow).where(ActivityUploadRow.upload_id == row.id)
    return show(
        "activities/table",
        table=row,
        running=row.state in handing_in.RUNNING,
        sample=handing_in.sample_of(row) if row.state == "ready" else None,
        found=listed(bad.order_by(ActivityUploadRow.line, ActivityUploadRow.id)),
        usual=handing_in.usual_of(row),
        why=_why,
        zone=zone_of(actor),
    )


@blueprint.post("/activities/tables/<int:table_id>/record")
@requires(Permission.ACTIVITIES_WRITE)
def table_record(actor: Actor, table_id: int) -> Any:
    """Record the good rows; asked twice, it happens once."""
    row = handing_in.find_table(actor, table_id)
    try:
        handing_in.confirm(actor, row)
    except ConflictError as error:
        return refused(error, "table", table_id=table_id)
    return _go(row)


@blueprint.post("/activities/tables/<int:table_id>/cancel")
@requires(Permission.ACTIVITIES_WRITE)
def table_cancel(actor: Actor, table_id: int) -> Any:
    """Record no more of it."""
    row = handing_in.cancel(actor, handing_in.find_table(actor, table_id))
    said = words().gettext("Nothing more of this table is recorded.")
    return done(said, "table", table_id=row.id)


@blueprint.post("/activities/tables/<int:table_id>/undo")
@requires(Permission.ACTIVITIES_WRITE)
def table_undo(actor: Actor, table_id: int) -> Any:
    """Let nothing of it count any more."""
    row = handing_in.find_table(actor, table_id)
    try:
        handing_in.undo(actor, row)
    except ConflictError as error:
        return refused(error, "table", table_id=table_id)
    return _go(row)


@blueprint.get("/activities/tables/<int:table_id>/left-out.csv")
@requires(Permission.ACTIVITIES_WRITE)
def table_left_out(actor: Actor, table_id: int) -> Response:
    """Hand out the rows that could not be used, as they were handed in, with why."""
    row = handing_in.find_table(actor, table_id)
    headings = Layout.from_json(row.layout["read"]).headings
    said = words()

    def lines() -> Iterator[list[str]]:
        for given, problem in _bad_rows(row):
            yield [*given, said.sentence(Reason.from_json(problem))]

    # As one text: the request's transaction is over before a stream would be read.
    body = as_csv([*headings, said.gettext("problem")], lines())
    response = Response(("\ufeff" + body).encode(), content_type="text/csv; charset=utf-8")
    name = f"left-out-{row.id}.csv"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _bad_rows(row: ActivityUpload) -> Iterator[tuple[list[str], dict[str, Any]]]:
    """Read the bad rows in pieces: half a million at once would not fit."""
    last = 0
    columns = (ActivityUploadRow.id, ActivityUploadRow.given, ActivityUploadRow.problem)
    here = sa.select(*columns).where(ActivityUploadRow.upload_id == row.id)
    while found := db.session.execute(
        here.where(ActivityUploadRow.id > last).order_by(ActivityUploadRow.id).limit(BAD_AT_ONCE)
    ).all():
        for number, given, problem in found:
            last = number
            yield given, problem


def _file() -> FileStorage:
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise InputError("form.no_file", "Choose a file first.", field="file")
    return upload


def _why(problem: dict[str, Any]) -> str:
    return reason_text(Reason.from_json(problem))


def _go(row: ActivityUpload) -> Any:
    return redirect(url_for("manage.table", table_id=row.id), 303)


def _usual_from(typed: Texts) -> Usual:
    return Usual(
        kind=typed["kind_other"] if typed["kind"] == OTHER else typed["kind"],
        day=typed["date"],
        title=typed["session"],
        hours=number_from(typed["hours"], "hours"),
        tags=tuple(words_from(typed["tags"])),
        keep_unknown=bool(typed["keep"]),
    )


def _show_form(actor: Actor, typed: Texts, error: BadgesError | None = None) -> Response:
    return show(
        "activities/table_new",
        typed=typed,
        error=error,
        kinds=activity_kinds(actor.community),
        most_rows=handing_in.MOST_ROWS,
        megabytes=handing_in.MOST_BYTES // 1_000_000,
    )
