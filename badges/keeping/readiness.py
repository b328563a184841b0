"""Whether this process can do its work: what ``/readyz`` looks at, each part by its own.

A part is ready or not, and says so in one sentence without addresses and secrets: anybody may ask.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from badges import jobs, migrations
from badges.credentials import custody
from badges.database import db
from keys.errors import KeysError


@dataclass(frozen=True, slots=True)
class Part:
    """One part that the service needs."""

    name: str
    ready: bool
    detail: str


class _NotReadyError(Exception):
    """A part cannot be used; the message is its sentence."""


def parts(*, without: Collection[str] = ()) -> Iterator[Part]:
    """Look at every part but those ``without``; one that fails does not hide the next."""
    for name, look in _LOOKS.items():
        if name in without:
            continue
        try:
            yield Part(name, ready=True, detail=look())
        except _NotReadyError as why:
            yield Part(name, ready=False, detail=str(why))
        except SQLAlchemyError:
            db.session.rollback()
            yield Part(name, ready=False, detail="The database does not answer.")


def _database() -> str:
    db.session.execute(sa.select(1))
    return "The database answers."


def _migrations() -> str:
    standing = migrations.standing(db.session.connection())
    if standing == "older":
        raise _NotReadyError("The database is older than this version; run badges serve or work.")
    if standing == "newer":
        # Migrations only add, so that the version before goes on during an upgrade.
        return "The database is newer than this version, which can go on until it is replaced."
    return "The database is as this version expects."


def _keys() -> str:
    try:
        opened = custody.open_some()
    except KeysError as error:
        raise _NotReadyError("The signing keys do not open; check the master keys.") from error
    return "The signing keys open." if opened else "There is no signing key yet."


def _queue() -> str:
    broker = jobs.broker()
    if broker is None:
        return "Jobs run in the web processes."
    if broker.waiting() is None:
        raise _NotReadyError("The queue does not answer; jobs wait in the database.")
    return "The queue answers."


_LOOKS: Mapping[str, Callable[[], str]] = {
    "database": _database,
    "migrations": _migrations,
    "keys": _keys,
    "queue": _queue,
}
NAMES = tuple(_LOOKS)
"""The parts that there are."""
