"""Impact: the report as page, table and PDF; what members tell; the pace."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response, request, url_for

from badges.accounts.access import Actor, Permission
from badges.awarding.pauses import is_paused
from badges.errors import NotFoundError
from badges.impact.answers import stories_for
from badges.impact.asking import set_questions
from badges.impact.pace import MOST_LOOKED_AT, pace_of, suggested_pause
from badges.impact.reporting import Report
from badges.impact.switches import is_reported, set_report, settings_of
from badges.rendering.colours import palette_of
from badges.rendering.impact import ImpactContent, ImpactTable, render_impact
from badges.spreadsheets import as_csv
from badges.timestamps import local_day
from badges.web.access import requires
from badges.web.impact import changes, page_context, quarter_name, tables_of, wanted_report
from badges.web.manage.frame import as_pdf, as_table, blueprint, done, show
from badges.web.manage.waiting import Line, waits
from badges.web.pages import words


@blueprint.get("/impact")
@requires(Permission.SETTINGS)
def impact(actor: Actor) -> Response:
    """Show the report of a quarter, or what it would be, with its switch."""
    report = wanted_report(actor.community, _asked()) if is_reported(actor.community) else None
    return show(
        "impact/report",
        on=is_reported(actor.community),
        **page_context(actor.community, report, "manage.impact"),
    )


@blueprint.post("/impact/report")
@requires(Permission.SETTINGS)
def impact_switch(actor: Actor) -> Any:
    """Switch the report on or off."""
    on = request.form.get("on") == "yes"
    set_report(actor, on=on)
    if on:
        said = words().gettext("The report is on. Members see it, and have two weeks to refuse.")
    else:
        said = words().gettext("The report is off; nobody sees it.")
    return done(said, "impact")


@blueprint.get("/impact.csv")
@requires(Permission.SETTINGS)
def impact_table(actor: Actor) -> Response:
    """Give the numbers as a table."""
    report = _report(actor)
    header = (words().gettext("Table"), words().gettext("Group"), words().gettext("Members"))
    cells = (
        (table.title, label, "" if count is None else count)
        for table in tables_of(report)
        for label, count in table.rows
    )
    return as_table(as_csv(header, cells), _filename(actor, report, "csv"))


@blueprint.get("/impact.pdf")
@requires(Permission.SETTINGS)
def impact_pdf(actor: Actor) -> Response:
    """Give the report to print."""
    report, community = _report(actor), actor.community
    content = ImpactContent(
        language=words().language,
        formal=community.formal,
        community=community.name,
        period=quarter_name(report.quarter),
        counted_on=local_day(report.counted_at, community.zone),
        colour=palette_of(community.colour).ink,
        tables=[ImpactTable(it.title, it.lead, it.rows, it.note) for it in tables_of(report)],
        quotes=[(it.story, it.name) for it in report.quotes],
    )
    return as_pdf(render_impact(content), _filename(actor, report, "pdf"))


@blueprint.get("/impact/stories")
@requires(Permission.SETTINGS)
def impact_stories(actor: Actor) -> Response:
    """Show what members tell managers, and whether they are asked."""
    return show(
        "impact/stories",
        stories=stories_for(actor),
        changes=changes(),
        questions=settings_of(actor.community).questions,
    )


@blueprint.post("/impact/questions")
@requires(Permission.SETTINGS)
def impact_questions(actor: Actor) -> Any:
    """Let members be asked, or not."""
    on = request.form.get("on") == "yes"
    set_questions(actor, on=on)
    said = words().gettext("Members are asked.") if on else words().gettext("Nobody is asked.")
    return done(said, "impact_stories")


@blueprint.get("/impact/pace")
@requires(Permission.ACHIEVEMENTS_WRITE)
def impact_pace(actor: Actor) -> Response:
    """Show how busy it is, and what could be done about it."""
    since, until = suggested_pause(actor.community)
    name = words().gettext("Time to breathe")
    return show(
        "impact/pace",
        pace=pace_of(actor),
        most=MOST_LOOKED_AT,
        since=since,
        until=until,
        paused=is_paused(actor.community),
        pause_url=url_for("manage.pause_list", name=name, since=since, until=until),
    )


@waits(order=46)
def _much_at_once(actor: Actor) -> Iterator[Line]:
    if not actor.may(Permission.ACHIEVEMENTS_WRITE):
        return
    warnings = pace_of(actor).warnings
    if warnings and not is_paused(actor.community):
        yield Line(
            words().sentence(warnings[0]),
            words().gettext("Look at the pace"),
            url_for("manage.impact_pace"),
        )


def _report(actor: Actor) -> Report:
    report = wanted_report(actor.community, _asked()) if is_reported(actor.community) else None
    if report is None:
        raise NotFoundError("impact.off", "This community has no report.")
    return report


def _asked() -> str:
    return request.args.get("quarter", "")


def _filename(actor: Actor, report: Report, suffix: str) -> str:
    return f"{actor.community.slug}-impact-{report.quarter}.{suffix}"
