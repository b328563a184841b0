"""Every machine-readable address of this installation, and the document behind it.

The web serves these documents, and verifying asks here before the network: own addresses are
answered from the database (decisions 24)::

    published("http://localhost:8000/issuers/demo/did.json").body
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import sqlalchemy as sa

from badges.credentials import issuers
from badges.credentials.achievements import achievement_document, badge_class
from badges.credentials.custody import keys_of
from badges.credentials.installation import installation_document
from badges.credentials.statuslists import signed_list
from badges.database import db
from badges.errors import NotFoundError
from badges.models import (
    Achievement,
    AchievementVersion,
    Award,
    Community,
    Credential,
    Endorsement,
    FormerDocument,
    Profile,
    StatusList,
)
from badges.ports import settings
from keys.did import did_web
from keys.errors import KeysError

LD_JSON = "application/ld+json"
VC_JSON = "application/vc"
DID_JSON = "application/did+json"
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class PublishedDocument:
    """A document as it is served: its bytes, its media type, 200 or 410."""

    body: bytes
    media_type: str
    status: int = HTTPStatus.OK


def published(url: str) -> PublishedDocument:
    """Find the document at one of our own addresses; raises ``NotFoundError``.

    At an address that its community has left it is the one that was there last.
    """
    try:
        return _current(url)
    except NotFoundError:
        former = db.session.scalar(sa.select(FormerDocument).where(FormerDocument.address == url))
        if former is None:
            raise
        return PublishedDocument(former.body, former.media_type)


def own_prefixes() -> tuple[str, ...]:
    """List every address prefix that is or was published under, those of today first."""
    today = db.session.scalars(sa.select(Profile.base_url).distinct().order_by(Profile.base_url))
    former = db.session.scalars(
        sa.select(FormerDocument.base_url).distinct().order_by(FormerDocument.base_url)
    )
    return tuple(dict.fromkeys([*today, *former]))


def _current(url: str) -> PublishedDocument:
    for pattern, find in _ADDRESSES:
        match = pattern.fullmatch(url)
        if match:
            return find(**match.groupdict())
    raise _nothing()


def profile_by_slug(slug: str, base: str | None = None) -> Profile:
    """Find an issuer by its slug and, where given, its address prefix."""
    query = sa.select(Profile).where(Profile.slug == slug)
    if base is not None:
        query = query.where(Profile.base_url == base)
    found = db.session.scalar(query)
    if found is None:
        raise _nothing()
    return found


def version_by_address(community: str, slug: str, number: int | None) -> AchievementVersion:
    """Find a published version, the newest where no number is given."""
    query = (
        sa.select(AchievementVersion)
        .join(Achievement)
        .join(Community, Achievement.community_id == Community.id)
        .where(
            Community.slug == community,
            Achievement.slug == slug,
            AchievementVersion.published_at.is_not(None),
        )
        .order_by(AchievementVersion.number.desc())
        .limit(1)
    )
    if number is not None:
        query = query.where(AchievementVersion.number == number)
    found = db.session.scalar(query)
    if found is None:
        raise _nothing()
    return found


def hosted_document(credential: Credential) -> bytes | None:
    """Give the kept OB 2.0 hosted assertion of an issue, if it was ever generated."""
    return next((f.document for f in credential.forms if f.form == "ob2-hosted"), None)


def is_visible(award: Award) -> bool:
    """Tell whether strangers who know the address may see it (decisions 10)."""
    return award.visibility in {"link", "public"} and award.state != "erased"


def credential_by_number(public_id: str, number: int) -> Credential:
    """Find the n-th issue of the award with this share address."""
    found = db.session.scalar(
        sa.select(Credential)
        .join(Award)
        .where(Award.public_id == public_id, Credential.number == number)
    )
    if found is None:
        raise _nothing()
    return found


def credential_by_iri(iri: str) -> Credential | None:
    """Find an issue by its ``id``, through the award and the number in it; none for others' ids."""
    named = _CREDENTIAL.fullmatch(iri)
    if named is None:
        return None
    found = db.session.scalar(
        sa.select(Credential)
        .join(Award)
        .where(Award.public_id == named["public_id"], Credential.number == int(named["number"]))
    )
    return found if found is not None and found.iri == iri else None


def _nothing() -> NotFoundError:
    return NotFoundError("not_found", "There is nothing at this address.")


def _json(document: Mapping[str, Any], media_type: str, status: int = 200) -> PublishedDocument:
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    return PublishedDocument(body, media_type, status)


def _leading(profile: Profile) -> str:
    return profile.community.languages[0]


def issuer_of_did(url: str) -> Profile | None:
    """Find the issuer whose did:web resolves to an address, whatever its own prefix is.

    On trial under plain http or at a bare number the two differ: did:web knows https names only.
    """
    match = _DID_ADDRESS.fullmatch(url)
    if match is None:
        return None
    try:
        did = did_web(match["issuer"])
    except KeysError:
        return None
    return db.session.scalar(sa.select(Profile).where(Profile.did == did))


def _issuer(base: str, slug: str, part: str) -> PublishedDocument:
    named = issuer_of_did(f"{base}/issuers/{slug}{part}")
    profile = named or profile_by_slug(slug, base)
    match part:
        case "/did.json":
            return _json(issuers.issuer_did_document(profile), DID_JSON)
        case "/jwks.json":
            return _json(issuers.issuer_jwks(profile), "application/jwk-set+json")
        case "/revocations":
            return _json(issuers.ob2_revocations(profile), LD_JSON)
        case ".ob2.json":
            return _json(issuers.ob2_profile(profile, _leading(profile)), LD_JSON)
        case _:
            return _json(issuers.profile_document(profile, _leading(profile)), LD_JSON)


