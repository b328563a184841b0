"""A memory that is bounded, whatever is put into it."""

from __future__ import annotations

from badges.proofs.remembering import Memory


def test_what_is_used_stays_and_the_rest_goes() -> None:
    memory: Memory[int] = Memory(maximum_entries=10)
    memory.put("used", 1, size=1)
    for number in range(1000):
        memory.put(number, number, size=1)
        assert memory.get("used") == 1
    assert len(memory) <= 20
    assert memory.get(0) is None


def test_bytes_are_bounded_too() -> None:
    memory: Memory[int] = Memory(maximum_bytes=1000)
    memory.put("huge", 1, size=101)
    for number in range(100):
        memory.put(number, number, size=100)
    assert memory.get("huge") is None
    assert len(memory) <= 20
