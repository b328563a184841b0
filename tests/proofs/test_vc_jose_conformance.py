"""The inputs of the W3C's vc-jose-cose suite, each with the result that the suite expects."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.suites.jose_cose import TASKS, run

pytestmark = pytest.mark.conformance
FOLDER = "w3c/jose-cose-input/"
KEYS = {"didEd25519": "did-ed25519"}


@pytest.fixture(scope="module")
def cases(shared_standards: Path) -> list[tuple[str, dict[str, str]]]:
    manifest = json.loads((shared_standards / "vectors/manifest.json").read_text())
    return list(_cases(manifest))


def _cases(manifest: Any) -> Iterator[tuple[str, dict[str, str]]]:
    entries = manifest if isinstance(manifest, list) else manifest["files"]
    for entry in entries:
        if entry["file"].startswith(FOLDER) and entry["expect"].startswith("["):
            for case in json.loads(entry["expect"]):
                if (case["fn"], case["feature"]) in TASKS:
                    yield entry["file"], case


def test_every_input_has_the_result_that_the_suite_expects(
    shared_standards: Path, cases: list[tuple[str, dict[str, str]]]
) -> None:
    folder = shared_standards / "vectors"
    found = []
    for file, case in cases:
        key = KEYS.get(case["key"], case["key"])
        method = json.loads((folder / FOLDER / f"vm-{key}.json").read_text())
        result = run(case["fn"], case["feature"], (folder / file).read_text(), method)
        found.append((file, case, result["result"]))
    assert [(file, case) for file, case, result in found if result != case["expected"]] == []
    assert len(found) == 12


def test_features_that_we_do_not_have_are_told_apart() -> None:
    assert run("verify", "credential_cose", "", {})["result"] == "indeterminate"