def _key(base: str, slug: str, thumbprint: str, form: str) -> PublishedDocument:
    profile = profile_by_slug(slug, base)
    row = next((key for key in keys_of(profile) if key.thumbprint == thumbprint), None)
    if row is None:
        raise _nothing()
    try:
        match form:
            case "jwk":
                if row.state not in issuers.VOUCHING:
                    raise _nothing()
                return _json(issuers.jwk_of(row), "application/jwk+json")
            case "ob2.json":
                return _json(issuers.ob2_key(row), LD_JSON)
            case _:
                return _json(issuers.multikey_of(row), LD_JSON)
    except KeysError as error:  # an RSA key has no Multikey form
        raise _nothing() from error


def _achievement(
    base: str, community: str, slug: str, number: str, form: str | None
) -> PublishedDocument:
    version = version_by_address(community, slug, int(number))
    profile = profile_by_slug(version.achievement.community.profile.slug, base)
    if form == ".json":
        return _json(achievement_document(version, _leading(profile)), LD_JSON)
    issuer = issuers.ob2_profile_iri(profile)
    return _json(badge_class(version, _leading(profile), issuer=issuer), LD_JSON)


def _status(base: str, public_id: str) -> PublishedDocument:
    row = db.session.scalar(sa.select(StatusList).where(StatusList.public_id == public_id))
    if row is None or row.iri != f"{base}/status/{public_id}" or row.profile.base_url != base:
        raise _nothing()
    return PublishedDocument(signed_list(row), VC_JSON)


def _assertion(base: str, public_id: str, number: str) -> PublishedDocument:
    credential = credential_by_number(public_id, int(number))
    iri = f"{base}/assertions/{public_id}/{number}"
    if credential.revoked_at is not None:
        # OB 2.0, 4.1.7: a hosted assertion is revoked by 410 with this body.
        document: dict[str, Any] = {
            "@context": "https://w3id.org/openbadges/v2",
            "id": iri,
            "type": "Assertion",
            "revoked": True,
        }
        if credential.revocation_reason:
            document["revocationReason"] = credential.revocation_reason
        return _json(document, LD_JSON, HTTPStatus.GONE)
    document_bytes = hosted_document(credential)
    if document_bytes is None or not is_visible(credential.award):
        raise _nothing()
    return PublishedDocument(document_bytes, LD_JSON)


def _credential(base: str, public_id: str, number: str) -> PublishedDocument:
    credential = credential_by_iri(f"{base}/credentials/{public_id}/{number}")
    if credential is None:
        raise _nothing()
    if credential.document is None or not is_visible(credential.award):
        raise _nothing()
    return PublishedDocument(credential.document, VC_JSON)


def _endorsement(base: str, public_id: str) -> PublishedDocument:
    """Give an endorsement of ours: of a badge to all, of a person as far as the award is seen."""
    row = db.session.scalar(sa.select(Endorsement).where(Endorsement.public_id == public_id))
    if row is None or row.iri != f"{base}/endorsements/{public_id}" or row.document is None:
        raise _nothing()
    if row.credential is not None and not is_visible(row.credential.award):
        raise _nothing()
    return PublishedDocument(row.document, VC_JSON)


def _installation(base: str) -> PublishedDocument:
    if base != settings().base_url.rstrip("/"):
        raise _nothing()
    return _json(installation_document(), DID_JSON)


_BASE = r"(?P<base>https?://[^/?#]+(?:/[^?#]*?)?)"
_DID_ADDRESS = re.compile(r"(?P<issuer>https?://[^?#]+)/did\.json")
_CREDENTIAL = re.compile(rf"{_BASE}/credentials/(?P<public_id>\w+)/(?P<number>\d{{1,9}})")
_SLUG = r"[a-z0-9][a-z0-9-]*"

_ADDRESSES: tuple[tuple[re.Pattern[str], Callable[..., PublishedDocument]], ...] = (
    (
        re.compile(
            rf"{_BASE}/issuers/(?P<slug>{_SLUG})"
            r"(?P<part>/did\.json|/jwks\.json|/revocations|\.ob2\.json|\.json)"
        ),
        _issuer,
    ),
    (
        re.compile(
            rf"{_BASE}/issuers/(?P<slug>{_SLUG})/keys/(?P<thumbprint>[\w-]+)"
            r"\.(?P<form>jwk|ob2\.json|json)"
        ),
        _key,
    ),
    (
        re.compile(
            rf"{_BASE}/achievements/(?P<community>{_SLUG})/(?P<slug>{_SLUG})"
            r"/(?P<number>\d{1,9})(?P<form>\.json|\.ob2\.json)?"
        ),
        _achievement,
    ),
    (re.compile(rf"{_BASE}/\.well-known/did\.json"), _installation),
    (re.compile(rf"{_BASE}/status/(?P<public_id>[0-9a-f]+)"), _status),
    (re.compile(rf"{_BASE}/endorsements/(?P<public_id>[0-9a-f]+)"), _endorsement),
    (re.compile(rf"{_BASE}/assertions/(?P<public_id>\w+)/(?P<number>\d{{1,9}})"), _assertion),
    (_CREDENTIAL, _credential),
)
