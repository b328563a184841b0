"""The picture designer: a shape, a colour, an icon, a ribbon; looked at, then kept like an upload.

Trying something out changes nothing: the drawing's address carries the design.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, request

from badges import designing
from badges.accounts.access import Actor, Permission
from badges.awarding import achievements
from badges.awarding.drafts import draft_of
from badges.awarding.files import design_behind, keep_design
from badges.designing import Design, DesignError
from badges.errors import ConflictError
from badges.models import AchievementVersion
from badges.web.access import requires
from badges.web.manage.achievements import find_achievement
from badges.web.manage.badge_form import completed
from badges.web.manage.frame import Texts, blueprint, done, refused, show, typed_form
from badges.web.manage.pictures import SEALED
from badges.web.manage.progress import name_of
from badges.web.pages import language, words

KEPT = "private, max-age=86400"


@blueprint.get("/badges/<slug>/design")
@requires(Permission.ACHIEVEMENTS_WRITE)
def badge_design(actor: Actor, slug: str) -> Any:
    """Show the designer, taken up where the draft's picture was left."""
    version = find_achievement(actor, slug).versions[-1]
    if version.published_at is not None:
        return refused(_published(), "badge", slug=slug)
    design = design_behind(actor.community, version.picture)
    return _show(actor, version, design or _first(actor))


@blueprint.post("/badges/<slug>/design")
@requires(Permission.ACHIEVEMENTS_WRITE)
def badge_design_keep(actor: Actor, slug: str) -> Any:
    """Look at a design, or make it the draft's picture."""
    version = find_achievement(actor, slug).versions[-1]
    if version.published_at is not None:
        return refused(_published(), "badge", slug=slug)
    typed = typed_form()
    try:
        design = Design.from_fields(typed)
    except DesignError as error:
        return _show(actor, version, _first(actor), typed, error)
    if typed["do"] == "look":
        return _show(actor, version, design)
    draft = replace(draft_of(version), picture=keep_design(actor, design), picture_alt={})
    achievements.edit_draft(actor, version, completed(draft, actor.community))
    return done(words().gettext("The picture is kept."), "badge_edit", slug=slug)


@blueprint.get("/designs/drawing.svg")
@requires(Permission.ACHIEVEMENTS_READ)
def design_drawing(_actor: Actor) -> Response:
    """Draw the design that the address carries."""
    drawn = designing.draw(Design.from_fields(request.args.to_dict()))
    return _drawing(drawn)


@blueprint.get("/designs/icons/<key>.svg")
@requires(Permission.ACHIEVEMENTS_READ)
def design_icon(_actor: Actor, key: str) -> Response:
    """Draw one icon by itself."""
    return _drawing(designing.icon_svg(key))


def _show(
    actor: Actor,
    version: AchievementVersion,
    design: Design,
    typed: Texts | None = None,
    error: DesignError | None = None,
) -> Response:
    place = ("de", "en").index(language())
    own = actor.community.colour.lower()
    colours = [(own, words().gettext("The community’s colour"))]
    colours += [(code, names[place]) for code, names in designing.HUES.items() if code != own]
    if design.colour not in dict(colours):
        colours.append((design.colour, words().gettext("As it is")))
    return show(
        "badges/design",
        badge=version.achievement,
        name=name_of(version),
        typed=Texts(design.to_fields()) | (typed or {}),
        error=error,
        design=design,
        alt=designing.alt_of(design)[language()],
        shapes=[(key, names[place]) for key, names in designing.SHAPES.items()],
        ornaments=[(key, names[place]) for key, names in designing.ORNAMENTS.items()],
        tones=[(key, names[place]) for key, names in designing.TONES.items()],
        colours=colours,
        icons=[designing.icon(key) for key in designing.ICONS],
        limit=designing.RIBBON_LIMIT,
    )


def _first(actor: Actor) -> Design:
    """Begin with the community's own colour."""
    return replace(designing.DEFAULT, colour=actor.community.colour.lower())


def _published() -> ConflictError:
    sentence = "This version is published and stays as it is; make a new version to change it."
    return ConflictError("achievement.published", sentence)


def _drawing(svg: bytes) -> Response:
    response = Response(svg, content_type="image/svg+xml")
    response.headers["Content-Security-Policy"] = SEALED
    response.headers["Cache-Control"] = KEPT
    return response
