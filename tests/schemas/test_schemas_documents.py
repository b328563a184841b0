"""The bundled contexts: closed, whole and what the standards say they are."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from schemas import documents

SETTLED = [
    # VC Data Model 2.0 B.1 and Data Integrity 1.0 2.4 publish digests; 3.0.3 is as served
    (
        "https://www.w3.org/ns/credentials/v2",
        "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    ),
    (
        "https://www.w3.org/2018/credentials/v1",
        "ab4ddd9a531758807a79a5b450510d61ae8d147eab966cc9a200c07095b0cdcc",
    ),
    (
        "https://w3id.org/security/data-integrity/v2",
        "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4",
    ),
    (
        "https://w3id.org/security/multikey/v1",
        "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597",
    ),
    (
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84",
    ),
]


def definitions(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inner:
        yield from definitions(each)


@pytest.mark.parametrize("iri", sorted(documents.context_iris()))
def test_every_context_loads_and_defines_no_vocab(iri: str) -> None:
    context = documents.load_context(iri)
    assert "@context" in context
    assert not [each for each in definitions(context) if each.get("@vocab") is not None]


@pytest.mark.parametrize(("iri", "sha256"), SETTLED)
def test_contexts_with_a_published_digest_have_it(iri: str, sha256: str) -> None:
    assert documents.describe_context(iri).sha256 == sha256


@pytest.mark.parametrize(
    "iri",
    [
        "https://www.w3.org/ns/credentials/examples/v2",
        "https://www.w3.org/ns/credentials/undefined-terms/v2",
        "http://www.w3.org/ns/credentials/v2",
        "../catalog.json",
        "",
    ],
)
def test_other_contexts_are_refused_by_name(iri: str) -> None:
    with pytest.raises(documents.UnknownContextError, match="never fetched") as caught:
        documents.load_context(iri)
    assert caught.value.iri == iri


def test_a_changed_file_is_refused() -> None:
    source = replace(documents.describe_context("https://www.w3.org/ns/did/v1"), sha256="0" * 64)
    with pytest.raises(documents.DamagedContextError, match="install the package again"):
        documents._checked_bytes(source)


def test_a_caller_may_change_what_it_got() -> None:
    iri = "https://www.w3.org/ns/credentials/v2"
    documents.load_context(iri).clear()
    assert documents.load_context(iri)


def test_each_bundled_file_is_in_the_catalog_with_source_and_licence() -> None:
    bundled = {
        each.name
        for each in (resources.files("schemas") / "contexts").iterdir()
        if each.name.endswith((".json", ".jsonld"))
    }
    lines = [documents.describe_context(iri) for iri in documents.context_iris()]
    assert {line.file for line in lines} == bundled
    assert all(re.match(r"(pypi|npm|github) .+", line.source) and line.licence for line in lines)


def test_what_contexts_refer_to_is_bundled_too() -> None:
    contexts = [documents.load_context(iri)["@context"] for iri in documents.context_iris()]
    lists = [each for each in contexts if isinstance(each, list)]
    named = {entry for each in lists for entry in each if isinstance(entry, str)}
    # Open Badges 1.1 leans on a page that its own specification does not publish
    assert named - documents.context_iris() == {"https://w3id.org/openbadges/legacy-v1"}


@pytest.mark.conformance
def test_the_bytes_are_those_of_the_standards(shared_standards: Path) -> None:
    index = json.loads((shared_standards / "index.json").read_text("utf-8"))
    official = {each["url"]: each["sha256"] for each in index if each["kind"] == "jsonld-context"}
    shared = official.keys() & documents.context_iris()
    assert len(shared) > 20
    for iri in shared:
        source = documents.describe_context(iri)
        assert hashlib.sha256(documents._checked_bytes(source)).hexdigest() == official[iri]
