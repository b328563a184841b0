"""Communities and the issuers they speak as: opened, described, found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import sqlalchemy as sa

from badges.accounts.facts import (
    PLACE_LIMIT,
    clean_colour,
    clean_contact,
    clean_languages,
    clean_url,
    clean_zone,
)
from badges.credentials.custody import create_issuer_keys
from badges.database import db
from badges.errors import ConflictError, InputError, NotFoundError
from badges.models import Community, Profile
from badges.ports import now, settings
from badges.slugs import slug_of
from badges.text import clean_line, clean_name
from keys.did import did_web
from keys.errors import DidError

TRIAL_DOMAIN = "trial.invalid"
"""A name that belongs to nobody, for ever (RFC 2606, 2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityDraft:
    """What a community is opened with; only the name is needed."""

    name: str
    slug: str = ""
    languages: Sequence[str] = ("de",)
    formal: bool = False
    zone: str = "Europe/Berlin"
    colour: str = "#1f5f5b"
    contact_email: str = ""
    url: str = ""
    place: str = ""


def open_community(draft: CommunityDraft, *, demo: bool = False) -> Community:
    """Open a community with its issuer and its keys; raises ``InputError``, ``ConflictError``.

    The issuer's id and address prefix are stored here, from the base address of today (decisions
    1, 2). It is on trial until somebody confirms the address for ever (``badges.launching``).
    """
    name = clean_name(draft.name)
    slug = draft.slug or slug_of(name)
    if slug != slug_of(slug):
        raise InputError(
            "community.slug",
            "The short name may have lower-case letters, digits and hyphens only.",
            field="slug",
        )
    facts = {
        "languages": clean_languages(draft.languages),
        "zone": clean_zone(draft.zone),
        "colour": clean_colour(draft.colour),
        "url": clean_url(draft.url),
        "place": clean_line(draft.place, field="place", limit=PLACE_LIMIT),
        "contact_email": clean_contact(draft.contact_email),
    }
    if db.session.scalar(sa.select(Community.id).where(Community.slug == slug)):
        raise ConflictError("community.exists", f"There is a community {slug} already.", slug=slug)
    base_url = settings().base_url
    community = Community(
        slug=slug,
        name=name,
        formal=draft.formal,
        stage="demo" if demo else "trial",
        created_at=now(),
        **facts,
    )
    profile = Profile(
        slug=slug,
        did=_did(base_url, slug),
        base_url=base_url,
        created_at=now(),
        community=community,
    )
    db.session.add_all([community, profile])
    db.session.flush()
    create_issuer_keys(profile)
    return community


def all_communities() -> list[Community]:
    """List every community, in the order of their opening."""
    return list(db.session.scalars(sa.select(Community).order_by(Community.id)))


def find_community(slug: str | None) -> Community:
    """Find a community by its short name, or the only one there is."""
    if slug:
        found = db.session.scalar(sa.select(Community).where(Community.slug == slug))
        if found is None:
            raise NotFoundError("community.unknown", f"There is no community {slug}.", slug=slug)
        return found
    every = all_communities()
    if len(every) != 1:
        sentence = (
            "There is no community yet; make one with badges init."
            if not every
            else "There are several communities; name one with --community."
        )
        raise InputError("community.which", sentence, field="community")
    return every[0]


def _did(base_url: str, slug: str) -> str:
    """Make the issuer's id; at a bare number, which did:web forbids, one for the trial only."""
    try:
        return did_web(f"{base_url}/issuers/{slug}")
    except DidError:
        number = re.sub("[^0-9a-z]+", "-", urlsplit(base_url).netloc.lower()).strip("-")
        return did_web(f"{number}.{TRIAL_DOMAIN}/issuers/{slug}")
