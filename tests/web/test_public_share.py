"""The share page: what strangers see of an award in each of its states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from published import issued_award, issuing_community, site
from support import Clock, running

from badges.awarding import erasing
from badges.credentials.statuslists import revoke_credentials
from badges.database import db
from badges.models import Award

BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/png,*/*;q=0.8"}


@pytest.fixture(scope="module")
def standing_clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module", autouse=True)
def app(
    tmp_path_factory: pytest.TempPathFactory, shared_database: str, standing_clock: Clock
) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("share")
    yield from running(site(folder, now=standing_clock, url=shared_database))


@pytest.fixture
def clock(standing_clock: Clock) -> Iterator[Clock]:
    at = standing_clock.at
    yield standing_clock
    standing_clock.at = at


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def page(client: FlaskClient, award: Award, language: str = "en", status: int = 200) -> str:
    answer = client.get(f"/credentials/{award.public_id}?lang={language}", headers=BROWSER)
    assert answer.status_code == status
    return re.sub(r"\s+", " ", answer.text)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["Valid", "has earned", "Took part 2 times", "Signature:", "Not withdrawn:"]),
        ("de", ["Gültig", "hat erreicht", "2-mal teilgenommen", "Signatur:"]),
    ],
)
def test_it_says_who_what_from_whom_and_whether_it_is_valid(
    client: FlaskClient, language: str, expected: list[str]
) -> None:
    html = page(client, issued_award(), language)
    for text in ["Ada Beispiel", "first-steps", "localhost:8000", *expected]:
        assert text in html


def test_it_sets_no_cookie_and_asks_no_third_party(client: FlaskClient) -> None:
    award = issued_award()
    answer = client.get(f"/credentials/{award.public_id}", headers=BROWSER)
    assert "Set-Cookie" not in answer.headers
    loading = r'<(?:img|script|link|iframe)[^>]*(?:src|href)="(https?:[^"]+)"'
    loaded = re.findall(loading, answer.text)
    assert [url for url in loaded if not url.startswith("http://localhost:8000/")] == []


def test_the_head_carries_a_picture_that_networks_can_read(client: FlaskClient) -> None:
    award = issued_award()
    html = page(client, award)
    head = dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]+)"', html))
    assert head["og:title"].startswith("Ada Beispiel: first-steps")
    assert head["og:url"] == f"http://localhost:8000/credentials/{award.public_id}"
    assert re.fullmatch(rf"{head['og:url']}/og\.png\?v=[0-9a-f]{{12}}", head["og:image"])
    assert (head["og:image:width"], head["og:image:height"]) == ("1200", "627")


@pytest.mark.parametrize(
    ("visibility", "robots"), [("link", "noindex"), ("public", "index, follow")]
)
def test_only_public_awards_may_be_listed(
    client: FlaskClient, visibility: str, robots: str
) -> None:
    html = page(client, issued_award(visibility=visibility))
    assert f'name="robots" content="{robots}"' in html


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("withdrawn", ("Withdrawn by the issuer", "The issuer has withdrawn it.")),
        ("suspended", ("Suspended by the issuer", "has suspended it for the time being.")),
    ],
)
def test_what_is_withdrawn_says_so(
    client: FlaskClient, kind: str, expected: tuple[str, str]
) -> None:
    award = issued_award()
    revoke_credentials(award, kind=kind)
    award.state = kind
    db.session.commit()
    html = page(client, award)
    assert all(each in html for each in expected)
    assert ("has withdrawn it" in html) is (kind == "withdrawn")
    assert "Add to LinkedIn" not in html


def test_what_has_expired_says_until_when(client: FlaskClient, clock: Clock) -> None:
    award = issued_award(issuing_community("past"), achievement={"valid_days": 30})
    clock.at += timedelta(days=40)
    html = page(client, award)
    assert "It was valid until 9 April 2026." in html
    assert "It expired on 9 April 2026, 21:59 (UTC)." in html


def test_without_a_name_no_name_is_shown(client: FlaskClient) -> None:
    html = page(client, issued_award(named=False))
    assert "Ada" not in html
    assert "The holder shares this without a name." in html


def test_private_unknown_and_declined_answer_with_the_same_page(client: FlaskClient) -> None:
    private, declined = issued_award(visibility="private"), issued_award()
    declined.state = "declined"
    db.session.commit()
    answers = {page(client, each, status=404) for each in (private, declined)}
    unknown = client.get("/credentials/abc?lang=en", headers=BROWSER)
    answers.add(re.sub(r"\s+", " ", unknown.text))
    assert len({re.sub(r"/credentials/\w+", "", text) for text in answers}) == 1
    assert "If you have the file, check it here." in answers.pop()


def test_erased_answers_410_without_a_name(client: FlaskClient) -> None:
    award = issued_award()
    erasing.erase(award)
    db.session.commit()
    html = page(client, award, status=410)
    assert "erased" in html
    assert "Ada" not in html


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"recipient": "ADA@example.org "}, 'Recipient:</strong> <span class="outcome">passed'),
        ({"name": "Ada Beispiel"}, 'Recipient:</strong> <span class="outcome">passed'),
        ({"recipient": "eve@example.org"}, "Valid, but perhaps somebody else’s"),
    ],
)
def test_whether_it_belongs_to_a_person_is_never_red(
    client: FlaskClient, typed: dict[str, str], expected: str
) -> None:
    award = issued_award()
    answer = client.post(f"/credentials/{award.public_id}?lang=en", data=typed)
    assert expected in re.sub(r"\s+", " ", answer.text)
    assert 'class="verdict bad"' not in answer.text


def test_nothing_typed_is_said_beside_the_field(client: FlaskClient) -> None:
    award = issued_award()
    answer = client.post(f"/credentials/{award.public_id}?lang=en", data={"recipient": " "})
    assert answer.status_code == 422
    assert "Type an e-mail address or a name." in answer.text


def test_the_pages_of_achievement_and_issuer_name_each_other(client: FlaskClient) -> None:
    award = issued_award()
    award.community.description = {"de": "Wir lernen", "en": "We learn"}
    db.session.commit()
    slug = award.achievement.slug
    achievement = client.get(f"/achievements/demo/{slug}?lang=en", headers=BROWSER).text
    issuer = client.get("/issuers/demo?lang=en", headers=BROWSER).text
    assert 'href="/issuers/demo?lang=en"' in achievement
    assert f'href="/achievements/demo/{slug}?lang=en"' in issuer
    assert "We learn" in issuer
