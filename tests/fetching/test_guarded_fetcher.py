"""The guarded fetcher against real servers on the loopback address."""

from __future__ import annotations

import itertools
import threading
import time
from typing import Any

import pytest

from badges.fetched import (
    HTTP_TOO,
    AddressRefusedError,
    BadUrlError,
    DeadlineError,
    Fetch,
    FetchError,
    HttpStatusError,
    LoginRequiredError,
    TooLargeError,
    UnreachableError,
)
from badges.fetching import GuardedFetcher, SystemResolver
from tests.fetching.servers import Handler, Site


def answering(*addresses: str) -> Any:
    return lambda host, port, timeout: list(addresses)


def test_a_document_comes_with_what_readers_need(site: Site) -> None:
    fetched = site.fetcher().get(site.base + "/hello#part", accept="text/plain")
    assert (fetched.body, fetched.media_type, fetched.etag) == (b"hello", "text/plain", '"1"')
    assert Handler.seen[0]["accept"] == "text/plain"
    assert Handler.seen[0]["host"] == f"pages.example:{site.port}"


def test_the_method_fits_the_port() -> None:
    fetch: Fetch = GuardedFetcher(user_agent="test").get
    assert callable(fetch)


def test_tls_is_checked_for_the_name_although_the_socket_goes_to_an_address(
    tls_site: Site,
) -> None:
    assert tls_site.fetcher().get(tls_site.base + "/hello").body == b"hello"
    other = tls_site.fetcher(allow=frozenset({"other.example"}))
    with pytest.raises(UnreachableError, match="certificate"):
        other.get(f"https://other.example:{tls_site.port}/hello")


def test_an_unknown_authority_is_not_trusted(tls_site: Site) -> None:
    with pytest.raises(UnreachableError, match="certificate"):
        tls_site.fetcher(context=None).get(tls_site.base + "/hello")


def test_a_name_is_resolved_once_so_rebinding_gains_nothing(site: Site) -> None:
    answers = itertools.chain([["127.0.0.1"]], itertools.repeat(["169.254.169.254"]))
    fetcher = site.fetcher(resolver=lambda host, port, timeout: next(answers))
    assert fetcher.get(site.base + "/hello").body == b"hello"
    with pytest.raises(AddressRefusedError):
        fetcher.get(site.base + "/hello")


@pytest.mark.parametrize(
    "addresses",
    [["127.0.0.1"], ["93.184.215.14", "10.0.0.1"], ["::ffff:10.0.0.1"], ["fe80::1%eth0"]],
)
def test_one_address_that_is_not_public_refuses_the_name(addresses: list[str]) -> None:
    fetcher = GuardedFetcher(user_agent="test", resolver=answering(*addresses))
    with pytest.raises(AddressRefusedError):
        fetcher.get("https://rebind.example/")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f.1", "0177.1", "[::1]", "[::ffff:7f00:1]", "0"]
)
def test_addresses_in_every_spelling_are_refused(host: str) -> None:
    with pytest.raises(AddressRefusedError):
        GuardedFetcher(user_agent="test").get(f"https://{host}/")


def test_a_named_host_may_be_private_but_never_link_local(site: Site) -> None:
    fetcher = site.fetcher(resolver=answering("169.254.169.254"))
    with pytest.raises(AddressRefusedError):
        fetcher.get(site.base + "/hello")


@pytest.mark.parametrize("url", ["http://a.example/", "https://a.example:22/"])
def test_http_and_odd_ports_are_for_named_hosts(url: str) -> None:
    with pytest.raises(BadUrlError):
        GuardedFetcher(user_agent="test", resolver=answering()).get(url)


def test_http_is_taken_where_the_caller_asks_for_it() -> None:
    fetcher = GuardedFetcher(user_agent="test", resolver=answering("10.0.0.1"))
    with pytest.raises(AddressRefusedError):  # past the check of schemes
        fetcher.get("http://a.example/", schemes=HTTP_TOO)


def test_a_redirect_is_followed_without_cookies(site: Site) -> None:
    fetched = site.fetcher().get(site.base + "/to-hello")
    assert (fetched.url, fetched.final_url) == (site.base + "/to-hello", site.base + "/hello")
    assert "cookie" not in Handler.seen[1]


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("/to-metadata", AddressRefusedError),
        ("/to-file", BadUrlError),
        ("/loop", UnreachableError),
        ("/login", LoginRequiredError),
        ("/missing", HttpStatusError),
        ("/short", UnreachableError),
        ("/broken-gzip", UnreachableError),
        ("/brotli", UnreachableError),
        ("/large", TooLargeError),
        ("/bomb", TooLargeError),
    ],
)
def test_what_gives_no_document_is_one_typed_error(
    site: Site, path: str, error: type[FetchError]
) -> None:
    with pytest.raises(error) as caught:
        site.fetcher(resolver=loopback_or_literal).get(
            site.base + path, limit=1000, schemes=HTTP_TOO
        )
    assert str(caught.value).endswith(".")
    assert len(Handler.seen) <= 4


