"""Which addresses are public, however they are written."""

from __future__ import annotations

import pytest

from badges.fetching.addresses import Reach, normalize_host, reach


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700::1", "64:ff9b::5db8:d70e"])
def test_public_addresses_are_public(address: str) -> None:
    assert reach(address) is Reach.PUBLIC


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.9.9.9",
        "10.1.2.3",
        "172.31.0.1",
        "192.168.0.1",
        "100.64.0.1",
        "::1",
        "fd00::1",
        "::ffff:127.0.0.1",
        "::ffff:a00:1",
        "64:ff9b::7f00:1",
    ],
)
def test_site_addresses_are_private_also_within_others(address: str) -> None:
    assert reach(address) is Reach.PRIVATE


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.1",
        "0.0.0.0",  # noqa: S104 - nothing binds to it
        "169.254.169.254",
        "224.0.0.1",
        "255.255.255.255",
        "192.0.0.1",
        "198.18.0.1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "2606:4700::1%1",
        "ff02::1",
        "::127.0.0.1",
        "fec0::1",
        "2002:7f00:1::1",
        "2001:0:7f00:1::1",
        "64:ff9b:1::7f00:1",
        "2001:db8::1",
        "nonsense",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
    ],
)
def test_addresses_that_nobody_may_reach(address: str) -> None:
    assert reach(address) is Reach.NEVER


@pytest.mark.parametrize(
    ("host", "normal"),
    [
        ("Example.ORG.", "example.org"),
        ("straße.example", "xn--strae-oqa.example"),
        ("2130706433", "127.0.0.1"),
        ("0x7f.1", "127.0.0.1"),
        ("0177.0.0.01", "127.0.0.1"),
        ("127.1", "127.0.0.1"),
        ("１２７。０。０。１", "127.0.0.1"),
        ("0:0:0:0:0:0:0:1", "::1"),
        ("::FFFF:127.0.0.1", "::ffff:7f00:1"),
    ],
)
def test_every_spelling_has_one_form(host: str, normal: str) -> None:
    assert normalize_host(host) == normal


@pytest.mark.parametrize(
    "host",
    [
        "",
        ".",
        "a..b",
        "-a.example",
        "a b",
        "%31%32%37.0.0.1",
        "fe80::1%eth0",
        "1.2.3.4.5",
        "09.1",
        "256.1.1.1",
        "4294967296",
        "x.0x7f",
        "a" * 64,
        "a." * 130 + "a",
        "\ud800.example",
    ],
)
def test_what_is_no_host_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        normalize_host(host)
