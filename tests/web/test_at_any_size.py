"""What is done every day costs the same however many awards there are.

The databases count what they do, which no load of the machine changes: SQLite its steps, PostgreSQL
the rows and the entries of indexes that it reads. A question that looks through a table takes
twenty times as many in an installation twenty times as large.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from browser import Browser
from databases import Postgres
from lxml import html
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter
from werkzeug.test import TestResponse

from badges import jobs
from badges.accounts.access import SCOPES, Actor
from badges.accounts.people import team_of
from badges.accounts.tokens import create_token
from badges.database import db
from badges.models import Award, EmailAddress, Membership
from badges.ports import now
from bench.acts import Acts
from bench.stored import Installation, installation
from tests.e2e.kinds import FILES

FIRST = 10
SIZES = (100, 2_000)
EACH = 5
"""Steps of SQLite that are counted as one."""

SLACK = 1.05
"""A larger tree is a little deeper."""

WHAT = (
    *("issue", "look-up", "verify", "list-a-members", "revoke", "find a job"),
    *("a member's page", "a share page", "a badge's awards", "members", "one member", "one award"),
)


class Counter:
    """Counts what the database does for an act."""

    def steps(self) -> int:
        """Give how much it has done so far."""
        raise NotImplementedError

    def of(self, act: Callable[[], object]) -> int:
        """Count one act; what is remembered from the first time is not asked for again.

        The least of three: a visit is noted from time to time, whoever makes it.
        """
        act()
        return min(self.once(act) for _ in range(3))

    def once(self, act: Callable[[], object]) -> int:
        """Count one act."""
        before = self.steps()
        act()
        return self.steps() - before


class Steps(Counter):
    """Counts the steps of every connection to SQLite that an engine opens from now on."""

    def __init__(self, engine: sa.Engine) -> None:
        self._steps = 0
        sa.event.listen(engine, "connect", self._watch)
        engine.dispose()

    def steps(self) -> int:
        """Give how often we were told."""
        return self._steps

    def _watch(self, driver: Any, _record: Any) -> None:
        driver.set_progress_handler(self._count, EACH)

    def _count(self) -> None:
        self._steps += 1


class Read(Counter):
    """Counts what PostgreSQL reads, as it has it in its own books."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")
        with self._engine.connect() as connection:
            connection.exec_driver_sql("ANALYZE")  # it plans by what it knows of its tables

    def steps(self) -> int:
        """Give the rows and entries read; each connection tells of its own when it is asked to."""
        connections = [self._engine.connect() for _ in range(CONNECTIONS)]
        for connection in connections:
            connection.exec_driver_sql("SELECT pg_stat_force_next_flush()")
        read: Any = connections[0].exec_driver_sql(READ).scalar()
        for connection in connections:
            connection.close()
        return int(read)


CONNECTIONS = 2
"""As many as one thread has open at a time."""

READ = """
SELECT (SELECT sum(seq_tup_read) FROM pg_stat_user_tables)
     + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes)
"""


def _pages(place: Installation) -> Mapping[str, Callable[[], object]]:
    """Give the pages as a member and a manager open them."""
    community, badge = place.community, place.badge
    award = db.session.scalars(sa.select(Award).where(Award.id == FIRST)).one()
    boss = place.member()
    boss.roles = ["member", "owner"]
    db.session.execute(
        sa.update(EmailAddress)
        .where(EmailAddress.person_id.in_([boss.person_id, _holder(award).person_id]))
        .values(verified_at=now())
    )
    db.session.commit()
    holder, manager = Browser(place.app, _holder(award)), Browser(place.app, boss)
    room = f"/manage/{community.slug}"
    paths = {
        "a member's page": (holder, "/me"),
        "a share page": (holder, f"/credentials/{award.public_id}"),
        "a badge's awards": (manager, f"{room}/badges/{badge.slug}"),
        "members": (manager, f"{room}/members"),
        "one member": (manager, f"{room}/members/{award.membership_id}"),
        "one award": (manager, f"{room}/awards/{award.public_id}"),
    }

    def opened(browser: Browser, path: str) -> None:
        assert browser.get(path).status_code == 200

    return {name: lambda it=it: opened(*it) for name, it in paths.items()}  # type: ignore[misc]


CAPS = {
    "badges.database.MOST_COUNTED",
    "badges.awarding.answers.MOST_IN_FUNNEL",
    "badges.impact.pace.MOST_LOOKED_AT",
    "badges.peers.nominating.MOST_LOOKED_AT",
    "badges.web.manage.frame.MOST_CHOICES",
    "badges.web.manage.keys.MOST_COUNTED",
    "badges.web.manage.kinds.LOOKED_AT",
    "badges.web.manage.progress.MOST_COMPARED",
}
"""So far something is looked at, counted or offered to be chosen; less than the few have, here."""

