"""Certificates of one achievement: the page is laid out once, each recipient's parts are set in.

A *template* is a certificate for nobody, laid out and written like every other, taken apart into
what all certificates of its kind share and what each has for itself: lines of text, the QR code,
the glyphs in the fonts, strings in the structure and the metadata, the attached files. Setting in
stays inside the template's marked content, so the result is tagged and PDF/A-3a as the template is.

What depends on the recipient but changes the page around it is part of the template's key (a
sentence of two lines has another template than one of three); what cannot be set in soundly raises
:class:`~badges.rendering.shaping.NotOursError`, and the caller lays the page out whole. Which of
the two happens follows from the content alone, never from what was drawn before.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields, replace
from datetime import date, datetime
from functools import cache, partial
from itertools import cycle, islice
from typing import Final

from badges.rendering.content import Attachment, CertificateContent, Picture
from badges.rendering.fitting import FITS, SERIF_ITALIC, Fit
from badges.rendering.rows import (
    NAME,
    PX_PER_MM,
    PX_PER_PT,
    SENTENCE,
    SENTENCE_WIDTH,
    Row,
    facts_of,
    name_rows,
    own_texts,
    rows_of,
)
from badges.rendering.shaping import NotOursError, Style, shape, typesetter
from badges.rendering.shelf import Shelf, name_on_shelf, packed, unpacked
from badges.rendering.template import NOBODY, Marks, Template
from badges.rendering.whole import Drawing, first_fit

OWN_FIELDS: Final = frozenset(
    {"recipient_name", "place", "date", "expires", "personal_sentence", "share_url", "code"}
)
KEPT_BYTES: Final = 24 * 1024 * 1024
"""What a process keeps of templates, at most."""

_PLAIN_ADDRESS = re.compile(r"https?://[A-Za-z0-9:.-]+(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")

KEY_BYTES: Final = 4096
LONGEST_NAME: Final = 24  # words
SHORTEST_ADDRESS: Final = 24
LETTERS: Final = "mwMWODQG"
"""For lines of a sentence for nobody: each its own, as no page has them, and few fill a line."""


def splice(
    content: CertificateContent,
    attachments: Sequence[Attachment],
    created: datetime,
    shelf: Shelf | None = None,
) -> bytes:
    """Set a recipient's parts into the template of this kind of certificate.

    ``attachments`` are in the order of their names; a template that is not known here is looked for
    on the ``shelf``, and put there once it was made, unless it names people who vouch. Raises
    :class:`NotOursError`, and what :func:`~badges.rendering.whole.render_whole` raises.
    """
    if not _PLAIN_ADDRESS.fullmatch(content.share_url):
        raise NotOursError("The address may be written otherwise in a link.")
    own = own_texts(content)
    shared, facts = _key(content, attachments), facts_of(own)
    # Who vouches may take it back or be erased: their names stay in this process.
    shelf = None if content.vouchers else shelf

    @cache
    def at(step: int) -> tuple[dict[str, Row], Template | None]:
        rows = rows_of(own, facts, FITS[step])
        key = (*shared, *rows, step)
        made = partial(_made, content, attachments, rows, step)
        return rows, _TEMPLATES.get(key, made, shelf)

    rows, template = at(first_fit(lambda step: at(step)[1] is not None))
    assert template is not None  # noqa: S101 -- so first_fit found it
    return template.fill(own, rows, attachments, created)


Outcome = Template | str | None
"""A template, or why there is none; nothing where the page is too long at a step of shrinking."""


class Templates:
    """The templates of this process, those used last.

    It also knows which pages are too long at a step of shrinking (None), and why others have no
    template (a text).
    """

    def __init__(self, most: int = KEPT_BYTES) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Outcome] = OrderedDict()
        self._lock = threading.Lock()

    def get(
        self, key: Hashable, make: Callable[[], Template | None], shelf: Shelf | None = None
    ) -> Template | None:
        """Give the template of that key, made now if need be; raises NotOursError without one."""
        with self._lock:
            known = key in self._kept
            if known:
                self._kept.move_to_end(key)
            found = self._kept.get(key)
        if not known:
            found = self._keep(key, make if shelf is None else partial(_shared, key, make, shelf))
        if isinstance(found, str):
            raise NotOursError(found)
        return found

    def _keep(self, key: Hashable, make: Callable[[], Outcome]) -> Outcome:
        made = _outcome(make)
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > 1 and self.size > self._most:
                self._kept.popitem(last=False)
        return made

    @property
    def size(self) -> int:
        """The bytes kept, keys included."""
        return sum(
            KEY_BYTES + (each.size if isinstance(each, Template) else 0)
            for each in self._kept.values()
        )

    def __len__(self) -> int:
        """Count what is kept."""
        return len(self._kept)

    def clear(self) -> None:
        """Forget all of them."""
        with self._lock:
            self._kept.clear()


_TEMPLATES = Templates()


def _outcome(make: Callable[[], Outcome]) -> Outcome:
    try:
        return make()
    except NotOursError as error:
        return str(error)


def _shared(key: Hashable, make: Callable[[], Template | None], shelf: Shelf) -> Outcome:
    """Take a template from the shelf, else make it and put it there."""
    name = name_on_shelf((typesetter(), key))
    with suppress(ValueError):
        if (kept := shelf.get(name)) is not None:
            return unpacked(Template, kept)
    made = _outcome(make)
    shelf.put(name, packed(made))
    return made


def forget_templates() -> None:
    """Forget all templates of this process."""
    _TEMPLATES.clear()


def _key(content: CertificateContent, attachments: Sequence[Attachment]) -> tuple[Hashable, ...]:
    """Give all that makes the page around a recipient's own parts, pictures by their hash."""
    shared = (
        getattr(content, each.name) for each in fields(content) if each.name not in OWN_FIELDS
    )
    return (
        *((_digest(each) if isinstance(each, Picture) else each) for each in shared),
        content.expires is not None,
        len(content.share_url),
        tuple((a.name, a.media_type, a.description, a.relationship) for a in attachments),
    )


