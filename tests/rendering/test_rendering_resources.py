"""Nothing is drawn that was not handed in, and nothing from the machine is needed."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from weasyprint.urls import FatalURLFetchingError

from badges.fonts import FACES, font_bytes
from badges.rendering.certificate import render_certificate
from badges.rendering.content import CertificateContent, Picture
from badges.rendering.environment import environment, render
from badges.rendering.resources import GivenBytes, ResourceRefusedError
from badges.wording import wording

from .conftest import CREATED

ELSEWHERE = [
    "https://example.org/a.png",
    "file:///etc/passwd",
    "data:image/png;base64,AAAA",
    "given:unknown",
    "ftp://example.org/a",
]
NO_FONTS = '<?xml version="1.0"?><fontconfig><cachedir>{}</cachedir></fontconfig>'
DRAW = """
import warnings; warnings.simplefilter("ignore")
from weasyprint import HTML
from badges.rendering.resources import TYPEFACES
sheets = [TYPEFACES.sheet]
html = '<p style="font-family: Meilenstein Serif, Meilenstein Naskh">Łucja فاطمة</p>'
pdf = HTML(string=html).write_pdf(
    stylesheets=sheets, font_config=TYPEFACES.configuration, uncompressed_pdf=True)
print(pdf.count(b"+Meilenstein-Serif"), pdf.count(b"+Meilenstein-Naskh"))
"""


@pytest.mark.parametrize("url", ELSEWHERE)
def test_the_fetcher_refuses_what_was_not_given(url: str) -> None:
    with pytest.raises(FatalURLFetchingError):
        GivenBytes({"given:picture": ("image/png", b"")})(url)


def test_a_picture_that_names_another_file_is_refused(content: CertificateContent) -> None:
    svg = (
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
        b'<image href="https://example.org/a.png" width="9" height="9"/></svg>'
    )
    picture = Picture(svg, "image/svg+xml", "Von woanders")
    with pytest.raises(ResourceRefusedError, match="outside itself"):
        render_certificate(replace(content, picture=picture), created=CREATED)


def test_the_shipped_fonts_are_all_that_is_needed(tmp_path: Path) -> None:
    config = tmp_path / "fonts.conf"
    config.write_text(NO_FONTS.format(tmp_path))
    done = subprocess.run(
        [sys.executable, "-c", DRAW],
        env={**os.environ, "FONTCONFIG_FILE": str(config)},
        capture_output=True,
        text=True,
        check=True,
    )
    serif, naskh = done.stdout.split()
    assert int(serif) > 0
    assert int(naskh) > 0


def test_the_font_folder_stays_small_and_names_its_licence() -> None:
    assert sum(len(font_bytes(face)) for face in FACES) < 4_000_000
    licence = Path(sys.modules["badges.fonts"].__file__ or "").with_name("OFL.txt").read_text()
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
    assert "fonts-noto-core, version" in licence


def test_templates_escape_what_they_show() -> None:
    page = environment().from_string("{{ name }}")
    assert page.render(name="<b>") == "&lt;b&gt;"


def test_a_missing_name_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        render("certificate/preview.html", wording=wording("de"))


FIRST_DRAWINGS = """
import threading

from badges.rendering.resources import TYPEFACES, GivenBytes, colour_profiles, page_of

def watch():
    with GivenBytes({}).watched():
        pass

together, went_wrong = threading.Barrier(8), []

def begin(act):
    together.wait()
    try:
        act()
    except Exception as error:
        went_wrong.append(repr(error))

acts = [lambda: page_of("<p>Zoë", GivenBytes({})), watch, lambda: TYPEFACES.sheet, colour_profiles]
threads = [threading.Thread(target=begin, args=(act,)) for act in acts * 2]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(went_wrong)
"""


def test_threads_may_all_draw_for_the_first_time() -> None:
    """Each loads a part of the library; half of a module is what none of them may get."""
    done = subprocess.run(
        [sys.executable, "-c", FIRST_DRAWINGS], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