FLAT = 1.25
"""Plans are the same in both; what they look up lies a little deeper."""


class Walk:
    """Follows links from page to page as one reader, and counts the steps of each kind of page."""

    def __init__(self, browser: Browser, counter: Counter, kinds: MapAdapter) -> None:
        self.browser, self.counter, self.kinds = browser, counter, kinds
        self.steps: dict[str, int] = {}

    def go(self, *starts: str) -> dict[str, int]:
        """Visit one page of each kind; gives the steps that another visit takes."""
        waiting, seen = deque(starts), set(starts)
        while waiting:
            path = waiting.popleft()
            kind = self._kind(path)
            if not kind or kind in self.steps:
                continue
            page = self.browser.client.get(path)
            again = partial(self.browser.client.get, path)
            self.steps[kind] = min(self.counter.once(again), self.counter.once(again))
            waiting += [link for link in _links(page) if link not in seen]
            seen |= {*waiting}
        return self.steps

    def _kind(self, path: str) -> str:
        try:
            endpoint, values = self.kinds.match(path.partition("?")[0], method="GET")
        except HTTPException:
            return ""
        kind = f"{endpoint} {values.get('step', '')}".strip()
        return "" if endpoint in FILES or kind.startswith(("assets.", "documents.")) else kind


def _links(page: TestResponse) -> list[str]:
    """Give the addresses here that a page leads to, in its order."""
    if page.mimetype != "text/html":
        return []
    links = html.document_fromstring(page.text).xpath("//main//a/@href | //nav//a/@href")
    return [link for link in links if link.startswith("/") and "lang=" not in link]


def _walked(place: Installation, counter: Counter) -> dict[str, int]:
    """Walk through the service as who manages, as a member and as a program."""
    award = db.session.scalars(sa.select(Award).where(Award.id == FIRST)).one()
    (boss,) = team_of(place.community)
    kinds = place.app.url_map.bind("localhost")
    manager, holder = Browser(place.app, boss), Browser(place.app, _holder(award))
    program = Browser(place.app)
    secret = create_token(Actor.member(boss), "Walk", SCOPES)[1]
    db.session.commit()
    program.client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {secret}"
    room, api = f"/manage/{place.community.slug}", "/api/v1"
    found = Walk(manager, counter, kinds).go(f"{room}/", f"{room}/awards/{award.public_id}")
    found |= Walk(holder, counter, kinds).go("/me", f"/credentials/{award.public_id}", "/readyz")
    names = ("awards", "members", "credentials", "achievements", "sessions", "activities")
    return found | Walk(program, counter, kinds).go(*(f"{api}/{name}" for name in names))


def _holder(award: Award) -> Membership:
    assert award.member is not None
    return award.member


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)]
)
def counted(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, list[int]]]:
    """Count everything in a small and in a large installation."""
    server: Postgres | None = None
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres")
    found: dict[str, list[int]] = {name: [] for name in WHAT}
    with pytest.MonkeyPatch.context() as patched:
        for cap in CAPS:
            patched.setattr(cap, SIZES[0] // 2)
        for size in SIZES:
            folder: Path = tmp_path_factory.mktemp(str(size))
            url = server.fresh(tables=False) if server else ""
            place: Installation
            with installation(folder, size, url=url, first=FIRST) as place, place.app.app_context():
                counter = Read(db.engine) if server else Steps(db.engine)
                acts = {**Acts(place).by_name(), "find a job": jobs.run_due, **_pages(place)}
                for name in WHAT:
                    found[name].append(counter.of(acts[name]))
                for name, steps in _walked(place, counter).items():
                    found.setdefault(name, []).append(steps)
                db.session.remove()
        yield found


@pytest.mark.parametrize("what", WHAT)
def test_more_awards_cost_no_more(what: str, counted: dict[str, list[int]]) -> None:
    few, many = counted[what]
    assert many <= few * SLACK + 3


def test_what_is_done_was_counted(counted: dict[str, list[int]]) -> None:
    # Where no job is due, PostgreSQL finds no entry of its index to read.
    assert min(counted[what][0] for what in WHAT if what != "find a job") > 0


READ_WHOLE = {"manage.home", "manage.impact_pace"}
"""PostgreSQL reads two thousand rows as a whole rather than look fifty members up; more it would
not."""


def test_no_page_costs_more(counted: dict[str, list[int]], request: pytest.FixtureRequest) -> None:
    passed_over = READ_WHOLE if "postgresql" in request.node.name else set()
    grown = {
        kind: steps
        for kind, steps in counted.items()
        if kind not in {*WHAT, *passed_over}
        and (len(steps) == 1 or steps[1] > steps[0] * FLAT + 20)
    }
    assert len(counted) > 100
    assert grown == {}
