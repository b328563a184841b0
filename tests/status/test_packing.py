"""Packed lists: pieces deflated apart make one gzip member, and a change costs one piece."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import random
import shutil
import subprocess
import threading
import time
import tracemalloc
import zlib
from functools import cache
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from badges.status import Bitstring, PackedList, PackedLists, decode_list
from badges.status.packing import PIECE

MILLION = 1_048_576
NODE = """
const zlib = require("node:zlib");
const texts = JSON.parse(require("node:fs").readFileSync(0, "utf8"));
const digest = text => require("node:crypto").createHash("sha256")
  .update(zlib.gunzipSync(Buffer.from(text.slice(1), "base64url"))).digest("hex");
process.stdout.write(JSON.stringify(texts.map(digest)));
"""


def gzipped(text: str) -> bytes:
    return base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4))


def marked(places: list[int], entries: int = MILLION) -> bytes:
    bits = bytearray(entries // 8)
    for place in places:
        bits[place >> 3] |= 0x80 >> (place & 7)
    return bytes(bits)


@cache
def some(share: float, entries: int = MILLION) -> bytes:
    chance = random.Random(3)  # noqa: S311 -- the same lists in every run
    return marked(chance.sample(range(entries), int(entries * share)), entries)


@pytest.mark.parametrize("share", [0, 0.0001, 0.01, 0.5])
@pytest.mark.parametrize("length", [1, PIECE - 1, PIECE, PIECE + 1, 16_384, 131_072])
def test_everything_reads_it_as_one_gzip_member(length: int, share: float) -> None:
    bits = some(share)[:length]
    packed = gzipped(PackedList.of(bits).encoded())
    reader = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
    assert reader.decompress(packed) == gzip.decompress(packed) == bits
    assert (reader.eof, reader.unused_data) == (True, b"")


@settings(deadline=None, max_examples=60)
@given(
    length=st.integers(1, 3 * PIECE + 5),
    steps=st.lists(st.lists(st.tuples(st.integers(0, 8 * PIECE), st.booleans())), max_size=6),
)
def test_changes_in_any_order_lead_to_what_packing_anew_gives(
    length: int, steps: list[list[tuple[int, bool]]]
) -> None:
    bits = bytearray(length)
    packed = PackedList.of(bytes(bits))
    for step in steps:
        for place, value in step:
            byte, mask = (place >> 3) * 7919 % length, 0x80 >> (place & 7)
            bits[byte] = bits[byte] | mask if value else bits[byte] & ~mask
        packed = packed.changed_to(bytes(bits))
    assert packed == PackedList.of(bytes(bits))
    assert gzip.decompress(gzipped(packed.encoded())) == bytes(bits)


def test_one_change_deflates_one_piece_and_leaves_the_earlier_state_alone() -> None:
    before = PackedList.of(some(0.01))
    bits = bytearray(before.bits)
    bits[70_000] ^= 1
    after = before.changed_to(bytes(bits))
    differing = [a is not b for a, b in zip(before.pieces, after.pieces, strict=True)]
    assert [number for number, differs in enumerate(differing) if differs] == [70_000 // PIECE]
    assert gzip.decompress(gzipped(before.encoded())) == before.bits


def test_a_list_of_another_length_is_packed_anew() -> None:
    assert PackedList.of(bytes(16_384)).changed_to(bytes(16_392)) == PackedList.of(bytes(16_392))


def test_pieces_are_a_tenth_longer_than_one_stream_at_most() -> None:
    for share in (0.0001, 0.01, 0.1):
        bits = some(share)
        whole = len(gzip.compress(bits, compresslevel=6)) * 4 / 3
        assert len(PackedList.of(bits).encoded()) < whole * 1.1 + 64 * len(bits) / PIECE


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
def test_node_inflates_it() -> None:
    lists = [some(0, 131_072), some(0.01, 131_072), some(0.02)]
    packed = PackedList.of(lists[2]).changed_to(some(0.03))
    texts = [*(PackedList.of(each).encoded() for each in lists), packed.encoded()]
    told = subprocess.run(
        ["node", "-e", NODE], input=json.dumps(texts), capture_output=True, text=True, check=True
    )
    digests = [hashlib.sha256(each).hexdigest() for each in [*lists, packed.bits]]
    assert json.loads(told.stdout) == digests


def test_what_is_kept_is_brought_up_to_date_whoever_changed_it() -> None:
    lists = PackedLists()
    for places in ([], [5], [5, 900_000], [900_000]):
        bits = marked(places)
        assert lists.packed("https://b.example/1", bits) == PackedList.of(bits)


def test_what_is_kept_stays_within_its_bounds() -> None:
    lists = PackedLists(maximum_bytes=100_000)
    for number in range(20):
        lists.packed(f"https://b.example/{number}", bytes(16_384))
    assert lists._weight <= 100_000
    assert list(lists._kept)[-1] == "https://b.example/19"
    lists.packed("https://b.example/large", bytes(131_072))
    assert lists._weight == 0


def test_threads_may_publish_one_list_at_once() -> None:
    lists, wrong = PackedLists(), []

    def publish(number: int) -> None:
        for step in range(20):
            bits = marked([number * 1000 + step], 131_072)
            if decode_list(lists.packed("one", bits).encoded())[number * 1000 + step] is not True:
                wrong.append(number)

    threads = [threading.Thread(target=publish, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_million_entries_take_less_than_a_megabyte() -> None:
    bits = some(0.05)
    tracemalloc.start()
    packed = PackedList.of(bits)
    text, again = packed.encoded(), Bitstring.from_bytes(bits)
    used, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert decode_list(text)[77] == again[77]
    assert used < 1_000_000
    assert packed.weight() < 1_000_000


def test_changing_one_of_a_million_is_far_faster_than_compressing_anew() -> None:
    packed = PackedList.of(some(0.01))
    bits = bytearray(packed.bits)
    bits[5000] ^= 4
    changed = bytes(bits)

    def seconds(work: object) -> float:
        start = time.process_time()
        assert callable(work)
        work()
        return time.process_time() - start

    anew = median(seconds(lambda: gzip.compress(changed)) for _ in range(3))
    ours = median(seconds(lambda: packed.changed_to(changed).encoded()) for _ in range(25))
    assert anew / ours > 50
