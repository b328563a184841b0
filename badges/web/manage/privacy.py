"""Privacy in one place: how long things are kept, what goes next, the documents to print."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Response

from badges.accounts import legal
from badges.accounts.access import Actor, Permission
from badges.errors import InputError
from badges.ports import now, settings
from badges.privacy.periods import BOUNDS, USUAL, Periods, periods_of, set_periods
from badges.privacy.processing import Notes, hosts, notes_of, set_notes
from badges.privacy.reports import open_reports
from badges.privacy.sweeping import coming
from badges.timestamps import local_day
from badges.web.access import requires
from badges.web.legal import installation, paragraphs
from badges.web.manage.frame import Texts, blueprint, done, show, typed_form, whole_number_from
from badges.web.pages import language, words

DAYS_AHEAD = 30


@blueprint.get("/privacy")
@requires(Permission.SETTINGS)
def privacy(actor: Actor) -> Response:
    """Show the documents, the periods, and what goes next."""
    days = asdict(periods_of(actor.community))
    return _show(actor, Texts({name: str(value) for name, value in days.items()}))


@blueprint.post("/privacy/periods")
@requires(Permission.SETTINGS)
def privacy_periods(actor: Actor) -> Any:
    """Change how long things are kept."""
    typed = typed_form()
    try:
        set_periods(actor, Periods(**{name: _days(typed, name) for name in BOUNDS}))
    except InputError as error:
        return _show(actor, typed, error)
    return done(words().gettext("The periods are saved."), "privacy", anchor="coming")


@blueprint.get("/privacy/<any(text, record, measures, processors):name>")
@requires(Permission.SETTINGS)
def privacy_document(actor: Actor, name: str) -> Response:
    """Show a document, filled in from what this installation does, to be checked and printed."""
    return _show_document(actor, name, Texts(asdict(notes_of(actor.community))))


@blueprint.post("/privacy/processors")
@requires(Permission.SETTINGS)
def privacy_processors(actor: Actor) -> Any:
    """Keep what a manager knows about those who handle data for the community."""
    typed = typed_form()
    try:
        set_notes(actor, Notes(**{name: typed[name] for name in asdict(Notes())}))
    except InputError as error:
        return _show_document(actor, "processors", typed, error)
    return done(words().gettext("Saved."), "privacy_document", name="processors")


def _show(actor: Actor, typed: Texts, error: InputError | None = None) -> Response:
    return show(
        "privacy/overview",
        typed=typed,
        error=error,
        bounds=BOUNDS,
        usual=asdict(USUAL),
        going=coming(actor, days=DAYS_AHEAD),
        days_ahead=DAYS_AHEAD,
        reports=len(open_reports(actor)),
        missing=legal.missing_details(actor.community),
    )


def _show_document(
    actor: Actor, name: str, typed: Texts, error: InputError | None = None
) -> Response:
    community = actor.community
    own = legal.own_page(community, "privacy", language(community))
    return show(
        f"privacy/{name}",
        typed=typed,
        error=error,
        name=name,
        details=legal.details_of(community),
        missing=legal.missing_details(community),
        checked=legal.checked_on(community, "privacy") if name == "text" else None,
        own=paragraphs(own),
        installation=installation(),
        periods=periods_of(community),
        hosts=hosts(),
        notes=notes_of(community),
        address=settings().base_url,
        today=local_day(now(), community.zone),
    )


def _days(typed: Texts, name: str) -> int:
    days = whole_number_from(typed[name], name)
    return asdict(USUAL)[name] if days is None else days
