"""“Report this page”, at the foot of every public page: a form, a number, the answer later on.

No cookie is read or set, and nobody else's server is asked whether a person is typing: a field
that people do not see stays empty, and one caller is heard a few times an hour.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, has_request_context, redirect, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response as AnyResponse

from badges.awarding.holding import award_for_claim
from badges.credentials.published import profile_by_slug, version_by_address
from badges.database import db
from badges.errors import BadgesError, InputError, LimitError
from badges.privacy.reports import PROBLEMS, TEXT_LIMIT, Page, report, report_of
from badges.publishing.gathered import shared_collection
from badges.publishing.visible import shown_award
from badges.rendering.environment import environment
from badges.web.access import csrf, public
from badges.web.pages import language, page, words
from badges.web.problems import status_of
from badges.web.served import register_neutral

blueprint = Blueprint("report", __name__)
csrf.exempt(blueprint)  # nobody is signed in here: there is no cookie to misuse

register_neutral(blueprint)

FIELDS = ("problem", "text", "address")
TRAP = "website"
"""The field for machines: people do not see it, and what fills in everything fills it in."""


@blueprint.route("/credentials/<public_id>/report", methods=["GET", "POST"])
@public()
def badge(public_id: str) -> AnyResponse:
    """Report the page of a badge."""
    award = shown_award(public_id)
    return _answer(lambda: Page(award.community, "badge", f"/credentials/{public_id}", award))


@blueprint.route("/claim/<token>/report", methods=["GET", "POST"])
@public()
def claim(token: str) -> AnyResponse:
    """Report an offer; its link is a secret and is not kept with the report."""
    award = award_for_claim(token)
    return _answer(lambda: Page(award.community, "claim", "", award))


@blueprint.route("/achievements/<community>/<slug>/report", methods=["GET", "POST"])
@public()
def achievement(community: str, slug: str) -> AnyResponse:
    """Report the page of an achievement."""
    found = version_by_address(community, slug, None).achievement.community
    return _answer(lambda: Page(found, "achievement", f"/achievements/{community}/{slug}"))


@blueprint.route("/issuers/<slug>/report", methods=["GET", "POST"])
@public()
def issuer(slug: str) -> AnyResponse:
    """Report the page of an issuer."""
    found = profile_by_slug(slug).community
    return _answer(lambda: Page(found, "issuer", f"/issuers/{slug}"))


@blueprint.route("/collections/<public_id>/report", methods=["GET", "POST"])
@public()
def collection(public_id: str) -> AnyResponse:
    """Report a collection; its only community hears of it, or its owner’s first."""
    shared = shared_collection(public_id)
    found = shared.community or shared.collection.person.memberships[0].community
    return _answer(lambda: Page(found, "collection", f"/collections/{public_id}"))


@blueprint.get("/reports/<number>")
@public()
def receipt(number: str) -> Response:
    """Show the number, and the answer when there is one; never what was written."""
    row = report_of(number)
    zone = ZoneInfo(row.community.zone)
    return _private(page("report/receipt.html", community=row.community, row=row, zone=zone))


def _answer(about: Callable[[], Page]) -> AnyResponse:
    reported = about()
    typed = {name: request.form.get(name, "")[: TEXT_LIMIT + 100] for name in FIELDS}
    if request.method != "POST":
        return _form(reported, typed)
    try:
        row = report(
            reported,
            **typed,
            language=language(reported.community),
            caller=request.remote_addr or "",
            trap=request.form.get(TRAP, ""),
        )
    except (InputError, LimitError) as error:
        db.session.rollback()
        return _form(about(), typed, error)
    return redirect(url_for("report.receipt", number=row.number), 303)


def _form(reported: Page, typed: dict[str, str], error: BadgesError | None = None) -> Response:
    errors: dict[str, str] = {}
    if error is not None:
        field = error.field if isinstance(error, InputError) else ""
        errors[field or "form"] = words(reported.community).sentence(error.reason)
    response = page(
        "report/form.html",
        status=int(status_of(error)) if error else 200,
        community=reported.community,
        reported=reported,
        typed=typed,
        errors=errors,
        problems=PROBLEMS,
        trap=TRAP,
    )
    return _private(response)


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.vary.add("Accept-Language")
    return response


@blueprint.record_once
def _teach_templates(_state: BlueprintSetupState) -> None:
    environment().globals.update(report_url=report_url)


REPORTED = {
    "public.share": ("report.badge", ("public_id",)),
    "public.check_person": ("report.badge", ("public_id",)),
    "public.achievement": ("report.achievement", ("community", "slug")),
    "public.version": ("report.achievement", ("community", "slug")),
    "public.issuer": ("report.issuer", ("slug",)),
    "shared.collection": ("report.collection", ("public_id",)),
    "member.claim": ("report.claim", ("token",)),
}
"""Where each public page's link leads, and with which parts of its address."""


def report_url() -> str:
    """Give the address to report the page that is drawn, or nothing where it is nobody's."""
    if not has_request_context() or request.endpoint not in REPORTED:
        return ""
    endpoint, names = REPORTED[request.endpoint]
    given: dict[str, Any] = request.view_args or {}
    return url_for(endpoint, **{name: given[name] for name in names})
