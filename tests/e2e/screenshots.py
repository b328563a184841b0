"""Pictures of every page: ``make screenshots`` takes them, for people to look at.

The pages are those of the atlas: German on a phone, English on a desk, and both in the dark. The
folder is ``SCREENSHOTS`` or ``build/screenshots``; the file's name says the kind and the look.
In ``print`` are pages that people print, as a printer gets them.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from atlas import reader_of
from conftest import ROOT, Browsers
from kinds import FIXED, KINDS, Look
from playwright.sync_api import Page

pytestmark = pytest.mark.parametrize("service", ["sqlite"], indirect=True, scope="session")

FOLDER = Path(os.environ.get("SCREENSHOTS") or ROOT / "build" / "screenshots")
LOOKS = (
    Look("de", "light", 320),
    Look("en", "light", 1280),
    Look("de", "dark", 1280),
    Look("en", "dark", 320),
)
PRINTED = ("public.share", "verify.meaning", "manage.session", "home.legal datenschutz")
HIGHEST = 6000
"""Pixels: lists of everything are cut there."""


def name_of(kind: str) -> str:
    """Give a kind's name for a file."""
    return re.sub(r"[^a-z_.]+", "-", kind)


def opened(browsers: Browsers, atlas: dict[str, str], kind: str, look: Look) -> Page:
    """Open a page of a kind and wait until all of it is there."""
    page = browsers(reader_of(kind), look)
    path = FIXED.get(kind) or atlas[kind]
    page.goto(f"{path}{'&' if '?' in path else '?'}lang={look.language}")
    return page


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_pictures_of_pages_are_taken(look: Look, atlas: dict[str, str], browsers: Browsers) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for kind in KINDS:
        page = opened(browsers, atlas, kind, look)
        high = min(int(page.evaluate("document.documentElement.scrollHeight")), HIGHEST)
        page.screenshot(
            path=FOLDER / f"{name_of(kind)}.{look}.png",
            full_page=True,
            clip={"x": 0, "y": 0, "width": look.width, "height": high},
        )
    assert len(list(FOLDER.glob(f"*.{look}.png"))) >= len(KINDS)


def test_printed_pages_are_taken(atlas: dict[str, str], browsers: Browsers) -> None:
    (FOLDER / "print").mkdir(parents=True, exist_ok=True)
    for kind in PRINTED:
        page = opened(browsers, atlas, kind, LOOKS[0])
        page.pdf(path=FOLDER / "print" / f"{name_of(kind)}.pdf", format="A4")
    assert len(list((FOLDER / "print").glob("*.pdf"))) >= len(PRINTED)
