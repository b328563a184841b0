"""A list of people awarded together: handed in, looked at, previewed, awarded, reported, undone."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Response, redirect, request, url_for

from badges.accounts.access import Actor, Permission
from badges.batches import cards, running, staging, undoing
from badges.batches.reporting import counts_of, left_out_csv, report_csv, rows_of
from badges.batches.sheets import claim_sheet
from badges.errors import BadgesError, ConflictError, InputError, LimitError, Reason
from badges.models import Achievement, AwardBatch, AwardBatchRow
from badges.ports import settings
from badges.web.access import requires
from badges.web.manage.achievements import find_achievement, shown_version
from badges.web.manage.frame import (
    ON_A_PAGE,
    Listed,
    Texts,
    as_pdf,
    as_table,
    blueprint,
    done,
    listed,
    pasted_or_uploaded,
    reason_text,
    refused,
    show,
    typed_form,
)
from badges.web.manage.progress import name_of
from badges.web.manage.sessions import zone_of
from badges.web.pages import words

SHOWN = ("", "bad", "new", "known", "held", "invalid", "double")


@blueprint.get("/lists")
@requires(Permission.AWARDS_READ)
def batch_list(actor: Actor) -> Response:
    """List what was handed in, the newest first, and the cards that were printed."""
    found = listed(
        sa.select(AwardBatch)
        .where(AwardBatch.community_id == actor.community.id)
        .order_by(AwardBatch.id.desc())
    )
    return show(
        "awards/lists",
        found=found,
        card_sets=cards.sets_of(actor),
        badge_name=_badge_name,
        zone=zone_of(actor),
    )


@blueprint.get("/badges/<slug>/list")
@requires(Permission.AWARDS_WRITE)
def batch_new(actor: Actor, slug: str) -> Response:
    """Ask for the list, and why."""
    return _show_form(find_achievement(actor, slug), Texts(place=actor.community.place))


@blueprint.post("/badges/<slug>/list")
@requires(Permission.AWARDS_WRITE)
def batch_create(actor: Actor, slug: str) -> Any:
    """Keep the list and give each row its verdict; nothing is awarded yet."""
    badge, typed = find_achievement(actor, slug), typed_form()
    try:
        given = pasted_or_uploaded(typed, limit=staging.MOST_BYTES)
        batch = staging.stage(actor, badge, given, reason=typed["reason"], place=typed["place"])
    except (InputError, LimitError, ConflictError) as error:
        return _show_form(badge, typed, error)
    return _go(batch)


@blueprint.get("/lists/<int:batch_id>")
@requires(Permission.AWARDS_READ)
def batch(actor: Actor, batch_id: int) -> Response:
    """Show each row's verdict, how far the awarding is, or the report; what can be done next."""
    row = staging.find_batch(actor, batch_id)
    only = request.args.get("only", "")
    return show(
        "awards/batch",
        batch=row,
        badge=row.achievement,
        name=_badge_name(row.achievement),
        counts=counts_of(row),
        only=only if only in SHOWN else "",
        found=_page_of_rows(row, only if only in SHOWN else ""),
        running=row.state in running.RUNNING,
        undo_until=undoing.undo_batch_until(row),
        why=_why,
        zone=zone_of(actor),
        mail_is_set_up=settings().mail_url is not None,
    )


@blueprint.post("/lists/<int:batch_id>/award")
@requires(Permission.AWARDS_WRITE)
def batch_award(actor: Actor, batch_id: int) -> Any:
    """Award the good rows; asked twice, it happens once."""
    row = staging.find_batch(actor, batch_id)
    try:
        running.confirm(actor, row)
    except ConflictError as error:
        return refused(error, "batch", batch_id=batch_id)
    return _go(row)


@blueprint.post("/lists/<int:batch_id>/cancel")
@requires(Permission.AWARDS_WRITE)
def batch_cancel(actor: Actor, batch_id: int) -> Any:
    """Award no more of it."""
    row = running.cancel(actor, staging.find_batch(actor, batch_id))
    said = words().gettext("Nothing more of this list is awarded.")
    return done(said, "batch", batch_id=row.id)


@blueprint.post("/lists/<int:batch_id>/undo")
@requires(Permission.AWARDS_WRITE)
def batch_undo(actor: Actor, batch_id: int) -> Any:
    """Take back what nobody was told of yet."""
    row = staging.find_batch(actor, batch_id)
    try:
        undoing.undo_batch(actor, row)
    except ConflictError as error:
        return refused(error, "batch", batch_id=batch_id)
    return _go(row)


@blueprint.post("/lists/<int:batch_id>/sheet")
@requires(Permission.AWARDS_WRITE)
def batch_sheet(actor: Actor, batch_id: int) -> Any:
    """Print the claim links of those who have not answered, name beside code."""
    row = staging.find_batch(actor, batch_id)
    try:
        body = claim_sheet(actor, rows_awards(row))
    except ConflictError as error:
        return refused(error, "batch", batch_id=batch_id)
    return as_pdf(body, f"links-{row.achievement.slug}-{row.id}.pdf")


@blueprint.get("/lists/<int:batch_id>/left-out.csv")
@requires(Permission.AWARDS_READ)
def batch_left_out(actor: Actor, batch_id: int) -> Response:
    """Hand out the rows that were left out, as they were handed in, with why."""
    row = staging.find_batch(actor, batch_id)
    return as_table(left_out_csv(row, words()), f"left-out-{row.id}.csv")


@blueprint.get("/lists/<int:batch_id>/report.csv")
@requires(Permission.AWARDS_READ)
def batch_report(actor: Actor, batch_id: int) -> Response:
    """Hand out what became of each row."""
    row = staging.find_batch(actor, batch_id)
    return as_table(report_csv(row, words()), f"report-{row.id}.csv")


def rows_awards(row: AwardBatch) -> sa.Select[Any]:
    """Give the query for the ids of a list's awards."""
    return sa.select(AwardBatchRow.award_id).where(
        AwardBatchRow.batch_id == row.id, AwardBatchRow.outcome == "awarded"
    )


def _go(row: AwardBatch) -> Any:
    return redirect(url_for("manage.batch", batch_id=row.id), 303)


def _badge_name(badge: Achievement) -> Any:
    return name_of(shown_version(badge))


def _why(row: AwardBatchRow) -> str:
    return reason_text(Reason.from_json(row.problem)) if row.problem else ""


def _page_of_rows(row: AwardBatch, only: str) -> Listed:
    number = max(1, min(request.args.get("page", 1, type=int), 10_000))
    rows = rows_of(row, only=only, limit=ON_A_PAGE + 1, offset=(number - 1) * ON_A_PAGE)

    def at(page: int) -> str:
        return url_for("manage.batch", batch_id=row.id, only=only or None, page=page)

    return Listed(
        rows[:ON_A_PAGE],
        at(number - 1) if number > 1 else "",
        at(number + 1) if len(rows) > ON_A_PAGE else "",
    )


def _show_form(badge: Achievement, typed: Texts, error: BadgesError | None = None) -> Response:
    return show(
        "awards/list_new",
        badge=badge,
        name=_badge_name(badge),
        typed=typed,
        error=error,
        most_rows=staging.MOST_ROWS,
    )
