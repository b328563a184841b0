"""Reports of public pages: what readers said is wrong, what can be done, the answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response, url_for

from badges.accounts.access import Actor, Permission
from badges.errors import ConflictError, InputError
from badges.models import PageReport
from badges.privacy import reports
from badges.web.access import requires
from badges.web.manage.frame import Texts, blueprint, done, refused, show, typed_form
from badges.web.manage.sessions import zone_of
from badges.web.manage.waiting import Line, waits
from badges.web.pages import words


@waits(order=21)
def _open_reports(actor: Actor) -> Iterator[Line]:
    if actor.may(Permission.SETTINGS) and (found := reports.open_reports(actor)):
        yield Line(
            words().ngettext(
                "Somebody reported a page.", "%(num)s reports of pages wait.", len(found)
            ),
            words().gettext("Look at it"),
            url_for("manage.report", report_id=found[0].id)
            if len(found) == 1
            else url_for("manage.report_list"),
            "wait",
        )


@blueprint.get("/reports")
@requires(Permission.SETTINGS)
def report_list(actor: Actor) -> Response:
    """List the reports, those that wait first."""
    return show(
        "reports/list",
        waiting=reports.open_reports(actor),
        closed=reports.closed_reports(actor),
        zone=zone_of(actor),
    )


@blueprint.get("/reports/<int:report_id>")
@requires(Permission.SETTINGS)
def report(actor: Actor, report_id: int) -> Response:
    """Show a report and what can be done about its page."""
    return _show(actor, reports.find_report(actor, report_id))


@blueprint.post("/reports/<int:report_id>")
@requires(Permission.SETTINGS)
def report_close(actor: Actor, report_id: int) -> Any:
    """Answer and close it."""
    row = reports.find_report(actor, report_id)
    typed = typed_form()
    try:
        reports.close_report(actor, row, typed["answer"])
    except InputError as error:
        return _show(actor, row, typed, error)
    except ConflictError as error:
        return refused(error, "report", report_id=report_id)
    return done(words().gettext("The report is closed."), "report_list")


@blueprint.post("/reports/<int:report_id>/hide")
@requires(Permission.CREDENTIALS_STATUS)
def report_hide(actor: Actor, report_id: int) -> Any:
    """Make the badge's page private."""
    row = reports.find_report(actor, report_id)
    if row.award is not None:
        reports.hide_page(actor, row.award)
    return done(
        words().gettext("The page is private now. Its holder sees it and may share it again."),
        "report",
        report_id=report_id,
    )


def _show(
    actor: Actor, row: PageReport, typed: Texts | None = None, error: InputError | None = None
) -> Response:
    return show(
        "reports/show",
        row=row,
        slug=row.path.rpartition("/")[2] if row.kind == "achievement" else "",
        typed=typed or Texts(),
        error=error,
        zone=zone_of(actor),
    )
