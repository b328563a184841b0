"""Places are handed out once; a withdrawn credential's bit is set in a list that is signed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from support import Clock

from badges.credentials.statuslists import (
    LIST_LIFETIME,
    PlaceBlock,
    revoke_credentials,
    sign_list,
    signed_list,
    take_place,
    take_places,
)
from badges.database import db
from badges.issuing import issue, prepare, reissue
from badges.models import Award, Community, StatusList
from badges.status import MINIMUM_ENTRIES, Bitstring, IndexPermutation, decode_list, read_status

MakeAward = Callable[..., Award]


def test_places_are_handed_out_once_and_not_in_order(issuer: Community) -> None:
    drawn = [take_place(issuer.profile)[1] for _ in range(200)]
    assert len(set(drawn)) == 200
    assert drawn != sorted(drawn)
    assert max(drawn) > 10_000


def test_a_full_list_is_followed_by_the_next(issuer: Community) -> None:
    first, _ = take_place(issuer.profile)
    first.next_counter = first.size
    second, _ = take_place(issuer.profile)
    assert second.id != first.id


def test_a_block_is_as_many_places_as_one_by_one(issuer: Community) -> None:
    taken = {take_place(issuer.profile)[1] for _ in range(3)}
    block = take_places(issuer.profile, 500)
    row, indices = block.indices()
    after, index = take_place(issuer.profile)
    assert (row.id, after.id) == (block.list_id, block.list_id)
    assert len({*taken, *indices, index}) == 3 + 500 + 1
    again = PlaceBlock(block.list_id, block.first, block.count)  # as kept by whoever began
    assert again.indices() == (row, indices)


def test_a_block_lies_in_one_list_and_what_is_left_over_is_not_lost(issuer: Community) -> None:
    first, _ = take_place(issuer.profile)
    first.next_counter = first.size - 10
    block = take_places(issuer.profile, 11)
    assert block.list_id != first.id
    rest = [take_place(issuer.profile) for _ in range(11)]
    assert [row.id for row, _ in rest] == [first.id] * 10 + [block.list_id]


@pytest.mark.parametrize("count", [0, -1, MINIMUM_ENTRIES + 1])
def test_a_block_has_at_least_one_place_and_fits_into_a_list(issuer: Community, count: int) -> None:
    with pytest.raises(ValueError, match="a block has 1 to"):
        take_places(issuer.profile, count)


def test_places_that_others_took_meanwhile_are_not_taken_again(issuer: Community) -> None:
    row, first = take_place(issuer.profile)
    db.session.flush()
    table = StatusList.__table__
    db.session.execute(sa.update(table).where(table.c.id == row.id).values(next_counter=7))
    assert row.next_counter == 1  # what this session believes
    places = IndexPermutation(row.permutation_key, row.size)
    assert take_place(issuer.profile)[1] == places[7] != first


def test_issuing_writes_no_list(accepted: MakeAward) -> None:
    credential = issue(prepare(accepted()))
    assert credential.status_list.signed is None or not any(credential.status_list.bits)


@pytest.mark.parametrize("kind", ["withdrawn", "suspended", "replaced", "erased"])
def test_withdrawing_sets_the_bit_and_signs_at_once(accepted: MakeAward, kind: str) -> None:
    award = accepted()
    credential = issue(prepare(award))
    other = issue(prepare(accepted()))
    assert revoke_credentials(award, kind=kind, reason="a slip") == 1
    document = json.loads(credential.status_list.signed or b"")
    entry = json.loads(credential.document or b"")["credentialStatus"]
    assert read_status(entry, document)
    assert not read_status(json.loads(other.document or b"")["credentialStatus"], document)
    assert credential.revocation == kind


def test_withdrawing_twice_changes_nothing_more(accepted: MakeAward) -> None:
    award = accepted()
    issue(prepare(award))
    revoke_credentials(award, kind="withdrawn")
    assert revoke_credentials(award, kind="erased") == 0


def test_many_at_once_are_signed_once(accepted: MakeAward) -> None:
    awards = [accepted() for _ in range(5)]
    kept = issue(prepare(accepted()))
    credentials = [issue(prepare(award)) for award in awards]
    signed: list[StatusList] = []

    def seen(row: StatusList, *_: object) -> None:
        signed.append(row)

    sa.event.listen(StatusList.signed, "set", seen)
    assert revoke_credentials(*awards, kind="replaced") == 5
    sa.event.remove(StatusList.signed, "set", seen)
    assert len(signed) == 1
    document = json.loads(kept.status_list.signed or b"")
    entries = [json.loads(each.document or b"")["credentialStatus"] for each in credentials]
    assert all(read_status(entry, document) for entry in entries)
    assert not read_status(json.loads(kept.document or b"")["credentialStatus"], document)


def test_a_bit_that_somebody_else_set_meanwhile_stays_set(accepted: MakeAward) -> None:
    award, other = accepted(), issue(prepare(accepted()))
    credential = issue(prepare(award))
    row = credential.status_list
    assert not any(row.bits)  # what this session believes from now on
    bits = Bitstring.from_bytes(row.bits)
    bits[other.status_index] = True
    db.session.flush()
    table = StatusList.__table__
    db.session.execute(sa.update(table).where(table.c.id == row.id).values(bits=bytes(bits)))
    revoke_credentials(award, kind="withdrawn")
    now_set = Bitstring.from_bytes(row.bits)
    assert now_set[other.status_index]
    assert now_set[credential.status_index]


def test_what_is_published_follows_the_row_whoever_changed_it(issuer: Community) -> None:
    row, _ = take_place(issuer.profile)
    for places in ([5], [5, 100_000], [100_000], []):
        bits = Bitstring()
        for place in places:
            bits[place] = True
        row.bits = bytes(bits)
        encoded = json.loads(sign_list(row))["credentialSubject"]["encodedList"]
        assert bytes(decode_list(encoded)) == row.bits


def test_a_reissue_takes_a_place_of_its_own(accepted: MakeAward) -> None:
    award = accepted()
    first = issue(prepare(award))
    second = reissue(award.id, "name")
    assert second is not None
    assert second.number == 2
    assert second.status_index != first.status_index
    assert first.revocation == "replaced"


def test_a_list_is_signed_anew_before_its_end(issuer: Community, clock: Clock) -> None:
    row, _ = take_place(issuer.profile)
    first = sign_list(row)
    clock.move(days=1)
    assert signed_list(row) == first
    clock.move(seconds=(LIST_LIFETIME / 2 - timedelta(days=1)).total_seconds() + 1)
    renewed = json.loads(signed_list(row))
    assert renewed["validUntil"] > json.loads(first)["validUntil"]


def test_a_list_is_long_enough_to_hide_in(issuer: Community) -> None:
    row, _ = take_place(issuer.profile)
    encoded = json.loads(sign_list(row))["credentialSubject"]["encodedList"]
    assert len(decode_list(encoded)) >= 131_072
