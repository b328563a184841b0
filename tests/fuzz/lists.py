"""Status lists of others: bombs, tokens, lists of every kind that were changed or made to harm."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from contextlib import suppress
from random import Random
from typing import Any, Final

from badges.errors import BadgesError
from badges.fetched import Fetched
from badges.proofs.jws import sign_jws
from badges.status import ENTRY_TYPE, ENTRY_TYPE_2021, StatusEntry
from badges.verifying import Outcome, StatusLists, VerificationResult, verify
from tests.fuzz.mutating import spoil_bytes, spoil_json, written
from tests.fuzz.samples import EXTENSIONS, chance, part_of, respelled, tell
from tests.verifying.issuers import INDEX, NOW, Issuer, Web, dump
from tests.verifying.test_verifying_withdrawal import (
    CONTEXT_2021,
    as_jcs,
    as_proof,
    as_vc_jose,
    as_vc_jwt,
    list_2021,
    unsigned_list,
)

VCRL: Final = "1EdTechRevocationList"
ETAG: Final = '"state"'


def packed_badly() -> list[bytes]:
    """Give what no honest issuer would compress, or not so."""
    zeros = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join([*(zeros.compress(bytes(1_000_000)) for _ in range(64)), zeros.flush()])
    good = gzip.compress(bytes(16_384))
    return [
        *(bomb, gzip.compress(bomb), bomb[:-20], bomb + good, good + good, good[:-4], good + b"\0"),
        *(good[:3] + b"\x1c" + good[4:], good[:3] + b"\x08" + good[4:10] + b"n" * 9999, b""),
        *(zlib.compress(bytes(16_384)), bytes(16_384), good[:10] + b"\xff" * 500),
        *(gzip.compress(bytes(size)) for size in (0, 16_383, 16_385, 1_000_003)),
    ]


class Lists:
    """A list that marks the badge never clears it, whatever is changed after it was signed.

    The first byte of a case says what the badge asks, the rest is what its list's address answers.
    """

    def __init__(self) -> None:
        self._issuer = issuer = Issuer()
        self._pages = issuer.pages()
        self._bad = packed_badly()
        self._badges = _badges(issuer)
        unsigned = [unsigned_list(issuer, INDEX), list_2021(issuer, INDEX)]
        both = {"statusPurpose": ["revocation", "suspension", "message"]}
        self._unsigned = [*unsigned, unsigned_list(issuer, INDEX, subject=both)]
        self._own = {"id": issuer.status_list, "issuer": issuer.did, "revokedCredential": []}
        signed = [
            *(as_proof(each, issuer) for each in self._unsigned),
            *(as_jcs(each, issuer) for each in self._unsigned),
        ]
        tokens = [as_vc_jwt(self._unsigned[0], issuer), as_vc_jose(self._unsigned[2], issuer)]
        self._lists = [*map(dump, signed), *tokens]
        self.seeds = [bytes([place % 5]) + each for place, each in enumerate(self._lists)]
        self._is_new = False

    def case(self, random: Random) -> bytes:
        """Spoil a list before or after it was signed."""
        kind, way = random.randrange(len(self._badges)), random.random()
        self._is_new = way >= 0.5
        return bytes([kind]) + (self._made(random) if self._is_new else self._changed(random))

    def check(self, data: bytes) -> None:
        """Check a badge of this list twice: the second time the list is kept, or not modified."""
        random, place = chance(data), (data[0] if data else 0) % len(self._badges)
        lists, address = StatusLists(), self._issuer.status_list
        page = Fetched(address, body=data[1:], etag=ETAG)
        first = self._verify(place, lists, page)
        if random.random() < 0.5:
            lists = lists.asking_again()
        again = self._verify(place, lists, Fetched(address, status=304, etag=ETAG))
        if len(lists):  # what was not believed the first time is not remembered
            assert again.check("revocation_status") == first.check("revocation_status")
        if place != len(self._badges) - 1 and not self._is_new:
            found = {each.check("revocation_status").outcome for each in (first, again)}
            assert Outcome.PASSED not in found, "it was withdrawn"

    def _verify(self, place: int, lists: StatusLists, page: Fetched) -> VerificationResult:
        web = Web({**self._pages, self._issuer.status_list: page})
        result = verify(self._badges[place], now=NOW, fetch=web, lists=lists)
        tell(result)
        return result

    def _changed(self, random: Random) -> bytes:
        """Change what was signed."""
        seed = random.choice(self._lists)
        if random.random() < 0.3:
            return spoil_bytes(seed, random, self._lists)
        if seed.startswith(b"{"):
            document = json.loads(seed)
            if random.random() < 0.3:
                document["credentialSubject"]["encodedList"] = self._encoded(random)
                return dump(document)
            return written(spoil_json(document, random), random)
        header, payload = (part_of(seed, part) for part in (0, 1))
        return respelled(spoil_json(header, random), spoil_json(payload, random), seed, random)

    def _made(self, random: Random) -> bytes:
        """Have the issuer sign whatever; or write a list of 1EdTech's, which nobody signs."""
        if random.random() < 0.2:
            return written(spoil_json(self._own, random), random)
        spoiled = spoil_json(random.choice(self._unsigned), random)
        if random.random() < 0.5 and isinstance(spoiled, dict):
            subject = spoiled.get("credentialSubject")
            if isinstance(subject, dict):
                subject["encodedList"] = self._encoded(random)
        with suppress(BadgesError, TypeError, ValueError, RecursionError, AttributeError):
            sign = random.choice((as_proof, as_jcs, as_vc_jwt, as_vc_jose))
            made = sign(spoiled, self._issuer)
            return made if isinstance(made, bytes) else dump(made)
        kind = random.choice(("JWT", "vc+jwt"))
        return sign_jws(written(spoiled, random), self._issuer.signer(), typ=kind).encode()

    def _encoded(self, random: Random) -> str:
        packed = random.choice(self._bad)
        if len(packed) < 20_000 and random.random() < 0.5:
            packed = spoil_bytes(packed, random, self._bad)
        encode = random.choice((base64.b64encode, base64.urlsafe_b64encode))
        text = encode(packed).decode()
        return random.choice(("u", "u", "", "m", "z")) + random.choice((text, text.rstrip("=")))


def _badges(issuer: Issuer) -> list[bytes]:
    """Give badges that ask: two kinds of list, two answers of one, a message, 1EdTech's list."""
    address, contexts = issuer.status_list, issuer.credential()["@context"]
    purposes = ("revocation", "suspension")
    plain = [
        StatusEntry(address, INDEX, each).to_json() | {"id": f"{address}#{each}"}
        for each in purposes
    ]
    message = StatusEntry(address, 6, "message", size=2, messages={0: "a", 1: "b", 2: "c", 3: "d"})
    asked: list[tuple[list[str], Any]] = [
        (contexts, plain[0] | {"type": ENTRY_TYPE}),
        ([*contexts, CONTEXT_2021], plain[0] | {"type": ENTRY_TYPE_2021}),
        (contexts, plain[::-1]),
        (contexts, [plain[0], message.to_json()]),
        ([*contexts, EXTENSIONS], {"id": address, "type": VCRL}),
    ]
    return [issuer.di(**{"@context": named, "credentialStatus": status}) for named, status in asked]
