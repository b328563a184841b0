"""Status lists that are kept: when they are asked for again, and what is then believed."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any, Unpack

import pytest

from badges.fetched import DeadlineError, Fetched, Wanted
from badges.status import Bitstring, DecodedList, StatusIndexError
from badges.verifying import DEFAULT_ACCEPTED, Accepted, StatusLists, VerificationResult, verify
from badges.verifying.lists import MAXIMUM_LIFETIME, ListKey, VerifiedList
from tests.verifying.issuers import INDEX, NOW, Issuer, dump, reason

MINUTE = timedelta(minutes=1)


@dataclass
class Server:
    """The issuer's server: answers with an ETag, and says 304 to who has that state."""

    issuer: Issuer = field(default_factory=Issuer)
    headers: dict[str, str] = field(default_factory=dict)
    error: Exception | None = None
    asked: list[str | None] = field(default_factory=list)
    listing: dict[str, Any] = field(default_factory=dict)
    state: int = 1

    def __post_init__(self) -> None:
        self.pages = self.issuer.pages()
        self.publish()

    def publish(self, *revoked: int, **subject: Any) -> None:
        self.state += 1
        made = self.issuer.status_document(*revoked)
        made.pop("proof")
        made["credentialSubject"].update(subject)
        self.listing = self.issuer.sign(made)

    def __call__(self, url: str, **wanted: Unpack[Wanted]) -> Fetched:
        etag = wanted.get("etag")
        if url != self.issuer.status_list:
            return Fetched(url, body=dump(self.pages[url]))
        self.asked.append(etag)
        if self.error is not None:
            raise self.error
        if etag == f'"{self.state}"':
            return Fetched(url, status=304, etag=etag, headers=self.headers)
        body = dump(self.listing)
        return Fetched(url, body=body, etag=f'"{self.state}"', headers=self.headers)


def check_at(
    at: datetime, server: Server, lists: StatusLists, accepted: Accepted = DEFAULT_ACCEPTED
) -> VerificationResult:
    return verify(server.issuer.di(), now=at, fetch=server, lists=lists, accepted=accepted)


def code(result: VerificationResult) -> str:
    return reason(result, "revocation_status")


@pytest.mark.parametrize(
    ("subject", "headers", "fresh", "due"),
    [
        ({}, {}, 4.9, 5),
        ({"ttl": 120_000}, {}, 1.9, 2),
        ({"ttl": 120_000}, {"cache-control": "max-age=3600"}, 1.9, 2),
        ({"ttl": 1_200_000}, {"cache-control": "public, max-age=600"}, 9.9, 10),
        ({}, {"cache-control": 'Max-Age="600"'}, 9.9, 10),
        ({}, {"cache-control": "s-maxage=9, must-revalidate"}, 4.9, 5),
        ({"ttl": 10**15}, {}, 59.9, 60),
        ({"ttl": -5}, {}, 4.9, 5),
        ({"ttl": 0}, {}, 0, 0),
        ({"ttl": 600_000}, {"cache-control": "no-cache"}, 0, 0),
    ],
)
def test_a_list_is_asked_for_again_when_it_is_due(
    subject: dict[str, Any], headers: dict[str, str], fresh: float, due: float
) -> None:
    server, lists = Server(headers=headers), StatusLists()
    server.publish(**subject)
    check_at(NOW, server, lists)
    if fresh:
        check_at(NOW + fresh * MINUTE, server, lists)
    assert len(server.asked) == 1
    assert code(check_at(NOW + due * MINUTE, server, lists)) == "status.valid"
    assert len(server.asked) == 2


def test_a_list_that_has_not_changed_is_kept_for_another_while() -> None:
    server, lists = Server(), StatusLists()
    for minutes in (0, 6, 8, 12):
        assert code(check_at(NOW + minutes * MINUTE, server, lists)) == "status.valid"
    assert server.asked == [None, f'"{server.state}"', f'"{server.state}"']


def test_a_list_that_has_changed_is_read_anew() -> None:
    server, lists = Server(), StatusLists()
    check_at(NOW, server, lists)
    server.publish(INDEX)
    assert code(check_at(NOW + MINUTE, server, lists)) == "status.valid"
    assert code(check_at(NOW + 6 * MINUTE, server, lists)) == "status.revoked"


def test_who_asks_again_sees_a_change_at_once() -> None:
    server, lists = Server(), StatusLists()
    check_at(NOW, server, lists)
    assert code(check_at(NOW, server, lists.asking_again())) == "status.valid"
    server.publish(INDEX)
    assert code(check_at(NOW, server, lists.asking_again())) == "status.revoked"
    assert code(check_at(NOW, server, lists)) == "status.revoked"
    assert len(server.asked) == 3


