"""The group ``status``: revoke and publish, check, and how small a list is kept."""

from __future__ import annotations

import base64
import gzip
import itertools
import random
from collections.abc import Iterator
from typing import Any, Final

import orjson

from badges.proofs import UnsignedCredential, secure
from badges.status import Bitstring, PackedList, PackedLists, decode_list, status_list_credential
from bench import credential as sample
from bench.issuer import SIGNED_AT, Issuer
from bench.measuring import Comparison, Line, Local, Pace, report

SIZES: Final = {"131072": 131_072, "1048576": 1_048_576}
REVOKED: Final = 0.01
VALID: Final = ("2026-05-01T09:00:00Z", "2026-05-08T09:00:00Z")
_EMPTY: Final = PackedList.of(bytes(Bitstring()))


class List:
    """One list of ours, a hundredth of which is revoked, and the same as a plain set of places."""

    def __init__(self, size: int) -> None:
        self.signer = Issuer().signer()
        self.bits = Bitstring(size)
        chance = random.Random(size)  # noqa: S311 - the same list each time
        self.places = sorted(chance.sample(range(size), int(size * REVOKED)))
        for place in self.places:
            self.bits[place] = True
        self.packed = PackedLists()
        self.packed.packed(sample.STATUS_LIST, bytes(self.bits))
        self._next = itertools.cycle(chance.sample(range(size), size // 2))

    def fresh(self, count: int) -> Iterator[int]:
        """Give places that were not revoked in this order before."""
        return (next(self._next) for _ in range(count))

    def revoke(self, place: int) -> bytes:
        """Set one bit and publish the list, signed, as the service does with the bits of a row."""
        bits = Bitstring.from_bytes(bytes(self.bits))
        bits[place] = True
        self.bits = bits
        return self._publish(self.packed.packed(sample.STATUS_LIST, bytes(bits)))

    def rebuild(self, place: int) -> bytes:
        """Do the same as one would without thinking: from the places, with gzip's default."""
        bits = bytearray(len(self.bits) // 8)
        for each in (*self.places, place):
            bits[each // 8] |= 0x80 >> each % 8
        packed = gzip.compress(bytes(bits))
        encoded = "u" + base64.urlsafe_b64encode(packed).rstrip(b"=").decode()
        return self._publish(_EMPTY, encoded)

    def _publish(self, bits: PackedList, encoded: str = "") -> bytes:
        document: dict[str, Any] = status_list_credential(
            sample.STATUS_LIST,
            issuer=sample.ISSUER,
            bits=bits,
            valid_from=VALID[0],
            valid_until=VALID[1],
        )
        if encoded:
            document["credentialSubject"]["encodedList"] = encoded
        made = secure(UnsignedCredential(document), self.signer, created=SIGNED_AT)
        return orjson.dumps(made)


def lines(pace: Pace, *, with_peers: bool = True) -> Iterator[Line]:
    """Give the lines of the group; its peer is a few lines of our own, nothing is installed."""
    del with_peers
    lists = {name: List(size) for name, size in SIZES.items()}
    yield from report(
        [
            Comparison(
                f"revoke-in-{name}",
                Local(each.fresh, each.revoke),
                "rebuild, gzip default",
                Local(each.fresh, each.rebuild),
            )
            for name, each in lists.items()
        ],
        pace,
    )
    million = lists["1048576"]
    packed = PackedList.of(bytes(million.bits))
    cached = decode_list(packed.encoded())
    yield from report(
        [Comparison("check-status", Local(million.fresh, cached.__getitem__))],
        pace,
    )
    yield Line("memory-of-a-list-of-1048576", "B", packed.weight())
