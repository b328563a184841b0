r"""The guides in the tree, read for a page: Markdown as far as they use it, and nothing more.

A guide is ``templates/operations/<language>.md``, or another file beside it. Headings become
sections with an anchor (the word in braces after them); a paragraph that is only a link to a file
beside it becomes that file, so that units and configuration stand once in the tree and are read in
both places::

    >>> parts = blocks("## Back up {backup}\n\nRun `badges backup`:\n\n- daily\n")
    >>> [(part.kind, part.anchor) for part in parts]
    [('h2', 'backup'), ('p', ''), ('ul', '')]
    >>> parts[1].spans
    [('text', 'Run '), ('code', 'badges backup'), ('text', ':')]
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from badges.rendering.environment import source

Span = tuple[str, str]

_HEADING = re.compile(r"(#{1,3}) (.+?)(?: \{([a-z-]+)\})?")
_FILE = re.compile(r"\[([\w.-]+)\]\(\1\)")
_RULE = re.compile(r"[|\s:-]+")
_SPAN = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*")


@dataclass(frozen=True, slots=True)
class Block:
    """One block: ``h1`` to ``h3``, ``p``, ``ul``, ``ol``, ``table`` or ``pre``.

    ``spans`` are its pieces, ``("text" | "code" | "strong", text)``; lists have ``items`` of
    such; a table has ``rows`` of cells of such, the first its head; ``pre`` has its text in
    ``text``, and in ``title`` the name of the file that it is.
    """

    kind: str
    spans: list[Span] = field(default_factory=list)
    items: list[list[Span]] = field(default_factory=list)
    rows: list[list[list[Span]]] = field(default_factory=list)
    text: str = ""
    title: str = ""
    anchor: str = ""


@cache
def read_prose(folder: str, name: str) -> tuple[Block, ...]:
    """Read ``<name>.md`` below ``templates/``; files that it names are read from beside it."""
    read = blocks(source(f"{folder}/{name}.md"))
    return tuple(_with_file(block, folder) for block in read)


def blocks(text: str) -> list[Block]:
    """Take a guide apart into its blocks."""
    return list(_blocks(text))


def _blocks(text: str) -> Iterator[Block]:
    for index, piece in enumerate(
        re.split(r"^```\w*\n(.*?)^```\n?", text, flags=re.MULTILINE | re.DOTALL)
    ):
        if index % 2:
            yield Block("pre", text=piece.rstrip("\n"))
            continue
        for paragraph in re.split(r"\n\s*\n", piece):
            if paragraph.strip():
                yield _block(paragraph.strip())


def _block(paragraph: str) -> Block:
    heading = _HEADING.fullmatch(paragraph)
    if heading is not None:
        return Block(f"h{len(heading[1])}", spans=_spans(heading[2]), anchor=heading[3] or "")
    for mark, kind in ((r"- ", "ul"), (r"\d+\. ", "ol")):
        if re.match(mark, paragraph):
            items = re.split(rf"^{mark}", paragraph, flags=re.MULTILINE)[1:]
            return Block(kind, items=[_spans(_joined(item)) for item in items])
    if paragraph.startswith("|"):
        return Block(
            "table",
            rows=[_cells(line) for line in paragraph.splitlines() if not _RULE.fullmatch(line)],
        )
    named = _FILE.fullmatch(paragraph)
    if named is not None:
        return Block("pre", title=named[1])
    return Block("p", spans=_spans(_joined(paragraph)))


def _cells(line: str) -> list[list[Span]]:
    return [_spans(cell.strip()) for cell in line.strip().strip("|").split("|")]


def _joined(text: str) -> str:
    return " ".join(text.split())


def _spans(text: str) -> list[Span]:
    spans, at = [], 0
    for match in _SPAN.finditer(text):
        if match.start() > at:
            spans.append(("text", text[at : match.start()]))
        spans.append(("code", match[1]) if match[1] else ("strong", match[2]))
        at = match.end()
    if at < len(text):
        spans.append(("text", text[at:]))
    return spans


def _with_file(block: Block, folder: str) -> Block:
    if block.kind == "pre" and block.title:
        text = source(f"{folder}/{block.title}").rstrip("\n")
        return Block("pre", text=text, title=block.title)
    return block
