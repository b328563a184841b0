"""``badges verify --batch``: many badges at once, without any upload; and receipts of checks."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click

from badges.cli.frame import print_json, write_output
from badges.errors import BadgesError, InputError
from badges.fetched import Fetch
from badges.verifying import StatusLists, verify
from badges.verifying.bundles import Piece, member_of, pieces_of
from badges.verifying.receipts import (
    Entry,
    ReceiptResult,
    entry_of,
    reason_of,
    unread_entry,
)
from badges.wording import wording

GRAVEST: Final = (("not_verified", 1), ("unreadable", 1), ("undecided", 3), ("verified", 0))
"""Exit codes, the gravest first; what is not readable was not verified either."""

REPORTS: Final = (".csv", ".json")
LISTS: Final = frozenset({".csv", ".tsv", ".zip"})
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS: Final = ("name", "status", "why", "achievement", "issuer", "sha256")


def require_one_kind(source: str | None, batch: Path | None, report: Path | None) -> None:
    """Refuse both a badge and a batch, or neither, and reports that nobody could read."""
    if (source is None) == (batch is None):
        raise click.UsageError("Give one badge to verify, or a folder with --batch.")
    if report is not None and batch is None:
        raise click.UsageError("--report goes with --batch.")
    if report is not None and report.suffix.lower() not in REPORTS:
        raise click.UsageError("Name the report something.csv or something.json.")


def check_all(path: Path, report: Path | None, read: Callable[[str], bytes], fetch: Fetch) -> int:
    """Check all that lies at a path and write the report; gives the exit code.

    ``read`` gives the bytes that a line of a list leads to.
    """
    lists = StatusLists()
    entries = []
    for name, given, wanted in _things(path):
        found = _check(name, given, wanted, read, fetch, lists)
        entries.append(found)
        click.echo(f"{found['status']}: {found['name']}{_why(found)}")
    if not entries:
        raise InputError("batch.none", f"There is nothing to check in {path}.")
    counts = Counter(str(each["status"]) for each in entries)
    click.echo(", ".join(f"{counts[status]} {status}" for status, _ in GRAVEST if counts[status]))
    if report is not None:
        write_output(report, _report(entries, report.suffix.lower()))
    return next(code for status, code in GRAVEST if counts[status])


def print_receipt(found: ReceiptResult, *, as_json: bool) -> int:
    """Say what a receipt is and whether its signature holds; gives the exit code."""
    sentence = wording("en").sentence(found.finding.reason)
    counts = Counter(str(each.get("status")) for each in found.entries)
    if as_json:
        print_json(
            {
                "kind": "receipt",
                "status": found.status.value,
                "code": found.finding.reason.code,
                "detail": sentence,
                "checkedBy": found.issuer,
                "checkedAt": found.at.isoformat() if found.at else None,
                "entries": list(found.entries),
            }
        )
    else:
        click.echo(f"Receipt of {found.domain}, {found.at or 'without a date'}: {sentence}")
        click.echo("  " + ", ".join(f"{count} {status}" for status, count in counts.items()))
    return dict(GRAVEST)[found.status.value]


def _things(path: Path) -> Iterator[tuple[str, bytes, Mapping[str, str]]]:
    """Give each thing to check: its name, its bytes (none for a line), what is asked of it."""
    if path.is_dir():
        for file in sorted(each for each in path.rglob("*") if each.is_file()):
            if not file.name.startswith("."):
                yield str(file.relative_to(path)), file.read_bytes(), {}
        return
    if path.suffix.lower() not in LISTS:
        raise InputError("batch.list", "Give a folder, a ZIP or a CSV.")
    data = path.read_bytes()
    for piece in pieces_of([(path.name, data)]):
        yield piece.name, _bytes_of(piece, data), piece.asked


def _bytes_of(piece: Piece, data: bytes) -> bytes:
    return b"" if piece.member is None else member_of(data, piece.member)


def _check(
    name: str,
    given: bytes,
    asked: Mapping[str, str],
    read: Callable[[str], bytes],
    fetch: Fetch,
    lists: StatusLists,
) -> Entry:
    handed = asked["line"].encode("utf-8", "replace") if "line" in asked else given
    try:
        data = read(asked["line"]) if "line" in asked else given
        result = verify(
            data,
            now=datetime.now(UTC),
            fetch=fetch,
            recipient=asked.get("recipient"),
            name=asked.get("name"),
            lists=lists,
        )
    except BadgesError as error:
        return unread_entry(name, handed, error.reason)
    return entry_of(name, handed, result, read=b"" if data == handed else data)


def _why(entry: Entry) -> str:
    reason = reason_of(entry)
    return f" – {wording('en').sentence(reason)}" if reason else ""


def _report(entries: Sequence[Entry], suffix: str) -> bytes:
    if suffix == ".json":
        return json.dumps({"entries": entries}, ensure_ascii=False, indent=2).encode()
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for entry in entries:
        row: dict[str, Any] = {**entry, "why": _why(entry).removeprefix(" – ")}
        writer.writerow([_safe(str(row.get(column, ""))) for column in _COLUMNS])
    return out.getvalue().encode("utf-8-sig")


def _safe(cell: str) -> str:
    """Keep a spreadsheet from taking a cell for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
