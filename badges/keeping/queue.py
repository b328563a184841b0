"""What the doctor looks at in the queue: the broker, what no worker here knows, two clocks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from badges import jobs
from badges.database import db
from badges.keeping.findings import Finding, bad, good, warning
from badges.ports import now, settings

MOST_APART = timedelta(seconds=30)
"""A lease is two minutes: clocks that differ by this much still leave it its meaning."""


def broker() -> Iterator[Finding]:
    """See that workers on other machines can be told of work, and can reach what it is about."""
    told = jobs.broker()
    if told is None:
        yield good("queue.none")
        return
    waiting = told.waiting()
    if waiting is None:
        yield bad("queue.away")
    else:
        yield good("queue.reached", count=waiting)
    if settings().is_sqlite:
        yield warning("queue.sqlite")


def unknown_work() -> Iterator[Finding]:
    """Nothing waits that this version cannot do."""
    for name, count in jobs.unknown_names().items():
        yield warning("jobs.unknown", task=name, count=count)


def database_clock() -> Iterator[Finding]:
    """See that this machine and the database's agree on the time, which leases rest on."""
    if db.engine.dialect.name != "postgresql":
        return
    there = db.session.scalar(sa.select(sa.func.clock_timestamp()))
    if not isinstance(there, datetime):
        return
    apart = abs(there.astimezone(UTC) - now())
    if apart > MOST_APART:
        yield bad("clock.apart", seconds=int(apart.total_seconds()))
    else:
        yield good("clock.together")
