"""Questions about a document, which are asked once of all that are alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from badges.proofs import likeness as learning
from badges.proofs.content import Content
from badges.proofs.remembering import Memory
from tests.proofs.made_up import CONTEXTS


@pytest.fixture(autouse=True)
def _nothing_learned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "_kinds", Memory(maximum_entries=500))


def badge(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "@context": CONTEXTS,
        "id": f"urn:uuid:{number}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Loops",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "achievement": {"id": "urn:x:loops", "type": ["Achievement"]},
        },
        **changes,
    }


def learned(**changes: Any) -> None:
    for number in range(3):
        Content(badge(number, **changes)).rdfc()


def test_what_lies_in_no_slot_is_asked_once() -> None:
    asked = []

    def name(document: Mapping[str, Any]) -> str:
        asked.append(document["id"])
        return str(document["name"])

    learned()
    assert [Content(badge(number)).once(name, "name") for number in (4, 5, 6)] == ["Loops"] * 3
    assert asked == ["urn:uuid:4"]
    other = badge(7, name="Kreise")
    assert Content(other).once(name, "name") == "Kreise"  # unlike those before
    assert Content(badge(8)).once(name, "name") == "Loops"
    assert asked == ["urn:uuid:4", "urn:uuid:7"]


def test_what_lies_in_a_slot_is_asked_each_time() -> None:
    def own_id(document: Mapping[str, Any]) -> str:
        return str(document["id"])

    learned()
    assert [Content(badge(n)).once(own_id, "id") for n in (4, 5)] == ["urn:uuid:4", "urn:uuid:5"]


def test_a_slot_below_a_member_is_one_of_that_member() -> None:
    def places(document: Mapping[str, Any]) -> str:
        return str(document["evidence"][0]["id"])

    for number in range(3):
        Content(badge(0, evidence=[{"id": f"urn:e:{number}", "type": ["Evidence"]}])).rdfc()
    found = [
        Content(badge(0, evidence=[{"id": f"urn:e:{number}", "type": ["Evidence"]}]))
        for number in (4, 5)
    ]
    assert found[0].likeness is not None
    assert [each.once(places, "evidence") for each in found] == ["urn:e:4", "urn:e:5"]


def test_answers_of_none_are_kept_as_well() -> None:
    asked = []

    def nothing(document: Mapping[str, Any]) -> None:
        asked.append(document["id"])

    learned()
    for number in (4, 5):
        Content(badge(number)).once(nothing)
    assert asked == ["urn:uuid:4"]
    Content({"id": "urn:x"}).once(nothing)
    assert asked == ["urn:uuid:4", "urn:x"]
