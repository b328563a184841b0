"""What programs read: profiles, DID documents, keys, lists, achievements, credentials, files.

The documents come from :func:`badges.credentials.published.published`, asked by the stored address
prefix and never by the ``Host`` header (decisions 1).
"""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, request

from badges.credentials.installation import installation_document, installation_jwks
from badges.credentials.issuers import issuer_jwks
from badges.credentials.published import (
    DID_JSON,
    VC_JSON,
    PublishedDocument,
    credential_by_number,
    is_visible,
    own_prefixes,
    profile_by_slug,
    published,
    version_by_address,
)
from badges.database import db
from badges.errors import NotFoundError
from badges.models import Credential, Profile
from badges.publishing.certificate import preview
from badges.publishing.files import FILES, download
from badges.publishing.issued import Form, form_of
from badges.publishing.pictures import as_png, as_svg, logo_of, picture_of
from badges.publishing.sharing import preview_version, signed
from badges.publishing.visible import (
    HiddenAwardError,
    checked_visible,
    shown_award,
)
from badges.uploads import SVG
from badges.web.access import public
from badges.web.served import ASK_AGAIN, SHARED_FOR_MINUTES, register_neutral, serve

blueprint = Blueprint("documents", __name__)

_SUFFIXES = ", ".join(repr(suffix) for suffix in FILES)


register_neutral(blueprint)


@blueprint.get("/issuers/<slug>.json")
@blueprint.get("/issuers/<slug>.ob2.json")
@blueprint.get("/issuers/<slug>/<any('did.json', 'jwks.json', revocations):name>")
@blueprint.get("/issuers/<slug>/keys/<name>")
@blueprint.get("/achievements/<community>/<slug>/<int:number>.json")
@blueprint.get("/achievements/<community>/<slug>/<int:number>.ob2.json")
@public()
def document(**_parts: Any) -> Response:
    """Serve a document about an issuer or an achievement."""
    return _serve(_published(request.path))


@blueprint.get("/status/<public_id>")
@public(seldom=True)
def status_list(public_id: str) -> Response:
    """Serve a status list; it is signed anew where it is nearing its end."""
    return _serve(_published(f"/status/{public_id}"))


@blueprint.get("/issuers/<slug>/logo.png")
@public()
def logo(slug: str) -> Response:
    """Serve the issuer's logo, which Profiles name."""
    picture = logo_of(profile_by_slug(slug).community)
    if picture is None:
        raise NotFoundError("not_found", "There is nothing at this address.")
    return serve(as_png(picture), "image/png")


@blueprint.get("/achievements/<community>/<slug>/<int:number>.<any(png, svg):kind>")
@public()
def picture(community: str, slug: str, number: int, kind: str) -> Response:
    """Serve the issuer's own picture of an achievement."""
    found = picture_of(version_by_address(community, slug, number), "en")
    if kind == "svg":
        return serve(as_svg(found), SVG)
    return serve(as_png(found), "image/png")


@blueprint.get("/credentials/<public_id>/<int:number>")
@public()
def issue(public_id: str, number: int) -> Response:
    """Serve the bytes of one issue, as signed; the address is the ``id`` inside of them."""
    credential = _visible_credential(public_id, number)
    return serve(form_of(credential, Form.OB3_DI), VC_JSON, cache=ASK_AGAIN)


@blueprint.get("/endorsements/<string(length=32):public_id>")
@public()
def endorsement(public_id: str) -> Response:
    """Serve a vouch or endorsement as signed; the address is the ``id`` inside of it."""
    return _serve(_published(f"/endorsements/{public_id}"), cache=ASK_AGAIN)


@blueprint.get("/assertions/<public_id>/<int:number>")
@public(seldom=True)
def assertion(public_id: str, number: int) -> Response:
    """Serve the hosted OB 2.0 assertion; a revoked one answers 410 with its body."""
    credential = _issue_of_shown(public_id, number)
    if credential.revoked_at is None:
        form_of(credential, Form.OB2_HOSTED)
    return _serve(_published(request.path), cache=ASK_AGAIN)


@blueprint.get("/assertions/<public_id>/<int:number>.jws")
@public(seldom=True)
def signed_assertion(public_id: str, number: int) -> Response:
    """Serve the signed OB 2.0 assertion of one issue."""
    credential = _visible_credential(public_id, number)
    return serve(form_of(credential, Form.OB2_JWS), "text/plain", cache=ASK_AGAIN)


@blueprint.get(f"/credentials/<string(length=32):public_id>.<any({_SUFFIXES}):suffix>")
@public(seldom=True)
def file(public_id: str, suffix: str) -> Response:
    """Serve a file of the newest issue."""
    return file_of(public_id, suffix)


@blueprint.get("/credentials/<public_id>/og.png")
@public()
def preview_picture(public_id: str) -> Response:
    """Serve the picture that a shared link shows; drawn only for those who have another one."""
    award = shown_award(public_id)
    credential = signed(award)
    etag = preview_version(award, credential)
    if request.if_none_match.contains(etag):
        response = Response(status=304)
    else:
        response = serve(preview(award, credential), "image/png", cache="public, max-age=3600")
    response.set_etag(etag)
    return response


@blueprint.get("/.well-known/jwks.json")
@public()
def every_key() -> Response:
    """Serve the keys of all issuers and of the installation, each with ``iss`` (decisions 6)."""
    issuers = db.session.scalars(sa.select(Profile).order_by(Profile.id))
    of_issuers = [key for profile in issuers for key in issuer_jwks(profile)["keys"]]
    found = {"keys": [*of_issuers, *installation_jwks()]}
    return serve(_bytes(found), "application/jwk-set+json")


@blueprint.get("/.well-known/did.json")
@public()
def own_did_document() -> Response:
    """Serve the installation's own DID document, with the key that signs receipts."""
    return serve(_bytes(installation_document()), DID_JSON)


def file_of(public_id: str, suffix: str) -> Response:
    """Serve a file of the newest issue; JSON opens in place, the rest is downloaded."""
    award = shown_award(public_id)
    found = download(award, suffix, signed(award))
    inline = suffix in {"json", "assertion.json"}
    response = serve(
        found.body,
        found.media_type,
        cache=ASK_AGAIN,
        filename="" if inline else found.filename,
    )
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _issue_of_shown(public_id: str, number: int) -> Credential:
    """Find an issue of an award that strangers may see; unknown and private raise alike."""
    try:
        credential = credential_by_number(public_id, number)
    except NotFoundError as error:
        raise HiddenAwardError from error
    checked_visible(credential.award)
    return credential


def _visible_credential(public_id: str, number: int) -> Credential:
    """Find an issue that strangers may read."""
    credential = _issue_of_shown(public_id, number)
    if not is_visible(credential.award) or credential.document is None:
        raise HiddenAwardError
    return credential


def _published(path: str) -> PublishedDocument:
    """Find the document at a path, below whichever stored prefix it was published."""
    for prefix in own_prefixes():
        try:
            return published(f"{prefix}{path}")
        except NotFoundError:
            continue
    raise NotFoundError("not_found", "There is nothing at this address.")


def _serve(found: PublishedDocument, *, cache: str = SHARED_FOR_MINUTES) -> Response:
    return serve(found.body, found.media_type, status=found.status, cache=cache)


def _bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
