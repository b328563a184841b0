"""Collects every text to translate from the source, and what is wrong with its translations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Message
from babel.messages.extract import extract
from jinja2.ext import babel_extract

from badges.sentences.phrases import PLACEHOLDER
from badges.translations import catalogs

ROOT = Path(__file__).resolve().parents[2]

KEYWORDS: dict[str, Any] = {
    "_": None,
    "N_": None,
    "gettext": None,
    "say": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "Plain": None,
    "Plural": (1, 2),
}
TEMPLATE_OPTIONS = {"trimmed": "true", "silent": "false"}
TEMPLATES = frozenset({".html", ".txt", ".xml", ".svg", ".j2"})

ADDRESSES = re.compile(
    r"\b(du|dich|dir|dein\w*|euch|euer|eure\w*"
    # Imperatives that cannot be read as another word
    r"|Nimm|Gib|Wähle|Öffne|Klicke?|Schreibe?|Schicke?|Prüfe?|Trage|Versuch|Lies|Sieh|Kopiere|Füge"
    r"|Scanne|Bestätige|Ändere|Lösche|Tippe?|Speichere|Entferne|Ergänze|Verwende|Erreiche|Zeige?"
    r"|Melde|Frag)\b"
    r"|(?:^|[.!?:] )(Reiche|Lade|Suche|Teile|Frage|Versuche|Warte|Bitte \w+e) ",
)


@dataclass(frozen=True, slots=True)
class Found:
    """A text in the source: where it stands and what it says."""

    place: str
    one: str
    many: str = ""
    context: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return (self.context, self.one)


def texts_in_source(root: Path = ROOT) -> list[Found]:
    return [found for file in _files(root) for found in _texts_in(file, root)]


def _files(root: Path) -> Iterator[Path]:
    yield from sorted((root / "badges").rglob("*.py"))
    for room in ("templates", "badges"):
        for file in sorted((root / room).rglob("*")):
            if file.suffix in TEMPLATES and ("templates" in file.parts or room == "templates"):
                yield file


def _texts_in(file: Path, root: Path) -> Iterator[Found]:
    method: Any = "python" if file.suffix == ".py" else babel_extract
    options: dict[str, Any] = {} if file.suffix == ".py" else dict(TEMPLATE_OPTIONS)
    with file.open("rb") as opened:
        for line, message, _, context in extract(method, opened, KEYWORDS, options=options):
            one, many = message if isinstance(message, tuple) else (message, "")
            yield Found(f"{file.relative_to(root)}:{line}", one, many, context or "")


def translated(folder: str) -> dict[tuple[str, str], list[tuple[str, Message]]]:
    """Give the translations in a folder by context and text, with the domains they stand in."""
    found: dict[tuple[str, str], list[tuple[str, Message]]] = {}
    for domain, catalog in catalogs(folder):
        for message in catalog:
            if message.id:
                one = message.id if isinstance(message.id, str) else message.id[0]
                entry = (f"{folder}/{domain}.po", message)
                found.setdefault((message.context or "", one), []).append(entry)
    return found


def forms(message: Message) -> tuple[str, ...]:
    texts = message.string or ""
    return (texts,) if isinstance(texts, str) else tuple(texts)


def names(text: str) -> frozenset[str]:
    return frozenset(PLACEHOLDER.findall(text))


def faults(message: Message) -> list[str]:
    """Name what is wrong with one translation: left empty, unsure, or other parameters."""
    ids = (message.id,) if isinstance(message.id, str) else tuple(message.id)
    wanted = frozenset().union(*map(names, ids))
    found = []
    if message.fuzzy or not all(forms(message)):
        found.append("is not translated")
    if len(forms(message)) != len(ids):
        found.append("needs one form for each number")
    for text in forms(message):
        # One thing may be said in words ("one more"), so the number may be missing.
        odd = (names(text) ^ wanted) - ({"count", "num"} & wanted if len(ids) > 1 else set())
        if odd:
            found.append(f"differs in {', '.join(sorted(odd))}")
        if not formats(text):
            found.append("cannot be formatted (write %% for a per cent sign)")
    return found


def formats(text: str) -> bool:
    try:
        text % dict.fromkeys(names(text), "")
    except (ValueError, TypeError, KeyError):
        return False
    return True