def _digest(picture: Picture) -> tuple[str, str, bytes]:
    return picture.alt, picture.media_type, hashlib.sha256(picture.data).digest()


def _made(
    content: CertificateContent,
    attachments: Sequence[Attachment],
    rows: Mapping[str, Row],
    step: int,
) -> Template | None:
    """Lay out a certificate for nobody and take it apart; nothing where it is too long."""
    name = _name(sum(each.startswith(NAME) for each in rows), FITS[step], content.language)
    marks = Marks(_address(len(content.share_url)), name)
    texts = repr(_key(content, attachments))
    if any(each in texts for each in marks.texts):
        raise NotOursError("This page shows what stands for a recipient.")
    nobody = replace(
        content,
        recipient_name=marks.name,
        place="",
        date=date(1911, 3, 9),
        expires=date(1911, 5, 14) if content.expires else None,
        personal_sentence=_sentence(
            sum(each.startswith(SENTENCE) for each in rows), content.language
        ),
        share_url=marks.address,
        code="QJ7XW4K2ZV9M",
    )
    empty = [
        replace(each, data=b"attachment %d" % number, modified=marks.created)
        for number, each in enumerate(attachments)
    ]
    drawing = Drawing(nobody, empty, marks.created)
    with drawing.watched():
        if not drawing.lay_out(step):
            return None
        _, objects = drawing.write(step)
    own = own_texts(nobody)
    return Template(objects, rows_of(own, facts_of(own), FITS[step]), marks)


def _name(lines: int, fit: Fit, language: str) -> str:
    """Give a name that stands in so many lines."""
    name = NOBODY
    for word in islice(cycle(("Alžběta", "Nováková", "Wendelína", "Mlýnská")), LONGEST_NAME):
        with suppress(NotOursError):
            if len(name_rows(name, fit, language)) == lines:
                return name
        name += f" {word}"
    raise NotOursError("No name is so long.")


def _address(length: int) -> str:
    """Give an address of that length that is nobody's."""
    if length < SHORTEST_ADDRESS:
        raise NotOursError("The address is too short to be told from others.")
    return "https://nobody.invalid/".ljust(length, "x")


def _sentence(lines: int, language: str) -> str:
    """Give a sentence of so many lines at every size: words that stand on a line alone."""
    if lines > len(LETTERS):
        raise NotOursError("The sentence is too long.")
    style = Style(SERIF_ITALIC, FITS[0].quote * PX_PER_PT, language)
    words = []
    for letter in LETTERS[:lines]:
        quoted = shape(f"„{letter}“", style).width
        each = shape(letter, style).width
        words.append(letter * (1 + int((0.97 * SENTENCE_WIDTH * PX_PER_MM - quoted) / each)))
    return " ".join(words)
