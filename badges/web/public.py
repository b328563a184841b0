"""The pages that anybody may open: an award, an achievement, an issuer. No cookie, no login."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request

from badges import limits
from badges.awarding.drafts import milestones_of
from badges.credentials.achievements import badge_class
from badges.credentials.endorsed import endorsements_of
from badges.credentials.issuers import ob2_profile_iri
from badges.credentials.published import profile_by_slug, version_by_address
from badges.database import db
from badges.models import AchievementVersion, Community
from badges.ports import now
from badges.publishing.account import account_sentence, counts_sentence
from badges.publishing.elsewhere import elsewhere
from badges.publishing.evidence import evidence_in
from badges.publishing.pictures import picture_of
from badges.publishing.sharing import SharedAward, achievements_of, shared_award
from badges.verifying.foreign import host_of
from badges.web.access import csrf, public
from badges.web.documents import document, file_of
from badges.web.pages import language, page, words
from badges.web.served import asked_for, register_neutral, wants_page
from badges.web.ways import public_paths, public_programmes
from badges.wording import pick

blueprint = Blueprint("public", __name__)
csrf.exempt(blueprint)  # nobody is signed in here: there is no cookie to misuse

KINDS = {
    "application/vc": "json",
    "application/vc+ld+json": "json",
    "application/ld+json": "json",
    "application/json": "json",
    "application/jwt": "jwt",
    "application/vc+jwt": "jwt",
    "application/pdf": "pdf",
    "image/png": "png",
    "image/svg+xml": "svg",
}
"""What ``Accept`` may ask for by name at the share address, by the suffix that says the same."""


register_neutral(blueprint)


@blueprint.get("/credentials/<public_id>")
@public(seldom=True)
def share(public_id: str) -> Response:
    """Show an award: who, what, from whom, when, and whether it is valid right now."""
    suffix = asked_for(KINDS)
    if suffix is not None:
        response = file_of(public_id, suffix)
        response.vary.add("Accept")  # pictures have one type of their own, this address has many
        return response
    return _share_page(shared_award(public_id))


@blueprint.post("/credentials/<public_id>")
@public()
def check_person(public_id: str) -> Response:
    """Say whether the award belongs to the person that the checker has in mind."""
    limits.count("recipient", request.remote_addr or "", limit=120, window=timedelta(hours=1))
    db.session.commit()
    typed = {key: request.form.get(key, "")[:400] for key in ("recipient", "name")}
    if any(value.strip() for value in typed.values()):
        return _share_page(shared_award(public_id, **typed), typed=typed, asked=True)
    shared = shared_award(public_id)
    sentence = words(shared.community).gettext("Type an e-mail address or a name.")
    return _share_page(shared, errors={"recipient": sentence}, status=422)


@blueprint.get("/achievements/<community>/<slug>")
@public()
def achievement(community: str, slug: str) -> Response:
    """Show the newest version of an achievement."""
    return _achievement_page(version_by_address(community, slug, None), is_newest=True)


@blueprint.get("/achievements/<community>/<slug>/<int:number>")
@public()
def version(community: str, slug: str, number: int) -> Response:
    """Show one version; validators, which ask for no HTML, get the BadgeClass (decisions 3)."""
    found = version_by_address(community, slug, number)
    if not wants_page():
        return document()
    newest = version_by_address(community, slug, None)
    return _achievement_page(found, is_newest=found.number == newest.number)


@blueprint.get("/issuers/<slug>")
@public()
def issuer(slug: str) -> Response:
    """Show who issues, under which keys, and what can be earned there."""
    profile = profile_by_slug(slug)
    return _page(
        "public/issuer.html",
        profile.community,
        profile=profile,
        description=pick(profile.community.description, language(profile.community)),
        versions=achievements_of(profile.community),
        paths=public_paths(profile.community),
        programmes=public_programmes(profile.community),
        host=request.host,
    )


def _share_page(
    shared: SharedAward,
    *,
    errors: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
    asked: bool = False,
    status: int = 200,
) -> Response:
    response = _page(
        "public/share.html",
        shared.community,
        status=status,
        errors=errors or {},
        typed=typed or {"recipient": "", "name": ""},
        asked=asked,
        elsewhere=elsewhere(shared.result, shared.award),
        **reading_of(shared),
    )
    response.headers["Cache-Control"] = "no-cache" if status < 400 and not asked else "no-store"  # noqa: PLR2004
    if not shared.is_public:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def reading_of(shared: SharedAward) -> dict[str, Any]:
    """Gather what the reading part of an award's page needs."""
    community, award = shared.community, shared.award
    reader = words(community)
    return {
        "shared": shared,
        "award": award,
        "version": award.version,
        "milestones": [
            (pick(each.title, language(community)), counts_sentence(each.counts, reader))
            for each in shared.account.milestones
        ],
        "evidence": evidence_in({"evidence": shared.evidence}),
        "account": account_sentence(shared.account, reader),
        "alt": picture_of(award.version, language(community)).alt,
        "zone": ZoneInfo(community.zone),
        "checked_at": now(),
        "host": request.host,
    }


def _achievement_page(found: AchievementVersion, *, is_newest: bool) -> Response:
    community = found.achievement.community
    profile = community.profile
    return _page(
        "public/achievement.html",
        community,
        version=found,
        is_newest=is_newest,
        askings={it.key: it.asking for it in milestones_of(found)},
        versions=[each for each in found.achievement.versions if each.published_at],
        alt=picture_of(found, language(community)).alt,
        badge_class=badge_class(found, language(community), issuer=ob2_profile_iri(profile)),
        zone=ZoneInfo(community.zone),
        endorsements=[(each, host_of(each.issuer)) for each in endorsements_of(found)],
        host=request.host,
    )


def _page(template: str, community: Community, **context: Any) -> Response:
    response = page(template, community=community, pick=pick, **context)
    response.vary.update(("Accept", "Accept-Language"))
    return response
