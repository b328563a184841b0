"""Blocks of lines put in the order of canonical N-Quads, their blank nodes labelled.

Each node of a tree has its lines in order already, and one line that leads to it. So what is left
of RDFC-1.0 (4.4.3) is to sort the blank nodes by their first-degree hashes, put in the labels, and
sort the blocks by subject. Where two hashes are alike, ``canonical`` decides over the same
statements.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias

from badges.proofs.canonical import canonicalize
from badges.proofs.compiled import LINE_END
from badges.proofs.quads import parse_nquads

HASHES: Final = {"sha256": hashlib.sha256, "sha384": hashlib.sha384}

_LABELS = [b"_:c14n%d" % place for place in range(100)]
"""Those that documents need, written once."""


class Blank:
    """A blank node: its own lines less the subject, and what its first-degree hash is over.

    ``waiting`` are the places of those lines that lead to other blank nodes.
    """

    __slots__ = ("digest", "first_degree", "lines", "waiting")

    def __init__(self, lines: list[Any], waiting: list[int], first_degree: bytes) -> None:
        self.lines = lines
        self.waiting = waiting
        self.first_degree = first_degree
        self.digest = b""


Line: TypeAlias = "bytes | tuple[bytes, list[Blank]]"
"""Lines as they are, or the beginning of lines that end in the labels of blank nodes."""

Pending: TypeAlias = tuple[bytes, list[Any], list[int]]
"""A subject, its lines, and the places of those that wait for labels."""


def unnamed(subject: bytes, lines: list[Any], waiting: list[int]) -> bytes:
    """Write a node's lines, its neighbours without names (RDFC-1.0, 4.6.3, step 3)."""
    lines = lines.copy()
    for place in waiting:
        # Not a set: two neighbours may look alike here and still both count.
        start, blanks = lines[place]
        lines[place] = subject.join([start + b"_:z" + LINE_END] * len(blanks))
    return subject.join(lines)


def _named(
    subject: bytes, lines: list[Any], waiting: list[int], labels: Mapping[Blank, bytes]
) -> bytes:
    """Write a node's lines with the labels of its neighbours."""
    lines = lines.copy()
    for place in waiting:
        start, blanks = lines[place]
        if len(blanks) == 1:
            lines[place] = start + labels[blanks[0]] + LINE_END
        else:
            ends = sorted([labels[blank] + LINE_END for blank in blanks])
            lines[place] = subject.join([start + end for end in ends])
    return subject.join(lines)


def ordered(
    blocks: Iterable[bytes],
    pending: list[Pending],
    blanks: list[Blank],
    algorithm: str | None,
) -> bytes:
    """Label the blank nodes, and put all blocks in order (RDFC-1.0, 4.4.3).

    Each block is all lines of one subject. Without an ``algorithm`` the labels are any.
    """
    written = list(blocks)
    if blanks:
        nodes = blanks
        if algorithm and len(blanks) > 1:
            new_hash = HASHES[algorithm]
            by_digest = {
                blank.digest or new_hash(blank.first_degree).digest(): blank for blank in blanks
            }
            if len(by_digest) < len(blanks):
                return _with_ties(written, pending, blanks, algorithm)
            nodes = [by_digest[digest] for digest in sorted(by_digest)]
        about_pending, about_blanks = labelled(pending, nodes)
        written += about_pending
        written += about_blanks
    # A space follows the subject, and none stands in one: blocks sort as their subjects do.
    written.sort()
    return b"".join(written)


def labelled(pending: list[Pending], nodes: list[Blank]) -> tuple[list[bytes], list[bytes]]:
    """Give the lines of the subjects that waited, and of the blank nodes in the order of labels."""
    names = _LABELS if len(nodes) <= len(_LABELS) else _more_labels(len(nodes))
    labels = dict(zip(nodes, names, strict=False))
    about_blanks = [
        _named(label, blank.lines, blank.waiting, labels)
        if blank.waiting
        else label.join(blank.lines)
        for blank, label in labels.items()
    ]
    return [_named(*lines, labels) for lines in pending], about_blanks


def _more_labels(count: int) -> list[bytes]:
    return [b"_:c14n%d" % place for place in range(count)]


def _with_ties(
    blocks: list[bytes],
    pending: list[Pending],
    blanks: list[Blank],
    algorithm: str,
) -> bytes:
    """Label by the whole algorithm, over the same statements."""
    text = ordered(blocks, pending, blanks, None)
    return canonicalize(parse_nquads(text.decode()), algorithm=algorithm).data
