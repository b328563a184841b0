"""Twelve badge pictures of our own to choose from, one family of drawings.

::

    >>> [picture.name for picture in pictures()][:3]
    ['workshop', 'mentor', 'challenge']
    >>> picture("path").alt["de"]
    'Berg mit einem Pfad aus Punkten und einer Fahne auf dem Gipfel'

Each is a square SVG without words or fonts, made for 64 pixels as well as for paper, and passes
``clean_svg`` with its look unchanged. The alt texts say what is to be seen; what a badge means is
the achievement's to say.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Final

from badges.errors import NotFoundError

_ALT: Final = {
    "workshop": (
        "Hammer und Bleistift, gekreuzt",
        "A hammer and a pencil, crossed",
    ),
    "mentor": (
        "Leuchtturm, der nach beiden Seiten leuchtet",
        "A lighthouse shining to both sides",
    ),
    "challenge": (
        "Haken in einem Ring aus dreißig Strichen",
        "A tick inside a ring of thirty strokes",
    ),
    "path": (
        "Berg mit einem Pfad aus Punkten und einer Fahne auf dem Gipfel",
        "A mountain with a dotted path and a flag on its summit",
    ),
    "reviewer": (
        "Lupe mit einem Haken über einem Blatt Papier",
        "A magnifying glass with a tick over a sheet of paper",
    ),
    "speaker": (
        "Mikrofon mit Schallwellen",
        "A microphone with sound waves",
    ),
    "helper": (
        "Rettungsring mit einem Herz in der Mitte",
        "A lifebuoy with a heart in its centre",
    ),
    "maker": (
        "Würfel mit Zahnrad, umgeben von Funken",
        "A cube with a cogwheel and sparks around it",
    ),
    "writer": (
        "Schreibfeder über einer geschwungenen Linie",
        "A fountain pen above a curved line",
    ),
    "organiser": (
        "Fünf Personen, durch einen Stern in der Mitte verbunden",
        "Five people joined by a star in their midst",
    ),
    "explorer": (
        "Kompass, dessen Nadel nach Nordosten zeigt",
        "A compass with its needle pointing north-east",
    ),
    "milestone": (
        "Meilenstein mit einem Stern an einem Weg vor Hügeln",
        "A milestone with a star beside a road and hills",
    ),
}


@dataclass(frozen=True, slots=True)
class GalleryPicture:
    """One drawing: ``name`` is stable, ``alt`` is keyed by language (``de``, ``en``)."""

    name: str
    alt: Mapping[str, str]
    svg: bytes


@functools.cache
def pictures() -> tuple[GalleryPicture, ...]:
    """Give all twelve, in the order in which they are offered."""
    folder = resources.files(__name__)
    return tuple(
        GalleryPicture(
            name,
            MappingProxyType({"de": german, "en": english}),
            folder.joinpath(f"{name}.svg").read_bytes(),
        )
        for name, (german, english) in _ALT.items()
    )


def picture(name: str) -> GalleryPicture:
    """Give the picture called ``name``; raises ``NotFoundError``."""
    for found in pictures():
        if found.name == name:
            return found
    raise NotFoundError("gallery.unknown", f"The gallery has no picture called {name}.", name=name)
