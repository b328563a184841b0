"""Uploaded drawings come out as drawings and nothing more."""

from __future__ import annotations

import base64
import contextlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from badges.pictures import DamagedPictureError, PictureError, PictureSizeError, clean_svg

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n....").decode()


def cleaned(inside: str) -> str:
    return clean_svg(f"{HEAD}{inside}</svg>".encode()).decode()


EVIL = [
    "<script>alert(1)</script>",
    '<g onclick="evil()"/>',
    "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>evil</p></foreignObject>",
    '<a xlink:href="javascript:evil()"><circle r="1"/></a>',
    '<use xlink:href="http://evil.example/a.svg#x"/>',
    '<use href="data:image/svg+xml;base64,evil"/>',
    '<image href="https://evil.example/pixel.png"/>',
    '<image href="file:///etc/evil"/>',
    f'<image href="data:image/svg+xml;base64,{PNG}" id="evil"/>',
    '<image id="evil" href="data:image/png;base64,AAAA"/>',
    '<rect fill="url(http://evil.example/#a)"/>',
    '<rect style="fill:url(//evil.example)"/>',
    '<rect style="background:url(#a);behavior:evil"/>',
    '<rect style="fill:u\\72l(http://evil.example)"/>',
    "<style>@import 'http://evil.example';</style>",
    "<style>a{fill:url(http://evil.example)}</style>",
    "<style>a{fill:red}&lt;/style>&lt;script>evil</style>",
    '<style>[id^="evil"]{fill:red}</style>',
    '<animate attributeName="href" to="javascript:evil()"/>',
    '<set attributeName="onclick" to="evil()"/>',
    '<handler xmlns="http://www.w3.org/2001/xml-events">evil</handler>',
    '<svg:script xmlns:svg="http://www.w3.org/2000/svg">evil</svg:script>',
    '<rect xmlns:q="urn:evil" q:evil="1"/>',
    "<!-- evil --><?evil?>",
    "<metadata>evil</metadata>",
    '<filter><feImage href="http://evil.example"/></filter>',
    '<g xml:base="http://evil.example/"/>',
]


@pytest.mark.parametrize("inside", EVIL, ids=range(len(EVIL)))
def test_what_acts_or_loads_does_not_come_along(inside: str) -> None:
    result = cleaned(inside)
    assert "evil" not in result
    assert "script" not in result


GOOD = [
    '<path d="M0 0L9 9Z" fill="#16939a" fill-opacity=".5" transform="rotate(4 1 2)"/>',
    '<g id="a" class="b"><circle cx="1" cy="2" r="3"/></g>',
    '<rect fill="url(#g)" clip-path="url(#c)"/>',
    '<rect style="fill:url(#g);stroke:#fff"/>',
    "<style>.a,#b,rect{fill:#fff;opacity:.5}</style>",
    '<use xlink:href="#a" x="4"/>',
    f'<image width="9" height="9" xlink:href="data:image/png;base64,{PNG}"/>',
    '<text x="1" y="2">Zoë &amp; Łukasz <tspan dy="3">III</tspan> more</text>',
    "<title>A lighthouse</title>",
]


@pytest.mark.parametrize("inside", GOOD, ids=range(len(GOOD)))
def test_what_draws_stays_as_it_is(inside: str) -> None:
    wanted = etree.fromstring(f"{HEAD}{inside}</svg>")[0]
    made = etree.fromstring(cleaned(inside))[0]
    c14n = {"method": "c14n", "exclusive": True}
    assert etree.tostring(made, **c14n) == etree.tostring(wanted, **c14n)


def test_a_drawing_without_a_view_gets_one_and_cleaning_twice_changes_nothing() -> None:
    given_svg = HEAD.replace(">", ' width="256px" height="128">') + '<a><path d="M0 0"/></a></svg>'
    once = clean_svg(given_svg.encode())
    assert b'viewBox="0 0 256 128"' in once
    assert clean_svg(once) == once


BOMB = '<g id="u0"><path d="M0 0h1"/></g>' + "".join(
    f'<g id="u{after}">{f"""<use href="#u{before}"/>""" * 10}</g>'
    for before, after in pairwise(range(10))
)

MASKS = "<style>.m9{mask:url(#m10)}</style>" + "".join(
    f'<mask id="m{i}">{f"""<path class="m{i}" mask="url(#m{i + 1})"/>""" * 4}</mask>'
    for i in range(12)
)
USE = '<use href="#u"/>'
CHAIN = '<path id="u0"/>' + "".join(
    f'<use id="u{after}" href="#u{before}"/>' for before, after in pairwise(range(200))
)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (f"{HEAD}{BOMB}</svg>", PictureSizeError),
        (f"{HEAD}{MASKS}</svg>", PictureSizeError),
        (f"{HEAD}{CHAIN}</svg>", DamagedPictureError),
        (f"{HEAD}{USE * 501}</svg>", PictureSizeError),
        (
            f"{HEAD}<style>g{{clip-path:url(#a)}}</style><clipPath id='a'><g/></clipPath></svg>",
            DamagedPictureError,
        ),
        (f'{HEAD}<g id="a"><use href="#a"/></g></svg>', DamagedPictureError),
        (f"{HEAD}{'<g>' * 220}{'</g>' * 220}</svg>", DamagedPictureError),
        (f"{HEAD}{' ' * 600_000}</svg>", PictureSizeError),
        (f"{HEAD}<g>", DamagedPictureError),
        (f'<!DOCTYPE svg [<!ENTITY a "b">]>{HEAD}&a;</svg>', DamagedPictureError),
        ("<html/>", DamagedPictureError),
        ("", DamagedPictureError),
    ],
    ids=range(12),
)
def test_what_is_no_drawing_or_draws_without_end_is_refused(
    data: str, error: type[PictureError]
) -> None:
    with pytest.raises(error):
        clean_svg(data.encode())


@given(st.lists(st.sampled_from([*EVIL, *GOOD, "<g>", "</g>", "<![CDATA[", "]]>", "&", '"', ">"])))
def test_any_mixture_gives_a_harmless_drawing_or_a_typed_error(parts: list[str]) -> None:
    with contextlib.suppress(PictureError):
        made = etree.fromstring(cleaned("".join(parts)))
        names = {etree.QName(element).localname for element in made.iter()}
        assert not names & {"script", "foreignObject", "a", "handler", "animate", "set"}
