"""Achievements from files, ours and others', and back into ours."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

import pytest
from support import achievement, community, manager, member

from badges.accounts.access import Actor
from badges.awarding.achievements import create_achievement, publish
from badges.awarding.blueprints import BLUEPRINTS, blueprint
from badges.awarding.drafts import AchievementDraft, clean_draft
from badges.awarding.exporting import export_achievement, write_draft
from badges.awarding.files import keep_picture
from badges.awarding.importing import import_achievement, read_achievement
from badges.baking import OpenBadgesVersion, bake
from badges.errors import BadgesError, ForbiddenError, NotFoundError
from badges.milestones import Attended, Compare
from badges.models import Membership
from badges.uploads import picture_data

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>'
DATA = "data:image/svg+xml;base64," + base64.b64encode(SVG).decode()
ALIGNMENT = {"targetName": "Soldering", "targetUrl": "https://example.org/s/1"}
BADGE_CLASS = {
    "@context": "https://w3id.org/openbadges/v2",
    "type": "BadgeClass",
    "id": "https://example.org/badges/1",
    "name": "Cat feeder",
    "description": "Feeds cats.",
    "image": {"id": DATA, "caption": "A cat"},
    "criteria": {"narrative": "Feed a cat."},
    "tags": ["cats", "feeding"],
    "alignment": [ALIGNMENT, {"targetName": "no address"}],
}
ACHIEVEMENT = {
    "id": "https://example.org/badges/1",
    "type": ["Achievement"],
    "achievementType": "Competency",
    "inLanguage": "en-GB",
    "name": "Cat feeder",
    "description": "Feeds cats.",
    "image": {"id": DATA, "type": "Image", "caption": "A cat"},
    "criteria": {"narrative": "Feed a cat."},
    "tag": ["cats", "feeding"],
    "alignment": [{"type": ["Alignment"], **ALIGNMENT}],
}
CREDENTIAL = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "credentialSubject": {"id": "urn:x", "achievement": ACHIEVEMENT},
}
RULE = """%YAML 1.2
---
name: Cat Feeder III
description: Fed 5 cats
creator: somebody
image_url: https://example.org/cat.png
trigger:
  topic: cats.fed
criteria:
  datanommer:
    filter: {topics: ["%(topic)s"], users: ["%(msg.user)s"]}
    operation: count
    condition:
      greater than or equal to: 5
