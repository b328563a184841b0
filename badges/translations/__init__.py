"""The German texts: ``<language>/<domain>.po``, read when first needed; nothing is compiled.

>>> translations("de", formal=False).gettext("workshop")
'Workshop'

Domains only keep authors apart: they are merged. ``de_formal`` holds the messages that address
the reader, with "Sie", and lies over ``de``. English is the language of the source.
"""

from __future__ import annotations

from collections.abc import Iterator
from gettext import GNUTranslations, NullTranslations, c2py
from importlib import resources
from io import BytesIO
from typing import Any, cast

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

LANGUAGES = ("de", "en")
FORMAL = "_formal"


def translations(language: str, *, formal: bool) -> NullTranslations:
    """Give the merged translations into a language; English needs none."""
    if language == "en":
        return NullTranslations()
    merged = Catalog(locale=language)
    folders = [language, language + FORMAL] if formal else [language]
    for folder in folders:
        for _, catalog in catalogs(folder):
            for message in catalog:
                if message.id:
                    # A catalogue keeps the first text of a message; the overlay's must win.
                    merged.delete(message.id, message.context)
                    merged[message.id] = message
    return _Read(merged)


class _Read(GNUTranslations):
    """Translations out of a catalogue, without the detour of writing and reading a file."""

    def __init__(self, catalog: Catalog) -> None:
        super().__init__()
        self.plural = c2py(catalog.plural_expr)
        self._charset = "utf-8"
        self._catalog: dict[Any, str] = {}
        for message in catalog:
            if message.id and message.string and not message.fuzzy:
                self._add(message)

    def _add(self, message: Message) -> None:
        ids, texts = message.id, cast("Any", message.string)
        first = ids[0] if isinstance(ids, tuple | list) else ids
        key = self.CONTEXT % (message.context, first) if message.context else first
        if not message.pluralizable:
            self._catalog[key] = texts
        elif all(texts):
            self._catalog |= {(key, number): text for number, text in enumerate(texts)}


def catalogs(folder: str) -> Iterator[tuple[str, Catalog]]:
    """Give each domain's catalogue in a folder (``de``, ``de_formal``) by name, in order."""
    language = folder.removesuffix(FORMAL)
    place = resources.files(__name__) / folder
    for file in sorted(place.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".po"):
            yield file.name.removesuffix(".po"), read_po(BytesIO(file.read_bytes()), language)
