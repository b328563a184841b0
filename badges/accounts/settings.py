"""What a community says about itself, changed by its managers: facts, signatories, look, tone.

Its short name, its issuer's id and its addresses are not among them: they stand in signed
documents and never change (decisions 1).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.accounts.communities import LANGUAGES
from badges.database import db
from badges.errors import InputError
from badges.models import Community
from badges.text import clean_line, clean_name, clean_narrative, normalize_email
from badges.uploads import PICTURES, keep_picture

LOGO_BYTES = 2_000_000
MOST_SIGNATORIES = 2
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_LINKEDIN = re.compile(r"\d{1,20}")


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs certificates by name; ``role`` stands below it."""

    name: str
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityFacts:
    """Everything of a community that its managers may change, as typed."""

    name: str
    languages: Sequence[str]
    formal: bool = False
    zone: str = "Europe/Berlin"
    colour: str = "#1f5f5b"
    description: Mapping[str, str] = field(default_factory=dict)
    place: str = ""
    url: str = ""
    contact_email: str = ""
    linkedin_id: str = ""
    signatories: Sequence[Signatory] = ()


def update_community(actor: Actor, facts: CommunityFacts) -> Community:
    """Change what the community says about itself; raises ``InputError`` naming the field."""
    actor.require(Permission.SETTINGS)
    row = actor.community
    checked: dict[str, Any] = {
        "name": clean_name(facts.name),
        "languages": _languages(facts.languages),
        "formal": facts.formal,
        "zone": _zone(facts.zone),
        "colour": _colour(facts.colour),
        "description": _description(facts.description),
        "place": clean_line(facts.place, field="place", limit=100),
        "url": _url(facts.url),
        "contact_email": _address(facts.contact_email),
        "linkedin_id": _linkedin_id(facts.linkedin_id),
        "signatories": _signatories(facts.signatories),
    }
    # All is checked before the first is changed: a page that says what is wrong shows the row.
    for name, value in checked.items():
        setattr(row, name, value)
    audit.record(actor, "community.update", f"community:{row.id}")
    db.session.flush()
    return row


def set_logo(actor: Actor, data: bytes) -> Community:
    """Take a PNG, JPEG or SVG for the logo, made harmless; raises ``InputError``."""
    actor.require(Permission.SETTINGS)
    if len(data) > LOGO_BYTES:
        raise InputError(
            "community.logo_size",
            f"The logo may have {LOGO_BYTES // 1_000_000} MB at most.",
            field="logo",
        )
    actor.community.logo = keep_picture(actor.community.id, data, PICTURES).sha256
    audit.record(actor, "community.logo", f"community:{actor.community.id}")
    return actor.community


def remove_logo(actor: Actor) -> Community:
    """Go without a logo; the file stays as long as certificates may name it."""
    actor.require(Permission.SETTINGS)
    actor.community.logo = None
    audit.record(actor, "community.logo", f"community:{actor.community.id}")
    return actor.community


def _description(given: Mapping[str, str]) -> dict[str, str]:
    """Keep the languages in which something was written."""
    texts = {
        language: clean_narrative(
            given.get(language, ""), field=f"description_{language}", limit=2_000
        )
        for language in LANGUAGES
    }
    return {language: text for language, text in texts.items() if text}


def _address(given: str) -> str:
    return normalize_email(given, field="contact_email") if given.strip() else ""


def _languages(given: Sequence[str]) -> list[str]:
    """Keep known languages once each, the leading one first."""
    wanted = list(dict.fromkeys(given))
    if not wanted or any(language not in LANGUAGES for language in wanted):
        raise InputError(
            "community.languages", "Choose German (de), English (en) or both.", field="languages"
        )
    return wanted


def _zone(given: str) -> str:
    try:
        return ZoneInfo(given.strip()).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InputError(
            "community.zone", "Give a time zone such as Europe/Berlin.", field="zone"
        ) from error


def _colour(given: str) -> str:
    if not _COLOUR.fullmatch(given.strip()):
        raise InputError(
            "community.colour", "Give the colour as six digits, such as #1f5f5b.", field="colour"
        )
    return given.strip().lower()


def _url(given: str) -> str:
    url = clean_line(given, field="url", limit=2_000)
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if url and (parts.scheme not in {"http", "https"} or not parts.hostname or " " in url):
        raise InputError("community.url", "Give the website as https://….", field="url")
    return url


def _linkedin_id(given: str) -> str:
    if given.strip() and not _LINKEDIN.fullmatch(given.strip()):
        raise InputError(
            "community.linkedin",
            "The number of a LinkedIn organisation has digits only.",
            field="linkedin_id",
        )
    return given.strip()


def _signatories(given: Sequence[Signatory]) -> list[dict[str, str]]:
    """Keep those with a name; a role alone signs nothing."""
    kept = []
    for number, each in enumerate(given[:MOST_SIGNATORIES], start=1):
        role = clean_line(each.role, field=f"signatory_role_{number}", limit=100)
        if each.name.strip():
            name = clean_name(each.name, field=f"signatory_name_{number}", limit=100)
            kept.append({"name": name, "role": role})
        elif role:
            raise InputError(
                "community.signatory",
                "Give the name of the person with this role.",
                field=f"signatory_name_{number}",
            )
    return kept
