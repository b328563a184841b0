r"""Tables for spreadsheet programs, which take some texts for formulas.

A cell that begins with one of ``= + - @``, a tab or a carriage return could act when the file is
opened, whoever wrote it; an apostrophe before it makes it a text::

    >>> as_csv(["name", "why"], [["=1+1", "ok"]])
    "name;why\r\n'=1+1;ok\r\n"
    >>> restored("'=1+1"), restored("'s Gravenhage")
    ('=1+1', "'s Gravenhage")
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_MARK: Final = "'"


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]], *, delimiter: str = ";") -> str:
    """Write a table whose cells do nothing when a spreadsheet program opens it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(header)
    writer.writerows([_defused(cell) for cell in row] for row in rows)
    return out.getvalue()


def restored(cell: str) -> str:
    """Give a cell as it was before it was written for a spreadsheet program."""
    return cell[1:] if cell[:1] == _MARK and cell[1:2] in _FORMULA else cell


def _defused(cell: object) -> object:
    if isinstance(cell, str) and cell.startswith(_FORMULA):
        return _MARK + cell
    return cell
