"""A short run of every fuzzer, always the same; the long ones are for ``python -m tests.fuzz``."""

from __future__ import annotations

import time
from random import Random

import pytest

from tests.fuzz import driver
from tests.fuzz.targets import TARGETS

CASES = {
    "unbake": 400,
    "verify": 100,
    "tokens": 300,
    "presentations": 50,
    "selective": 80,
    "lists": 60,
    "documents": 80,
    "schemas": 120,
}


@pytest.mark.parametrize("name", TARGETS)
def test_no_case_raises_or_takes_long(name: str) -> None:
    number, finds = driver.run(TARGETS[name](), seed=1, cases=CASES[name])
    assert number == CASES[name]
    assert not finds, "\n".join(f"case {find.number}: {find.what}\n{find.where}" for find in finds)


class Broken:
    def case(self, random: Random) -> bytes:
        return random.randbytes(1)

    def check(self, data: bytes) -> None:
        if data < b"\x40":
            raise KeyError(data)
        while data > b"\xc0":
            time.process_time()


def test_the_driver_finds_what_is_broken_and_what_is_slow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(driver, "SECONDS_OF_A_CASE", 0.05)
    _, finds = driver.run(Broken(), seed=1, cases=20)
    _, again = driver.run(Broken(), seed=1, cases=20)
    assert {find.what.partition(":")[0] for find in finds} == {"KeyError", "TooSlowError"}
    assert finds[0].data == again[0].data
