"""What another system tells of is recorded once, however often it tells."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import sqlalchemy as sa
from support import NOON, community, member

from badges.accounts.access import Actor
from badges.database import db
from badges.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from badges.intake.activities import ToldActivity, record_activity
from badges.models import Community, Job, Membership

LAST_HOUR = datetime.max.replace(tzinfo=timezone(-timedelta(hours=1)))


@pytest.fixture
def ada(demo: Community) -> Membership:
    return member(demo, "Ada")


def told(**facts: Any) -> ToldActivity:
    return ToldActivity(**({"kind": "review", "occurred_at": NOON, "external_id": "17"} | facts))


def test_told_twice_is_recorded_once(mona: Actor, ada: Membership) -> None:
    first = record_activity(mona, ada, told(tags=("git", " git ")))
    assert record_activity(mona, ada, told(tags=("git",))) is first
    assert first.tags == ["git"]


def test_the_same_id_for_something_else_is_refused(mona: Actor, ada: Membership) -> None:
    record_activity(mona, ada, told())
    with pytest.raises(ConflictError, match="another activity"):
        record_activity(mona, ada, told(kind="talk"))


def test_two_systems_may_use_the_same_ids(mona: Actor, ada: Membership) -> None:
    first = record_activity(mona, ada, told(source="forge"))
    assert record_activity(mona, ada, told(source="wiki")) is not first


def test_the_member_is_looked_at_when_it_has_happened(mona: Actor, ada: Membership) -> None:
    record_activity(mona, ada, told(occurred_at=NOON + timedelta(days=1)))
    (job,) = db.session.scalars(sa.select(Job))
    assert (job.name, job.due_at) == ("evaluate_member", NOON + timedelta(days=1))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": " "}, "kind"),
        ({"kind": "x" * 65}, "kind"),
        ({"hours": 0}, "hours"),
        ({"hours": float("nan")}, "hours"),
        ({"tags": tuple(map(str, range(21)))}, "tags"),
        (
            {"occurred_at": datetime.max.replace(tzinfo=timezone(-timedelta(hours=1)))},
            "occurred_at",
        ),
        ({"external_id": "a\nb"}, "external_id"),
    ],
)
def test_a_wrong_field_is_named(
    mona: Actor, ada: Membership, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(InputError) as caught:
        record_activity(mona, ada, told(**wrong))
    assert caught.value.field == field


def test_only_who_may_and_only_about_ones_own(mona: Actor, ada: Membership) -> None:
    with pytest.raises(ForbiddenError):
        record_activity(Actor.member(ada), ada, told())
    with pytest.raises(NotFoundError):
        record_activity(mona, member(community("other"), "Bo"), told())
