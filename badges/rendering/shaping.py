"""One line of text, shaped as the page would have it: glyphs, advances, which letters they are.

The shaping is Pango's own, through the library that lays out whole pages, with the same typefaces
and settings; so kerning and ligatures of a line that is set into a finished page are those of a
page that was laid out with it::

    shape("Łucja", Style(SERIF, 61.3, "de")).glyphs

Lines of letters that stand side by side are ours: Latin, Greek, Cyrillic, digits, punctuation. What
joins, turns round or stands above its neighbour is not, nor what another typeface must help with
(:class:`NotOursError`): such a line needs the whole layout.
"""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from typing import Any, Final

from badges.fonts import Face
from badges.rendering.resources import TYPEFACES, load_weasyprint

UNITS: Final = 1024
"""Pango counts in so many to a CSS pixel."""

_PLAIN = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u024f\u0370-\u0482\u048a-\u052f\u1e00-\u1fff"
    "\u2010-\u2014\u2018-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac]+"
)
"""No combining marks, no soft hyphens, no spaces that do not break, nothing that joins."""

_LAST_GLYPH: Final = 0xFFFF
_LTR: Final = 0  # PANGO_DIRECTION_LTR


class NotOursError(Exception):
    """The line, or the page around it, has to be laid out whole."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a line is set: its face, its size in CSS pixels and its language (``de``)."""

    face: Face
    size: float
    language: str


@dataclass(frozen=True, slots=True)
class Line:
    """A shaped line: ``advances`` in 1/1024 CSS pixels, ``letters`` what each glyph stands for.

    ``width``, ``height`` and ``baseline`` (below its upper edge) are in CSS pixels; ``size`` is
    the size that Pango took.
    """

    glyphs: tuple[int, ...]
    advances: tuple[int, ...]
    letters: tuple[str, ...]
    width: float
    height: float
    baseline: float
    size: float


def shape(text: str, style: Style) -> Line:
    """Shape ``text`` as one line; raises :class:`NotOursError`."""
    if not _PLAIN.fullmatch(text):
        raise NotOursError("This text needs a layout of its own.")
    load_weasyprint()
    from weasyprint.text.ffi import ffi, pango  # noqa: PLC0415

    layout = _LAYOUTS.of(style)
    utf8 = text.encode()
    pango.pango_layout_set_text(layout, utf8, len(utf8))
    line = pango.pango_layout_get_line_readonly(layout, 0)
    extents = ffi.new("PangoRectangle *")
    pango.pango_layout_line_get_extents(line, ffi.NULL, extents)
    glyphs: list[int] = []
    advances: list[int] = []
    letters: list[str] = []
    size = 0.0
    run = line.runs
    while run != ffi.NULL:
        size = _size_of(run.data.item.analysis.font, style.face, ffi, pango)
        _read(run.data, utf8, glyphs, advances, letters)
        run = run.next
    return Line(
        tuple(glyphs),
        tuple(advances),
        tuple(letters),
        extents.width / UNITS,
        extents.height / UNITS,
        pango.pango_layout_get_baseline(layout) / UNITS,
        size,
    )


def typesetter() -> int:
    """Give the version of Pango, which is the machine's: another one may set a line otherwise."""
    load_weasyprint()
    from weasyprint.text.ffi import pango  # noqa: PLC0415

    return int(pango.pango_version())


class _Layouts(threading.local):
    """Pango's layouts of this thread, one for each face and language."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Face, str], tuple[Any, Any]] = {}

    def of(self, style: Style) -> Any:
        """Give the layout that sets lines in a style."""
        from weasyprint.text.ffi import pango  # noqa: PLC0415

        key = style.face, style.language
        if key not in self._kept:
            self._kept[key] = self._made(*key)
        layout, description = self._kept[key]
        pango.pango_font_description_set_absolute_size(description, int(style.size * UNITS))
        pango.pango_layout_set_font_description(layout, description)
        return layout

    @staticmethod
    def _made(face: Face, language: str) -> tuple[Any, Any]:
        from weasyprint.text.ffi import ffi, gobject, pango  # noqa: PLC0415

        _ = TYPEFACES.sheet  # puts the typefaces into the font map
        context = ffi.gc(
            pango.pango_font_map_create_context(TYPEFACES.configuration.font_map),
            gobject.g_object_unref,
        )
        pango.pango_context_set_round_glyph_positions(context, False)  # noqa: FBT003
        pango.pango_context_set_base_dir(context, _LTR)
        known = pango.pango_language_from_string(language.encode())
        pango.pango_context_set_language(context, known)
        layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
        pango.pango_layout_set_auto_dir(layout, False)  # noqa: FBT003
        description = ffi.gc(pango.pango_font_description_new(), pango.pango_font_description_free)
        pango.pango_font_description_set_family(description, face.family.encode())
        pango.pango_font_description_set_style(description, 2 if face.style == "italic" else 0)
        pango.pango_font_description_set_weight(description, face.weight)
        return layout, description


_LAYOUTS = _Layouts()


def _size_of(font: Any, face: Face, ffi: Any, pango: Any) -> float:
    """Give the size that a font has; raises NotOursError where it is another face's."""
    description = ffi.gc(
        pango.pango_font_describe_with_absolute_size(font), pango.pango_font_description_free
    )
    family = ffi.string(pango.pango_font_description_get_family(description)).decode()
    if family != face.family:
        raise NotOursError("Another typeface must help with this text.")
    return float(pango.pango_font_description_get_size(description)) / UNITS


def _read(
    item: Any, utf8: bytes, glyphs: list[int], advances: list[int], letters: list[str]
) -> None:
    """Add a run's glyphs; raises NotOursError for what does not just stand in a row."""
    count = item.glyphs.num_glyphs
    start, length = item.item.offset, item.item.length
    clusters = [*item.glyphs.log_clusters[0:count], length]
    if item.item.analysis.level % 2:
        raise NotOursError("This text runs from right to left.")
    for index, info in enumerate(item.glyphs.glyphs[0:count]):
        geometry = info.geometry
        letter = utf8[start + clusters[index] : start + clusters[index + 1]].decode()
        # Flags beyond the glyphs of a font are Pango's: nothing to draw, or nothing found.
        if info.glyph > _LAST_GLYPH or not letter or geometry.x_offset or geometry.y_offset:
            raise NotOursError("This text is more than letters in a row.")
        glyphs.append(info.glyph)
        advances.append(geometry.width)
        letters.append(letter)
