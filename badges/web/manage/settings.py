"""What the community says about itself: facts, languages, signatories, colour and logo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from flask import Response, request

from badges.accounts import settings
from badges.accounts.access import Actor, Permission
from badges.accounts.facts import LANGUAGES
from badges.accounts.settings import (
    MOST_SIGNATORIES,
    CommunityFacts,
    EditedMeanwhileError,
    Signatory,
)
from badges.errors import BadgesError, InputError
from badges.models import Community
from badges.rendering.colours import contrast, palette_of
from badges.storage import QuotaError
from badges.web.access import requires
from badges.web.manage.frame import Texts, blueprint, done, show, typed_form, uploaded_file
from badges.web.pages import words

BOTH_WAYS = {"de": ("de",), "en": ("en",), "de,en": ("de", "en"), "en,de": ("en", "de")}
"""The choices of languages, the leading one first."""


@blueprint.get("/settings")
@requires(Permission.SETTINGS)
def community_settings(actor: Actor) -> Response:
    """Show what can be changed."""
    return _show(actor, _typed_from(actor.community))


@blueprint.post("/settings")
@requires(Permission.SETTINGS)
def community_update(actor: Actor) -> Any:
    """Change what was typed."""
    typed = typed_form()
    try:
        settings.update_community(actor, _facts_from(typed))
    except InputError as error:
        return _show(actor, typed, error)
    except EditedMeanwhileError as error:
        stands = _typed_from(actor.community)
        differing = {name: text for name, text in stands.items() if text != typed[name]}
        typed["edition"] = differing.pop("edition")
        return _show(actor, typed, error, differing=differing)
    return done(words().gettext("The settings are saved."), "community_settings")


@blueprint.post("/settings/logo")
@requires(Permission.SETTINGS)
def community_logo(actor: Actor) -> Any:
    """Take a new logo, or go without one."""
    if request.form.get("remove"):
        settings.remove_logo(actor)
        return done(words().gettext("There is no logo now."), "community_settings")
    try:
        settings.set_logo(actor, uploaded_file("logo", limit=settings.LOGO_BYTES))
    except (InputError, QuotaError) as error:
        shown = InputError(error.reason, str(error), field="logo")
        return _show(actor, _typed_from(actor.community), shown)
    return done(words().gettext("The logo is saved."), "community_settings")


def _show(
    actor: Actor,
    typed: Texts,
    error: BadgesError | None = None,
    *,
    differing: Mapping[str, str] | None = None,
) -> Response:
    return show(
        "settings",
        typed=typed,
        error=error,
        differing=differing or {},
        contrasts=_contrasts(typed["colour"]),
        zones=sorted(available_timezones()),
        profile=actor.community.profile,
        languages=LANGUAGES,
        signatories=range(1, MOST_SIGNATORIES + 1),
    )


def _contrasts(colour: str) -> tuple[float, float] | None:
    """Tell the contrast to white of the colour as chosen, and as it is written with."""
    try:
        palette = palette_of(colour)
    except InputError:
        return None
    return contrast(palette.pure, "#ffffff"), contrast(palette.ink, "#ffffff")


def _typed_from(row: Community) -> Texts:
    typed = Texts(
        name=row.name,
        languages=",".join(row.languages),
        formal="1" if row.formal else "",
        zone=row.zone,
        colour=row.colour,
        place=row.place,
        url=row.url,
        contact_email=row.contact_email,
        linkedin_id=row.linkedin_id,
        minors="1" if row.minors else "",
        edition=str(row.edition),
    )
    for language in LANGUAGES:
        typed[f"description_{language}"] = row.description.get(language, "")
    for number, each in enumerate(row.signatories[:MOST_SIGNATORIES], start=1):
        typed[f"signatory_name_{number}"] = str(each.get("name", ""))
        typed[f"signatory_role_{number}"] = str(each.get("role", ""))
    return typed


def _facts_from(typed: Texts) -> CommunityFacts:
    return CommunityFacts(
        name=typed["name"],
        languages=BOTH_WAYS.get(typed["languages"], ()),
        formal=bool(typed["formal"]),
        zone=typed["zone"],
        colour=typed["colour"],
        description={language: typed[f"description_{language}"] for language in LANGUAGES},
        place=typed["place"],
        url=typed["url"],
        contact_email=typed["contact_email"],
        linkedin_id=typed["linkedin_id"],
        minors=bool(typed["minors"]),
        edition=int(typed["edition"]) if typed["edition"].isdecimal() else None,
        signatories=[
            Signatory(typed[f"signatory_name_{number}"], typed[f"signatory_role_{number}"])
            for number in range(1, MOST_SIGNATORIES + 1)
        ],
    )
