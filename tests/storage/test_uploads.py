"""A community's files as rows: kept once, cleaned, and pictures told from other files."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from support import community, make_app, running

from badges.errors import NotFoundError
from badges.models import Community
from badges.pictures import PictureError
from badges.uploads import PICTURES, has_picture, keep_file, keep_picture, picture_data


@pytest.fixture(autouse=True)
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from running(make_app(tmp_path, url=database))


@pytest.fixture
def demo(app: Flask) -> Community:
    return community()


def raster(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, kind)
    return out.getvalue()


def test_a_file_handed_in_twice_is_one_row(demo: Community) -> None:
    first = keep_picture(demo.id, raster("PNG"))
    assert keep_picture(demo.id, raster("PNG")) is first
    assert picture_data(demo.id, first.sha256)[1] == "image/png"


def test_a_photograph_is_a_logo_but_no_badge(demo: Community) -> None:
    assert keep_picture(demo.id, raster("JPEG"), PICTURES).media_type == "image/jpeg"
    with pytest.raises(PictureError):
        keep_picture(demo.id, raster("JPEG"))


def test_another_communitys_picture_is_not_there(demo: Community) -> None:
    sha256 = keep_picture(demo.id, raster("PNG")).sha256
    other = community("other")
    assert not has_picture(other.id, sha256)
    with pytest.raises(NotFoundError):
        picture_data(other.id, sha256)


def test_evidence_is_no_picture_whatever_names_it(demo: Community) -> None:
    sha256 = keep_file(demo.id, b"what somebody handed in", "text/plain").sha256
    assert not has_picture(demo.id, sha256)
    with pytest.raises(NotFoundError):
        picture_data(demo.id, sha256)


@pytest.mark.parametrize(
    ("name", "there"), [("gallery:workshop", True), ("gallery:none", False), ("../x", False)]
)
def test_the_gallery_has_its_own(demo: Community, name: str, there: bool) -> None:  # noqa: FBT001
    assert has_picture(demo.id, name) is there
