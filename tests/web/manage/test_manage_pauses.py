"""The managers' pages of pauses: planned, changed, called off; what members read meanwhile."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from badges.database import db
from badges.models import Pause

from .desk import Desk, words_of

SPRING = {"since": "2026-03-09", "until": "2026-03-13", "name": "Spring"}


def only_pause() -> Pause:
    return db.session.scalars(sa.select(Pause)).one()


def test_a_pause_is_planned_changed_and_ended(mona: Desk) -> None:
    assert "No pause yet" in mona.text("/pauses")
    assert mona.post("/pauses", SPRING).status_code == 303
    assert "Spring now" in mona.text("/pauses")
    assert "The community pauses until 13 March 2026" in mona.text("/")
    page = f"/pauses/{only_pause().id}"
    mona.post(page, SPRING | {"until": "2026-03-20"})
    db.session.expire_all()
    assert only_pause().until == date(2026, 3, 20)
    assert "the days until now still count as a pause" in mona.text(page)
    mona.post(f"{page}/end")
    db.session.expire_all()
    assert only_pause().until == date(2026, 3, 9)


def test_what_cannot_be_used_comes_back_as_typed(mona: Desk) -> None:
    answer = mona.post("/pauses", SPRING | {"until": "2026-03-01"})
    assert answer.status_code == 422
    assert "The last day lies before the first." in answer.text
    assert 'value="2026-03-01"' in answer.text
    assert mona.post("/pauses", SPRING | {"since": "soon"}).status_code == 422


def test_a_suggestion_fills_the_form(mona: Desk) -> None:
    page = mona.get("/pauses?since=2026-04-01&until=2026-04-12&name=Breathe").text
    assert all(f'value="{text}"' in page for text in ("2026-04-01", "2026-04-12", "Breathe"))


def test_members_read_that_nothing_is_expected(mona: Desk) -> None:
    mona.post("/pauses", SPRING)
    mine = mona.client.get("/me?lang=en")
    assert "We pause until 13 March 2026" in words_of(mine)


def test_reviewers_read_the_pauses_and_plan_none(mona: Desk, rita: Desk) -> None:
    mona.post("/pauses", SPRING)
    assert "Plan a pause" not in rita.text("/pauses")
    assert rita.post("/pauses", SPRING).status_code == 403
    assert rita.get(f"/pauses/{only_pause().id}").status_code == 403
