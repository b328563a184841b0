"""A claim card in strange hands: it tells of nobody, member or holder or not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from browser import Browser, started, words_of
from flask import Flask
from published import issuing_community
from support import achievement, manager, member

from badges.batches import cards
from badges.database import db
from badges.models import AchievementVersion, Award, Community, RateWindow

ADA = "ada@example.org"


@pytest.fixture
def app(tmp_path: Path, database: str) -> Iterator[Flask]:
    yield from started(tmp_path, database)


@pytest.fixture
def here(app: Flask) -> Community:
    community = issuing_community()
    member(community, "Ada Beispiel", ADA)
    return community


@pytest.fixture
def version(here: Community) -> AchievementVersion:
    return achievement(here)


@pytest.fixture
def codes(version: AchievementVersion, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    drawn: list[str] = []
    draw = cards.draw_code

    def noted(token_bytes: object) -> str:
        drawn.append(draw(token_bytes))
        return drawn[-1]

    monkeypatch.setattr(cards, "draw_code", noted)
    cards.print_cards(
        manager(version.achievement.community), version.achievement, title="Camp", count=3, days=2
    )
    db.session.commit()
    return drawn


def use(app: Flask, code: str, name: str, address: str) -> str:
    answer = Browser(app).post(f"/card/{code}", csrf=False, name=name, address=address)
    return answer.location if answer.status_code == 303 else words_of(answer)


def test_a_card_reads_no_members_name_back(app: Flask, codes: list[str]) -> None:
    said = use(app, codes[0], "Eve", ADA)
    assert "it waits for ada@example.org now" in said
    assert "Beispiel" not in said
    assert db.session.scalars(sa.select(Award)).one().member is not None
    assert "/claim/" in use(app, codes[1], "Zoë Neu", "zoe@example.org")


def test_who_holds_the_badge_is_not_told_and_the_card_stays_good(
    app: Flask, codes: list[str]
) -> None:
    first = use(app, codes[0], "Eve", ADA)
    assert use(app, codes[1], "Eve", ADA) == first
    assert len(db.session.scalars(sa.select(Award)).all()) == 1
    assert "/claim/" in use(app, codes[1], "Zoë Neu", "zoe@example.org")


def test_codes_that_are_none_are_counted(app: Flask, codes: list[str]) -> None:
    use(app, "34679ACDEFHJ", "Eve", ADA)
    counted = sa.select(RateWindow.count).where(RateWindow.key.startswith("card:"))
    assert db.session.scalars(counted).all() == [1]
