"""What a community says about itself, changed by its managers: facts, signatories, look, tone.

Its short name, its issuer's id and its addresses are not among them: they stand in signed
documents and never change (decisions 1).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.accounts.facts import (
    LANGUAGES,
    PLACE_LIMIT,
    clean_colour,
    clean_contact,
    clean_languages,
    clean_url,
    clean_zone,
)
from badges.database import db
from badges.errors import ConflictError, InputError
from badges.models import Community
from badges.text import clean_line, clean_name, clean_narrative
from badges.uploads import PICTURES, keep_picture

LOGO_BYTES = 2_000_000
MOST_SIGNATORIES = 2
_LINKEDIN = re.compile(r"\d{1,20}")


class EditedMeanwhileError(ConflictError):
    """Somebody else has saved the settings since this form was shown."""

    def __init__(self) -> None:
        super().__init__(
            "community.edited", "Somebody else has saved these settings in the meantime."
        )


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs certificates by name; ``role`` stands below it."""

    name: str
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommunityFacts:
    """Everything of a community that its managers may change, as typed.

    ``edition`` is the one that the form was filled from; nothing: whatever stands there now.
    """

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
    minors: bool = False
    edition: int | None = None
    signatories: Sequence[Signatory] = ()


def update_community(actor: Actor, facts: CommunityFacts) -> Community:
    """Change what the community says about itself; raises ``InputError`` naming the field.

    Raises :class:`EditedMeanwhileError` where somebody else has saved since the form was shown.
    """
    actor.require(Permission.SETTINGS)
    row = actor.community
    if facts.edition is not None and facts.edition != row.edition:
        raise EditedMeanwhileError
    checked: dict[str, Any] = {
        "name": clean_name(facts.name),
        "languages": clean_languages(facts.languages),
        "formal": facts.formal,
        "zone": clean_zone(facts.zone),
        "colour": clean_colour(facts.colour),
        "description": _description(facts.description),
        "place": clean_line(facts.place, field="place", limit=PLACE_LIMIT),
        "url": clean_url(facts.url),
        "contact_email": _contact(row, facts.contact_email),
        "linkedin_id": _linkedin_id(facts.linkedin_id),
        "minors": facts.minors,
        "signatories": _signatories(facts.signatories),
    }
    # All is checked before the first is changed: a page that says what is wrong shows the row.
    for name, value in checked.items():
        setattr(row, name, value)
    row.edition += 1
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


def _contact(row: Community, given: str) -> str:
    """Give the contact address; a live community must have one (``badges.accounts.legal``)."""
    contact = clean_contact(given)
    if not contact and row.contact_email and row.stage == "live":
        raise InputError(
            "legal.required", "A community that is live needs this.", field="contact_email"
        )
    return contact


def _description(given: Mapping[str, str]) -> dict[str, str]:
    """Keep the languages in which something was written."""
    texts = {
        language: clean_narrative(
            given.get(language, ""), field=f"description_{language}", limit=2_000
        )
        for language in LANGUAGES
    }
    return {language: text for language, text in texts.items() if text}


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
