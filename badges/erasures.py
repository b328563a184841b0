"""What was erased, remembered by ids alone, so that a restored backup has it done again.

A backup is older than the erasures that came after it; whoever restores it must not bring people
back who were promised to be gone (decisions 11). So each erasure leaves an entry, without a name,
an address or a text, in two places:

* a row, written in the erasure's own transaction, which every later backup carries;
* a line of ``erasures.log`` in the instance folder, written after the commit, which outlives a
  database that is lost or replaced, and which is small enough to be copied away every hour.

    >>> entry = Entry("award", "0f" * 16, datetime(2026, 3, 1, tzinfo=UTC), False,
    ...               datetime(2026, 3, 2, tzinfo=UTC))
    >>> Entry.from_line(entry.to_line()) == entry
    True
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import sqlalchemy as sa
from sqlalchemy.orm import Session

from badges.database import db
from badges.models import Award, Erasure, Evidence, Person
from badges.ports import now, settings
from badges.timestamps import utc_text

LOG = "erasures.log"
_PENDING = "badges.erasures"


@dataclass(frozen=True, slots=True)
class Entry:
    """One erasure: what kind of row, which one, when it was made, and when it went."""

    kind: str
    subject: str
    born_at: datetime
    keep_valid: bool
    at: datetime

    def to_line(self) -> str:
        """Give the entry as it stands in the log, without a line break."""
        return json.dumps(
            {
                "kind": self.kind,
                "subject": self.subject,
                "born_at": utc_text(self.born_at),
                "keep_valid": self.keep_valid,
                "at": utc_text(self.at),
            }
        )

    @classmethod
    def from_line(cls, line: str) -> Self:
        """Read a line of the log; raises ``ValueError`` for what is none."""
        try:
            stored = json.loads(line)
            return cls(
                str(stored["kind"]),
                str(stored["subject"]),
                datetime.fromisoformat(stored["born_at"]),
                bool(stored["keep_valid"]),
                datetime.fromisoformat(stored["at"]),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("no entry of an erasure log") from error


def note_award(award: Award, *, keep_valid: bool) -> None:
    """Remember, in this transaction, that an award is erased."""
    _note("award", award.public_id, award.awarded_at, keep_valid=keep_valid)


def note_evidence(piece: Evidence) -> None:
    """Remember, in this transaction, that a piece of evidence is erased."""
    _note("evidence", str(piece.id), piece.submitted_at)


def note_person(person: Person, *, keep_valid: bool) -> None:
    """Remember, in this transaction, that a person is erased."""
    _note("person", str(person.id), person.created_at, keep_valid=keep_valid)


def known() -> set[Entry]:
    """Give all that this database knows to be erased."""
    return {_entry(row) for row in db.session.scalars(sa.select(Erasure))}


def remember(entries: Iterable[Entry]) -> None:
    """Take entries of elsewhere into this database, in this transaction."""
    there = {(each.kind, each.subject, each.born_at) for each in known()}
    for entry in sorted(entries, key=lambda each: each.at):
        if (entry.kind, entry.subject, entry.born_at) not in there:
            there.add((entry.kind, entry.subject, entry.born_at))
            db.session.add(_row(entry))
    db.session.flush()


def read_log(path: Path) -> set[Entry]:
    """Read a log file; a half-written last line counts for nothing. A missing file is empty."""
    try:
        lines = path.read_text(encoding="ascii", errors="replace").splitlines()
    except FileNotFoundError:
        return set()
    entries = set()
    for line in lines:
        try:
            entries.add(Entry.from_line(line))
        except ValueError:
            continue
    return entries


def append_to_log(path: Path, entries: Iterable[Entry]) -> None:
    """Write entries at the end of the log, on disk when this returns."""
    lines = "".join(f"{entry.to_line()}\n" for entry in sorted(entries, key=lambda e: e.at))
    if not lines:
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="ascii") as file:
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())


def complete_log() -> None:
    """Add to the log what a crash between commit and writing left out; backups do."""
    path = settings().instance_path / LOG
    append_to_log(path, known() - read_log(path))


def _note(kind: str, subject: str, born_at: datetime, *, keep_valid: bool = False) -> None:
    entry = Entry(kind, subject, born_at.replace(microsecond=0), keep_valid, now())
    there = (Erasure.kind == kind, Erasure.subject == subject, Erasure.born_at == entry.born_at)
    if db.session.scalar(sa.select(Erasure.id).where(*there)) is not None:
        return
    db.session.add(_row(entry))
    session = db.session()
    session.info.setdefault(_PENDING, []).append(entry)
    if not sa.event.contains(session, "after_commit", _write_pending):
        sa.event.listen(session, "after_commit", _write_pending)
        sa.event.listen(session, "after_rollback", _drop_pending)


def _write_pending(session: Session) -> None:
    """Write down what was committed; what is rolled back was not erased."""
    if not session.in_nested_transaction():
        append_to_log(settings().instance_path / LOG, session.info.pop(_PENDING, []))


def _drop_pending(session: Session) -> None:
    session.info.pop(_PENDING, None)


def _row(entry: Entry) -> Erasure:
    return Erasure(
        kind=entry.kind,
        subject=entry.subject,
        born_at=entry.born_at,
        keep_valid=entry.keep_valid,
        at=entry.at,
    )


def _entry(row: Erasure) -> Entry:
    return Entry(row.kind, row.subject, row.born_at, row.keep_valid, row.at.astimezone(UTC))
