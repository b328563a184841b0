"""Badges as the service issues them, in a folder: what other people's verifiers are given.

One issuer at an https address; of each award the nine files, and beside them the documents that a
checker would fetch, found by the ids that they give themselves::

    issued = issue_all(folder)
    issued.path("fine", "credential.json"), issued.documents["https://…"].file

The clock is the real one: verifiers that are not ours read it themselves.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from support import Clock, make_app

from badges.accounts.access import Actor
from badges.accounts.communities import CommunityDraft, open_community
from badges.awarding.achievements import create_achievement, publish
from badges.awarding.awards import accept_now, award
from badges.awarding.drafts import AchievementDraft
from badges.awarding.withdrawing import withdraw
from badges.credentials.custody import signer_of
from badges.credentials.published import published
from badges.database import db
from badges.issuing import issue_credential, revoke_signing_key
from badges.milestones import Attended, Milestone
from badges.models import Award, Community, Membership, Person
from badges.ports import EXTENSION, now
from badges.publishing.bundle import DOCUMENTS, bundle
from schemas.documents import describe_context

ROOT = Path(__file__).resolve().parents[2]
BASE_URL = "https://badges.linden.example"
EMAIL = "ada@example.org"
NAME = "Zoë Müller-Łukasiewicz"
LD = "application/ld+json"
OB2_CONTEXT = "https://w3id.org/openbadges/v2"
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

    def bodies(self) -> list[bytes]:
        """Give every document, as ``--with documents/`` reads them."""
        return [path.read_bytes() for path in sorted((self.folder / DOCUMENTS).iterdir())]


def make_house(folder: Path, clock: Clock) -> Flask:
    """Make an application whose issuers live at an https address."""
    app = make_app(folder, now=clock)
    given = app.extensions[EXTENSION]
    app.extensions[EXTENSION] = replace(given, settings=replace(given.settings, base_url=BASE_URL))
    return app


def open_house(name: str = "Lindenhof Lernkreis") -> Community:
    """Open a community with an issuer and its keys."""
    draft = CommunityDraft(name=name, languages=("de", "en"), contact_email="hallo@linden.example")
    return open_community(draft)


def as_manager(community: Community) -> Actor:
    """Give a manager of a community."""
    return Actor.member(join(community, "Mona Leitung", "mona@linden.example", "manager"))


def join(
    community: Community, name: str = NAME, address: str = EMAIL, role: str = "member"
) -> Membership:
    """Make a member; each credential is about an id of their own."""
    row = Membership(
        community=community,
        community_id=community.id,
        person=Person(name=name, language="de", created_at=now()),
        name=name,
        address=address,
        roles=[role],
        subject_id="urn:uuid:6f1a7c52-98a4-4b1e-9d0c-0f3f3c6d2a11",
        joined_at=now(),
    )
    db.session.add(row)
    db.session.flush()
    return row


def drafted(**changes: Any) -> AchievementDraft:
    """Give an achievement that can be published."""
    draft = AchievementDraft(
        name={"de": "Schleifen & Zeilen", "en": "Loops & lines"},
        description={"de": "Kann Schleifen „von Hand“ schreiben.", "en": "Writes loops."},
        criteria={"de": "Zwei Werkstätten besuchen.", "en": "Attend two workshops."},
        picture="gallery:workshop",
        picture_alt={"de": "Ein Hammer", "en": "A hammer"},
        tags=("python",),
        alignment=({"targetName": "Programmieren", "targetUrl": "https://esco.example/1"},),
        milestones=(
            Milestone("came", {"de": "Dabei", "en": "Came"}, Attended(kind="workshop", times=2)),
        ),
    )
    return replace(draft, **changes)


def sign_for(actor: Actor, member: Membership, draft: AchievementDraft, **options: Any) -> Award:
    """Take an achievement the whole road: defined, published, awarded, accepted, signed."""
    version = publish(actor, create_achievement(actor, draft))
    made = award(
        actor,
        version.achievement,
        member,
        reason="came to both",
        visibility="link",
        at_once=False,
        **options,
    ).award
    accept_now(made)
    assert issue_credential(made.id) is not None
    return made


def issue_all(folder: Path) -> Issued:
    """Issue a badge that is fine, one that has expired since, one that was withdrawn.

    Later the key of all of them is revoked: ``later/did.json`` is what the issuer says then.
    """
    clock = Clock(datetime.now(UTC).replace(microsecond=0) - timedelta(days=3))
    with make_house(folder, clock).app_context():
        community = open_house()
        actor, ada = as_manager(community), join(community)
        withdrawn = sign_for(actor, ada, drafted(slug="withdrawn"))
        expired = sign_for(actor, ada, drafted(slug="expired", valid_days=1))
        awards = {"withdrawn": bundle(withdrawn), "expired": bundle(expired)}
        clock.move(days=3, minutes=-1)
        withdraw(actor, withdrawn, reason="a slip")
        fine = sign_for(actor, ada, drafted(slug="fine"), narrative="Danke für die Geduld!")
        awards["fine"] = bundle(fine)
        hosted = json.loads(awards["withdrawn"]["assertion.json"])["id"]
        gone = published(hosted).body
        key, _ = signer_of(community.profile, "Ed25519")
        revoke_signing_key(actor, key)
        later = published(f"{community.profile.iri}/did.json").body
        db.session.rollback()
        db.session.remove()
        db.engine.dispose()
    for name, files in awards.items():
        _write(folder / name, {file: files[file] for file in NINE})
        _write(folder, {file: body for file, body in files.items() if file not in NINE})
    _write(folder, {"gone.json": gone, "later/did.json": later})
    return Issued(folder, _by_address(folder) | {hosted: Served(folder / "gone.json", LD, 410)})


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, body in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)


def _by_address(folder: Path) -> dict[str, Served]:
    """Find each document's address in the document itself; pictures stand beside a badge class."""
    found = {OB2_CONTEXT: Served(context_file(OB2_CONTEXT), LD)}
    for path in (folder / DOCUMENTS).iterdir():
        document = json.loads(path.read_bytes())
        address = document.get("id") or document.get("kid")
        if address:
            assert address not in found, "two documents share an id"
            found[address] = Served(path, LD)
        if document.get("type") == "BadgeClass":
            found[document["image"]["id"]] = Served(folder / "fine" / "badge.png", "image/png")
    return found


def context_file(iri: str) -> Path:
    """Give the bundled file of a context."""
    return ROOT / "schemas" / "contexts" / describe_context(iri).file
