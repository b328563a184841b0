"""The German texts: ``<language>/<domain>.po``, read when first needed; nothing is compiled.

>>> translations("de", formal=False).gettext("workshop")
'Workshop'

Domains only keep authors apart: they are merged. ``de_formal`` holds the messages that address
the reader, with "Sie", and lies over ``de``. English is the language of the source.
"""

from __future__ import annotations

from collections.abc import Iterator
from gettext import GNUTranslations, NullTranslations
from importlib import resources
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
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
    compiled = BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return GNUTranslations(compiled)


def catalogs(folder: str) -> Iterator[tuple[str, Catalog]]:
    """Give each domain's catalogue in a folder (``de``, ``de_formal``) by name, in order."""
    language = folder.removesuffix(FORMAL)
    place = resources.files(__name__) / folder
    for file in sorted(place.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".po"):
            yield file.name.removesuffix(".po"), read_po(BytesIO(file.read_bytes()), language)
