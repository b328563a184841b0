"""One award's rows, copied in every table until there are as many as wanted (see ``stored``)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, Final

import sqlalchemy as sa

from badges.models import (
    AuditEntry,
    Award,
    AwardEvent,
    Credential,
    EmailAddress,
    Job,
    Membership,
    OutboxMail,
    Person,
    StatusList,
)
from badges.status import MINIMUM_ENTRIES

COPIED: Final = (
    *(Person, EmailAddress, Membership, Award, AwardEvent),
    *(Credential, OutboxMail, Job, AuditEntry),
)
"""What an award given to somebody new leaves behind, parents first."""

_SPREAD: Final = 48_271
"""Spreads counters over the places of a list, one to one, as a permutation does."""

BASE: Final = "https://badges.lern-treff.example"
SHARED_AT: Final = f"{BASE}/credentials/"


def fill(engine: sa.Engine, awards: int) -> None:
    """Copy the awards that are there until there are ``awards``, about; every list is full then."""
    tables: list[sa.Table] = [sa.inspect(model).local_table for model in COPIED]  # type: ignore[misc]
    with _filling(engine) as connection:
        last = {
            table.name: connection.scalar(sa.select(sa.func.max(table.c.id))) or 0
            for table in tables
        }
        copies = range(1, awards // last["award"])
        _open_lists(connection, awards)
        for table in tables:
            columns = [column.name for column in table.columns]
            rows = sa.select(*_copied(table, last)).where(table.c.id <= last[table.name])
            put = sa.insert(table).from_select(columns, rows)
            for number in copies:
                connection.execute(put, {"copy": number, "copy_name": str(number)})
        if connection.dialect.name == "postgresql":
            for table in (*tables, sa.inspect(StatusList).local_table):
                counter = sa.func.pg_get_serial_sequence(table.name, "id")
                newest = sa.select(sa.func.max(table.c.id)).scalar_subquery()
                connection.execute(sa.select(sa.func.setval(counter, newest)))


_COPY: Final = sa.bindparam("copy", type_=sa.Integer)
_NAME: Final = sa.bindparam("copy_name", type_=sa.Text)

_ANEW: Final[Mapping[str, Callable[[Any, Mapping[str, int]], Any]]] = MappingProxyType(
    {
        "email_address.address": lambda table, _last: _NAME + "." + table.address,
        "membership.address": lambda table, _last: _NAME + "." + table.address,
        "outbox_mail.address": lambda table, _last: _NAME + "." + table.address,
        "award.recipient_address": lambda table, _last: _NAME + "." + table.recipient_address,
        "membership.sort_name": lambda table, _last: table.sort_name + " " + _NAME,
        "membership.once_key": lambda table, _last: table.once_key + _COPY,
        "membership.subject_id": lambda table, _last: "urn:uuid:" + _md5(table.subject_id),
        "award.public_id": lambda table, _last: _md5(table.public_id),
        "award.code": lambda table, _last: sa.func.substr(_md5(table.code), 1, 12),
        "award.claim_hash": lambda table, _last: (
            _md5(table.claim_hash) + _md5(table.claim_hash + "'")
        ),
        "award.once_key": lambda table, last: (
            "1:" + sa.cast(table.membership_id + _COPY * last["membership"], sa.Text)
        ),
        "credential.iri": lambda table, _last: (
            SHARED_AT + _md5(sa.func.substr(table.iri, len(SHARED_AT) + 1, 32)) + "/1"
        ),
        "credential.status_list_id": lambda table, last: (
            table.status_list_id + 1 + _counter(table, last) // MINIMUM_ENTRIES
        ),
        "credential.status_index": lambda table, last: (
            _counter(table, last) * _SPREAD % MINIMUM_ENTRIES
        ),
        "job.gathers": lambda table, _last: table.gathers + _NAME,
        "audit_entry.subject": lambda table, _last: table.subject + _NAME,
    }
)
"""What a copy has of its own."""


def _copied(table: sa.Table, last: Mapping[str, int]) -> Iterator[Any]:
    """Give each column as a copy has it: rows and what refers to them moved on, names made anew."""
    for column in table.columns:
        anew = _ANEW.get(f"{table.name}.{column.name}")
        parent = next((key.column.table.name for key in column.foreign_keys), "")
        if anew is not None:
            yield anew(table.c, last)
        elif column.primary_key or parent in last:
            yield column + _COPY * last[parent or table.name]
        else:
            yield column


def _md5(column: Any) -> Any:
    return sa.func.md5(column + _NAME, type_=sa.Text)


def _counter(table: Any, last: Mapping[str, int]) -> Any:
    return table.id + _COPY * last["credential"]


def _open_lists(connection: sa.Connection, awards: int) -> None:
    """Open as many lists as the copies need, with no place left in any."""
    table = StatusList.__table__
    row = dict(connection.execute(sa.select(table)).mappings().one())
    connection.execute(sa.update(table).values(next_counter=table.c.size))
    for number in range(1, awards // MINIMUM_ENTRIES + 2):
        name = f"{number:032x}"
        iri = row["iri"].replace(row["public_id"], name)
        made = {"id": row["id"] + number, "next_counter": row["size"], "iri": iri}
        connection.execute(sa.insert(table).values(row | made | {"public_id": name}))


@contextmanager
def _filling(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Give a connection that writes as fast as it can; what a crash would cost does not matter."""
    quick = sa.create_engine(engine.url, poolclass=sa.NullPool)
    if engine.dialect.name == "sqlite":
        sa.event.listen(quick, "connect", _hurry)
    with quick.begin() as connection:
        yield connection


def _hurry(driver: Any, _record: Any) -> None:
    driver.create_function("md5", 1, _hashed, deterministic=True)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-1500000"):
        driver.execute(f"PRAGMA {pragma}")


def _hashed(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()  # noqa: S324 - names for rows, no secrets
