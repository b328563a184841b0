"""Whatever is written into the audit trail has its words for who reads it."""

from __future__ import annotations

import re
from pathlib import Path

import badges
from badges.sentences import SENTENCES

RECORDED = re.compile(r'\brecord\(\s*[^,"]+,\s*"([a-z_]+(?:\.[a-z_]+)?)"')


def test_every_deed_of_the_trail_has_words() -> None:
    source = "\n".join(
        path.read_text(encoding="utf-8") for path in Path(badges.__file__).parent.rglob("*.py")
    )
    deeds = set(RECORDED.findall(source))
    assert {"award.offer", "token.create", "community.live"} <= deeds
    assert {deed for deed in deeds if f"deed.{deed}" not in SENTENCES} == set()
