r"""The rows of a CSV file, of which one may lack a quotation mark: it is bad, the others are read.

>>> import io
>>> text = 'Ada;"ada@example.org\nBo;bo@example.org\n'
>>> for record in records(io.StringIO(text, newline=""), ";"):
...     print(record.line, record.cells, record.is_whole)
1 ['Ada', '"ada@example.org'] False
2 ['Bo', 'bo@example.org'] True

A mark that is never closed would make one cell of all that follows. So a row that goes on for too
many lines, or whose lines are rows by themselves, ends with its first line; but a text of several
lines is one where its marks stand at the ends of its cell, whatever it says in between.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

MOST_LINES: Final = 50
"""Lines that the cells of one row may have together."""


class Record(NamedTuple):
    """One row: the line on which it ends, its cells, and whether its quotation marks are whole."""

    line: int
    cells: list[str]
    is_whole: bool


class _OpenError(Exception):
    """A quotation mark is not closed within the lines that a row may have."""


def records(lines: Iterable[str], delimiter: str, *, width: int = 0) -> Iterator[Record]:
    """Read rows one after the other; lines keep their ends.

    ``width`` is how many cells a row has; without it, as many as the first one has. Raises nothing.
    """
    source = _Lines(lines)
    reader = csv.reader(source, delimiter=delimiter)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (_OpenError, csv.Error):
            cells = None
        if cells is None or (
            _are_rows(source.taken[1:-1], delimiter, width)
            and _count_strictly(source.taken, delimiter) != width
        ):
            first = source.give_back()
            yield Record(source.line, first.rstrip("\r\n").split(delimiter), is_whole=False)
            reader = csv.reader(source, delimiter=delimiter)
            continue
        source.keep()
        width = width or len(cells)
        yield Record(source.line, cells, is_whole=True)


class _Lines:
    """Hands lines on, and takes those back that a row has swallowed."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines, self._again = iter(lines), deque[str]()
        self.taken: list[str] = []
        self.line = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if len(self.taken) == MOST_LINES:
            raise _OpenError
        line = self._again.popleft() if self._again else next(self._lines, None)
        if line is None and self.taken:
            raise _OpenError
        if line is None:
            raise StopIteration
        self.taken.append(line)
        return line

    def keep(self) -> None:
        """Let the lines that were taken be a row."""
        self.line += len(self.taken)
        self.taken = []

    def give_back(self) -> str:
        """Let the first of them be a row, and the others be read again."""
        first, *rest = self.taken
        self._again.extendleft(reversed(rest))
        self.line += 1
        self.taken = []
        return first


def _are_rows(lines: Iterable[str], delimiter: str, width: int) -> bool:
    """Tell whether what lies within a cell has as many cells as a row."""
    return width > 1 and any(line.count(delimiter) >= width - 1 for line in lines)


def _count_strictly(lines: Iterable[str], delimiter: str) -> int:
    """Count the cells of one row; none where something stands behind a mark that closes a cell."""
    try:
        return len(next(csv.reader(lines, delimiter=delimiter, strict=True)))
    except csv.Error:
        return 0
