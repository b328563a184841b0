"""The value of a design, checked when it is made, and its words for those who cannot see it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from badges.designing.icons import ICONS, icon
from badges.designing.lettering import can_be_lettered
from badges.errors import InputError

RIBBON_LIMIT: Final = 14
"""Characters that a ribbon has room for."""

SHAPES: Final = {
    "scallop": ("Rosette", "Rosette", "in einer Rosette", "in a rosette"),
    "shield": ("Schild", "Shield", "auf einem Schild", "on a shield"),
    "hexagon": ("Sechseck", "Hexagon", "in einem Sechseck", "in a hexagon"),
    "octagon": ("Achteck", "Octagon", "in einem Achteck", "in an octagon"),
    "circle": ("Kreis", "Circle", "in einem Kreis", "in a circle"),
    "sunburst": ("Siegel", "Seal", "in einem Siegel", "in a seal"),
    "square": ("Quadrat", "Square", "in einem Quadrat", "in a square"),
    "diamond": ("Raute", "Diamond", "in einer Raute", "in a diamond"),
}
"""Shapes by key: name in German and English, then where the icon stands, in both."""

ORNAMENTS: Final = {
    "rays": ("Strahlen", "Rays"),
    "ticks": ("Goldener Strichkranz", "Golden strokes"),
    "laurel": ("Lorbeer", "Laurel"),
    "rings": ("Ringe", "Rings"),
    "disc": ("Helle Scheibe", "Light disc"),
    "plain": ("Ohne", "None"),
}
"""What surrounds the icon."""

TONES: Final = {"light": ("Hell", "Light"), "gold": ("Gold", "Gold")}
"""What the icon is drawn in; on a ground too light for it, it is dark."""

_COLOUR: Final = re.compile(r"#[0-9a-f]{6}")


class DesignError(InputError):
    """A design that cannot be drawn; ``field`` names what is wrong with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """A badge picture as a value: keys of the tables, a colour ``#rrggbb``, a short text or none.

    Raises :class:`DesignError` for what cannot be drawn.
    """

    icon: str = "star"
    shape: str = "scallop"
    ornament: str = "rays"
    tone: str = "light"
    colour: str = "#1f5f5b"
    ribbon: str = ""

    def __post_init__(self) -> None:
        known: dict[str, Any] = {
            "icon": ICONS,
            "shape": SHAPES,
            "ornament": ORNAMENTS,
            "tone": TONES,
        }
        for name, table in known.items():
            if getattr(self, name) not in table:
                sentence = "Choose a shape, an icon and a colour."
                raise DesignError("design.choice", sentence, field=name)
        if not _COLOUR.fullmatch(self.colour):
            sentence = "Choose a shape, an icon and a colour."
            raise DesignError("design.choice", sentence, field="colour")
        if len(self.ribbon) > RIBBON_LIMIT:
            raise DesignError(
                "design.long",
                f"The ribbon has room for {RIBBON_LIMIT} characters.",
                field="ribbon",
                limit=RIBBON_LIMIT,
            )
        if not can_be_lettered(self.ribbon):
            raise DesignError(
                "design.letters",
                "The ribbon can carry Latin, Greek and Cyrillic letters, digits and marks.",
                field="ribbon",
            )

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> Design:
        """Make a design of texts by field name; what is missing stays at its default."""
        given = {name: fields[name] for name in cls.__slots__ if isinstance(fields.get(name), str)}
        if "ribbon" in given:
            given["ribbon"] = " ".join(given["ribbon"].split())
        if "colour" in given:
            given["colour"] = given["colour"].lower()
        return cls(**given)

    def to_fields(self) -> dict[str, str]:
        """Give the texts by field name."""
        return asdict(self)


DEFAULT: Final = Design()
"""What the designer begins with."""


def alt_of(design: Design) -> dict[str, str]:
    """Describe what is to be seen, in every language."""
    name = icon(design.icon).name
    _, _, german, english = SHAPES[design.shape]
    alts = {"de": f"{name['de']} {german}", "en": f"{name['en']} {english}"}
    if design.ribbon:
        alts["de"] += f", mit der Bandaufschrift „{design.ribbon}“"
        alts["en"] += f", with a ribbon that says “{design.ribbon}”"
    return alts
