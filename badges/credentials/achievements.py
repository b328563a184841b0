"""An achievement version as the standards have it: OB 3.0 Achievement, OB 2.0 BadgeClass.

Both carry the version's own address as ``id`` (decisions 3); neither names a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from badges.credentials.endorsed import endorsement_members
from badges.credentials.marks import marked_description, marked_name
from badges.models import AchievementVersion
from badges.wording import pick

OB3_CONTEXT = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
VC_CONTEXT = "https://www.w3.org/ns/credentials/v2"
OB2_CONTEXT = "https://w3id.org/openbadges/v2"


def achievement(version: AchievementVersion, language: str) -> dict[str, Any]:
    """Build the OB 3.0 Achievement (3.0, B.1.2) as it stands inside a credential."""
    name, used = pick(version.name, language)
    document: dict[str, Any] = {
        "id": version.iri,
        "type": ["Achievement"],
        "achievementType": version.achievement_type,
        **_named(version, language),
        "criteria": {
            "id": f"{version.iri}#criteria",
            "narrative": criteria_text(version, language),
        },
        "image": {
            "id": f"{version.iri}.png",
            "type": "Image",
            "caption": pick(version.picture_alt, language)[0] or name,
        },
        "inLanguage": used,
    }
    if version.tags:
        document["tag"] = list(version.tags)
    if version.alignment:
        document["alignment"] = [
            {"type": ["Alignment"], **_alignment(item)} for item in version.alignment
        ]
    return document | endorsement_members(version)


def achievement_document(version: AchievementVersion, language: str) -> dict[str, Any]:
    """Build the Achievement as a document of its own, served at the version's ``.json``."""
    return {"@context": [VC_CONTEXT, OB3_CONTEXT], **achievement(version, language)}


def badge_class(version: AchievementVersion, language: str, *, issuer: str) -> dict[str, Any]:
    """Build the OB 2.0 BadgeClass; ``issuer`` is the address of the OB 2.0 Profile."""
    name, _ = pick(version.name, language)
    document: dict[str, Any] = {
        "@context": OB2_CONTEXT,
        "id": version.iri,
        "type": "BadgeClass",
        **_named(version, language),
        "image": {
            "id": f"{version.iri}.png",
            "type": "Image",
            "caption": pick(version.picture_alt, language)[0] or name,
        },
        "criteria": {
            "id": f"{version.iri}#criteria",
            "type": "Criteria",
            "narrative": criteria_text(version, language),
        },
        "issuer": issuer,
    }
    if version.tags:
        document["tags"] = list(version.tags)
    if version.alignment:
        document["alignment"] = [
            {"type": "AlignmentObject", **_alignment(item, without="targetType")}
            for item in version.alignment
        ]
    return document


def criteria_text(version: AchievementVersion, language: str) -> str:
    """Write the criteria: the narrative, then one line for each milestone (Markdown)."""
    narrative, _ = pick(version.criteria, language)
    lines = [f"- {pick(milestone.title, language)[0]}" for milestone in version.milestones]
    return "\n\n".join(part for part in (narrative.strip(), "\n".join(lines)) if part)


def _named(version: AchievementVersion, language: str) -> dict[str, str]:
    """Give name and description, each saying so where the badge proves nothing."""
    community = version.achievement.community
    name, used = pick(version.name, language)
    described, spoken = pick(version.description, language)
    return {
        "name": marked_name(name, community, used),
        "description": marked_description(described or name, community, spoken or used),
    }


def _alignment(item: Mapping[str, Any], *, without: str = "") -> dict[str, Any]:
    known = (
        "targetName",
        "targetUrl",
        "targetCode",
        "targetDescription",
        "targetFramework",
        "targetType",
    )
    return {name: item[name] for name in known if item.get(name) and name != without}
