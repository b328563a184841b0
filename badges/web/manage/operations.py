"""The installation as its managers see it: the doctor, the guide to running it, the handover."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response, url_for

from badges.accounts.access import Actor, Permission, Role
from badges.accounts.people import team_of
from badges.keeping.examining import ask_for_examination, last_examination
from badges.keeping.findings import Finding
from badges.keeping.installation import found_installation
from badges.keeping.machine import needs_backup
from badges.ports import now, settings
from badges.rendering.prose import read_prose
from badges.web.access import requires
from badges.web.manage.frame import blueprint, done, show
from badges.web.manage.sessions import zone_of
from badges.web.manage.waiting import Line, waits
from badges.web.pages import language, words


@blueprint.get("/doctor")
@requires(Permission.SETTINGS)
def doctor(actor: Actor) -> Response:
    """Show what the last examination found, the gravest first, or how far it has come."""
    row = last_examination(actor)
    findings = [Finding.from_json(each) for each in row.findings] if row else []
    ranks = {"bad": 0, "warning": 1, "good": 2}
    zone = zone_of(actor)
    return show(
        "operations/doctor",
        row=row,
        findings=[
            (finding.grade, words().sentence(finding.reason, zone=zone))
            for finding in sorted(findings, key=lambda each: ranks[each.grade])
        ],
        zone=zone,
    )


@blueprint.post("/doctor")
@requires(Permission.SETTINGS)
def doctor_now(actor: Actor) -> Any:
    """Promise an examination; the page shows it grow."""
    ask_for_examination(actor)
    return done(words().gettext("The doctor is looking now."), "doctor")


@blueprint.get("/operations")
@requires(Permission.SETTINGS)
def guide(actor: Actor) -> Response:
    """Show how the service is run, from the same file that lies in the tree."""
    return show(
        "operations/guide",
        blocks=read_prose("operations", language(actor.community)),
        last_backup=_last_backup(),
        zone=zone_of(actor),
    )


@blueprint.get("/operations/scale")
@requires(Permission.SETTINGS)
def scale(actor: Actor) -> Response:
    """Show what many more badges would need, from the same file that lies in the tree."""
    name = f"scale.{language(actor.community)}"
    return show("operations/scale", blocks=read_prose("operations", name))


@blueprint.get("/handover")
@requires(Permission.SETTINGS)
def handover(actor: Actor) -> Response:
    """Show the page to print for whoever comes next; no secret stands on it."""
    helpers = {Role.OWNER.value, Role.MANAGER.value}
    installed = settings()
    return show(
        "operations/handover",
        people=[row for row in team_of(actor.community) if helpers.intersection(row.roles)],
        base_url=installed.base_url,
        folder=str(installed.instance_path.resolve()),
        is_sqlite=installed.is_sqlite,
        keys_in_file=installed.master_keys is None,
        has_mail=installed.mail_url is not None,
        profile=actor.community.profile,
        last_backup=_last_backup(),
        today=now(),
        zone=zone_of(actor),
    )


@waits(order=12)
def _reds(actor: Actor) -> Iterator[Line]:
    row = last_examination(actor) if actor.may(Permission.SETTINGS) else None
    reds = sum(1 for finding in row.findings if finding["grade"] == "bad") if row else 0
    if reds:
        text = words().ngettext(
            "The doctor found one thing that does not work.",
            "The doctor found %(num)s things that do not work.",
            reds,
        )
        yield Line(text, words().gettext("See what helps"), url_for("manage.doctor"), "bad")


@waits(order=70)
def _backup(actor: Actor) -> Iterator[Line]:
    if not actor.may(Permission.SETTINGS) or actor.community.is_demo:
        return
    last, action = _last_backup(), words().gettext("How to back up")
    if last is None and (now() - actor.community.created_at).days >= 1:
        text = words().gettext("Nothing has been backed up yet.")
        yield Line(text, action, url_for("manage.guide", _anchor="backup"), "wait")
    elif last is not None and needs_backup(last):
        day = words().date(last.astimezone(zone_of(actor)).date())
        text = words().gettext("The last backup is of %(day)s.", day=day)
        yield Line(text, action, url_for("manage.guide", _anchor="backup"), "wait")


@waits(order=72)
def _restored(actor: Actor) -> Iterator[Line]:
    row = found_installation() if actor.may(Permission.SETTINGS) else None
    if row is None or row.restored_from is None or row.erasures_known:
        return
    day = words().date(row.restored_from.astimezone(zone_of(actor)).date())
    text = words().gettext(
        "This was restored from a backup of %(day)s; what was erased after that may be back.",
        day=day,
    )
    yield Line(
        text, words().gettext("What to do"), url_for("manage.guide", _anchor="restore"), "wait"
    )


def _last_backup() -> Any:
    row = found_installation()
    return row.last_backup_at if row else None
