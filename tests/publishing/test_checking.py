"""One call for the page, the API and the shell: what can be handed in, and how it fails."""

from __future__ import annotations

from typing import Any

import pytest
from support import Web

from badges.credentials.statuslists import revoke_credentials
from badges.errors import BadgesError, InputError
from badges.fetched import AddressRefusedError, Fetched
from badges.models import Award
from badges.publishing.beside import drawing, issuer_picture, own_award
from badges.publishing.checking import MAXIMUM_BYTES, sorted_input, verify_input
from badges.publishing.files import download
from badges.publishing.visible import HiddenAwardError
from badges.verifying import UnreadableError
from tests.verifying.issuers import Issuer, dump


def given(award: Award, kind: str) -> dict[str, Any]:
    address = f"http://localhost:8000/credentials/{award.public_id}"
    return {
        "upload": {"upload": download(award, "png").body},
        "text": {"text": download(award, "jwt").body.decode()},
        "code": {"code": award.code.lower()},
        "share address": {"url": address},
        "file address": {"url": f"{address}.jwt"},
        "issue": {"url": f"{address}/1"},
        "hosted": {"url": f"http://localhost:8000/assertions/{award.public_id}/1"},
    }[kind]


@pytest.mark.parametrize(
    "kind", ["upload", "text", "code", "share address", "file address", "issue", "hosted"]
)
def test_our_own_is_found_without_the_network(award: Award, network: Web, kind: str) -> None:
    download(award, "assertion.json")
    result = verify_input(**given(award, kind), name="Ada Beispiel" if kind != "hosted" else "")
    assert result.status.value == "verified"
    assert network.asked == []


def test_an_address_elsewhere_is_fetched(award: Award, network: Web) -> None:
    url = "https://elsewhere.example/badge.png"
    network.pages[url] = Fetched(url, body=download(award, "png").body)
    assert verify_input(url=url).container == "png"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "verify.one"),
        ({"text": "  "}, "verify.one"),
        ({"text": "{}", "code": "3467"}, "verify.one"),
        ({"text": "holiday"}, "unreadable.container"),
        ({"upload": b"%PDF-1.7 nothing"}, "unreadable.damaged"),
        ({"upload": b"x" * (MAXIMUM_BYTES + 1)}, "verify.too_large"),
        ({"url": "https://nowhere.example/"}, "verify.address"),
        ({"url": "http://localhost:8000/credentials/unknown"}, "award.hidden"),
        ({"url": "http://localhost:8000/nothing"}, "verify.address"),
        ({"code": "YYYY-YYYY-YYYY"}, "award.hidden"),
    ],
)
def test_what_cannot_be_checked_is_one_error(
    award: Award, given: dict[str, Any], code: str
) -> None:
    with pytest.raises(BadgesError) as caught:
        verify_input(**given)
    assert caught.value.reason.code == code


def test_a_refused_address_is_a_fault_of_what_was_typed(award: Award, network: Web) -> None:
    url = "https://internal.example/"
    network.pages[url] = AddressRefusedError(url)
    with pytest.raises(InputError) as caught:
        verify_input(url=url)
    assert (caught.value.field, caught.value.reason.params["cause"]) == (
        "url",
        "fetch.address_refused",
    )


def test_a_private_award_is_not_found_by_its_address_but_by_its_file(award: Award) -> None:
    body = download(award, "json").body
    award.visibility = "private"
    assert verify_input(upload=body).verified
    with pytest.raises(HiddenAwardError):
        verify_input(url=f"http://localhost:8000/credentials/{award.public_id}")


@pytest.mark.parametrize("typed", [{"recipient": "eve@example.org"}, {"name": "Eve"}])
def test_another_person_is_failed_for_programs_and_undecided_on_pages(
    award: Award, typed: dict[str, str]
) -> None:
    result = verify_input(code=award.code, **typed)
    gentle = result.with_gentle_recipient()
    assert (result.status.value, gentle.status.value) == ("not_verified", "undecided")


def test_gentleness_saves_no_forgery(award: Award) -> None:
    altered = download(award, "json").body.replace(b"Ada Beispiel", b"Eve Beispiel")
    result = verify_input(upload=altered, recipient="eve@example.org").with_gentle_recipient()
    assert result.status.value == "not_verified"
    assert (own_award(result), issuer_picture(result)) == (None, "")


def test_beside_a_proven_file_stand_our_account_and_the_issuers_picture(award: Award) -> None:
    for suffix in ("pdf", "ob2.png"):
        result = verify_input(upload=download(award, suffix).body)
        assert own_award(result) is award
        assert issuer_picture(result).startswith("data:image/png;base64,")


@pytest.mark.parametrize(
    ("data", "start"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "data:image/svg+xml;base64,"),
        (b"\x89PNG\r\n\x1a\n cut off", ""),
        (b"%PDF-1.7", ""),
        (b"", ""),
    ],
)
def test_a_strangers_drawing_is_cleaned_or_not_shown(data: bytes, start: str) -> None:
    shown = drawing(data)
    assert shown.startswith(start)
    assert bool(shown) == bool(start)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (" https://a.example/b ", "url"),
        ("HTTP://a.example", "url"),
        ("3467-9ACD-EFHJ", "code"),
        ('{"a": 1}', "text"),
    ],
)
def test_one_field_takes_an_address_a_code_or_a_text(line: str, kind: str) -> None:
    assert sorted_input(line) == {kind: line.strip()}


def test_unreadable_is_an_error_of_what_was_given(award: Award) -> None:
    with pytest.raises(UnreadableError):
        verify_input(upload=b"\x00\x01")


def test_what_we_withdrew_a_moment_ago_is_withdrawn_at_the_next_check(award: Award) -> None:
    given = {"upload": download(award, "json").body}
    assert verify_input(**given).verified
    revoke_credentials(award, kind="withdrawn")
    assert verify_input(**given).check("revocation_status").reason.code == "status.revoked"


def test_a_list_of_others_is_fetched_once_and_asked_for_at_each_press_of_a_button(
    network: Web,
) -> None:
    issuer = Issuer()
    network.pages = {
        url: Fetched(url, body=page if isinstance(page, bytes) else dump(page))
        for url, page in issuer.pages().items()
    }
    listing = issuer.status_document(validFrom="2026-01-01T00:00:00Z")
    network.pages[issuer.status_list] = Fetched(issuer.status_list, body=dump(listing))
    given = issuer.di(validFrom="2026-01-01T00:00:00Z")
    counts = []
    for fresh in (False, False, True, True):
        result = verify_input(upload=given, fresh=fresh)
        assert result.check("revocation_status").reason.code == "status.valid"
        counts.append(network.asked.count(issuer.status_list))
    assert counts == [1, 1, 2, 3]
