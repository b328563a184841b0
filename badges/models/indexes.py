"""Indexes of a few rows of many, which both databases have."""

from __future__ import annotations

import sqlalchemy as sa


def partial_index(
    name: str, *columns: str, where: str, on_sqlite: str = "", unique: bool = False
) -> sa.Index:
    """Make an index of the few rows that fulfil a condition.

    SQLite looks into it for a query that says the condition in the same words: ``on_sqlite``, where
    a query has others there.
    """
    return sa.Index(
        name,
        *columns,
        unique=unique,
        sqlite_where=sa.text(on_sqlite or where),
        postgresql_where=sa.text(where),
    )
