"""What is done every day costs the same however many awards there are.

SQLite counts its own steps, which no load of the machine changes: a question that looks through a
table, or sorts one, takes twenty times the steps in an installation twenty times as large.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from browser import Browser

from badges import jobs
from badges.database import db
from badges.models import Award, EmailAddress, Membership
from badges.ports import now
from bench.acts import Acts
from bench.stored import Installation, installation

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
    """Counts the steps of every connection that an engine opens from now on."""

    def __init__(self, engine: sa.Engine) -> None:
        self.steps = 0
        sa.event.listen(engine, "connect", self._watch)
        engine.dispose()

    def _watch(self, driver: Any, _record: Any) -> None:
        driver.set_progress_handler(self._count, EACH)

    def _count(self) -> None:
        self.steps += 1

    def of(self, act: Callable[[], object]) -> int:
        """Count one act; what is remembered from the first time is not asked for again.

        The least of three: a visit is noted from time to time, whoever makes it.
        """
        act()
        return min(self._steps_of(act) for _ in range(3))

    def _steps_of(self, act: Callable[[], object]) -> int:
        before = self.steps
        act()
        return self.steps - before


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


def _holder(award: Award) -> Membership:
    assert award.member is not None
    return award.member


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, list[int]]]:
    """Count everything in a small and in a large installation."""
    found: dict[str, list[int]] = {name: [] for name in WHAT}
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("badges.web.manage.progress.MOST_COMPARED", SIZES[0] // 2)
        for size in SIZES:
            folder: Path = tmp_path_factory.mktemp(str(size))
            with installation(folder, size, first=FIRST) as place, place.app.app_context():
                counter = Counter(db.engine)
                acts = {**Acts(place).by_name(), "find a job": jobs.run_due, **_pages(place)}
                for name in WHAT:
                    found[name].append(counter.of(acts[name]))
                db.session.remove()
        yield found


@pytest.mark.parametrize("what", WHAT)
def test_more_awards_cost_no_more(what: str, counted: dict[str, list[int]]) -> None:
    few, many = counted[what]
    assert few > 0
    assert many <= few * SLACK + 3
