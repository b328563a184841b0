"""How a URL is read before anything looks at it."""

from __future__ import annotations

import pytest

from badges.fetched import BadUrlError
from badges.fetching.targets import follow, parse_target


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "ftp://a.example/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https:///",
        "https://ada:pw@a.example/",
        "https://@a.example/",
        "https://a.example:99999/",
        " https://a/",
        "https://a.example\\@b.example/",
        "https://a.example/\r\nX: y",
        "https://[::1/",
        "https://[fe80::1%25eth0]/",
        "https://a.example/\u202egpj",
        "https://a/\ud800",
        "https://a.example/" + "x" * 2000,
    ],
)
def test_what_cannot_be_fetched_is_one_typed_error(url: str) -> None:
    with pytest.raises(BadUrlError):
        parse_target(url)


def test_the_request_line_is_ascii_and_keeps_what_is_quoted() -> None:
    target = parse_target("HTTPS://[2606:4700:0::1]:8443/ü/%C3%BC b?q=ä&r=%20#part")
    assert (target.host, target.port) == ("2606:4700::1", 8443)
    assert target.path == "/%C3%BC/%C3%BC%20b?q=%C3%A4&r=%20"


def test_a_location_is_relative_to_where_it_came_from() -> None:
    start = parse_target("https://a.example/b/c?d")
    assert follow(start, "../e").url == "https://a.example/e"
    assert follow(start, "//f.example/").host == "f.example"
    with pytest.raises(BadUrlError):
        follow(start, "https://[nonsense/")


def test_the_operator_names_a_host_or_one_of_its_ports() -> None:
    target = parse_target("https://[::1]:8000/")
    assert target.is_named_in(frozenset({"[::1]:8000"}))
    assert target.is_named_in(frozenset({"::1"}))
    assert not target.is_named_in(frozenset({"[::1]:8001", "localhost"}))
