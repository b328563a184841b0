"""I presented: said by the member, confirmed by whoever leads sessions, then it counts."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from support import NOON, member

from badges.accounts.access import Actor
from badges.awarding.recording import record_of
from badges.database import db
from badges.errors import ConflictError, ForbiddenError, InputError, LimitError
from badges.intake.sessions import create_session, record_attendance
from badges.intake.voiding import void_activity
from badges.models import Activity, LearningSession, Membership
from badges.peers.presenting import (
    confirm,
    decline,
    presentations_of,
    propose,
    sessions_for,
    take_back,
    waiting_presentations,
)

TODAY = NOON.date()


@pytest.fixture
def evening(mona: Actor, ada: Membership) -> LearningSession:
    """Give a session that Ada attended."""
    row = create_session(
        mona, title="Show and tell", starts_at=NOON - timedelta(days=1), kind="meetup", hours=2
    )
    record_attendance(mona, row, [ada.id])
    return row


def test_in_a_session_it_marks_the_attendance(
    mona: Actor, ada: Membership, evening: LearningSession
) -> None:
    assert sessions_for(ada) == [evening]
    row = propose(ada, "My lamp", session_id=evening.id)
    assert waiting_presentations(mona) == [row]
    activity = confirm(mona, row)
    (seen,) = record_of(ada, at=NOON).activities
    assert (seen.id, seen.kind, seen.fields["role"]) == (str(activity.id), "meetup", "presenter")
    assert waiting_presentations(mona) == []


def test_elsewhere_it_is_an_activity_of_its_own(mona: Actor, ada: Membership) -> None:
    activity = confirm(mona, propose(ada, "A talk at the library", day=TODAY))
    assert (activity.kind, activity.fields) == ("presentation", {"role": "presenter"})
    assert presentations_of(ada)[0].activity_id == activity.id
    assert db.session.scalar(sa.select(sa.func.count(Activity.id))) == 1


def test_a_voided_attendance_counts_again_when_it_is_confirmed(
    mona: Actor, ada: Membership, evening: LearningSession
) -> None:
    row = propose(ada, "My lamp", session_id=evening.id)
    void_activity(mona, evening.activities[0], "Not there.")
    assert confirm(mona, row).voided_at is None


def test_a_no_comes_with_a_sentence(mona: Actor, ada: Membership) -> None:
    row = propose(ada, "A talk", day=TODAY)
    with pytest.raises(InputError):
        decline(mona, row, "")
    decline(mona, row, "That was Bo.")
    assert (row.state, row.sentence) == ("declined", "That was Bo.")
    with pytest.raises(ConflictError):
        confirm(mona, row)


def test_nobody_confirms_their_own_and_members_confirm_nothing(
    mona: Actor, ada: Membership
) -> None:
    assert mona.membership is not None
    with pytest.raises(ConflictError, match="Somebody else"):
        confirm(mona, propose(mona.membership, "Mine", day=TODAY))
    with pytest.raises(ForbiddenError):
        confirm(Actor.member(ada), propose(ada, "A talk", day=TODAY))


def test_it_is_taken_back_until_it_was_answered(mona: Actor, ada: Membership) -> None:
    take_back(ada, propose(ada, "One", day=TODAY))
    answered = propose(ada, "Two", day=TODAY)
    confirm(mona, answered)
    with pytest.raises(ConflictError):
        take_back(ada, answered)
    assert presentations_of(ada) == [answered]


def test_what_cannot_be_is_refused(mona: Actor, ada: Membership, evening: LearningSession) -> None:
    tomorrow, long_ago = TODAY + timedelta(days=1), TODAY - timedelta(days=366)
    for facts in ({}, {"day": tomorrow}, {"day": long_ago}, {"session_id": 99}):
        with pytest.raises(InputError):
            propose(ada, "A talk", **facts)  # type: ignore[arg-type]
    with pytest.raises(InputError):
        propose(ada, " ", day=TODAY)
    other = member(mona.community, "Bo")
    with pytest.raises(InputError):
        propose(other, "A talk", session_id=evening.id)


def test_five_may_wait_at_a_time(ada: Membership) -> None:
    for number in range(5):
        propose(ada, f"Talk {number}", day=TODAY)
    with pytest.raises(LimitError):
        propose(ada, "Talk 6", day=TODAY)
