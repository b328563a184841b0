"""Many rows are written in one go, with the same values as one by one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from badges.database import db
from badges.models import Award, AwardEvent
from badges.rows import draw_ids, insert_many, update_many

MakeAward = Callable[..., Award]

AT = datetime(2026, 5, 1, 9, tzinfo=UTC)


def _events(award: Award, count: int) -> list[AwardEvent]:
    ids = draw_ids(AwardEvent, count)
    insert_many(
        AwardEvent,
        [{"id": row, "at": AT + timedelta(days=row)} for row in ids],
        community_id=award.community_id,
        award_id=award.id,
        what="offered",
        reason="",
        actor_id=None,
    )
    found = db.session.scalars(sa.select(AwardEvent).where(AwardEvent.id.in_(ids)))
    return sorted(found, key=lambda event: event.id)


def test_rows_are_inserted_as_they_are_given(accepted: MakeAward) -> None:
    events = _events(accepted(), 3)
    assert [event.at for event in events] == [AT + timedelta(days=event.id) for event in events]
    assert {(event.what, event.actor_id) for event in events} == {("offered", None)}


def test_rows_are_updated_each_with_its_own_and_no_others(accepted: MakeAward) -> None:
    award = accepted()
    first, second, third = _events(award, 3)
    update_many(
        AwardEvent,
        [
            {"at": AT, "reason": "one", "id": first.id},
            {"at": AT + timedelta(hours=1), "reason": "two", "id": third.id},
        ],
        what="accepted",
    )
    db.session.expire_all()
    found = [(event.at, event.reason, event.what) for event in (first, second, third)]
    assert found == [
        (AT, "one", "accepted"),
        (AT + timedelta(days=second.id), "", "offered"),
        (AT + timedelta(hours=1), "two", "accepted"),
    ]
    update_many(AwardEvent, [], what="erased")


def test_rows_of_different_columns_are_refused(accepted: MakeAward) -> None:
    event, other = _events(accepted(), 2)
    with pytest.raises(ValueError, match="its id last"):
        update_many(AwardEvent, [{"id": event.id, "reason": "one"}])
    with pytest.raises(ValueError, match="same order"):
        update_many(AwardEvent, [{"reason": "a", "id": event.id}, {"at": AT, "id": other.id}])
