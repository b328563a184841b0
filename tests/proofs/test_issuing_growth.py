"""Whoever issues without end holds no more memory for it: what is remembered is bounded."""

from __future__ import annotations

import gc
import os
import tracemalloc
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from badges.proofs import UnsignedCredential, secure
from bench.credential import credential
from keys.signer import LocalSigner, generate_private_key

SCALE = int(os.environ.get("TEST_SCALE", "1"))
WARM, MANY = 500, 1000 * SCALE
BOUND = 40_000_000  # what all memories together may hold, and some more
START = datetime(2026, 5, 1, tzinfo=UTC)


def issue(numbers: Iterable[int], signer: LocalSigner) -> int:
    written = 0
    for number in numbers:
        document: dict[str, Any] = credential(number, achievement=number)
        made = secure(UnsignedCredential(document), signer, created=START + timedelta(0, number))
        written += len(orjson.dumps(made))
    return written


def test_issuing_thousands_of_new_achievements_keeps_no_more_than_the_first_ones_did() -> None:
    signer = LocalSigner(generate_private_key("Ed25519"), "did:web:badges.example#key-1")
    tracemalloc.start()
    try:
        issue(range(WARM), signer)
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        written = issue(range(WARM, WARM + MANY), signer)
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert written > MANY * 3000
    assert after - before < min(BOUND, 2 * written), f"{after - before} of {written} are held"
