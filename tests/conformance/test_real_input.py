"""A real community's badges take the whole road: Fedora's rules and pictures, `../shared/real`.

They are for trying, not for shipping, and not every clone has them beside it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from support import Clock

from badges.awarding.importing import import_achievement
from badges.publishing.bundle import bundle
from badges.verifying import OFFLINE, Chain, GivenDocuments
from badges.verifying import verify as verify_ours
from tests.conformance.house import EMAIL, as_manager, days_ago, house, join, sign_for
from tests.conformance.issued import CLASSES, NINE, OB2_FILES, Issued, write_issued
from tests.conformance.validators import NodeCase, Ob2Case, ask_node, ask_ob2

pytestmark = pytest.mark.conformance

# Each rule with a picture of its own, or of its series where only that one is here.
BADGES = {
    "askbot-curious-penguin-02": "askbot-curious-penguin-01.png",
    "fas-crypto-panda": "fas-crypto-badger.svg",
    "fas-ronin": "no-ronin.svg",
    "missed-the-train": "missed-the-train.png",
    "tagger-03": "tagger-03.svg",
    "tester-09": "tester-09.png",
    "wordsmith-04": "master-wordsmith.svg",
}
Verdicts = Mapping[str, Mapping[str, Any]]


@pytest.fixture(scope="module")
def real(
    shared_standards: Path, shared_database: str, tmp_path_factory: pytest.TempPathFactory
) -> Issued:
    """Import, publish, award, accept and sign each; write all nine files of each."""
    source = shared_standards.parent / "real" / "fedora-badges"
    if not source.is_dir():
        pytest.skip("Fedora's badges are not beside this checkout")
    folder = tmp_path_factory.mktemp("real")
    with house(folder, Clock(days_ago(0)), shared_database) as community:
        actor, ada = as_manager(community), join(community)
        bundles = {}
        for rule, image in BADGES.items():
            draft = import_achievement(
                actor,
                (source / "rules" / f"{rule}.yml").read_bytes(),
                picture=(source / "images" / image).read_bytes(),
            )
            bundles[rule] = bundle(sign_for(actor, ada, draft))
    return write_issued(folder, bundles)


@pytest.fixture(scope="module")
def by_node(real: Issued) -> Verdicts:
    """Let Digital Bazaar's libraries judge every Data Integrity form."""
    cases = (NodeCase(name, "di", real.path(name, "credential.json")) for name in BADGES)
    return ask_node(cases, real)


@pytest.fixture(scope="module")
def by_1edtech(real: Issued) -> Verdicts:
    """Let 1EdTech's validator judge every Open Badges 2.0 form."""
    cases = (
        Ob2Case(f"{name} {file}", real.path(name, file), EMAIL)
        for name in BADGES
        for file in OB2_FILES
    )
    return ask_ob2(cases, real.documents)


@pytest.mark.parametrize("name", BADGES)
def test_all_nine_files_of_a_real_badge_are_verified(real: Issued, name: str) -> None:
    given = GivenDocuments(
        path.read_bytes() for path in (*real.beside(), real.path(name, "assertion.json"))
    )
    for file in NINE:
        result = verify_ours(
            real.read(name, file),
            now=datetime.now(UTC),
            fetch=Chain(given, OFFLINE),
            recipient=EMAIL,
        )
        assert (file, result.status) == (file, "verified")


@pytest.mark.parametrize("name", BADGES)
def test_others_accept_a_real_badge(by_node: Verdicts, by_1edtech: Verdicts, name: str) -> None:
    assert by_node[name] == {"verified": True, "error": ""}
    for file in OB2_FILES:
        assert by_1edtech[f"{name} {file}"] == {"valid": True, "messages": []}


@pytest.mark.parametrize("name", BADGES)
def test_a_real_badge_says_what_its_rule_said(real: Issued, name: str) -> None:
    credential = json.loads(real.read(name, "credential.json"))
    achievement = credential["credentialSubject"]["achievement"]
    badge_class = json.loads((real.folder / CLASSES / f"{name}.json").read_bytes())
    assert achievement["name"] == badge_class["name"] == credential["name"]
    assert achievement["description"] == badge_class["description"] != ""
