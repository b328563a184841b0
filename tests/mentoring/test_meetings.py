"""Meetings count when both sides say so, and for nobody else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from databases import on_postgresql
from support import NOON, Clock

from badges.accounts.access import Actor
from badges.awarding.recording import record_of
from badges.database import db
from badges.errors import ConflictError, InputError, LimitError, NotFoundError
from badges.models import Circle, Job, Meeting, Membership
from badges.peers.meetings import (
    MeetingFacts,
    balance,
    confirm,
    counts,
    decline,
    declined_by_others,
    log_meeting,
    meetings_of,
    take_back,
    to_confirm,
    void_meeting,
)
from badges.peers.mentoring import CircleDraft, Seat, agree, make_circle

TODAY = NOON.date()


def logged(member: Membership, circle: Circle, **facts: object) -> Meeting:
    return log_meeting(member, circle, MeetingFacts(**{"day": TODAY, **facts}))  # type: ignore[arg-type]


def signals() -> list[tuple[int, str]]:
    jobs = db.session.query(Job).filter(Job.name == "evaluate_member").order_by(Job.id)
    return [(it.arguments["membership_id"], it.arguments["signals"][0][0]) for it in jobs]


def test_what_one_logs_counts_once_the_other_confirms(
    pair: Circle, ada: Membership, bo: Membership
) -> None:
    meeting = logged(ada, pair, hours=1.5)
    assert to_confirm(bo) == [meeting]
    assert to_confirm(ada) == []
    assert not counts(meeting)
    assert signals() == []
    confirm(bo, meeting)
    assert to_confirm(bo) == []
    assert sorted(signals()) == sorted([(ada.id, "meeting"), (bo.id, "meeting")])


def test_a_role_that_there_is_not_breaks_nobodys_page(
    pair: Circle, ada: Membership, bo: Membership
) -> None:
    with pytest.raises(InputError, match="Choose"):
        logged(ada, pair, role="owner")
    assert (to_confirm(bo), meetings_of(ada, pair)) == ([], [])


def test_both_sides_see_it_in_their_own_role(pair: Circle, ada: Membership, bo: Membership) -> None:
    confirm(bo, logged(ada, pair, hours=1.5))
    (mine,), (theirs,) = record_of(ada, at=NOON).meetings, record_of(bo, at=NOON).meetings
    assert (mine.role, mine.partners, mine.hours) == ("receiver", (str(bo.id),), 1.5)
    assert (theirs.role, theirs.partners) == ("giver", (str(ada.id),))


@pytest.mark.parametrize(
    ("said", "mine", "others"),
    [
        ("giver", {"giver"}, {"receiver"}),
        ("receiver", {"receiver"}, {"giver"}),
        ("both", {"giver", "receiver"}, {"giver", "receiver"}),
    ],
)
def test_equals_say_who_gave(
    said: str, mine: set[str], others: set[str], trio: Circle, ada: Membership, bo: Membership
) -> None:
    confirm(bo, logged(ada, trio, role=said))
    assert {it.role for it in record_of(ada, at=NOON).meetings} == mine
    assert {it.role for it in record_of(bo, at=NOON).meetings} == others
    assert len({it.id for it in record_of(ada, at=NOON).meetings}) == 1


def test_in_a_group_it_counts_for_those_who_confirmed(
    trio: Circle, ada: Membership, bo: Membership, cleo: Membership
) -> None:
    meeting = logged(ada, trio, role="receiver")
    confirm(bo, meeting)
    assert record_of(cleo, at=NOON).meetings == ()
    assert record_of(ada, at=NOON).meetings[0].partners == (str(bo.id),)
    confirm(cleo, meeting)
    assert record_of(ada, at=NOON).meetings[0].partners == (str(bo.id), str(cleo.id))


def test_who_was_not_there_is_not_asked(
    trio: Circle, ada: Membership, bo: Membership, cleo: Membership
) -> None:
    logged(ada, trio, others=frozenset({bo.id}))
    assert len(to_confirm(bo)) == 1
    assert to_confirm(cleo) == []


def test_a_wrong_one_is_declined_with_a_sentence_and_logged_anew(
    pair: Circle, ada: Membership, bo: Membership
) -> None:
    meeting = logged(ada, pair)
    with pytest.raises(InputError):
        decline(bo, meeting, "  ")
    decline(bo, meeting, "That was on Monday.")
    assert declined_by_others(ada, since=NOON - timedelta(days=1)) == [meeting]
    assert (counts(meeting), signals()) == (False, [])
    again = logged(ada, pair)
    assert again.id != meeting.id


def test_an_answer_may_be_changed_for_a_day(
    pair: Circle, ada: Membership, bo: Membership, clock: Clock
) -> None:
    first = logged(ada, pair)
    decline(bo, first, "No.")
    confirm(bo, first)
    assert counts(first)
    clock.move(days=2)
    second = logged(ada, pair, day=TODAY + timedelta(days=2))
    decline(bo, second, "No.")
    clock.move(days=2)
    with pytest.raises(ConflictError):
        confirm(bo, second)


@on_postgresql
def test_two_who_log_it_at_the_same_moment_come_one_after_the_other(
    pair: Circle, ada: Membership
) -> None:
    db.session.commit()
    logged(ada, pair)
    with db.engine.connect() as elsewhere:
        free = elsewhere.scalars(
            sa.select(Circle.id).with_for_update(skip_locked=True, key_share=True)
        )
        assert pair.id not in set(free)


def test_the_same_day_is_logged_once(pair: Circle, ada: Membership, bo: Membership) -> None:
    logged(ada, pair)
    with pytest.raises(ConflictError, match="logged already"):
        logged(bo, pair)
    logged(bo, pair, day=TODAY - timedelta(days=1))
    assert len(meetings_of(ada, pair)) == 2


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (TODAY + timedelta(days=1), "meeting.ahead"),
        (TODAY - timedelta(days=91), "meeting.long_ago"),
        (date(226, 3, 1), "meeting.long_ago"),
    ],
)
def test_a_day_that_cannot_be_is_refused(
    day: date, code: str, pair: Circle, ada: Membership
) -> None:
    with pytest.raises(InputError) as raised:
        logged(ada, pair, day=day)
    assert (raised.value.field, raised.value.reason.code) == ("day", code)


def test_today_is_never_ahead_of_the_clock(pair: Circle, ada: Membership, clock: Clock) -> None:
    clock.at = datetime(2026, 3, 10, 7, 15, tzinfo=UTC)
    assert logged(ada, pair).occurred_at == clock.at
    assert logged(ada, pair, day=date(2026, 3, 9)).occurred_at.hour == 11


def test_only_those_who_agreed_meet(mona: Actor, ada: Membership, bo: Membership) -> None:
    circle = make_circle(mona, CircleDraft([Seat(ada.id), Seat(bo.id)]))
    with pytest.raises(ConflictError, match="First agree"):
        logged(ada, circle)
    agree(ada, circle)
    with pytest.raises(ConflictError, match="Nobody else"):
        logged(ada, circle)


def test_nobody_else_sees_or_answers_it(pair: Circle, ada: Membership, cleo: Membership) -> None:
    meeting = logged(ada, pair)
    for answer in (lambda: confirm(cleo, meeting), lambda: logged(cleo, pair)):
        with pytest.raises(NotFoundError):
            answer()


def test_it_is_taken_back_until_somebody_confirmed(
    pair: Circle, ada: Membership, bo: Membership
) -> None:
    take_back(ada, logged(ada, pair, note="Secret"))
    meeting = logged(ada, pair)
    confirm(bo, meeting)
    with pytest.raises(ConflictError, match="ask a manager"):
        take_back(ada, meeting)
    assert [it.id for it in meetings_of(ada, pair)] == [meeting.id]


def test_a_manager_strikes_one_out_with_a_reason(
    mona: Actor, pair: Circle, ada: Membership, bo: Membership
) -> None:
    meeting = confirm(bo, logged(ada, pair))
    with pytest.raises(InputError):
        void_meeting(mona, meeting, "")
    void_meeting(mona, meeting, "They were never there.")
    assert record_of(ada, at=NOON).meetings == ()
    assert not counts(meeting)


def test_a_member_may_log_ten_a_day(
    mona: Actor, pair: Circle, ada: Membership, clock: Clock
) -> None:
    for back in range(10):
        logged(ada, pair, day=TODAY - timedelta(days=back))
    with pytest.raises(LimitError):
        logged(ada, pair, day=TODAY - timedelta(days=11))
    clock.move(days=1, minutes=1)
    assert logged(ada, pair, day=TODAY - timedelta(days=11)).id


def test_the_balance_tells_what_was_given_and_received(
    pair: Circle, trio: Circle, ada: Membership, bo: Membership
) -> None:
    confirm(bo, logged(ada, pair, hours=1.5))
    confirm(bo, logged(ada, trio, hours=2))
    logged(ada, pair, day=TODAY - timedelta(days=1), hours=4)
    mine, theirs = balance(ada), balance(bo)
    assert (mine.given, mine.received, mine.hours_received) == (1, 2, 3.5)
    assert (theirs.given, theirs.received, theirs.hours_given) == (2, 1, 3.5)
