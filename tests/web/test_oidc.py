"""Signing in through a real OpenID provider, and what of its answers does not count."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
import sqlalchemy as sa
from browser import Browser, words_of
from flask import Flask
from lxml import html
from published import site
from support import community, member, running
from werkzeug.test import TestResponse

from badges.accounts import oidc
from badges.database import db
from badges.models import LoginSession, Membership
from badges.ports import EXTENSION

pytestmark = pytest.mark.services

NODE = Path(__file__).resolve().parents[1] / "node"
CALLBACK = "http://localhost:8000/sign-in/oidc/callback"
SECONDS = 30


@dataclass(frozen=True)
class Provider:
    """A provider that runs; somebody signs in there with any password."""

    url: str

    def sign_in(self, address: str, name: str) -> str:
        """Go there as a browser does, sign in and agree; gives where it sends the browser."""
        with requests.Session() as session:
            session.trust_env = False
            answer = session.get(address, allow_redirects=False, timeout=SECONDS)
            for _ in range(12):
                place = answer.headers.get("Location", "")
                if place.startswith(CALLBACK):
                    return place
                if answer.is_redirect:
                    answer = session.get(
                        requests.compat.urljoin(answer.url, place),
                        allow_redirects=False,
                        timeout=SECONDS,
                    )
                    continue
                form = html.document_fromstring(answer.text, base_url=answer.url).forms[0]
                fields = {**dict(form.form_values()), "login": name, "password": "any"}
                answer = session.post(
                    form.action, data=fields, allow_redirects=False, timeout=SECONDS
                )
        pytest.fail(f"the provider stopped at {answer.url}: {answer.text[:500]}")


@pytest.fixture(scope="module", params=["userinfo", "id_token"])
def provider(request: pytest.FixtureRequest) -> Iterator[Provider]:
    """Start a provider that gives the address apart, and one that puts it into the ID token."""
    if not (NODE / "node_modules" / "oidc-provider").is_dir():
        pytest.skip("tests/node has no provider yet; make test installs it")
    node = shutil.which("node")
    assert node is not None
    port = free_port()
    process = subprocess.Popen(
        [node, "provider.mjs", str(port), CALLBACK],
        cwd=NODE,
        env={"CLAIMS_AT": request.param, "PATH": "/usr/bin:/bin"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert any(line.startswith("ready") for line in process.stdout)
        yield Provider(f"http://localhost:{port}")
        process.terminate()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


Start = Callable[[str], None]


@pytest.fixture
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from running(site(tmp_path, now=lambda: datetime.now(UTC), url=database))


@pytest.fixture
def trust(app: Flask) -> Start:
    """Name a provider in the settings, as an operator does."""

    def named(url: str) -> None:
        before = app.extensions[EXTENSION]
        own = replace(
            before.settings,
            oidc_issuer=url,
            oidc_client_id="meilenstein",
            oidc_client_secret="a secret of the tests, longer than a key",
        )
        app.extensions[EXTENSION] = replace(before, settings=own)

    return named


@pytest.fixture
def ada(app: Flask) -> Membership:
    return member(community(), "Ada")


@pytest.fixture
def browser(app: Flask, ada: Membership, trust: Start, provider: Provider) -> Browser:
    trust(provider.url)
    return Browser(app)


def leave(browser: Browser, path: str = "/sign-in/oidc") -> str:
    """Press the link on the sign-in page; gives where it leads to."""
    answer = browser.client.get(path)
    assert answer.status_code == 303
    return answer.location


def come_back(browser: Browser, address: str) -> TestResponse:
    """Open the address that the provider sends to, in this browser."""
    parts = urlsplit(address)
    return browser.client.get(f"{parts.path}?{parts.query}&lang=en")


def changed(address: str, **arguments: str) -> str:
    """Give an address with other arguments."""
    parts = urlsplit(address)
    given = {key: values[0] for key, values in parse_qs(parts.query).items()}
    return parts._replace(query=urlencode(given | arguments)).geturl()


def test_somebody_with_a_verified_address_is_signed_in(
    browser: Browser, provider: Provider
) -> None:
    page = browser.get("/sign-in").text
    assert f"Sign in through {urlsplit(provider.url).netloc}" in page
    back = provider.sign_in(leave(browser, "/sign-in/oidc?next=/me/sign-in"), "ada")
    answer = come_back(browser, back)
    assert (answer.status_code, answer.location) == (303, "/me/sign-in")
    assert "by your organisation" in browser.read("/me/sign-in")


def test_the_question_has_pkce_state_and_nonce(browser: Browser) -> None:
    asked = parse_qs(urlsplit(leave(browser)).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["response_type"] == ["code"]
    assert set(asked["scope"][0].split()) == {"openid", "email"}
    drawn = [asked[name][0] for name in ("state", "nonce", "code_challenge")]
    assert min(map(len, drawn)) >= 43
    assert len(set(drawn)) == 3


@pytest.mark.parametrize("name", ["unverified-ada", "somebody-else"])
def test_unverified_and_unknown_addresses_get_the_same_answer(
    browser: Browser, provider: Provider, name: str
) -> None:
    answer = come_back(browser, provider.sign_in(leave(browser), name))
    assert answer.status_code == 422
    assert "no confirmed address that we know" in words_of(answer)
    assert db.session.scalars(sa.select(LoginSession)).all() == []


def test_an_answer_to_another_browsers_question_is_refused(
    app: Flask, browser: Browser, provider: Provider
) -> None:
    back = provider.sign_in(leave(browser), "ada")
    other = Browser(app)
    leave(other)
    for stranger in (other, Browser(app)):
        answer = come_back(stranger, back)
        assert answer.status_code == 422
        assert "did not work" in words_of(answer)
    assert come_back(browser, back).status_code == 303


def test_a_token_for_another_question_is_refused(browser: Browser, provider: Provider) -> None:
    tampered = changed(leave(browser), nonce="another-nonce-than-the-one-that-was-drawn")
    answer = come_back(browser, provider.sign_in(tampered, "ada"))
    assert answer.status_code == 422
    assert "did not work" in words_of(answer)


def test_a_code_without_its_verifier_is_worth_nothing(browser: Browser, provider: Provider) -> None:
    tampered = changed(leave(browser), code_challenge="E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    assert come_back(browser, provider.sign_in(tampered, "ada")).status_code == 422


def test_an_answer_counts_once(browser: Browser, provider: Provider) -> None:
    back = provider.sign_in(leave(browser), "ada")
    assert come_back(browser, back).status_code == 303
    browser.client.delete_cookie("badges_session")
    assert come_back(browser, back).status_code == 422


def test_an_answer_of_another_issuer_is_refused(browser: Browser, provider: Provider) -> None:
    back = provider.sign_in(leave(browser), "ada")
    assert come_back(browser, changed(back, iss="https://evil.example")).status_code == 422


def test_an_error_of_the_provider_is_one_sentence(browser: Browser) -> None:
    state = parse_qs(urlsplit(leave(browser)).query)["state"][0]
    answer = come_back(browser, f"{CALLBACK}?error=access_denied&state={state}")
    assert answer.status_code == 422
    assert "try again, or sign in by mail" in words_of(answer)


def test_a_provider_that_is_down_is_one_sentence_and_the_mail_stays(
    app: Flask, ada: Membership, trust: Start
) -> None:
    trust(f"http://localhost:{free_port()}")
    answer = app.test_client().get("/sign-in/oidc?lang=en")
    assert answer.status_code == 503
    assert "does not answer at the moment" in words_of(answer)
    assert "Send me a mail" in words_of(answer)


def test_without_a_provider_nothing_is_offered(app: Flask, ada: Membership) -> None:
    browser = Browser(app)
    assert "/sign-in/oidc" not in browser.get("/sign-in").text
    assert browser.get("/sign-in/oidc").status_code == 404
    assert browser.get("/sign-in/oidc/callback").status_code == 404


def test_only_algorithms_of_public_keys_are_accepted() -> None:
    assert not [name for name in oidc.ALGORITHMS if name.startswith("HS") or name == "none"]
