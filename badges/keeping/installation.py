"""The one row that says which installation this is."""

from __future__ import annotations

import sqlalchemy as sa

from badges.database import db
from badges.models import Installation
from badges.ports import now, ports


def this_installation() -> Installation:
    """Give the row, drawing it once in the transaction at hand."""
    row = found_installation()
    if row is None:
        row = Installation(public_id=ports().token_bytes(16).hex(), created_at=now())
        db.session.add(row)
        db.session.flush()
    return row


def found_installation() -> Installation | None:
    """Give the row where it has been drawn; changes nothing."""
    return db.session.scalar(sa.select(Installation).order_by(Installation.id).limit(1))
