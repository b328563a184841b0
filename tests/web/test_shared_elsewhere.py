"""A shared badge elsewhere: in a frame of another site, on Mastodon, in previews."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from browser import words_of
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from published import issued_award, site
from support import running

from badges.awarding.holding import correct_name
from badges.database import db
from badges.issuing import reissue
from badges.models import Award

BROWSER = {"Accept": "text/html"}
NAMES = {
    "long": "Maximiliane " * 16 + "Ende",
    "long word": "W" * 200,
    "right to left": "محمد عبد الله",
    "hebrew": "דוד בן־גוריון",
    "emoji": "Zoë 🦊🌈",
    "script": "<script>alert(1)</script>",
}


@pytest.fixture(scope="module", autouse=True)
def app(tmp_path_factory: pytest.TempPathFactory, shared_database: str) -> Iterator[Flask]:
    yield from running(site(tmp_path_factory.mktemp("elsewhere"), url=shared_database))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_the_embedded_badge_may_be_framed_by_others_and_asks_nobody_else(
    client: FlaskClient,
) -> None:
    award = issued_award()
    answer = client.get(f"/credentials/{award.public_id}/embed?lang=en", headers=BROWSER)
    assert "Ada Beispiel" in answer.text
    assert f'href="http://localhost:8000/credentials/{award.public_id}"' in answer.text
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers
    assert not re.search(r'(src|href)="(?!/|http://localhost:8000/)', answer.text)


def test_no_other_page_may_be_framed(client: FlaskClient) -> None:
    award = issued_award()
    answer = client.get(f"/credentials/{award.public_id}", headers=BROWSER)
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_a_private_badge_is_not_embedded(client: FlaskClient) -> None:
    award = issued_award(visibility="private")
    answer = client.get(f"/credentials/{award.public_id}/embed", headers=BROWSER)
    assert answer.status_code == 404
    assert "Ada" not in answer.text


def test_mastodon_is_reached_by_a_link_after_its_server_was_typed(client: FlaskClient) -> None:
    award = issued_award()
    address = f"/credentials/{award.public_id}/mastodon?lang=en"
    answer = client.post(address, data={"instance": "@ada@social.example"})
    assert 'href="https://social.example/share?text=' in answer.text
    assert "Set-Cookie" not in answer.headers
    wrong = client.post(address, data={"instance": "no server"})
    assert wrong.status_code == 422
    assert "such as mastodon.social" in words_of(wrong)
    assert 'value="no server"' in wrong.text


def test_the_same_page_for_every_client_and_no_oembed(client: FlaskClient) -> None:
    award = issued_award()
    agents = ["LinkedInBot/1.0", "Mastodon/4.2", "facebookexternalhit/1.1", "Mozilla/5.0"]
    pages = {
        re.sub(r"\d\d:\d\d", "", client.get(
            f"/credentials/{award.public_id}", headers={"User-Agent": agent, "Accept": "*/*"}
        ).text)
        for agent in agents
    }  # fmt: skip
    assert len(pages) == 1
    assert "oembed" not in pages.pop().lower()


@pytest.mark.parametrize("kind", NAMES)
def test_whatever_the_name_page_and_preview_hold_it(client: FlaskClient, kind: str) -> None:
    name = NAMES[kind][:200]
    award = issued_award(recipient_name=name)
    page = client.get(f"/credentials/{award.public_id}", headers=BROWSER).text
    assert "<script>alert" not in page
    found = re.search(r'property="og:image" content="([^"]+)"', page)
    assert found is not None
    picture = client.get(found[1].removeprefix("http://localhost:8000"))
    with Image.open(io.BytesIO(picture.data)) as opened:
        assert (opened.size, opened.format) == ((1200, 627), "PNG")
    assert len(picture.data) < 5_000_000


def test_a_corrected_name_gets_a_new_address_for_its_preview(client: FlaskClient) -> None:
    award: Award = issued_award()
    address = f"/credentials/{award.public_id}"
    before = re.findall(r"og\.png\?v=\w+", client.get(address, headers=BROWSER).text)
    assert award.member is not None
    correct_name(award.member, award, name="Ada Lovelace")
    reissue(award.id, "corrected")
    db.session.commit()
    after = re.findall(r"og\.png\?v=\w+", client.get(address, headers=BROWSER).text)
    assert before
    assert before != after
