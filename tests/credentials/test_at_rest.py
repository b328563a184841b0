"""Documents are kept small, their exact bytes come back, and nothing of a person stays behind."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import orjson
import pytest
import sqlalchemy as sa

from badges.awarding.erasing import erase
from badges.credentials.at_rest import packing_of, shared_part, unpack
from badges.database import db
from badges.issuing import issue, prepare
from badges.models import Award, AwardEvidence, Credential, DocumentBase, Evidence
from badges.models.compact import FILLED, UnreadableDocumentError, deflated, unpacked_with
from badges.ports import now, ports

MakeAward = Callable[..., Award]


def _bases() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(DocumentBase)) or 0


def _issued(award: Award) -> Credential:
    return issue(prepare(award))


def test_a_credential_is_kept_in_an_eighth_of_its_length_and_comes_back_whole(
    accepted: MakeAward,
) -> None:
    issued = [_issued(accepted(recipient_name=f"Ada {number}")) for number in range(5)]
    signed = [row.document or b"" for row in issued]
    db.session.expire_all()
    kept = db.session.scalars(sa.text("SELECT document FROM credential ORDER BY id")).all()
    assert all(value.startswith(FILLED) and len(value) * 8 < 2200 for value in kept)
    assert [unpack(value) for value in kept] == signed == [row.document for row in issued]
    assert [json.loads(each)["id"] for each in signed] == [row.iri for row in issued]
    assert _bases() == 1


def test_what_was_kept_whole_is_read_as_it_stands(accepted: MakeAward) -> None:
    row = _issued(accepted())
    row.document = whole = row.document or b""
    db.session.flush()
    assert row.packed == whole == row.document
    assert db.session.scalar(sa.select(Credential.id).where(Credential.document == whole)) == row.id


def test_a_base_holds_nothing_of_the_person(accepted: MakeAward) -> None:
    award = accepted(
        recipient_name="Grace Muster", recipient_address="grace@x.example", narrative="Her speech"
    )
    talk = Evidence(
        community_id=award.community_id,
        membership_id=award.membership_id,
        achievement_id=award.achievement_id,
        milestone_key="",
        kind="link",
        name="Talk in Rome",
        url="https://talks.example/grace",
        in_credential=True,
        submitted_at=now(),
    )
    db.session.add(talk)
    db.session.flush()
    linked = {"award_id": award.id, "evidence_id": talk.id, "community_id": award.community_id}
    db.session.add(AwardEvidence(**linked))
    document = json.loads(_issued(award).document or b"")
    (base,) = db.session.scalars(sa.select(DocumentBase.body))
    identity = document["credentialSubject"]["identifier"]
    personal = [
        award.public_id, "Grace", "Her speech", "Talk in Rome", "talks.example",
        document["credentialSubject"]["id"].rpartition(":")[2], identity[0]["salt"],
        identity[0]["identityHash"].rpartition("$")[2], document["proof"][0]["proofValue"],
        document["credentialStatus"]["statusListIndex"], document["validFrom"],
    ]  # fmt: skip
    assert all(part.encode() in orjson.dumps(document) for part in personal)
    assert [part for part in personal if part.encode() in base] == []


def test_an_erased_credential_leaves_no_document(accepted: MakeAward) -> None:
    award = accepted()
    row = _issued(award)
    erase(award)
    assert (row.packed, row.document) == (None, None)
    assert db.session.scalar(sa.select(Credential.id).where(Credential.document.is_(None)))


def test_documents_that_have_grown_unlike_get_another_base_and_old_ones_stay_readable(
    accepted: MakeAward,
) -> None:
    award = accepted()
    first = _issued(award)
    before = first.document
    award.version.description = {"de": ports().token_bytes(150).hex()}
    second = _issued(accepted())
    third = _issued(accepted())
    assert _bases() == 2
    assert len(third.packed or b"") < 400
    db.session.expire_all()
    assert first.document == before != second.document


def test_evidence_makes_no_base_of_its_own(accepted: MakeAward) -> None:
    _issued(accepted())
    long = ports().token_bytes(400).hex()
    told = _issued(accepted(narrative=long))
    assert long.encode() in (told.document or b"")
    assert _bases() == 1


@pytest.mark.parametrize("undone", ["transaction", "savepoint"])
def test_a_base_that_was_rolled_back_is_not_packed_with(accepted: MakeAward, undone: str) -> None:
    award = accepted()
    db.session.commit()
    packing = packing_of(award.version, "de")
    signed = _signed(award)
    if undone == "savepoint":
        with pytest.raises(ZeroDivisionError), db.session.begin_nested():
            1 / (0 * len(packing.pack(signed)))
    else:
        packing.pack(signed)
        db.session.rollback()
    kept = packing.pack(signed)
    assert _bases() == 1
    assert unpack(kept) == signed


def _signed(award: Award) -> bytes:
    with db.session.begin_nested() as savepoint:
        document = _issued(award).document or b""
        savepoint.rollback()
    return document


def test_a_missing_or_spoilt_base_is_told_and_never_guessed(accepted: MakeAward) -> None:
    row = _issued(accepted())
    packed = row.packed or b""
    for spoilt in (packed[:1] + b"\0" * 8 + packed[9:], packed[:40]):
        row.packed = spoilt
        with pytest.raises(UnreadableDocumentError) as raised:
            assert row.document is None
        assert raised.value.reason.code == "credential.unreadable"


@pytest.mark.parametrize("document", [b"", b"[]", b"no json", b'{"id": 5}', b'{"proof": [1]}'])
def test_what_is_no_credential_is_kept_as_it_is(accepted: MakeAward, document: bytes) -> None:
    award = accepted()
    assert packing_of(award.version, "en").pack(document) == document
    assert _bases() == 0


@pytest.mark.parametrize(
    "odd",
    [
        *(
            '"salt":"00112233445566778899AABBCCDDEEFF"',
            '"salt":"0011 2233 4455 6677 8899 aabb ccd"',
        ),
        *(
            '"salt":"001122334455667788',
            '"id":"urn:uuid:00112233-4455-6677-8899-aabbccddeef"',
            "\x02",
        ),
        *('"id":"urn:uuid:001122-33445566778899-aabbccddeeff-a"', '"salt":""', "/credentials/"),
        '"salt":"00112233445566778899aabbccddeeff" and a place that is none: \x03',
    ],
)
def test_what_is_written_in_another_way_comes_back_as_it_was(odd: str) -> None:
    document = f'{{"name":"Ada",{odd}'.encode()
    packed = deflated(document, b'{"name":"Bo"')
    assert packed != document
    assert unpacked_with(packed, b'{"name":"Bo"') == document


@pytest.mark.parametrize("length", [0, 1, 300, 40_000, 100_000])
def test_packing_gives_back_whatever_it_was_given(length: int) -> None:
    document = ports().token_bytes(length)
    base = ports().token_bytes(500) + document[: length // 2][-2000:]
    packed = deflated(document, base)
    assert packed == document or unpacked_with(packed, base) == document


def test_the_shared_part_keeps_the_order_of_the_document(accepted: MakeAward) -> None:
    document: dict[str, Any] = json.loads(_issued(accepted()).document or b"")
    shared = json.loads(shared_part(orjson.dumps(document)), strict=False)
    assert list(shared) == list(document)
    assert (
        shared["credentialSubject"]["achievement"] == document["credentialSubject"]["achievement"]
    )
