"""Which addresses may stand on a certificate for ever."""

from __future__ import annotations

import pytest

from badges.errors import InputError
from badges.launching.address import clean_address, printed_at, problem_of


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("badges.example", "https://badges.example"),
        (" HTTPS://Badges.Example:443/ ", "https://badges.example"),
        ("https://badges.example:8443/lernen/", "https://badges.example:8443/lernen"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("http://[::1]:8000", "http://[::1]:8000"),
        ("", ""),
    ],
)
def test_an_address_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert clean_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["ftp://badges.example", "https://", "https://a b.example", "https://x.example/?a=1",
     "https://me:secret@x.example", "https://x.example:99999", "javascript:alert(1)"],
)  # fmt: skip
def test_what_is_no_address_is_named(typed: str) -> None:
    with pytest.raises(InputError) as caught:
        clean_address(typed)
    assert caught.value.field == "public_address"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://badges.example", "address.https"),
        ("http://localhost:8000", "address.https"),
        ("https://localhost", "address.local"),
        ("https://server.local", "address.local"),
        ("https://server", "address.local"),
        ("https://192.0.2.1", "address.number"),
        ("https://[2001:db8::1]", "address.number"),
        ("https://badges.example", None),
    ],
)
def test_only_a_name_with_https_is_printed(address: str, code: str | None) -> None:
    found = problem_of(address)
    assert (found.code if found else None) == code


def test_what_is_printed_is_shown_before() -> None:
    printed = printed_at("https://badges.example", "linden")
    assert printed.host == "badges.example"
    assert printed.share_link.startswith("https://badges.example/credentials/")
    assert printed.did == "did:web:badges.example:issuers:linden"
