"""Rows hang together: none without the row that it names, none between two communities."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import sqlalchemy as sa

from badges.database import Base, db
from badges.keeping.findings import Finding, Step, bad, good

BETWEEN: Final = frozenset(
    {
        ("badge_endorsement", "ours_id"),  # one community's word for another's badge
        ("badge_endorsement", "version_id"),
    }
)
"""What leads from one community into another on purpose."""


def whole() -> Iterator[Finding | Step]:
    """Every foreign key leads to a row, and to one of the same community."""
    keys = [key for table in Base.metadata.sorted_tables for key in _keys_of(table)]
    wrong = False
    for done, key in enumerate(keys, start=1):
        for finding in _faults(key):
            wrong = True
            yield finding
        yield Step(done, len(keys))
    if not wrong:
        yield good("rows.whole")


def _keys_of(table: sa.Table) -> Iterator[sa.ForeignKey]:
    yield from sorted(table.foreign_keys, key=lambda key: str(key.parent.name))


def _faults(key: sa.ForeignKey) -> Iterator[Finding]:
    child, parent = key.parent.table, key.column.table.alias("parent_row")
    target = parent.c[key.column.name]
    lost = sa.case((target.is_(None), 1), else_=0)
    crossed: sa.ColumnElement[int] = sa.literal(0)
    may_cross = (child.name, key.parent.name) in BETWEEN or parent.name == "community"
    if not may_cross and {"community_id"} <= {*child.c.keys()} & {*parent.c.keys()}:
        crossed = sa.case((child.c.community_id != parent.c.community_id, 1), else_=0)
    counted = db.session.execute(
        sa.select(sa.func.coalesce(sa.func.sum(lost), 0), sa.func.coalesce(sa.func.sum(crossed), 0))
        .select_from(child.outerjoin(parent, key.parent == target))
        .where(key.parent.is_not(None))
    ).one()
    for code, count in zip(("rows.orphans", "rows.crossed"), counted, strict=True):
        if count:
            yield bad(code, count=count, table=child.name, column=key.parent.name)
