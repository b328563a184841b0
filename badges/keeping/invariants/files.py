"""Every upload is on disk as it was handed in."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from badges.errors import NotFoundError, UnavailableError
from badges.keeping.findings import Finding, Step, bad, good
from badges.keeping.invariants.counted import in_parts
from badges.models import StoredFile
from badges.ports import ports


def whole() -> Iterator[Finding | Step]:
    """Every file that a row names is there and has its hash."""
    damaged = 0
    for found in in_parts(sa.select(StoredFile), StoredFile.id):
        if isinstance(found, Step):
            yield found
            continue
        try:
            ports().files.get(found[0].community_id, found[0].sha256)
        except (NotFoundError, UnavailableError):
            damaged += 1
    if damaged:
        yield bad("files.damaged", count=damaged)
    else:
        yield good("files.whole")
