"""Sessions and who was there."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from support import NOON, Clock, community, manager, member

from badges.accounts.access import Actor
from badges.database import db
from badges.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from badges.intake.sessions import (
    check_in,
    close_checkin,
    create_session,
    open_checkin,
    record_attendance,
    record_pasted_attendance,
)
from badges.intake.voiding import void_activity
from badges.models import Activity, Community, Job, LearningSession


@pytest.fixture
def evening(mona: Actor) -> LearningSession:
    return create_session(
        mona, title="Löten", starts_at=date(2026, 3, 9), kind="workshop", hours=2, tags=["löten"]
    )


def activities() -> list[Activity]:
    return list(db.session.scalars(sa.select(Activity)))


def jobs() -> list[Job]:
    return list(db.session.scalars(sa.select(Job)))


@pytest.mark.parametrize(
    ("given", "instant"),
    [
        (date(2026, 7, 1), datetime(2026, 6, 30, 22, tzinfo=UTC)),
        (datetime(2026, 1, 5, 18, 30), datetime(2026, 1, 5, 17, 30, tzinfo=UTC)),  # noqa: DTZ001
        (datetime(2026, 7, 5, 18, 30), datetime(2026, 7, 5, 16, 30, tzinfo=UTC)),  # noqa: DTZ001
        (datetime(2026, 7, 5, 18, 30, tzinfo=UTC), datetime(2026, 7, 5, 18, 30, tzinfo=UTC)),
    ],
)
def test_a_session_begins_by_the_communitys_clock(
    mona: Actor, given: datetime | date, instant: datetime
) -> None:
    assert create_session(mona, title="A", starts_at=given, kind="talk").starts_at == instant


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"title": "a\nb"},
        {"kind": ""},
        {"hours": -1},
        {"hours": float("nan")},
        {"tags": [str(n) for n in range(21)]},
        {"starts_at": date.min},
    ],
)
def test_a_session_is_refused_in_one_sentence(mona: Actor, wrong: dict[str, Any]) -> None:
    good: dict[str, Any] = {"title": "A", "starts_at": NOON, "kind": "talk"}
    with pytest.raises(InputError):
        create_session(mona, **(good | wrong))


def test_ticking_twice_records_once_and_leaves_one_job(
    mona: Actor, demo: Community, evening: LearningSession
) -> None:
    ada = member(demo)
    first = record_attendance(mona, evening, [ada.id, ada.id])
    second = record_attendance(mona, evening, [ada.id])
    assert [each.outcome for each in first + second] == ["recorded", "known"]
    assert [job.arguments["membership_id"] for job in jobs()] == [ada.id]


def test_an_activity_is_what_its_session_was(
    mona: Actor, demo: Community, evening: LearningSession
) -> None:
    record_attendance(mona, evening, [member(demo).id])
    (activity,) = activities()
    assert (activity.kind, activity.tags, activity.hours) == ("workshop", ["löten"], 2)
    assert activity.occurred_at == evening.starts_at


def test_attendance_ahead_of_time_is_looked_at_when_the_session_begins(
    mona: Actor, demo: Community
) -> None:
    ahead = create_session(mona, title="A", starts_at=NOON + timedelta(days=2), kind="talk")
    record_attendance(mona, ahead, [member(demo).id])
    assert [job.due_at for job in jobs()] == [ahead.starts_at]


def test_a_pasted_list_finds_people_by_address_or_name(
    mona: Actor, demo: Community, evening: LearningSession
) -> None:
    ada = member(demo, "Ada Beispiel")
    for address in ("one@b.example", "two@b.example"):
        member(demo, "Bo Doppelt", address)
    member(demo, "Zoë Müller")
    (zoe,) = record_pasted_attendance(mona, evening, "zoe muller")
    assert zoe.outcome == "recorded"
    pasted = "ADA BEISPIEL\nBo Doppelt\nCy Fremd\nCy Fremd;cy@c.example\nAda;ada@demo.example.org"
    results = record_pasted_attendance(mona, evening, pasted)
    outcomes = [result.outcome for result in results]
    assert outcomes == ["recorded", "ambiguous", "unknown", "unknown", "known"]
    assert results[0].membership is ada


def test_unknown_people_with_an_address_may_become_members(
    mona: Actor, evening: LearningSession
) -> None:
    pasted = "Cy Fremd;cy@c.example\nDi Namenlos"
    results = record_pasted_attendance(mona, evening, pasted, add_unknown=True)
    assert [result.outcome for result in results] == ["recorded", "unknown"]


def test_members_check_in_while_it_is_open(
    mona: Actor, demo: Community, evening: LearningSession, clock: Clock
) -> None:
    ada, token = member(demo), evening.checkin_token
    with pytest.raises(ConflictError, match="closed"):
        check_in(token, ada)
    open_checkin(mona, evening, until=NOON + timedelta(hours=1))
    assert [check_in(token, ada).outcome for _ in range(2)] == ["recorded", "known"]
    clock.move(hours=2)
    with pytest.raises(ConflictError, match="closed"):
        check_in(token, member(demo, "Bo"))


def test_checkin_can_be_closed_and_never_opened_into_the_past(
    mona: Actor, demo: Community, evening: LearningSession
) -> None:
    with pytest.raises(InputError):
        open_checkin(mona, evening, until=NOON)
    open_checkin(mona, evening, until=NOON + timedelta(hours=1))
    close_checkin(mona, evening)
    with pytest.raises(ConflictError):
        check_in(evening.checkin_token, member(demo))


@pytest.mark.parametrize("token", ["", "x", "0" * 32])
def test_an_unknown_checkin_link_opens_nothing(demo: Community, token: str) -> None:
    with pytest.raises(NotFoundError):
        check_in(token, member(demo))


def test_a_voided_activity_keeps_its_reason_and_may_be_recorded_again(
    mona: Actor, demo: Community, evening: LearningSession
) -> None:
    ada = member(demo)
    record_attendance(mona, evening, [ada.id])
    (activity,) = activities()
    void_activity(mona, activity, "left early")
    assert (activity.voided_at, activity.void_reason) == (NOON, "left early")
    record_attendance(mona, evening, [ada.id])
    assert (len(activities()), activity.voided_at) == (1, None)


def test_voiding_needs_a_reason(mona: Actor, demo: Community, evening: LearningSession) -> None:
    record_attendance(mona, evening, [member(demo).id])
    with pytest.raises(InputError, match="Say why"):
        void_activity(mona, activities()[0], "  ")


def test_members_record_nobody(demo: Community, evening: LearningSession) -> None:
    ada = member(demo)
    with pytest.raises(ForbiddenError):
        record_attendance(Actor.member(ada), evening, [ada.id])


def test_another_communitys_sessions_and_members_are_not_there(
    mona: Actor, demo: Community, evening: LearningSession
) -> None:
    other = community("other")
    stranger, foreign = manager(other), member(other)
    with pytest.raises(NotFoundError):
        record_attendance(stranger, evening, [foreign.id])
    with pytest.raises(NotFoundError):
        record_attendance(mona, evening, [foreign.id])
    open_checkin(mona, evening, until=NOON + timedelta(hours=1))
    with pytest.raises(NotFoundError):
        check_in(evening.checkin_token, foreign)
