"""A session can be seen and ended by its owner, and ends by itself."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from support import Clock, member

from badges.accounts import sessions
from badges.database import db
from badges.errors import NotFoundError
from badges.models import Community, LoginSession, Membership


@pytest.fixture
def ada(demo: Community) -> Membership:
    return member(demo, "Ada")


def test_signing_out_ends_the_session_wherever_it_was_copied_to(ada: Membership) -> None:
    _, cookie = sessions.start(ada.person, method="mail")
    assert sessions.find(cookie) is not None
    sessions.end(cookie)
    assert sessions.find(cookie) is None


def test_a_session_ends_after_thirty_days_however_busy(ada: Membership, clock: Clock) -> None:
    session, cookie = sessions.start(ada.person, method="mail")
    for _ in range(3):
        clock.move(days=9)
        assert sessions.find(cookie) is session
        sessions.note_visit(session.id)
    clock.move(days=3)
    assert sessions.find(cookie) is None


def test_a_session_that_nobody_uses_ends_after_fourteen_days(ada: Membership, clock: Clock) -> None:
    _, cookie = sessions.start(ada.person, method="mail")
    clock.move(days=13, hours=23)
    assert sessions.find(cookie) is not None
    clock.move(hours=1)
    assert sessions.find(cookie) is None


def test_when_somebody_was_here_is_noted_by_the_hour(ada: Membership, clock: Clock) -> None:
    session, _ = sessions.start(ada.person, method="passkey", device="Firefox, Linux")
    clock.move(minutes=59)
    assert not sessions.is_due(session)
    clock.move(minutes=1)
    assert sessions.is_due(session)


def test_somebody_sees_and_ends_their_own_sessions_only(
    ada: Membership, demo: Community, clock: Clock
) -> None:
    old, _ = sessions.start(ada.person, method="mail")
    clock.move(hours=2)
    new, _ = sessions.start(ada.person, method="mail")
    stranger = member(demo, "Bo").person
    assert sessions.sessions_of(ada.person) == [new, old]
    for session_id in (old.id, 2**40):
        with pytest.raises(NotFoundError):
            sessions.end_one(stranger, session_id)
    sessions.end_one(ada.person, old.id)
    assert sessions.sessions_of(ada.person) == [new]


def test_signing_out_everywhere_leaves_others_alone(ada: Membership, demo: Community) -> None:
    cookies = [sessions.start(ada.person, method="mail")[1] for _ in range(2)]
    _, other = sessions.start(member(demo, "Bo").person, method="mail")
    sessions.end_all(ada.person)
    assert [sessions.find(cookie) for cookie in cookies] == [None, None]
    assert sessions.find(other) is not None


def test_a_session_of_somebody_erased_is_nobodys(ada: Membership, clock: Clock) -> None:
    _, cookie = sessions.start(ada.person, method="mail")
    ada.person.erased_at = clock()
    assert sessions.find(cookie) is None


def test_what_ended_long_ago_is_forgotten(ada: Membership, clock: Clock) -> None:
    _, cookie = sessions.start(ada.person, method="mail")
    sessions.end(cookie)
    clock.move(days=31)
    sessions.start(ada.person, method="passkey")
    assert db.session.scalars(sa.select(LoginSession.method)).all() == ["passkey"]
