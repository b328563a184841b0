"""Badges from files and into files: our YAML, OB 2.0, OB 3.0, a baked picture."""

from __future__ import annotations

from typing import Any

from flask import Response

from badges.accounts.access import Actor, Permission
from badges.awarding import achievements
from badges.awarding.exporting import export_achievement
from badges.awarding.importing import MOST_BYTES, import_achievement
from badges.errors import BadgesError, InputError
from badges.web.access import requires
from badges.web.manage.achievements import find_achievement, shown_version
from badges.web.manage.frame import blueprint, done, show, uploaded_file
from badges.web.pages import words


@blueprint.get("/badges/import")
@requires(Permission.ACHIEVEMENTS_WRITE)
def badge_import(_actor: Actor) -> Response:
    """Ask for a file."""
    return show("badges/import")


@blueprint.post("/badges/import")
@requires(Permission.ACHIEVEMENTS_WRITE)
def badge_import_now(actor: Actor) -> Any:
    """Make a draft of what the file says; who earned it is not taken over."""
    try:
        draft = import_achievement(actor, uploaded_file("file", limit=MOST_BYTES))
        version = achievements.create_achievement(actor, draft)
    except BadgesError as error:
        return show("badges/import", error=InputError(error.reason, str(error), field="file"))
    said = words().gettext("The badge was read as a draft. Look it over, then publish it.")
    return done(said, "badge_edit", slug=version.achievement.slug)


@blueprint.get("/badges/<slug>/export")
@requires(Permission.ACHIEVEMENTS_READ)
def badge_export(actor: Actor, slug: str) -> Response:
    """Hand over the badge as YAML."""
    row = find_achievement(actor, slug)
    text = export_achievement(actor, shown_version(row))
    response = Response(text, content_type="application/yaml; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"{row.slug}.yaml")
    return response
