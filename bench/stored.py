"""An installation in which many hold a badge: a few awards made as ever, then copied.

The copies are rows like the first ones, in every table, with numbers, names, codes and addresses of
their own, in an order that has nothing to do with the indexes; what they hold signed is a copy of
what was signed. So a million are there in minutes, and cost as much to keep as a million issued.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from flask import Flask

from badges import jobs
from badges.accounts.access import Actor
from badges.accounts.communities import CommunityDraft, open_community
from badges.accounts.people import ensure_member
from badges.app import create_app
from badges.awarding.achievements import create_achievement, publish
from badges.awarding.awards import award
from badges.awarding.drafts import AchievementDraft
from badges.config import Settings
from badges.database import db
from badges.models import Achievement, Award, Community, Membership
from bench.copying import BASE, fill

FIRST: Final = 200
"""Awards that are made as ever, and copied."""

_DRAFT: Final = AchievementDraft(
    name={"en": "Repair companion, level 2"},
    description={"en": "For those who help others with their repairs at the repair café."},
    criteria={"en": "Three evenings as a companion, and one repair written up for others."},
    picture="gallery:workshop",
    picture_alt={"en": "A screwdriver and a cup"},
    tags=("repair", "teaching"),
    alignment=(
        {
            "targetName": "give constructive feedback",
            "targetUrl": "http://data.europa.eu/esco/skill/0cd7e0d4",
            "targetFramework": "ESCO",
        },
    ),
)


class Installation:
    """One community whose members all hold the same badge; to be used within its application."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._number = itertools.count(1)

    @property
    def community(self) -> Community:
        """The one community."""
        return db.session.scalars(sa.select(Community)).one()

    @property
    def badge(self) -> Achievement:
        """The one badge."""
        return db.session.scalars(sa.select(Achievement)).one()

    @property
    def actor(self) -> Actor:
        """Whoever runs the installation."""
        return Actor.operator(self.community)

    def member(self) -> Membership:
        """Let somebody join."""
        number = next(self._number)
        return ensure_member(
            self.community, f"ada.{number}@lern.example", name=f"Ada {number} Beispiel"
        )

    def give(self, member: Membership) -> Award:
        """Award, sign and put the mail into the outbox, as ever."""
        made = award(
            *(self.actor, self.badge, member),
            reason="Three evenings",
            at_once=True,
            hold=False,
            visibility="link",
        )
        db.session.commit()
        jobs.run_due()
        return made.award


@contextmanager
def service(
    folder: Path, url: str, badge: AchievementDraft, *, base: str = BASE, demo: bool = False
) -> Iterator[Flask]:
    """Run an installation with one community and this badge of it, published; closed afterwards."""
    app = create_app(
        Settings(
            instance_path=folder,
            database_url=url,
            base_url=base,
            secret_key="of the bench only",  # noqa: S106 - thrown away with its folder
        )
    )
    with app.app_context():
        draft = CommunityDraft(name="Lern-Treff", languages=("en",))
        actor = Actor.operator(open_community(draft, demo=demo))
        publish(actor, create_achievement(actor, badge))
        leave()
    yield app
    with app.app_context():
        leave()


def leave() -> None:
    """Keep what was done, and let go of the database."""
    db.session.commit()
    db.session.remove()
    db.engine.dispose()


@contextmanager
def installation(
    folder: Path, awards: int, *, url: str = "", first: int = 0
) -> Iterator[Installation]:
    """Open an installation in which so many awards were given, about; gone afterwards."""
    with service(folder, url or f"sqlite:///{folder / 'bench.sqlite3'}", _DRAFT) as app:
        made = Installation(app)
        with app.app_context():
            for _ in range(first or FIRST):
                made.give(made.member())
            leave()
            fill(db.engine, awards)
        yield made
