"""``badges activity``: tables of who did what, and what is not to count after all."""

from __future__ import annotations

from pathlib import Path

import click

from badges.cli.frame import EXIT_FAILED, Group, MakeApp, community_option, in_app, operator
from badges.database import db, get_scoped
from badges.intake import handing_in, voiding
from badges.intake.rows import Usual
from badges.models import Activity


@click.group(cls=Group)
def activity() -> None:
    """Record what members did from a table, and void what did not happen."""


@activity.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--kind", default="workshop", show_default=True, help="For rows that do not say.")
@click.option("--day", default="", help="For rows that do not say: 2026-03-31.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@community_option
@click.pass_context
def import_table(
    ctx: click.Context,
    file: Path,
    kind: str,
    day: str,
    dry_run: bool,  # noqa: FBT001 - a flag of click's
    community: str | None,
) -> None:
    """Record the good rows of a CSV file; the others are said, and can be downloaded.

    Columns, in any order: name, e-mail, date, time, kind, session, hours, minutes, topics, role,
    id. Stopped in between, it goes on by the queue.
    """
    make_app: MakeApp = ctx.obj
    with make_app().app_context():
        actor = operator(community)
        with file.open("rb") as opened:
            table = handing_in.stage(actor, opened, title=file.name, usual=Usual(kind, day))
        db.session.commit()
        handing_in.read_all(table)
        if dry_run:
            handing_in.cancel(actor, table)
        elif table.good + table.kept:
            handing_in.confirm(actor, table)
            db.session.commit()
            handing_in.read_all(table)
        db.session.commit()
        click.echo(
            f"{table.size} rows: {table.good} count, {table.kept} wait for people to join, "
            f"{table.known} known, {table.bad} left out."
        )
        bad = table.bad
    if bad:
        ctx.exit(EXIT_FAILED)


@activity.command("void")
@click.argument("activity_id", metavar="ID", type=int)
@click.option("--reason", required=True, help="Why it does not count.")
@community_option
@in_app
def void(activity_id: int, reason: str, community: str | None) -> None:
    """Let an activity count no more; says which awards it had counted for, and changes none."""
    actor = operator(community)
    row = get_scoped(Activity, actor.community.id, id=activity_id)
    found = voiding.void_activity(actor, row, reason)
    click.echo("It no longer counts.")
    for each in found:
        click.echo(f"It had counted for {each.award.public_id}; that award stays.")
