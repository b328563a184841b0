"""Every error of awarding and intake can be said to the person who meets it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from badges.awarding.states import STATES
from badges.sentences import SENTENCES

ROOMS = Path(__file__).resolve().parents[2] / "badges"
CODE = re.compile(r'(?:Error|Reason)\(\s*"([a-z_]+\.[a-z_]+)"')


@pytest.mark.parametrize("room", ["awarding", "intake"])
def test_every_code_has_a_sentence(room: str) -> None:
    codes = {
        code for file in (ROOMS / room).glob("*.py") for code in CODE.findall(file.read_text())
    }
    # That a link is none is said by badges.evidence.
    assert not codes - SENTENCES.keys() - {"evidence.bad_link"}


@pytest.mark.parametrize("state", STATES)
def test_every_state_that_bars_a_step_has_one(state: str) -> None:
    assert f"award.is_{state}" in SENTENCES
