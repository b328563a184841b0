"""Links that members hand in."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import pytest

from badges.errors import InputError, Reason
from badges.evidence import Reachability, check_link
from badges.fetched import (
    HTTP_TOO,
    DeadlineError,
    Fetched,
    FetchError,
    HttpStatusError,
    LoginRequiredError,
    TooLargeError,
    UnreachableError,
)
from badges.fetching import GuardedFetcher

URL = "https://blog.example/my-talk"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def clock() -> datetime:
    return NOW


def failing(error: FetchError) -> Any:
    def fetch(url: str, **_: Any) -> Fetched:
        raise error

    return fetch


def test_a_link_is_kept_with_what_stood_there() -> None:
    asked: dict[str, Any] = {}

    def fetch(url: str, **given: Any) -> Fetched:
        asked.update(given)
        return Fetched(url, URL + "/", media_type="text/html", body=b"<p>talk")

    link = check_link(f" {URL} ", fetch=fetch, now=clock)
    assert (link.url, link.final_url, link.fetched_at) == (URL, URL + "/", NOW)
    assert (link.reachability, link.size) == (Reachability.REACHABLE, 7)
    assert link.sha256 == hashlib.sha256(b"<p>talk").hexdigest()
    assert asked == {"limit": 20_000_000, "schemes": HTTP_TOO}


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (LoginRequiredError(URL, 403), Reason("evidence.behind_login")),
        (HttpStatusError(URL, 404), Reason("evidence.not_reachable", cause="fetch.status")),
        (HttpStatusError(URL, 503), Reason("evidence.not_reachable", cause="fetch.status")),
        (DeadlineError(URL), Reason("evidence.not_reachable", cause="fetch.deadline")),
        (UnreachableError(URL, "x"), Reason("evidence.not_reachable", cause="fetch.unreachable")),
        (TooLargeError(URL, 9), Reason("evidence.link_too_large", limit=9)),
    ],
)
def test_what_only_we_cannot_open_is_kept_with_the_reason(
    error: FetchError, reason: Reason
) -> None:
    link = check_link(URL, fetch=failing(error), now=clock)
    assert (link.reachability, link.reason) == (Reachability.NOT_REACHABLE, reason)
    assert (link.sha256, link.size) == ("", None)


@pytest.mark.parametrize(
    ("final", "reachable"),
    [
        ("https://accounts.example/ServiceLogin?continue=x", False),
        ("https://blog.example/user/login", False),
        ("https://blog.example/my-talk-about-blogging", True),
    ],
)
def test_a_redirect_to_a_login_page_is_not_the_document(final: str, reachable: bool) -> None:  # noqa: FBT001
    link = check_link(URL, fetch=lambda url, **_: Fetched(url, final), now=clock)
    assert (link.reachability is Reachability.REACHABLE) is reachable


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.0.0.1/", "evidence.link_refused"),
        ("https://2130706433/", "evidence.link_refused"),
        ("http://169.254.169.254/latest/meta-data/", "evidence.link_refused"),
        ("http://[::ffff:10.0.0.1]/", "evidence.link_refused"),
        ("javascript:alert(1)", "evidence.bad_link"),
        ("file:///etc/passwd", "evidence.bad_link"),
        ("https://ada:secret@blog.example/", "evidence.bad_link"),
        ("my talk", "evidence.bad_link"),
    ],
)
def test_private_addresses_and_other_schemes_are_refused(url: str, code: str) -> None:
    fetcher = GuardedFetcher(user_agent="test", resolver=lambda host, port, timeout: [host])
    with pytest.raises(InputError) as caught:
        check_link(url, fetch=fetcher.get, now=clock)
    assert (caught.value.reason.code, caught.value.field) == (code, "url")
