"""Blocks of lines put in the order of canonical N-Quads, their blank nodes labelled.

Each node of a tree has its lines in order already, and one line that leads to it. So what is left
of RDFC-1.0 (4.4.3) is to sort the blank nodes by their first-degree hashes, put in the labels, and
sort the blocks by subject. Where two hashes are alike, ``canonical`` decides over the same
statements.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from badges.proofs.canonical import canonicalize
from badges.proofs.compiled import LINE_END, NotMineError
from badges.proofs.quads import parse_nquads

HASHES: Final = {"sha256": hashlib.sha256, "sha384": hashlib.sha384}

_LABELS = [b"_:c14n%d" % place for place in range(100)]
"""Those that documents need, written once."""


class Blank:
    """A blank node: its own lines less the subject, and what its first-degree hash is over.

    ``is_ground`` says that none of the lines leads to another blank node.
    """

    __slots__ = ("digest", "first_degree", "is_ground", "lines")

    def __init__(self, lines: list[Any], first_degree: bytes, *, is_ground: bool) -> None:
        self.lines = lines
        self.is_ground = is_ground
        self.first_degree = first_degree
        self.digest = b""


Line: TypeAlias = "bytes | tuple[bytes, list[Blank]]"
"""Lines as they are, or the beginning of lines that end in the labels of blank nodes."""


def unnamed(lines: list[Line]) -> list[bytes]:
    """Write a node's lines, its neighbours without names (RDFC-1.0, 4.6.3, step 3)."""
    written = []
    for line in lines:
        if isinstance(line, bytes):
            written.append(line)
        else:
            # A list, not a set: two neighbours may look alike here and still both count.
            start, blanks = line
            written += [start + b"_:z" + LINE_END] * len(blanks)
    return written


def joined(subject: bytes, lines: list[Line]) -> list[Line]:
    """Put the subject before each line."""
    joined: list[Line] = []
    run: list[bytes] = []
    for line in lines:
        if isinstance(line, bytes):
            run += (subject, line)
        else:
            joined += (b"".join(run), (subject + line[0], line[1]))
            run.clear()
    joined.append(b"".join(run))
    return joined


def _named(lines: list[Line], labels: Mapping[Blank, bytes]) -> list[bytes]:
    """Put in the labels."""
    named: list[bytes] = []
    for line in lines:
        if isinstance(line, bytes):
            named.append(line)
        else:
            start, blanks = line
            if len(blanks) == 1:
                named.append(start + labels[blanks[0]] + LINE_END)
            else:
                named += [
                    start + end for end in sorted([labels[node] + LINE_END for node in blanks])
                ]
    return named


def ordered(
    blocks: list[tuple[bytes, bytes]],
    pending: list[tuple[bytes, list[Line]]],
    blanks: list[Blank],
    algorithm: str | None,
) -> bytes:
    """Label the blank nodes, and put all blocks in order (RDFC-1.0, 4.4.3).

    Without an ``algorithm`` the labels are any.
    """
    if blanks:
        if algorithm and len(blanks) > 1:
            new_hash = HASHES[algorithm]
            by_digest = {
                blank.digest or new_hash(blank.first_degree).digest(): blank for blank in blanks
            }
            if len(by_digest) < len(blanks):
                return _with_ties(blocks, pending, blanks, algorithm)
            blanks = [by_digest[digest] for digest in sorted(by_digest)]
        names = _LABELS if len(blanks) <= len(_LABELS) else _more_labels(len(blanks))
        labels = dict(zip(blanks, names, strict=False))
        blocks = blocks + [(subject, b"".join(_named(lines, labels))) for subject, lines in pending]
        for blank, label in labels.items():
            lines = blank.lines if blank.is_ground else _named(blank.lines, labels)
            if lines:
                blocks.append((label, label + label.join(lines)))
    by_subject = dict(blocks)
    if len(by_subject) < len(blocks):
        return _merged(blocks)
    return b"".join([by_subject[subject] for subject in sorted(by_subject)])


def _more_labels(count: int) -> list[bytes]:
    return [b"_:c14n%d" % place for place in range(count)]


def _merged(blocks: list[tuple[bytes, bytes]]) -> bytes:
    """Write a dataset in which a subject has lines in two places, and maybe the same ones."""
    lines = {line for _, block in blocks for line in block.split(b"\n")}
    lines.discard(b"")
    return b"".join([line + b"\n" for line in sorted(lines)])


def _with_ties(
    blocks: list[tuple[bytes, bytes]],
    pending: list[tuple[bytes, list[Line]]],
    blanks: list[Blank],
    algorithm: str,
) -> bytes:
    """Label by the whole algorithm, over the same statements."""
    if len(set(blanks)) < len(blanks):
        raise NotMineError  # a remembered part stands in two places
    text = ordered(blocks, pending, blanks, None)
    return canonicalize(parse_nquads(text.decode()), algorithm=algorithm).data
