"""The front door: the landing page, a community's colours and logo, the legal pages."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, has_request_context, request
from flask.blueprints import BlueprintSetupState

from badges.accounts.access import Permission, permissions_of
from badges.awarding.achievements import current_versions
from badges.database import db
from badges.errors import NotFoundError
from badges.models import Community, Person
from badges.ports import ports
from badges.rendering.environment import environment
from badges.uploads import find_file
from badges.web.access import current_person, public
from badges.web.cards import card_of
from badges.web.colours import stylesheet
from badges.web.legal import NAMES, chosen_page
from badges.web.pages import LANGUAGES, language, page
from badges.wording import pick

blueprint = Blueprint("home", __name__)

A_DAY = "public, max-age=86400"


@blueprint.get("/")
@public()
def landing() -> Response:
    """Say what this is; with a single community, show it and what can be earned there."""
    current_person()
    communities = db.session.scalars(sa.select(Community).order_by(Community.name)).all()
    only = communities[0] if len(communities) == 1 else None
    return page(
        "home/landing.html",
        community=only,
        communities=communities,
        description=pick(only.description if only else {}, language(only)),
        badges=[card_of(each, language(only)) for each in current_versions(only.id)]
        if only
        else [],
    )


@blueprint.get("/<any({}):name>".format(", ".join(repr(name) for name in NAMES)))
@public()
def legal(name: str) -> Response:
    """Show a legal page, filled from what the communities entered; never invented."""
    return chosen_page(name)


@blueprint.get("/communities/<slug>/colours.css")
@public()
def colours(slug: str) -> Response:
    """Serve the community's colour in the strengths that pages use, by light and by dark."""
    return Response(
        stylesheet(_community(slug).colour),
        content_type="text/css",
        headers={"Cache-Control": A_DAY},
    )


@blueprint.get("/communities/<slug>/logo")
@public()
def logo(slug: str) -> Response:
    """Serve the community's logo, for <img> only."""
    community = _community(slug)
    file = find_file(community.id, community.logo or "")
    if file is None:
        raise NotFoundError("not_found", "There is nothing at this address.")
    response = Response(ports().files.get(community.id, file.sha256), content_type=file.media_type)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = A_DAY
    return response


@blueprint.record_once
def _teach_templates(_state: BlueprintSetupState) -> None:
    """Give the frame of every page what it asks of the request and of the reader."""
    environment().globals.update(managed=_managed, request_path=lambda: request.path)


@blueprint.app_url_defaults
def _stay_in_language(_endpoint: str, values: dict[str, Any]) -> None:
    """Keep a language that was asked for in every link of the page; no cookie is needed for it."""
    if has_request_context() and request.args.get("lang") in LANGUAGES:
        values.setdefault("lang", request.args["lang"])


def _managed(person: Person) -> list[Community]:
    """List the communities where the person has more to do than to learn."""
    return [
        membership.community
        for membership in person.memberships
        if membership.left_at is None and Permission.REVIEW in permissions_of(membership.roles)
    ]


def _community(slug: str) -> Community:
    found = db.session.scalar(sa.select(Community).where(Community.slug == slug))
    if found is None:
        raise NotFoundError("not_found", "There is nothing at this address.")
    return found
