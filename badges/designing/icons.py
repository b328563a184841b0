"""The icons of the designer, with their names.

Taken unchanged from Phosphor Icons (the package ``@phosphor-icons/core``, weight "fill"), whose
licence stands in ``LICENSE-phosphor``; ``icons.json`` has their outlines on a square of 256 units::

    >>> icon("leaf").name["de"]
    'Blatt'
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Final

from badges.errors import NotFoundError

SIDE: Final = 256
"""Units of an icon's square."""

_NAMES: Final = {
    "star": ("Stern", "Star"),
    "sparkle": ("Funkeln", "Sparkle"),
    "heart": ("Herz", "Heart"),
    "hand-heart": ("Hand mit Herz", "Hand with a heart"),
    "handshake": ("Händedruck", "Handshake"),
    "hands-clapping": ("Applaus", "Applause"),
    "users-three": ("Drei Personen", "Three people"),
    "chats": ("Gespräch", "Conversation"),
    "megaphone": ("Megafon", "Megaphone"),
    "microphone-stage": ("Mikrofon", "Microphone"),
    "chalkboard-teacher": ("Person an der Tafel", "Person at a board"),
    "graduation-cap": ("Doktorhut", "Graduation cap"),
    "book-open": ("Offenes Buch", "Open book"),
    "pencil-line": ("Stift mit Linie", "Pencil with a line"),
    "pen-nib": ("Schreibfeder", "Pen nib"),
    "lightbulb": ("Glühbirne", "Light bulb"),
    "magnifying-glass": ("Lupe", "Magnifying glass"),
    "puzzle-piece": ("Puzzleteil", "Puzzle piece"),
    "flag": ("Fahne", "Flag"),
    "trophy": ("Pokal", "Trophy"),
    "crown": ("Krone", "Crown"),
    "shield-check": ("Schild mit Haken", "Shield with a tick"),
    "calendar-check": ("Kalender mit Haken", "Calendar with a tick"),
    "compass": ("Kompass", "Compass"),
    "mountains": ("Berge", "Mountains"),
    "path": ("Weg", "Path"),
    "person-simple-hike": ("Person beim Wandern", "Person hiking"),
    "tent": ("Zelt", "Tent"),
    "leaf": ("Blatt", "Leaf"),
    "tree": ("Baum", "Tree"),
    "flower": ("Blüte", "Flower"),
    "potted-plant": ("Topfpflanze", "Potted plant"),
    "recycle": ("Kreislauf aus Pfeilen", "Recycling arrows"),
    "sun": ("Sonne", "Sun"),
    "fire": ("Flamme", "Flame"),
    "lightning": ("Blitz", "Lightning"),
    "bird": ("Vogel", "Bird"),
    "butterfly": ("Schmetterling", "Butterfly"),
    "fish": ("Fisch", "Fish"),
    "paw-print": ("Pfotenabdruck", "Paw print"),
    "bicycle": ("Fahrrad", "Bicycle"),
    "sailboat": ("Segelboot", "Sailing boat"),
    "rocket-launch": ("Rakete", "Rocket"),
    "planet": ("Planet", "Planet"),
    "globe": ("Weltkugel", "Globe"),
    "translate": ("Schriftzeichen zweier Sprachen", "Letters of two languages"),
    "map-trifold": ("Landkarte", "Map"),
    "house-line": ("Haus", "House"),
    "anchor": ("Anker", "Anchor"),
    "key": ("Schlüssel", "Key"),
    "wrench": ("Schraubenschlüssel", "Spanner"),
    "hammer": ("Hammer", "Hammer"),
    "toolbox": ("Werkzeugkasten", "Toolbox"),
    "gear": ("Zahnrad", "Cogwheel"),
    "scissors": ("Schere", "Scissors"),
    "yarn": ("Wollknäuel", "Ball of wool"),
    "cube": ("Würfel", "Cube"),
    "paint-brush": ("Pinsel", "Paint brush"),
    "camera": ("Kamera", "Camera"),
    "film-slate": ("Filmklappe", "Film slate"),
    "mask-happy": ("Theatermaske", "Theatre mask"),
    "music-notes": ("Noten", "Musical notes"),
    "code": ("Spitze Klammern", "Angle brackets"),
    "laptop": ("Laptop", "Laptop"),
    "cpu": ("Computerchip", "Computer chip"),
    "robot": ("Roboter", "Robot"),
    "flask": ("Glaskolben", "Flask"),
    "first-aid-kit": ("Verbandskasten", "First-aid kit"),
    "cooking-pot": ("Kochtopf", "Cooking pot"),
    "fork-knife": ("Messer und Gabel", "Knife and fork"),
    "carrot": ("Möhre", "Carrot"),
    "cake": ("Torte", "Cake"),
    "coffee": ("Tasse", "Cup"),
    "soccer-ball": ("Fußball", "Football"),
    "eye": ("Auge", "Eye"),
    "ear": ("Ohr", "Ear"),
}


@dataclass(frozen=True, slots=True)
class Icon:
    """One icon: ``key`` is stable, ``name`` by language, ``outline`` an SVG path's data."""

    key: str
    name: Mapping[str, str]
    outline: str


@functools.cache
def _icons() -> Mapping[str, Icon]:
    outlines = json.loads(resources.files(__package__).joinpath("icons.json").read_bytes())
    return MappingProxyType(
        {
            key: Icon(key, MappingProxyType({"de": german, "en": english}), outlines[key])
            for key, (german, english) in _NAMES.items()
        }
    )


ICONS: Final = tuple(_NAMES)
"""The keys of all icons, in the order in which they are offered."""


def icon(key: str) -> Icon:
    """Give the icon of a key; raises ``NotFoundError``."""
    found = _icons().get(key)
    if found is None:
        raise NotFoundError("design.icon", f"There is no icon called {key:.40}.", icon=key)
    return found


def icon_svg(key: str) -> bytes:
    """Draw an icon by itself, in a grey that light and dark grounds both show (1.4.11)."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" fill="#807868">'
        f'<path d="{icon(key).outline}"/></svg>'
    ).encode()
