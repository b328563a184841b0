"""Alembic's entry: runs on the connection that :mod:`badges.migrations` hands in."""

from typing import Literal

from alembic import context

import badges.models  # noqa: F401 - fills the metadata
from badges.database import Base, Instant


def render_item(kind: str, item: object, _autogen_context: object) -> str | Literal[False]:
    """Write our instants as plain date-times: a migration must not depend on today's code."""
    return "sa.DateTime()" if kind == "type" and isinstance(item, Instant) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