recipient: "%(msg.user)s"
"""


def jws(payload: dict[str, Any]) -> str:
    middle = base64.urlsafe_b64encode(json.dumps(payload).encode()).decode().rstrip("=")
    return f"e30.{middle}.c2ln"


@pytest.mark.parametrize("key", [each.key for each in BLUEPRINTS])
def test_what_is_exported_is_read_back_as_it_was(mona: Actor, key: str) -> None:
    version = publish(mona, create_achievement(mona, blueprint(key).draft))
    text = export_achievement(mona, version)
    back = import_achievement(mona, text.encode())
    assert back == replace(blueprint(key).draft, slug=version.achievement.slug)


def test_every_field_makes_the_round() -> None:
    draft = AchievementDraft(
        name={"de": "Löten: «1»", "en": "no"},
        description={"de": "Zeile\n\nZeile # kein Kommentar"},
        criteria={"en": "- a\n- b"},
        picture="gallery:maker",
        picture_alt={"de": "Bild"},
        achievement_type="ext:Lamp",
        tags=("yes", "1.0", "2026-03-01"),
        hours=2.5,
        level="B1",
        alignment=(ALIGNMENT,),
        valid_days=365,
        repeatable=True,
        award_mode="manager",
        issue_at_once=True,
        heading="certificate",
        needed=1,
        milestones=blueprint("path").draft.milestones,
        slug="loeten",
    )
    back = read_achievement(write_draft(draft, draft.picture).encode(), language="de").draft
    assert back == clean_draft(draft)


def test_an_uploaded_picture_travels_inside_the_file(mona: Actor) -> None:
    draft = replace(blueprint("workshop").draft, picture=keep_picture(mona, SVG))
    text = export_achievement(mona, create_achievement(mona, draft))
    other = manager(community("other"))
    back = import_achievement(other, text.encode())
    assert picture_data(other.community.id, back.picture) == picture_data(
        mona.community.id, draft.picture
    )


@pytest.mark.parametrize(
    ("data", "kind", "language"),
    [
        (json.dumps(BADGE_CLASS), "Badge", "de"),
        (json.dumps({"badge": BADGE_CLASS, "type": "Assertion"}), "Badge", "de"),
        (json.dumps(ACHIEVEMENT), "Competency", "en"),
        ("\ufeff" + json.dumps(CREDENTIAL), "Competency", "en"),
        (json.dumps({"vc": CREDENTIAL}), "Competency", "en"),
    ],
)
def test_documents_of_the_standards_become_drafts(
    mona: Actor, data: str, kind: str, language: str
) -> None:
    draft = import_achievement(mona, data.encode())
    assert (draft.name, draft.criteria) == ({language: "Cat feeder"}, {language: "Feed a cat."})
    assert (draft.achievement_type, draft.tags) == (kind, ("cats", "feeding"))
    assert [item["targetUrl"] for item in draft.alignment] == ["https://example.org/s/1"]
    assert picture_data(mona.community.id, draft.picture)[0].startswith(b"<svg")


@pytest.mark.parametrize(
    ("text", "version"),
    [
        (json.dumps(CREDENTIAL), OpenBadgesVersion.OB3),
        (jws(CREDENTIAL), OpenBadgesVersion.OB3),
        (jws({"badge": BADGE_CLASS}), OpenBadgesVersion.OB2),
    ],
)
def test_a_baked_picture_gives_what_was_earned(text: str, version: OpenBadgesVersion) -> None:
    found = read_achievement(bake(SVG, text, version=version), language="en")
    assert found.draft.name == {"en": "Cat feeder"}
    assert found.picture == SVG


def test_a_picture_handed_in_comes_first(mona: Actor) -> None:
    other = SVG.replace(b"M0 0h8v8z", b"M1 1h2v2z")
    draft = import_achievement(mona, json.dumps(BADGE_CLASS).encode(), picture=other)
    assert b"M1 1h2v2z" in picture_data(mona.community.id, draft.picture)[0]


def test_a_badge_rule_of_fedora_becomes_a_count(mona: Actor) -> None:
    draft = import_achievement(mona, RULE.encode())
    assert draft.name == {"de": "Cat Feeder III"}
    own = Compare("user", "same_as", "recipient")
    rules = [milestone.rule for milestone in draft.milestones]
    assert rules == [Attended(5, kind="cats.fed", where=own)]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00",
        b"just words",
        b"- a list",
        b"{",
        b'{"name": "no badge", "x": 1}',
        b"[" * 10_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b"a: &x [1]\nname: *x\n",
        b"name: a\nname2: b\n",
        b"description: nameless\n",
        b"name: !!python/object/apply:os.system [ls]\n",
        b"name: [1]\n",
        b"name: {fr: Atelier}\n",
        b"name: a\nhours: many\n",
        b"name: a\nneeded: true\n",
        b"name: a\ntags: one\n",
        b"name: a\nrepeatable: perhaps\n",
        b"name: a\npicture: /etc/passwd\n",
        b"name: a\npicture: data:image/png;base64,!!\n",
        b"name: a\npicture: data:image/png\n",
        b"name: a\nmilestones: {}\n",
        b"name: a\nmilestones: [{title: t}]\n",
        b"name: a\nmilestones: [{title: t, rule: {flown: {}}}]\n",
        b"name: a\nmilestones: [{title: t, key: A B, rule: {submitted: {}}}]\n",
        b"a: " + b"[1," * 60_000,
        b"name: a\n" + b"x" * 4_000_001,
        b'{"@context": [], "type": "BadgeClass"}',
        b'{"@context": [], "badge": "https://example.org/b"}',
        SVG,
        bake(SVG, "https://example.org/a/1", version=OpenBadgesVersion.OB2),
        bake(SVG, "e30.e30.e30", version=OpenBadgesVersion.OB2),
    ],
)
def test_what_is_no_achievement_is_one_sentence(mona: Actor, data: bytes) -> None:
    with pytest.raises(BadgesError) as caught:
        import_achievement(mona, data)
    assert str(caught.value).endswith((".", "QR", "downloaded"))


def test_import_and_export_stay_within_ones_rights(mona: Actor, ada: Membership) -> None:
    version = achievement(ada.community)
    with pytest.raises(ForbiddenError):
        import_achievement(Actor.member(ada), RULE.encode())
    with pytest.raises(NotFoundError):
        export_achievement(manager(community("other")), version)
    with pytest.raises(ForbiddenError):
        export_achievement(Actor.member(member(ada.community, "Bo", "")), version)
