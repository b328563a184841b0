"""The service looks for itself at the address that will be printed."""

from __future__ import annotations

from support import Web

from badges.credentials.issuers import issuer_did_document
from badges.credentials.published import published
from badges.fetched import Fetched, HttpStatusError
from badges.launching.checking import Result, are_enough, check_setting, expected, look
from badges.models import Community
from tests.launching.conftest import HOME, served_at


def answer_as(web: Web, community: Community, address: str = HOME) -> None:
    """Let the network answer with our own pages."""
    profile = community.profile
    assert issuer_did_document(profile)
    for each in expected(community, address):
        path = each.address.removeprefix(address)
        body = (
            f'<link href="/communities/{community.slug}/colours.css">'.encode()
            if each.what == "page"
            else published(f"{profile.base_url}{path}").body
        )
        web.pages[each.address] = Fetched(each.address, body=body)


def results(community: Community) -> dict[str, Result]:
    return {each.what: look(each).result for each in expected(community, HOME)}


def test_our_own_pages_are_recognised(web: Web, linden: Community) -> None:
    answer_as(web, linden)
    assert results(linden) == dict.fromkeys(("did", "list", "page"), Result.GOOD)
    assert len(web.asked) == 3


def test_somebody_elses_pages_are_not(web: Web, linden: Community) -> None:
    for each in expected(linden, HOME):
        web.pages[each.address] = Fetched(each.address, body=b"<h1>Parked here</h1>")
    assert set(results(linden).values()) == {Result.BAD}
    assert look(expected(linden, HOME)[0]).reason.code == "address.other"  # type: ignore[union-attr]


def test_an_old_copy_with_other_keys_is_not_ours(web: Web, linden: Community) -> None:
    answer_as(web, linden)
    did = next(each for each in expected(linden, HOME) if each.what == "did")
    body = web.pages[did.address].body.replace(b"assertionMethod", b"authentication")  # type: ignore[union-attr]
    web.pages[did.address] = Fetched(did.address, body=body)
    assert results(linden)["did"] is Result.BAD


def test_no_answer_may_be_overruled_from_outside_and_a_wrong_one_may_not(
    web: Web, linden: Community
) -> None:
    unreached = [look(each) for each in expected(linden, HOME)]
    assert {each.result for each in unreached} == {Result.NOT_REACHED}
    assert are_enough(unreached, seen_from_outside=True)
    assert not are_enough(unreached, seen_from_outside=False)
    did = expected(linden, HOME)[0]
    web.pages[did.address] = HttpStatusError(did.address, 502)
    wrong = look(did)
    assert wrong.reason is not None
    assert wrong.reason.params["status"] == 502
    assert not are_enough([wrong], seen_from_outside=True)


def test_the_service_must_be_told_the_address() -> None:
    assert check_setting("http://localhost:8000").result is Result.BAD
    other = check_setting(HOME)
    assert other.reason is not None
    assert other.reason.params == {"address": HOME, "now": "http://localhost:8000"}
    served_at(HOME)
    assert check_setting(HOME).result is Result.GOOD