def loopback_or_literal(host: str, port: int, timeout: float) -> list[str]:
    return ["127.0.0.1"] if host == "pages.example" else [host]


def test_https_is_not_left_for_http(tls_site: Site) -> None:
    with pytest.raises(BadUrlError, match="http:// is not accepted"):
        tls_site.fetcher().get(tls_site.base + "/to-plain")


def test_sizes_count_after_decompression(site: Site) -> None:
    assert site.fetcher().get(site.base + "/gzip", limit=5).body == b"small"
    with pytest.raises(TooLargeError):
        site.fetcher().get(site.base + "/gzip", limit=4)


@pytest.mark.parametrize("path", ["/drip-head", "/drip-body", "/drip-chunk"])
@pytest.mark.parametrize("kind", ["site", "tls_site"])
def test_a_server_that_drips_is_left_at_the_deadline(
    request: pytest.FixtureRequest, kind: str, path: str
) -> None:
    site: Site = request.getfixturevalue(kind)
    started = time.monotonic()
    with pytest.raises(DeadlineError):
        site.fetcher(seconds=0.2).get(site.base + path)
    assert time.monotonic() - started < 1


def test_the_deadline_covers_all_redirects(site: Site) -> None:
    ticks = itertools.count(0, 0.4)
    with pytest.raises(DeadlineError):
        site.fetcher(clock=lambda: float(next(ticks)), seconds=5).get(site.base + "/loop")
    assert len(Handler.seen) < 4


def test_no_proxy_variable_is_read(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert site.fetcher().get(site.base + "/hello").status == 200


def test_a_dead_address_leaves_the_next_to_answer(site: Site) -> None:
    fetcher = site.fetcher(resolver=answering("::1", "127.0.0.1"))
    assert fetcher.get(site.base + "/hello").body == b"hello"


def test_a_name_without_addresses_is_unreachable() -> None:
    with pytest.raises(UnreachableError, match="no server of this name"):
        GuardedFetcher(user_agent="test", resolver=answering()).get("https://a.example/")
    with pytest.raises(UnreachableError):
        GuardedFetcher(user_agent="test", resolver=failing).get("https://a.example/")


def failing(host: str, port: int, timeout: float) -> list[str]:
    raise OSError("no such name")


def test_a_resolver_that_hangs_is_left_at_the_deadline() -> None:
    release = threading.Event()

    class Hanging(SystemResolver):
        def _ask(self, *_: Any) -> None:
            release.wait(5)

    fetcher = GuardedFetcher(user_agent="test", resolver=Hanging(), seconds=0.1)
    with pytest.raises(DeadlineError):
        fetcher.get("https://slow.example/")
    release.set()


def test_the_system_resolver_gives_addresses_once_each() -> None:
    assert SystemResolver()("127.0.0.1", 80, 1.0) == ["127.0.0.1"]


@pytest.mark.parametrize(("etag", "status", "body"), [('"1"', 304, b""), ('"2"', 200, b"hello")])
def test_what_the_asker_has_is_sent_only_if_it_changed(
    site: Site, etag: str, status: int, body: bytes
) -> None:
    fetched = site.fetcher().get(site.base + "/hello", etag=etag)
    assert (fetched.status, fetched.body, fetched.etag) == (status, body, '"1"')
    assert Handler.seen[0]["if-none-match"] == etag


@pytest.mark.parametrize("etag", [None, "1", '"a"\r\nX-Evil: 1', '"ä"', '"' + "a" * 300 + '"'])
def test_an_etag_that_is_none_is_not_sent(site: Site, etag: str | None) -> None:
    assert site.fetcher().get(site.base + "/hello", etag=etag).body == b"hello"
    assert not {"if-none-match", "x-evil"} & set(Handler.seen[0])


def test_not_modified_is_no_answer_to_who_has_nothing(site: Site) -> None:
    with pytest.raises(HttpStatusError, match="304"):
        site.fetcher().get(site.base + "/unchanged")
