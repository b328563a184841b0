"""The demo's beginning: the community, those who run it, its badges and paths."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from typing import Any

from badges.accounts import settings
from badges.accounts.communities import CommunityDraft, open_community
from badges.accounts.settings import CommunityFacts, Signatory
from badges.awarding.achievements import create_achievement, publish
from badges.awarding.drafts import AchievementDraft
from badges.awarding.importing import import_achievement
from badges.demo.past import ZONE
from badges.demo.stage import Stage, read_yaml
from badges.demo.ways import lay_paths
from badges.models import Achievement

LANGUAGES = ("de", "en")
STAFF = ("mona", "tomasz", "leyla")
DRAFTS = ("wegbegleitung",)
"""Badges that the community still thinks about."""


def open_demo() -> Stage:
    """Open the community, let its staff join, publish its badges; nobody has earned any yet."""
    facts = read_yaml("community.yaml")
    draft = CommunityDraft(name=facts["name"], slug=facts["slug"], languages=LANGUAGES, zone=ZONE)
    stage = Stage(
        open_community(draft, demo=True),
        {line["who"]: line for line in read_yaml("members.yaml")},
    )
    for who in STAFF:
        stage.member(who)
    _describe(stage, facts)
    for path in facts["paths"]:
        for level in path["levels"]:
            for slug in level["badges"]:
                stage.achievements[slug] = _publish(stage, slug)
    for slug in DRAFTS:
        create_achievement(stage.actor(), _draft(stage, slug))
    lay_paths(stage, facts["paths"])
    return stage


def _describe(stage: Stage, facts: Mapping[str, Any]) -> None:
    actor = stage.actor()
    settings.update_community(
        actor,
        CommunityFacts(
            name=facts["name"],
            languages=LANGUAGES,
            zone=ZONE,
            colour=facts["colour"],
            description=facts["description"],
            place=facts["place"],
            url=facts["url"],
            contact_email=facts["contact_email"],
            signatories=[Signatory(each["name"], each["role"]) for each in facts["signatories"]],
        ),
    )
    settings.set_logo(actor, resources.files("badges.demo").joinpath("logo.svg").read_bytes())
    # No page asks for these yet; they are there for the legal notice to say that all is made up.
    stage.community.legal = dict(facts["legal"])
    stage.community.answer_days = 14


def _publish(stage: Stage, slug: str) -> Achievement:
    version = create_achievement(stage.actor(), _draft(stage, slug))
    return publish(stage.actor(), version).achievement


def _draft(stage: Stage, slug: str) -> AchievementDraft:
    file = resources.files("badges.demo.achievements").joinpath(f"{slug}.yaml")
    return import_achievement(stage.actor(), file.read_bytes())
