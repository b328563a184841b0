"""Taking a look: in a transaction that only reads and sees the database at one instant."""

from __future__ import annotations

from badges.database import db, reading
from badges.keeping.findings import Look, Tell


def take(look: Look, tell: Tell) -> None:
    """Take a look and tell what it finds, as it comes; the transaction at hand ends before.

    What a look compares by two queries must not have moved between them while others work:
    SQLite's transactions are such, PostgreSQL's are when told so.
    """
    db.session.rollback()
    with reading():
        one_instant()
        for found in look():
            tell(found)
        db.session.rollback()


def one_instant() -> None:
    """Begin a transaction that sees one instant throughout."""
    if db.engine.dialect.name != "sqlite":
        db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
