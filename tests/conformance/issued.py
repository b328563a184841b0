"""Badges as the service issues them, in a folder: what other people's verifiers are given.

Of each award the nine files, and beside them the documents that a checker would fetch, found by
the ids that they give themselves::

    issued = issue_all(folder)
    issued.path("fine", "credential.json"), issued.documents["https://…"].file
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from badges.publishing.bundle import DOCUMENTS
from schemas.documents import describe_context

ROOT = Path(__file__).resolve().parents[2]
LD = "application/ld+json"
OB2_CONTEXT = "https://w3id.org/openbadges/v2"
CLASSES = "badge-classes"
NINE = (
    "credential.json",
    "credential.jwt",
    "assertion.json",
    "assertion.jws",
    "badge.png",
    "badge.svg",
    "badge-ob2.png",
    "badge-ob2.svg",
    "certificate.pdf",
)


OB2_FILES = ("assertion.json", "assertion.jws", "badge-ob2.png", "badge-ob2.svg")


@dataclass(frozen=True, slots=True)
class Served:
    """A document as the issuer's site would answer with it."""

    file: Path
    type: str
    status: int = 200

    def to_json(self) -> dict[str, Any]:
        """Give it as the validators' runners read it."""
        return {"file": str(self.file), "type": self.type, "status": self.status}


@dataclass(frozen=True, slots=True)
class Issued:
    """A folder of issued badges: one folder for each award, and the documents by address."""

    folder: Path
    documents: Mapping[str, Served]

    def path(self, award_name: str, file: str) -> Path:
        """Give the path of one of an award's nine files."""
        return self.folder / award_name / file

    def read(self, award_name: str, file: str) -> bytes:
        """Give the bytes of one of an award's nine files."""
        return self.path(award_name, file).read_bytes()

    def document(self, name: str) -> Any:
        """Give one of the documents by its file's name, parsed."""
        return json.loads((self.folder / DOCUMENTS / name).read_bytes())

    def parsed(self) -> dict[str, Any]:
        """Give every document by its address, parsed; pictures are none."""
        return {
            url: json.loads(served.file.read_bytes())
            for url, served in self.documents.items()
            if served.type == LD
        }

    def beside(self) -> list[Path]:
        """Give the files of all documents, and every award's badge class."""
        return [path for name in (DOCUMENTS, CLASSES) for path in (self.folder / name).iterdir()]


def write_issued(folder: Path, bundles: Mapping[str, Mapping[str, bytes]]) -> Issued:
    """Write the bundles of one issuer's awards, by name; of their documents the last are kept."""
    for name, files in bundles.items():
        write_files(folder / name, {file: files[file] for file in NINE})
        write_files(folder, {file: body for file, body in files.items() if file not in NINE})
        write_files(folder / CLASSES, {f"{name}.json": files[f"{DOCUMENTS}/badge-class.json"]})
    return Issued(folder, _by_address(folder) | _beside(folder, bundles))


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files by name, making their folders."""
    for name, body in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)


def _by_address(folder: Path) -> dict[str, Served]:
    """Find each document's address in the document itself."""
    found = {OB2_CONTEXT: Served(context_file(OB2_CONTEXT), LD)}
    for path in (*(folder / CLASSES).iterdir(), *(folder / DOCUMENTS).iterdir()):
        document = json.loads(path.read_bytes())
        address = document.get("id") or document.get("kid")
        if address:
            known = found.setdefault(address, Served(path, LD))
            assert known.file.read_bytes() == path.read_bytes(), "two documents share an id"
    return found


def _beside(folder: Path, names: Iterable[str]) -> dict[str, Served]:
    """Find where each award's hosted assertion lies, and its badge class's picture."""
    found = {}
    for name in names:
        hosted = folder / name / "assertion.json"
        found[json.loads(hosted.read_bytes())["id"]] = Served(hosted, LD)
        badge_class = json.loads((folder / CLASSES / f"{name}.json").read_bytes())
        found[badge_class["image"]["id"]] = Served(folder / name / "badge.png", "image/png")
    return found


def context_file(iri: str) -> Path:
    """Give the bundled file of a context."""
    return ROOT / "schemas" / "contexts" / describe_context(iri).file
