"""Contexts of the operator's own: pinned, closed, and refused in one sentence."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from schemas import documents
from schemas.documents import CatalogueError, add_contexts

IRI = "https://ext.example/contexts/v1"
GOOD: Any = {"@context": {"@protected": True, "motto": "https://ext.example/vocab#motto"}}
BUNDLED = "https://www.w3.org/ns/credentials/v2"


@pytest.fixture(autouse=True)
def _forgotten_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "_added", {})


def catalogue(folder: Path, context: object, iri: str = IRI, **line: object) -> Path:
    data = context if isinstance(context, bytes) else json.dumps(context).encode()
    (folder / "ext.json").write_bytes(data)
    line = {"file": "ext.json", "sha256": hashlib.sha256(data).hexdigest(), **line}
    file = folder / "catalogue.json"
    file.write_text(json.dumps({iri: {key: value for key, value in line.items() if value != ""}}))
    return file


def test_an_added_context_is_known_as_the_bundled_ones_are(tmp_path: Path) -> None:
    file = catalogue(tmp_path, GOOD, licence="CC0-1.0")
    assert documents.context_bytes(IRI) is None
    add_contexts(file)
    add_contexts(file)
    assert documents.load_context(IRI) == GOOD
    assert IRI in documents.context_iris()
    assert documents.describe_context(IRI).licence == "CC0-1.0"


def test_what_was_read_stays_until_the_service_is_started_again(tmp_path: Path) -> None:
    add_contexts(catalogue(tmp_path, GOOD))
    (tmp_path / "ext.json").write_text("{}")
    assert documents.load_context(IRI) == GOOD
    with pytest.raises(CatalogueError, match="restart the service"):
        add_contexts(catalogue(tmp_path, {"@context": {}}))


def test_changed_bytes_are_refused_with_the_digest_that_they_have(tmp_path: Path) -> None:
    file = catalogue(tmp_path, GOOD)
    (tmp_path / "ext.json").write_text("{}")
    with pytest.raises(CatalogueError, match=hashlib.sha256(b"{}").hexdigest()):
        add_contexts(file)
    assert IRI not in documents.context_iris()


def test_contexts_may_lean_on_each_other(tmp_path: Path) -> None:
    other = "https://ext.example/contexts/v2"
    leaning = {"@context": [IRI, BUNDLED, {"x": {"@id": "urn:x:1", "@context": IRI}, "y": None}]}
    catalogue(tmp_path, GOOD)
    lines = json.loads((tmp_path / "catalogue.json").read_text())
    (tmp_path / "two.json").write_text(json.dumps(leaning))
    digest = hashlib.sha256((tmp_path / "two.json").read_bytes()).hexdigest().upper()
    lines[other] = {"file": "two.json", "sha256": digest}
    (tmp_path / "catalogue.json").write_text(json.dumps(lines))
    add_contexts(tmp_path / "catalogue.json")
    assert documents.load_context(other) == leaning


@pytest.mark.parametrize(
    ("context", "said"),
    [
        ({"@context": {"@vocab": "urn:x:"}}, "sets @vocab"),
        ({"@context": {"@base": "https://e.example/"}}, "sets @base"),
        ({"@context": [{"x": {"@id": "urn:x:1", "@context": {"@vocab": "urn:"}}}]}, "@vocab"),
        ({"@context": "https://other.example/v1"}, "leans on the context"),
        ({"@context": {"@import": "https://other.example/v1"}}, "leans on the context"),
        ({"@context": {"@import": 5}}, "no JSON-LD context"),
        ({"@context": {"x": {"@context": ["./other.json"]}}}, "leans on the context"),
        ({"@context": 5}, "no JSON-LD context"),
        ([], "no JSON-LD context"),
        (b"{", "no JSON"),
        (b"\xff\xfe{", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b" " * 1_000_001, "larger than"),
    ],
)
def test_a_context_that_would_open_the_list_is_refused(
    tmp_path: Path, context: object, said: str
) -> None:
    with pytest.raises(CatalogueError, match=said) as caught:
        add_contexts(catalogue(tmp_path, context))
    assert str(tmp_path / "ext.json") in str(caught.value)
    assert IRI not in documents.context_iris()


@pytest.mark.parametrize(
    ("iri", "line", "said"),
    [
        (BUNDLED, {}, "comes with the service"),
        ("http://ext.example/v1", {}, "https address"),
        ("https:///v1", {}, "https address"),
        ("https://[/v1", {}, "https address"),
        ("https://ext.example/v1#a", {}, "https address"),
        (IRI, {"sha256": ""}, 'give "file" and "sha256"'),
        (IRI, {"sha256": 5}, 'give "file" and "sha256"'),
        (IRI, {"sha": "0"}, 'give "file" and "sha256"'),
        (IRI, {"file": "../ext.json"}, "beside the catalogue"),
        (IRI, {"file": "/etc/passwd"}, "beside the catalogue"),
        (IRI, {"file": "other.json"}, "cannot be read"),
    ],
)
def test_a_line_that_does_not_pin_a_file_beside_it_is_refused(
    tmp_path: Path, iri: str, line: dict[str, Any], said: str
) -> None:
    with pytest.raises(CatalogueError, match=said):
        add_contexts(catalogue(tmp_path, GOOD, iri, **line))
    assert IRI not in documents.context_iris()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[]", "one JSON object"),
        ("{", "no JSON"),
        ('{"https://e.example/1": 5}', 'give "file"'),
        ("{" + ",".join(f'"https://e.example/{n}": 5' for n in range(101)) + "}", "at most 100"),
        (" " * 100_001, "larger than"),
    ],
)
def test_a_catalogue_that_is_none_is_refused_by_its_path(
    tmp_path: Path, text: str, said: str
) -> None:
    (tmp_path / "catalogue.json").write_text(text)
    with pytest.raises(CatalogueError, match=said) as caught:
        add_contexts(tmp_path / "catalogue.json")
    assert str(tmp_path / "catalogue.json") in str(caught.value)
