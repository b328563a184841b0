from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from happened import accepted, badge, crowd, handed_in, kept, programme, told, took_part
from support import Clock

from badges.accounts.access import Actor
from badges.database import db
from badges.errors import ForbiddenError, NotFoundError
from badges.impact import switches
from badges.impact.answers import Changed, Consent
from badges.impact.numbers import Numbers, count
from badges.impact.quarters import Quarter
from badges.impact.reporting import count_quarters, quarters_of, report_of
from badges.models import Community, Enrolment, ImpactQuarter, Membership, Vouch
from badges.ports import now
from badges.programmes.pausing import PauseFacts, plan_pause

FIRST = Quarter(2026, 1)  # the clock stands on 10 March 2026
SECOND = Quarter(2026, 2)


def vouched(by: Membership, of: Membership) -> None:
    db.session.add(
        Vouch(
            community_id=of.community_id,
            member=of,
            achievement=accepted(of).achievement,
            voucher=by,
            sentence="Yes.",
            created_at=now(),
        )
    )
    db.session.flush()


def test_nothing_is_counted_until_two_weeks_after_the_switch(
    clock: Clock, demo: Community, mona: Actor
) -> None:
    clock.at = datetime(2026, 7, 30, tzinfo=UTC)
    count_quarters()
    switches.set_report(mona, on=True)
    clock.move(days=13)
    count_quarters()
    assert quarters_of(demo) == []
    clock.move(days=1)
    count_quarters()
    count_quarters()
    assert quarters_of(demo) == [SECOND, FIRST]


def test_only_who_leads_switches_it_and_off_hides_it(demo: Community, ada: Membership) -> None:
    with pytest.raises(ForbiddenError):
        switches.set_report(Actor.member(ada), on=True)
    with pytest.raises(NotFoundError):
        report_of(demo, FIRST)


def test_a_quarter_is_never_counted_twice_whatever_comes_later(
    clock: Clock, demo: Community, mona: Actor
) -> None:
    people = crowd(demo, 12)
    for who in people:
        took_part(who)
    switches.set_report(mona, on=True)
    clock.at = datetime(2026, 4, 16, tzinfo=UTC)
    count_quarters()
    assert report_of(demo, FIRST).numbers.took_part == 10
    took_part(mona.membership, datetime(2026, 3, 1, tzinfo=UTC))
    for who in people[:8]:
        switches.refuse(who)
    count_quarters()
    assert report_of(demo, FIRST).numbers.took_part == 10
    assert db.session.query(ImpactQuarter).count() == 1


def test_who_refused_is_in_no_number(demo: Community) -> None:
    people = crowd(demo, 20)
    for who in people[:6]:
        told(who, changed=Changed.WORK)
    assert count(demo, FIRST).changed["work"] == 6
    switches.refuse(people[0])
    assert count(demo, FIRST).changed["work"] == 5
    switches.refuse(people[1])
    assert count(demo, FIRST).changed["work"] is None
    switches.agree_again(people[1])
    assert count(demo, FIRST).changed["work"] == 5


def test_an_answer_for_oneself_is_not_counted(demo: Community) -> None:
    for who in crowd(demo, 9):
        told(who, Consent.ME, Changed.WORK)
    assert set(count(demo, FIRST).changed.values()) == {None}


def test_what_few_told_without_a_name_cannot_be_had_by_taking_off_what_the_others_told(
    demo: Community,
) -> None:
    people = crowd(demo, 20)
    for who in people[:5]:
        told(who, Consent.MANAGERS, Changed.WORK)
    for who in people[5:9]:
        told(who, Consent.ANONYMOUS, Changed.WORK)
    assert count(demo, FIRST).changed["work"] == 5
    told(people[9], Consent.ANONYMOUS, Changed.WORK)
    assert count(demo, FIRST).changed["work"] == 10


def test_a_programme_without_sessions_counts_who_handed_something_in_for_its_badge(
    demo: Community,
) -> None:
    challenge = programme(demo, "challenge", achievement=badge(demo))
    *inside, outside = crowd(demo, 9)
    crowd(demo, 9, "Others")
    for who in inside:
        kept(
            Enrolment(
                community_id=demo.id,
                programme=challenge,
                member=who,
                state="enrolled",
                asked_at=now(),
            )
        )
        handed_in(who)
    handed_in(outside)
    found = count(demo, FIRST)
    assert found.programmes == (({"en": "challenge"}, 8),)
    assert (found.reflected, found.took_part) == (9, 9)


def test_a_programme_that_a_pause_moved_is_in_the_quarter_it_reached(
    clock: Clock, demo: Community, mona: Actor
) -> None:
    clock.at = datetime(2026, 3, 8, tzinfo=UTC)
    programme(demo, "spring")  # to the 28th
    assert count(demo, SECOND).programmes == ()
    plan_pause(mona, PauseFacts("Rest", date(2026, 3, 20), date(2026, 3, 24)))
    assert count(demo, SECOND).programmes == (({"en": "spring"}, None),)
    assert count(demo, SECOND.after).programmes == ()


def test_giving_and_receiving_are_told_apart(demo: Community) -> None:
    people = crowd(demo, 30)
    for by, of in zip(people[:6], people[6:12], strict=True):
        vouched(by, of)
    for by, of in pairwise(people[12:18]):
        vouched(by, of)
    found = count(demo, FIRST).giving
    assert found == {"gave": 7, "received": 7, "both": None}, "both are four people"


def test_those_who_joined_are_looked_at_once_ninety_days_on(clock: Clock, demo: Community) -> None:
    people = crowd(demo, 14)
    clock.move(days=40)
    for who in people[:7]:
        took_part(who)
    found = count(demo, SECOND).stayed
    assert found["other_back"] == 7
    assert found["other_gone"] == 7
    assert set(count(demo, SECOND.after).stayed.values()) == {None}


def test_a_voided_activity_and_another_community_count_nothing(demo: Community) -> None:
    for who in crowd(demo, 12):
        took_part(who, voided_at=now())
    assert count(demo, FIRST).took_part is None


def test_quotes_need_consent_and_follow_it(clock: Clock, demo: Community, mona: Actor) -> None:
    people = crowd(demo, 7)
    loud = told(people[0], Consent.PUBLIC, story="By name.")
    told(people[1], Consent.MANAGERS, story="For managers.")
    for who in people[2:]:
        told(who, Consent.ANONYMOUS, story=f"Without, {who.id}.")
    switches.set_report(mona, on=True)
    clock.at = datetime(2026, 4, 20, tzinfo=UTC)
    count_quarters()
    quotes = report_of(demo, FIRST).quotes
    assert [(it.name, it.story) for it in quotes[:1]] == [("Many 0", "By name.")]
    assert len(quotes) == 6
    loud.consent = "me"
    assert len(report_of(demo, FIRST).quotes) == 5


def test_numbers_are_read_as_they_were_written(demo: Community) -> None:
    numbers = count(demo, FIRST)
    assert Numbers.from_json(numbers.to_json()) == numbers
    with pytest.raises(NotFoundError):
        Quarter.parse("2026-5")
