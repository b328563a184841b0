"""An issuer at an https address, and the road from an achievement to a signed badge.

The clock is the real one: verifiers that are not ours read it themselves.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

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
from badges.publishing.bundle import bundle
from tests.conformance.issued import LD, Issued, Served, write_files, write_issued

BASE_URL = "https://badges.linden.example"
EMAIL = "ada@example.org"
NAME = "Zoë Müller-Łukasiewicz"


@contextmanager
def house(folder: Path, clock: Clock, url: str | None = None) -> Iterator[Community]:
    """Open an application with one community, whose issuer lives at an https address.

    ``url`` is a database with our tables; without it, a file of SQLite in ``folder``.
    """
    app = make_app(folder, now=clock, url=url)
    given = app.extensions[EXTENSION]
    app.extensions[EXTENSION] = replace(given, settings=replace(given.settings, base_url=BASE_URL))
    with app.app_context():
        draft = CommunityDraft(
            name="Lindenhof Lernkreis",
            languages=("de", "en"),
            contact_email="hallo@linden.example",
        )
        yield open_community(draft)
        db.session.rollback()
        db.session.remove()
        db.engine.dispose()


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


def days_ago(days: int) -> datetime:
    """Give the real time in whole seconds, less some days and the minute that a test may take."""
    return datetime.now(UTC).replace(microsecond=0) - timedelta(days=days, minutes=1)


def issue_all(folder: Path, url: str | None = None) -> Issued:
    """Issue a badge that is fine, one that has expired since, one that was withdrawn.

    Later the key of all of them is revoked: ``later/did.json`` is what the issuer says then.
    """
    clock = Clock(days_ago(3))
    with house(folder, clock, url) as community:
        actor, ada = as_manager(community), join(community)
        withdrawn = sign_for(actor, ada, drafted(slug="withdrawn"))
        expired = sign_for(actor, ada, drafted(slug="expired", valid_days=1))
        bundles = {"withdrawn": bundle(withdrawn), "expired": bundle(expired)}
        clock.move(days=3)
        withdraw(actor, withdrawn, reason="a slip")
        fine = sign_for(actor, ada, drafted(slug="fine"), narrative="Danke für die Geduld!")
        bundles["fine"] = bundle(fine)
        hosted = json.loads(bundles["withdrawn"]["assertion.json"])["id"]
        gone = published(hosted).body
        key, _ = signer_of(community.profile, "Ed25519")
        revoke_signing_key(actor, key)
        later = published(f"{community.profile.iri}/did.json").body
    write_files(folder, {"gone.json": gone, "later/did.json": later})
    issued = write_issued(folder, bundles)
    return replace(
        issued, documents={**issued.documents, hosted: Served(folder / "gone.json", LD, 410)}
    )
