"""What pages load: kept for ever under its digest, packed for those who can unpack it."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from published import site
from support import running

from badges.errors import NotFoundError
from badges.web.static import asset, asset_url, packed


@pytest.fixture(scope="module", autouse=True)
def app(tmp_path_factory: pytest.TempPathFactory, shared_database: str) -> Iterator[Flask]:
    yield from running(site(tmp_path_factory.mktemp("assets"), url=shared_database))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_a_style_sheet_is_packed_for_a_browser_that_asks(client: FlaskClient) -> None:
    plain = client.get(asset_url("style.css"))
    small = client.get(asset_url("style.css"), headers={"Accept-Encoding": "gzip, br"})
    assert small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.data) == plain.data == asset("style.css")[0]
    assert len(small.data) < len(plain.data) / 3


@pytest.mark.parametrize("accepts", ["", "br", "gzip;q=0"])
def test_who_cannot_unpack_gets_it_as_it_is(client: FlaskClient, accepts: str) -> None:
    answer = client.get(asset_url("page.js"), headers={"Accept-Encoding": accepts})
    assert "Content-Encoding" not in answer.headers
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.data == asset("page.js")[0]


def test_what_is_packed_already_is_left_alone(client: FlaskClient) -> None:
    font = client.get(asset_url("headings.woff2"), headers={"Accept-Encoding": "gzip"})
    assert packed("headings.woff2") is None
    assert "Content-Encoding" not in font.headers


def test_an_old_digest_gets_todays_file_and_is_not_kept(client: FlaskClient) -> None:
    assert "immutable" in client.get(asset_url("page.js")).headers["Cache-Control"]
    assert client.get("/static/000000000000/page.js").headers["Cache-Control"] == "no-cache"
    with pytest.raises(NotFoundError):
        asset("../policy.py")
