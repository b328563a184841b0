"""Status entries: what is written, what is read, and what is neither."""

from __future__ import annotations

from typing import Any

import pytest

from badges.status import MESSAGE, StatusEntry, StatusEntryError, status_entry
from schemas.checking import check_verifiable_credential

URL = "https://badges.example/status/1"
FOUR = {0: "being made", 1: "in the post", 2: "at the door", 3: "lost"}
WRITTEN = [
    StatusEntry(URL, 0),
    StatusEntry(URL, 131_071, "suspension"),
    StatusEntry(URL, 5, "refresh"),
    StatusEntry(URL, 5, "revocation", references=("https://badges.example/why",)),
    StatusEntry(URL, 5, MESSAGE, messages={0: "on its way", 1: "delivered"}),
    StatusEntry(URL, 7, MESSAGE, size=2, messages=FOUR, references=("https://a", "https://b")),
    StatusEntry(URL, 10**18, MESSAGE, size=8, messages={n: f"step {n}" for n in range(256)}),
]


def credential(entry: Any) -> dict[str, Any]:
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": "did:web:badges.example",
        "credentialSubject": {"id": "urn:uuid:5f0d2c3e-3c31-4b0e-9d3c-2f6f5f3a9b10"},
        "credentialStatus": entry,
    }


@pytest.mark.parametrize("entry", WRITTEN)
def test_what_is_written_is_read_and_passes_the_schema(entry: StatusEntry) -> None:
    written = entry.to_json()
    assert StatusEntry.parse(written) == entry
    assert written["id"] != written["statusListCredential"]
    assert check_verifiable_credential(credential(written)) == ()


def test_arrays_of_entries_pass_the_schema() -> None:
    assert check_verifiable_credential(credential([entry.to_json() for entry in WRITTEN])) == ()


def test_an_entry_has_what_both_standards_require() -> None:
    assert status_entry(URL, 23) == {
        "id": f"{URL}#23",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "23",
        "statusListCredential": URL,
    }


def test_messages_are_written_in_hexadecimal_and_in_order() -> None:
    written = StatusEntry(URL, 7, MESSAGE, size=2, messages=FOUR).to_json()
    assert [each["status"] for each in written["statusMessage"]] == ["0x0", "0x1", "0x2", "0x3"]
    assert written["statusSize"] == 2


@pytest.mark.parametrize(
    ("changes", "index"),
    [({"statusListIndex": 23}, 23), ({"type": ["StatusList2021Entry"]}, 5), ({"id": None}, 5)],
)
def test_older_and_laxer_entries_are_read(changes: dict[str, Any], index: int) -> None:
    assert StatusEntry.parse({**status_entry(URL, 5), **changes}).index == index


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"type": "Other"}, "status.entry.type"),
        ({"type": None}, "status.entry.type"),
        ({"statusListIndex": "-1"}, "status.entry.index"),
        ({"statusListIndex": -1}, "status.entry.index"),
        ({"statusListIndex": "٣"}, "status.entry.index"),
        ({"statusListIndex": "0x10"}, "status.entry.index"),
        ({"statusListIndex": "1e3"}, "status.entry.index"),
        ({"statusListIndex": " 5"}, "status.entry.index"),
        ({"statusListIndex": "5\n"}, "status.entry.index"),
        ({"statusListIndex": "9" * 5000}, "status.entry.index"),
        ({"statusListIndex": ""}, "status.entry.index"),
        ({"statusListIndex": True}, "status.entry.index"),
        ({"statusListIndex": 5.0}, "status.entry.index"),
        ({"statusListIndex": None}, "status.entry.index"),
        ({"statusListIndex": ["5"]}, "status.entry.index"),
        ({"statusListCredential": 5}, "status.entry.text"),
        ({"statusPurpose": ["revocation"]}, "status.entry.text"),
        ({"statusPurpose": ""}, "status.entry.text"),
        ({"statusSize": 0}, "status.entry.size"),
        ({"statusSize": -2}, "status.entry.size"),
        ({"statusSize": "2"}, "status.entry.size"),
        ({"statusSize": True}, "status.entry.size"),
        ({"statusSize": 10**9}, "status.entry.size"),
        ({"statusSize": 2}, "status.entry.messages"),
        ({"statusPurpose": "message"}, "status.entry.messages"),
        ({"statusMessage": []}, "status.entry.messages"),
        ({"statusMessage": "0x0"}, "status.entry.messages"),
        ({"statusMessage": [{"status": "0x0", "message": "only one"}]}, "status.entry.messages"),
        ({"statusMessage": [{"status": 0, "message": "a number"}]}, "status.entry.messages"),
        (
            {"statusMessage": [{"status": "0x0", "message": m} for m in ("a", "b")]},
            "status.entry.messages",
        ),
    ],
)
def test_a_malformed_entry_is_one_typed_error(changes: dict[str, Any], code: str) -> None:
    with pytest.raises(StatusEntryError) as caught:
        StatusEntry.parse({**status_entry(URL, 5), **changes})
    assert caught.value.reason.code == code


@pytest.mark.parametrize(
    "given",
    [{"index": -1}, {"size": 9}, {"size": 2}, {"purpose": MESSAGE}, {"messages": {0: "no other"}}],
)
def test_a_malformed_entry_cannot_be_made(given: dict[str, Any]) -> None:
    with pytest.raises(StatusEntryError):
        StatusEntry(**{"list_url": URL, "index": 5, **given})
