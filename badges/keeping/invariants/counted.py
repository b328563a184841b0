"""Looking at many rows: streamed, named one by one up to a point, counted beyond it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, TypeAlias

import sqlalchemy as sa

from badges.database import db
from badges.keeping.findings import Finding, Step, bad
from badges.keeping.looking import one_instant

MOST_NAMED: Final = 20
"""So many of a kind are named: a fault in thousands of rows is one fault."""

AT_ONCE: Final = 500

Query: TypeAlias = "sa.Select[*tuple[Any, ...]]"


_naming_all: ContextVar[bool] = ContextVar("naming_all", default=False)


@contextmanager
def naming_all() -> Iterator[None]:
    """Name every one, for whoever mends them."""
    token = _naming_all.set(True)
    try:
        yield
    finally:
        _naming_all.reset(token)


def named(
    code: str, names: Iterable[str], about: str, *, finding: Callable[..., Finding] = bad
) -> Iterator[Finding]:
    """Name the first few, each by a finding whose parameter ``about`` it is, and count the rest."""
    more = 0
    for number, name in enumerate(names):
        if number < MOST_NAMED or _naming_all.get():
            yield finding(code, **{about: name})
        else:
            more += 1
    if more:
        yield finding("invariants.more", count=more)


def streamed(query: Query) -> Iterator[Any]:
    """Give the rows of a query without holding them all."""
    return iter(db.session.execute(query.execution_options(yield_per=AT_ONCE)))


def in_parts(query: Query, key: Any) -> Iterator[Step | Any]:
    """Give the rows of a query, after each part of them a step; each part is a transaction.

    For rows that can be looked at one by one: a long transaction keeps a database from tidying up.
    ``key`` is the ascending column by which they are read; the first column of each row is an
    object that has it.
    """
    counted = query.with_only_columns(sa.func.count(key), maintain_column_froms=True)
    total, done, last = db.session.scalar(counted) or 0, 0, 0
    while rows := db.session.execute(query.where(key > last).order_by(key).limit(AT_ONCE)).all():
        yield from rows
        last, done = rows[-1][0].id, done + len(rows)
        yield Step(done, max(total, done))
        db.session.rollback()
        one_instant()
