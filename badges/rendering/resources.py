"""What a drawing may use: the bytes that were handed in, and nothing else.

WeasyPrint asks a fetcher for every address in a page. Ours answers from a table that the caller
filled and from the typefaces that ship with us; it opens no file and no connection, whatever a
picture or a text tries to name (decisions 24). WeasyPrint takes a third of what our commands need
to start, so this room imports it when it first draws::

    >>> given = GivenBytes({"given:picture": ("image/png", b"...")})
    >>> given("given:picture").read()
    b'...'
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from importlib.resources import files
from typing import Any

from badges.errors import BadgesError
from badges.fonts import FACES, font_bytes

_FONTS = {f"given:font/{face.file}": face for face in FACES}

FONT_FACES = "\n".join(
    f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight};'
    f' font-style: {face.style}; src: url("given:font/{face.file}") }}'
    for face in FACES
)
"""The style sheet that names every shipped typeface."""


COLOUR_SPACE = "--srgb"
"""The output intent of PDF/A (ISO 19005-3, 6.2.3), in :func:`colour_profiles`."""


class RenderingError(BadgesError):
    """A page cannot be drawn as it was given."""


class ResourceRefusedError(RenderingError):
    """A page or a picture in it asked for something that was not handed in."""


def load_weasyprint() -> None:
    """Load WeasyPrint as a whole, before a part of it is asked for by name.

    It takes half a second, and few processes draw. Of two threads, one asking for the whole and
    one for a part, each would wait for what the other is loading; Python breaks that up by giving
    one of them half of a module.
    """
    import weasyprint  # noqa: F401, PLC0415


class GivenBytes:
    """A WeasyPrint url_fetcher over ``address -> (media type, bytes)``.

    Addresses have the scheme ``given:``; everything else, ``data:`` and ``file:`` included, stops
    the drawing.
    """

    def __init__(self, given: Mapping[str, tuple[str, bytes]]) -> None:
        self._given = given
        self._refused = False

    def __call__(self, url: str) -> Any:
        """Give the response for ``url``, or stop WeasyPrint for good."""
        load_weasyprint()
        from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse  # noqa: PLC0415

        if face := _FONTS.get(url):
            return URLFetcherResponse(url, font_bytes(face), {"Content-Type": "font/ttf"})
        if url in self._given:
            media_type, data = self._given[url]
            return URLFetcherResponse(url, data, {"Content-Type": media_type})
        # Inside an SVG picture WeasyPrint swallows even this and leaves the picture out; so the
        # refusal is also remembered.
        self._refused = True
        raise FatalURLFetchingError(url)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Raise :class:`ResourceRefusedError` where the drawing inside was refused something."""
        load_weasyprint()
        from weasyprint.urls import FatalURLFetchingError  # noqa: PLC0415

        try:
            yield
        except FatalURLFetchingError:
            self._refused = True
        if self._refused:
            raise ResourceRefusedError(
                "rendering.resource_refused",
                "The picture names a file outside itself; upload one that stands alone.",
            )


class Typefaces(threading.local):
    """The shipped typefaces, loaded once a thread: Pango's font maps are not shared by threads."""

    @cached_property
    def configuration(self) -> Any:
        """Give Pango's font map, to be handed to each drawing beside the sheet."""
        load_weasyprint()
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415

        return FontConfiguration()

    @cached_property
    def sheet(self) -> Any:
        """Give the style sheet that puts the typefaces into the font map."""
        return style_sheet(FONT_FACES, font_config=self.configuration)


def style_sheet(text: str, **options: Any) -> Any:
    """Give WeasyPrint's style sheet of a text that names nothing but ``given:`` addresses."""
    from weasyprint import CSS  # noqa: PLC0415

    return CSS(string=text, url_fetcher=GivenBytes({}), **options)


def page_of(html: str, fetcher: GivenBytes) -> Any:
    """Give WeasyPrint's page of an HTML text, to be laid out or written."""
    from weasyprint import HTML  # noqa: PLC0415

    return HTML(string=html, url_fetcher=fetcher)


def colour_profiles() -> dict[str, Any]:
    """Give the colour space of one drawing, as WeasyPrint's ``color_profiles``.

    Made anew for each: a profile that was written once is written differently the next time. Asked
    for its sRGB by name, WeasyPrint would leave the file open.
    """
    from weasyprint import CSS  # noqa: PLC0415

    profile = (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()
    profiles: dict[str, Any] = {}
    CSS(
        string=f"@color-profile {COLOUR_SPACE} {{ src: url(given:srgb); components: r, g, b }}",
        url_fetcher=GivenBytes({"given:srgb": ("application/vnd.iccprofile", profile)}),
        color_profiles=profiles,
    )
    return profiles


TYPEFACES = Typefaces()