@pytest.mark.parametrize("minutes", [6, 70])
def test_a_list_that_is_due_and_not_to_be_had_clears_nobody(minutes: int) -> None:
    server, lists = Server(), StatusLists()
    check_at(NOW, server, lists)
    server.error = DeadlineError(server.issuer.status_list)
    result = check_at(NOW + minutes * MINUTE, server, lists)
    assert (result.status, code(result)) == ("undecided", "status.unreachable")


def test_what_was_revoked_stays_revoked_where_the_list_is_not_to_be_had() -> None:
    server, lists = Server(), StatusLists()
    server.publish(INDEX)
    check_at(NOW, server, lists)
    server.error = DeadlineError(server.issuer.status_list)
    assert code(check_at(NOW + 6 * MINUTE, server, lists)) == "status.revoked"


def test_after_an_hour_the_signature_is_checked_again_whatever_the_server_says() -> None:
    server, lists = Server(), StatusLists()
    at = NOW
    while at < NOW + MAXIMUM_LIFETIME + MINUTE:
        check_at(at, server, lists)
        at += 6 * MINUTE
    assert server.asked.count(None) == 2


def test_an_expired_list_is_not_used_however_fresh() -> None:
    server, lists = Server(), StatusLists()
    end = NOW + timedelta(days=1)
    check_at(end - MINUTE, server, lists)
    assert code(check_at(end + MINUTE, server, lists)) == "status.list_outdated"
    assert len(server.asked) == 2


def test_no_list_outlives_its_call_by_default() -> None:
    server = Server()
    for _ in range(2):
        verify(server.issuer.di(), now=NOW, fetch=server)
    assert server.asked == [None, None]


def test_a_list_marked_as_not_to_be_kept_is_not() -> None:
    server, lists = Server(headers={"cache-control": "private, no-store"}), StatusLists()
    check_at(NOW, server, lists)
    assert len(lists) == 0


def test_a_list_is_kept_for_its_issuer_and_for_what_was_accepted() -> None:
    server, lists = Server(), StatusLists()
    check_at(NOW, server, lists)
    other = Issuer("other.example")
    server.pages |= other.pages()
    given = other.di(credentialStatus=server.issuer.credential()["credentialStatus"])
    result = verify(given, now=NOW, fetch=server, lists=lists)
    assert code(result) == "status.list_of_another_issuer"
    strict = Accepted(suites=frozenset())
    key = ListKey(server.issuer.status_list, server.issuer.did, strict)
    assert lists.find(key) is None
    assert len(lists) == 1


def test_a_list_that_nobody_signed_is_never_kept() -> None:
    server, lists = Server(), StatusLists()
    server.listing["credentialSubject"]["ttl"] = 1
    assert code(check_at(NOW, server, lists)) == "status.list_not_signed"
    assert len(lists) == 0


def kept(bits: Bitstring) -> VerifiedList:
    content = DecodedList(frozenset({"revocation"}), bits)
    return VerifiedList(content, verified_at=NOW, asked_at=NOW, lifetime=MINUTE)


def key(number: int) -> ListKey:
    return ListKey(f"https://b.example/{number}", "did:web:b.example", None)


def test_the_lists_stay_within_their_bounds() -> None:
    lists = StatusLists(maximum_bytes=100_000)
    for number in range(20):
        lists.keep(key(number), kept(Bitstring()))
        lists.find(key(0))
    assert (len(lists), lists.find(key(0)) is None, lists.find(key(19)) is None) == (
        5,
        False,
        False,
    )
    assert lists.find(key(1)) is None


def test_threads_share_the_lists() -> None:
    lists, wrong = StatusLists(maximum_bytes=100_000), []

    def use(number: int) -> None:
        for step in range(300):
            lists.keep(key((number + step) % 9), kept(Bitstring()))
            found = lists.find(key(step % 9))
            if found is not None and found.is_set(3):
                wrong.append(step)

    threads = [threading.Thread(target=use, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (wrong, lists._weight <= 100_000) == ([], True)


def test_looking_up_one_place_takes_less_than_two_microseconds() -> None:
    bits = Bitstring(1_048_576)
    bits[77_777] = True
    checked = kept(bits)
    rounds = []
    for _ in range(9):
        start = time.process_time()
        for _ in range(2_000):
            checked.is_set(77_777)
        rounds.append((time.process_time() - start) / 2_000)
    assert median(rounds) < 2e-6
    assert checked.is_set(77_777)


@pytest.mark.parametrize("index", [-1, 131_072])
def test_no_place_outside_is_looked_up(index: int) -> None:
    with pytest.raises(StatusIndexError):
        kept(Bitstring()).is_set(index)
