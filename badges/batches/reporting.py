"""What became of a list: in numbers, row by row, and as a table to keep or to mend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from badges.batches.checking import GOOD
from badges.database import db
from badges.errors import Reason
from badges.intake.lists import MORE
from badges.models import AwardBatch, AwardBatchRow
from badges.publishing.share import share_url
from badges.spreadsheets import as_csv
from badges.wording import Wording

_AT_ONCE: Final = 1_000


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows there are of each verdict and of each outcome."""

    verdicts: Mapping[str, int]
    outcomes: Mapping[str, int]

    @property
    def new(self) -> int:
        """Count the people who are invited."""
        return self.verdicts.get("new", 0)

    @property
    def known(self) -> int:
        """Count the people who are members."""
        return self.verdicts.get("known", 0)

    @property
    def left_out(self) -> int:
        """Count the rows that are not awarded, and those that were refused in the end."""
        bad = sum(count for verdict, count in self.verdicts.items() if verdict not in {*GOOD, ""})
        return bad + self.outcomes.get("refused", 0)


def counts_of(batch: AwardBatch) -> Counts:
    """Count the rows of a list by verdict and outcome."""
    return Counts(_counted(batch, AwardBatchRow.verdict), _counted(batch, AwardBatchRow.outcome))


def rows_of(
    batch: AwardBatch, *, only: str = "", limit: int = 50, offset: int = 0
) -> list[AwardBatchRow]:
    """List rows in their order; ``only`` is ``bad`` for those left out, a verdict, or nothing."""
    return list(db.session.scalars(_query(batch, only).limit(limit).offset(offset)))


def report_csv(batch: AwardBatch, words: Wording, *, delimiter: str = ";") -> str:
    """Write what became of each row, safe for spreadsheet programs."""
    return as_csv(
        ["line", "name", "address", "verdict", "why"],
        (
            [row.line, row.name or row.given.get("name", ""), _address(row), *said(row, words)]
            for row in _all(batch, "")
        ),
        delimiter=delimiter,
    )


def left_out_csv(batch: AwardBatch, words: Wording) -> str:
    """Write the rows that were left out as they were handed in, with why: mended, it goes in again.

    Safe for spreadsheet programs; our own reader takes the apostrophes off.
    """
    return as_csv(
        ["name", "e-mail", *MORE, "problem"],
        (
            [
                row.given.get("name", ""),
                row.given.get("address", ""),
                *(row.given.get(meaning, "") for meaning in MORE),
                said(row, words)[1],
            ]
            for row in _all(batch, "bad")
        ),
    )


def said(row: AwardBatchRow, words: Wording) -> tuple[str, str]:
    """Give a row's verdict as programs read it, and why, or where the award is."""
    why = words.sentence(Reason.from_json(row.problem)) if row.problem else ""
    if row.outcome == "awarded" and row.award is not None:
        return "awarded", share_url(row.award)
    if row.verdict == "held" and row.award is not None:
        return "refused", f"{why} {share_url(row.award)}"
    if row.outcome:
        return row.outcome, why
    return ("good" if row.verdict in GOOD else "refused"), why


def _address(row: AwardBatchRow) -> str:
    return row.address or row.given.get("address", "")


def _query(batch: AwardBatch, only: str) -> sa.Select[AwardBatchRow]:
    query = sa.select(AwardBatchRow).where(AwardBatchRow.batch_id == batch.id)
    if only == "bad":
        bad = sa.and_(AwardBatchRow.verdict.not_in(GOOD), AwardBatchRow.verdict != "")
        query = query.where(sa.or_(bad, AwardBatchRow.outcome == "refused"))
    elif only:
        query = query.where(AwardBatchRow.verdict == only)
    return query.order_by(AwardBatchRow.position)


def _all(batch: AwardBatch, only: str) -> Iterator[AwardBatchRow]:
    """Read the rows in pieces: a hundred thousand at once would not fit."""
    query = _query(batch, only).options(sa.orm.joinedload(AwardBatchRow.award)).limit(_AT_ONCE)
    last = 0
    while rows := db.session.scalars(query.where(AwardBatchRow.position > last)).all():
        yield from rows
        last = rows[-1].position


def _counted(batch: AwardBatch, column: sa.orm.InstrumentedAttribute[str]) -> dict[str, int]:
    rows = db.session.execute(
        sa.select(column, sa.func.count())
        .where(AwardBatchRow.batch_id == batch.id)
        .group_by(column)
    )
    return {value: count for value, count in rows}  # noqa: C416 - rows are no pairs for the checker
