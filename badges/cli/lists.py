"""``badges award``: a badge for everybody on a list; stopped in between, it can go on."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import click

from badges.accounts.access import Actor
from badges.batches import running, staging
from badges.batches.reporting import counts_of, report_csv
from badges.cli.awards import BY_HAND
from badges.cli.frame import (
    EXIT_FAILED,
    MakeApp,
    community_option,
    operator,
    read_input,
    write_output,
)
from badges.database import db, get_scoped
from badges.errors import ConflictError
from badges.models import Achievement, AwardBatch
from badges.wording import wording

EXIT_STOPPED = 130
"""As of a program that was ended by Ctrl-C."""

SHORT = 1_000
"""Rows that are done before anybody wonders how far they are."""


@click.command()
@click.argument("slug")
@click.option("--csv", "csv_file", required=True, metavar="FILE", help="Names and addresses.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@click.option("--report", type=click.Path(path_type=Path), help="Write the verdicts as CSV.")
@click.option("--cancel", is_flag=True, help="End the awarding of this file; what is done stays.")
@click.option("--again", is_flag=True, help="Award a list that was awarded before once more.")
@community_option
@click.pass_context
def award(
    ctx: click.Context,
    slug: str,
    csv_file: str,
    dry_run: bool,  # noqa: FBT001 - a flag of click's
    report: Path | None,
    cancel: bool,  # noqa: FBT001
    again: bool,  # noqa: FBT001
    community: str | None,
) -> None:
    """Award an achievement to a group; a verdict for each row, the good ones are awarded.

    Columns beside name and address: sentence, evidence, date, language. Stopped in between, the
    same command goes on with it; a running service does so by itself.
    """
    given = read_input(csv_file)
    make_app: MakeApp = ctx.obj
    with make_app().app_context():
        actor = operator(community)
        achievement = get_scoped(Achievement, actor.community.id, slug=slug)
        digest = hashlib.sha256(given).hexdigest()
        if cancel:
            _cancel(actor, staging.under_way(actor, achievement, digest))
            return
        if dry_run:
            batch = staging.stage(actor, achievement, given, reason=BY_HAND)
            staging.check_all(batch)
        else:
            batch = _begun(actor, achievement, given, digest, again=again)
            try:
                _award(actor, batch)
            except KeyboardInterrupt:
                _say_stopped(batch)
                ctx.exit(EXIT_STOPPED)
        text = report_csv(batch, wording("en"), delimiter=",")
        left_out = counts_of(batch).left_out
        db.session.rollback()
    if report is not None:
        write_output(report, text.encode())
    click.echo(text, nl=False)
    if left_out:
        ctx.exit(EXIT_FAILED)


def _begun(
    actor: Actor, achievement: Achievement, given: bytes, digest: str, *, again: bool
) -> AwardBatch:
    """Give the list of a file that is under way, else keep it as a new one."""
    batch = staging.under_way(actor, achievement, digest)
    if batch is not None:
        click.echo(f"This list is under way; it goes on. {_how_far(batch)}", err=True)
        return batch
    before = staging.done_before(actor, achievement, digest)
    if before is not None and before.finished_at is not None and not again:
        version = achievement.versions[-1]
        if version.repeatable:
            day = f"{before.finished_at:%Y-%m-%d}"
            raise ConflictError(
                "batch.done_before",
                f"This list was awarded on {day} already; give --again to award it once more.",
                day=day,
            )
    batch = staging.stage(actor, achievement, given, reason=BY_HAND, digest=digest)
    db.session.commit()
    return batch


def _award(actor: Actor, batch: AwardBatch) -> None:
    """Check and award a list to its end, saying how far it is."""
    staging.check_all(batch, tell=_tell)
    if batch.state == "ready" and batch.good:
        running.confirm(actor, batch)
        db.session.commit()
    running.run_all(batch, tell=_tell)
    if batch.size > SHORT and sys.stderr.isatty():
        click.echo(err=True)
    if batch.state == "cancelled":
        raise ConflictError("batch.was_cancelled", f"The list was cancelled. {_how_far(batch)}")


def _tell(batch: AwardBatch) -> None:
    """Say how far a long list is, on a terminal always in the same line."""
    if batch.size <= SHORT:
        return
    same_line = sys.stderr.isatty()
    click.echo(f"\r{_how_far(batch)}" if same_line else _how_far(batch), err=True, nl=not same_line)


def _how_far(batch: AwardBatch) -> str:
    if batch.state == "checking":
        return f"{batch.checked:,} of {batch.size:,} rows are checked."
    return f"{batch.handled:,} of {batch.good:,} people are done."


def _say_stopped(batch: AwardBatch) -> None:
    db.session.rollback()
    db.session.refresh(batch)
    click.echo(
        f"\nStopped. {_how_far(batch)} The same command goes on with it, and so does a running "
        "service; with --cancel it ends here.",
        err=True,
    )


def _cancel(actor: Actor, batch: AwardBatch | None) -> None:
    if batch is None:
        raise ConflictError("batch.not_under_way", "No list of this file is under way.")
    running.cancel(actor, batch)
    db.session.commit()
    click.echo(f"Cancelled. {_how_far(batch)} What was awarded stays.")
