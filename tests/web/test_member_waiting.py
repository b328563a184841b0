"""The member's home says what waits, in order, and is quiet where nothing does."""

from __future__ import annotations

import pytest

from badges.models import Membership
from badges.web.member import waiting


def test_the_lines_of_each_topic_stand_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting.MEMBERS, "looks", [])

    @waiting.waits(order=30)
    def later(_member: Membership) -> list[waiting.Line]:
        return [waiting.Line("You were asked.", "Answer", "/b")]

    @waiting.waits(order=10)
    def first(_member: Membership) -> list[waiting.Line]:
        return [waiting.Line("Somebody waits.", "Confirm", "/a", "wait")]

    lines = waiting.lines_for(Membership())
    assert [line.url for line in lines] == ["/a", "/b"]
    assert [look for _, look in waiting.MEMBERS.looks] == [first, later]
