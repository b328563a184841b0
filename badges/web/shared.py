"""What is shared, elsewhere: a badge in frames of other sites, the way to Mastodon, collections."""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, request

from badges.errors import InputError
from badges.ports import settings
from badges.publishing.gathered import shared_collection
from badges.publishing.pictures import picture_of
from badges.publishing.share import mastodon_url
from badges.publishing.sharing import shared_award, signed
from badges.publishing.visible import shown_award
from badges.web.access import csrf, public
from badges.web.cards import card_of
from badges.web.pages import language, page, words
from badges.web.policy import policy
from badges.web.served import register_neutral
from badges.wording import pick

blueprint = Blueprint("shared", __name__)
csrf.exempt(blueprint)  # nobody is signed in here: there is no cookie to misuse

IN_FRAMES = policy(frame_ancestors="*", script_src="'none'", connect_src="'none'")

register_neutral(blueprint)


@blueprint.get("/credentials/<public_id>/embed")
@public()
def embed(public_id: str) -> Response:
    """Show a badge within a frame of another site: no cookie, no script, nobody else's server."""
    shared = shared_award(public_id)
    version = shared.award.version
    response = page(
        "public/embed.html",
        community=shared.community,
        shared=shared,
        version=version,
        name=pick(version.name, language(shared.community)),
        alt=picture_of(version, language(shared.community)).alt,
    )
    response.headers["Cache-Control"] = "no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    response.vary.update(("Accept", "Accept-Language"))
    return response


@blueprint.after_request
def _open_to_frames(response: Response) -> Response:
    """Let other sites frame the embedded badge, also where it says that there is nothing to see."""
    if request.endpoint == "shared.embed":
        response.headers["Content-Security-Policy"] = IN_FRAMES
    return response


@blueprint.post("/credentials/<public_id>/mastodon")
@public()
def mastodon(public_id: str) -> Response:
    """Lead to a post at the reader's own server; which one that is, is kept nowhere."""
    award = shown_award(public_id)
    signed(award)
    typed = request.form.get("instance", "")[:200]
    target, sentence = "", ""
    try:
        target = mastodon_url(award, typed)
    except InputError as error:
        sentence = words(award.community).sentence(error.reason)
    response = page(
        "public/mastodon.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if sentence else HTTPStatus.OK,
        community=award.community,
        award=award,
        target=target,
        typed=typed,
        errors={"instance": sentence} if sentence else {},
    )
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/collections/<public_id>")
@public()
def collection(public_id: str) -> Response:
    """Show a collection: only the badges that are shared themselves."""
    shared = shared_collection(public_id)
    reader = language(shared.community)
    response = page(
        "public/collection.html",
        community=shared.community,
        shared=shared,
        tiles=[(each, card_of(each.award.version, reader)) for each in shared.badges],
        address=f"{settings().base_url}/collections/{public_id}",
    )
    response.headers["Cache-Control"] = "no-cache"
    if shared.collection.visibility != "public":
        response.headers["X-Robots-Tag"] = "noindex"
    response.vary.update(("Accept", "Accept-Language"))
    return response
