"""The legal pages: one of each for every community, filled from what it told and what runs here.

``/impressum`` shows the only community's; where there are several it lets the reader choose, and
``/issuers/<slug>/impressum`` is a community's own. Each has an English name, too.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from flask import Blueprint, Response

from badges.accounts.legal import checked_on, details_of, missing_details, own_page
from badges.credentials.published import profile_by_slug
from badges.database import db
from badges.models import Community
from badges.ports import settings
from badges.privacy.periods import periods_of
from badges.web.access import public
from badges.web.pages import language, page

blueprint = Blueprint("legal", __name__)

NAMES = {
    "impressum": "imprint",
    "legal-notice": "imprint",
    "datenschutz": "privacy",
    "privacy": "privacy",
    "barrierefreiheit": "accessibility",
    "accessibility": "accessibility",
}
"""The last part of an address by the page that it shows."""

_ANY = ", ".join(repr(name) for name in NAMES)


@dataclass(frozen=True, slots=True)
class Installation:
    """What this installation really does with what people give it."""

    sends_mail: bool
    signs_in_elsewhere: bool
    is_https: bool


@blueprint.get(f"/issuers/<slug>/<any({_ANY}):name>")
@public()
def of_community(slug: str, name: str) -> Response:
    """Show a community's legal page."""
    return legal_page(profile_by_slug(slug).community, NAMES[name])


def legal_page(community: Community, kind: str) -> Response:
    """Draw a legal page (``imprint``, ``privacy``, ``accessibility``) of a community."""
    own = own_page(community, kind, language(community))
    return page(
        f"legal/{kind}.html",
        community=community,
        kind=kind,
        own=paragraphs(own),
        details=details_of(community),
        missing=missing_details(community),
        checked=checked_on(community, kind),
        installation=installation(),
        periods=periods_of(community),
    )


def paragraphs(text: str) -> list[list[str]]:
    """Part a community's own words into paragraphs, and those into lines."""
    return [part.split("\n") for part in text.split("\n\n") if part.strip()]


def chosen_page(name: str) -> Response:
    """Show the only community's page, or let the reader choose one."""
    communities = db.session.scalars(sa.select(Community).order_by(Community.name)).all()
    if len(communities) == 1:
        return legal_page(communities[0], NAMES[name])
    return page("legal/choose.html", kind=NAMES[name], name=name, communities=communities)


def installation() -> Installation:
    """Look at the settings that the privacy page tells of."""
    here = settings()
    return Installation(
        sends_mail=here.mail_url is not None,
        signs_in_elsewhere=here.oidc_issuer is not None,
        is_https=here.is_https,
    )
