"""The typefaces that ship with us, so that a page looks the same on every machine.

Noto by Google under the SIL Open Font License 1.1; ``OFL.txt`` beside the files names the
copyright, the licence and the package they were taken from, unchanged::

    >>> [face.family for face in FACES if face.style == "italic"]
    ['Meilenstein Serif']
    >>> font_bytes(FACES[0])[:4].hex()
    '00010000'

Latin (Polish, Welsh, Vietnamese and all others in Unicode's Latin blocks), Greek and Cyrillic are
in the serif and the sans; Arabic and Hebrew have a file each and stand behind both.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal


@dataclass(frozen=True, slots=True)
class Face:
    """One font file and how a style sheet asks for it.

    ``family`` is a name of our own, so that a font of the same name on the machine never stands
    in; ``weight`` is a CSS weight (400 or 700).
    """

    file: str
    family: str
    weight: int = 400
    style: Literal["normal", "italic"] = "normal"


FACES = (
    Face("NotoSerifDisplay-Regular.ttf", "Meilenstein Serif"),
    Face("NotoSerifDisplay-Italic.ttf", "Meilenstein Serif", style="italic"),
    Face("NotoSans-Regular.ttf", "Meilenstein Sans"),
    Face("NotoSans-Bold.ttf", "Meilenstein Sans", weight=700),
    Face("NotoNaskhArabic-Regular.ttf", "Meilenstein Naskh"),
    Face("NotoNaskhArabic-Bold.ttf", "Meilenstein Naskh", weight=700),
    Face("NotoSerifHebrew-Regular.ttf", "Meilenstein Hebrew"),
)


@cache
def font_bytes(face: Face) -> bytes:
    """Give the file of ``face`` as it is published (TrueType)."""
    return (files(__name__) / face.file).read_bytes()
