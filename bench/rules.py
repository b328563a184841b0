"""The group ``rules``: one activity comes in, and the rules that name it are checked.

Measured in a small community and in a large one with a long history; the peer is the same rules
checked as one would without thinking: with all that the member ever did.
"""

from __future__ import annotations

import itertools
import random
import statistics
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from flask import Flask

from badges import jobs, signals
from badges.accounts.access import Actor
from badges.accounts.communities import CommunityDraft, open_community
from badges.app import create_app
from badges.awarding.achievements import create_achievement, current_versions, publish
from badges.awarding.drafts import AchievementDraft
from badges.awarding.progress import check
from badges.awarding.recording import record_of
from badges.config import Settings
from badges.database import db
from badges.milestones import Milestone, Signal, rule_from_json
from badges.models import Activity, Community, Job, Membership, Person
from badges.ports import now
from bench.measuring import Line, Local, Pace

SIZES: Final[dict[str, tuple[int, int]]] = {"1000": (200, 5), "1000000": (5_000, 200)}
"""Members, and what each of them did, by how many activities that is."""

YEARS: Final = 5
KINDS: Final = ("workshop", "talk", "mentoring", "challenge", "post", "like", "review", "visit")
RULES: Final[list[dict[str, Any]]] = [
    {"attended": {"times": 40, "kind": "workshop", "within": {"days": 90}}},
    {"weeks_active": {"weeks": 8, "of": 8, "kind": "workshop"}},
    {"all_of": [{"attended": {"times": 900, "kind": "workshop"}}, {"submitted": {}}]},
    *({"attended": {"times": 900, "kind": kind}} for kind in KINDS[1:]),
    {"summed": {"field": "hours", "at_least": 9_000, "kind": "mentoring"}},
    {"distinct": {"times": 900, "field": "topic", "kind": "talk"}},
]
"""Twelve badges that nobody has earned yet; three of them wait for a workshop."""


class Stored:
    """A community with its members' doings, in a database of its own."""

    def __init__(self, app: Flask, community: Community, members: int) -> None:
        self.app, self.community = app, community
        self.ids = [self._member(number).id for number in range(members)]
        chance = random.Random(members)  # noqa: S311 - the same order each time
        self._next = itertools.cycle(chance.sample(self.ids, len(self.ids)))

    def fill(self, each: int) -> None:
        """Let every member have done so many things within the last years."""
        chance = random.Random(each)  # noqa: S311 - the same doings each time
        begun = now() - timedelta(days=365 * YEARS)
        for member in self.ids:
            rows = [
                {
                    "community_id": self.community.id,
                    "membership_id": member,
                    "kind": chance.choice(KINDS),
                    "tags": [],
                    "fields": {"topic": str(chance.randrange(50))},
                    "hours": 1.0,
                    "occurred_at": begun + timedelta(minutes=chance.randrange(525_600 * YEARS)),
                    "source": "bench",
                    "recorded_at": begun,
                    "void_reason": "",
                }
                for _ in range(each)
            ]
            db.session.execute(sa.insert(Activity), rows)
        db.session.commit()

    def members(self, count: int) -> Iterable[int]:
        """Give members in an order that has nothing to do with their rows."""
        return [next(self._next) for _ in range(count)]

    def evaluate(self, member: int) -> None:
        """Record a workshop, tell of it, and do the job that this promised."""
        db.session.add(
            Activity(
                community_id=self.community.id,
                membership_id=member,
                kind="workshop",
                occurred_at=now(),
                source="bench",
                recorded_at=now(),
            )
        )
        signals.tell_all(self.community.id, [(member, Signal("activity", "workshop"), None)])
        db.session.commit()
        jobs.run_due(limit=1)
        db.session.expunge_all()

    def check_everything(self, member: int) -> None:
        """Check the same rules against all that the member ever did."""
        membership = db.session.get_one(Membership, member)
        record = record_of(membership, at=now())
        for version in current_versions(membership.community_id):
            check(record, version, frozenset())
        db.session.rollback()
        db.session.expunge_all()

    def _member(self, number: int) -> Membership:
        made = Membership(
            community_id=self.community.id,
            person=Person(name=f"Member {number}", language="en", created_at=now()),
            name=f"Member {number}",
            roles=["member"],
            subject_id=f"urn:bench:{number}",
            joined_at=now(),
        )
        db.session.add(made)
        db.session.flush()
        return made


@contextmanager
def stored(name: str) -> Iterator[Stored]:
    """Open a community of a size, fill it, and throw it away afterwards."""
    members, each = SIZES[name]
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(_settings(Path(folder)))
        with app.app_context():
            community = open_community(CommunityDraft(name="Bench", languages=("en",)), demo=True)
            _publish_all(Actor.operator(community))
            made = Stored(app, community, members)
            made.fill(each)
            db.session.execute(sa.delete(Job))
            db.session.commit()
            db.session.execute(sa.text("ANALYZE"))
            db.session.commit()
            yield made
            db.session.remove()
            db.engine.dispose()


def lines(pace: Pace, *, with_peers: bool = True) -> Iterator[Line]:
    """Give the lines of the group; its peer is a few lines of our own, nothing is installed."""
    del with_peers
    took: dict[str, float] = {}
    for name in SIZES:
        with stored(name) as community:
            ours = Local(community.members, community.evaluate)
            theirs = Local(community.members, community.check_everything)
            for side in (ours, theirs):
                side.seconds_each(pace.warm_up)
            rounds = [
                (ours.seconds_each(pace.seconds), theirs.seconds_each(pace.seconds))
                for _ in range(pace.rounds)
            ]
        mine, plain = (1 / statistics.median(times) for times in zip(*rounds, strict=True))
        took[name] = 1 / mine
        said = f"evaluate-with-{name}-stored"
        yield Line(said, "ops/s", mine, plain, "everything loaded, nothing kept", mine / plain)
    first, *_, last = took.values()
    yield Line("cost-with-1000000-beside-1000", "times", last / first)


def _settings(folder: Path) -> Settings:
    return Settings(
        instance_path=folder,
        database_url=f"sqlite:///{folder / 'bench.sqlite3'}",
        base_url="http://localhost:8000",
        secret_key="of the bench only",  # noqa: S106 - thrown away with its folder
    )


def _publish_all(actor: Actor) -> None:
    for number, rule in enumerate(RULES):
        draft = AchievementDraft(
            name={"en": f"Badge {number}"},
            criteria={"en": "See the milestone."},
            picture="gallery:workshop",
            picture_alt={"en": "A picture"},
            milestones=(Milestone("all", {"en": "All of it"}, rule_from_json(rule)),),
        )
        publish(actor, create_achievement(actor, draft))
