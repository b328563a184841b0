"""What did not happen counts no more; what it had led to is for a person to decide."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from support import NOON, achievement, community, manager, member

from badges.accounts.access import Actor
from badges.awarding.evaluating import evaluate_member
from badges.awarding.holding import accept
from badges.awarding.withdrawing import withdraw
from badges.database import db
from badges.errors import ConflictError, InputError, NotFoundError
from badges.intake import voiding
from badges.intake.recording import ToldActivity, record_many
from badges.intake.sessions import create_session, mark_presenter, presents, record_attendance
from badges.models import Activity, Award, Community, Job, Membership


@pytest.fixture
def ada(demo: Community) -> Membership:
    return member(demo, "Ada")


@pytest.fixture
def there(mona: Actor, ada: Membership) -> Activity:
    """Give the one workshop that Ada's offer rests on."""
    achievement(mona.community)
    record_many(mona, [ToldActivity("workshop", NOON, member=ada.id)])
    evaluate_member(ada.id)
    return db.session.scalars(sa.select(Activity)).one()


def award() -> Award:
    return db.session.scalars(sa.select(Award)).one()


def test_what_it_had_led_to_is_asked_about_and_stays(mona: Actor, there: Activity) -> None:
    (found,) = voiding.void_activity(mona, there, "a mistake")
    assert (found.award, award().state) == (award(), "offered")
    assert (voiding.undecided(mona), voiding.count_undecided(mona)) == ([found], 1)


def test_a_badge_that_asks_for_such_a_badge_is_asked_about_too(
    mona: Actor, ada: Membership, there: Activity
) -> None:
    accept(award(), name="Ada")
    achievement(mona.community, "path", {"all": {"earned": {"achievement": "first-steps"}}})
    achievement(mona.community, "other", {"all": {"attended": {"times": 1, "kind": "talk"}}})
    record_many(mona, [ToldActivity("talk", NOON, member=ada.id)])
    evaluate_member(ada.id)
    slugs = [each.achievement.slug for each in voiding.led_to(there)]
    found = voiding.void_activity(mona, there, "a mistake")
    assert slugs == [each.award.achievement.slug for each in found] == ["first-steps", "path"]


def test_what_was_struck_out_by_mistake_counts_again(mona: Actor, there: Activity) -> None:
    voiding.void_activity(mona, there, "a mistake")
    db.session.execute(sa.delete(Job))
    for _ in range(2):
        voiding.restore_activity(mona, there)
    assert (there.voided_at, there.void_reason, voiding.undecided(mona)) == (None, "", [])
    assert [job.name for job in db.session.scalars(sa.select(Job))] == ["evaluate_member"]


def test_a_person_may_let_the_badge_stay(mona: Actor, there: Activity) -> None:
    (found,) = voiding.void_activity(mona, there, "a mistake")
    kept = voiding.keep_award(mona, found.id)
    assert (kept.kept_at, kept.kept_by) == (NOON, mona.membership_id)
    assert voiding.undecided(mona) == []


def test_a_badge_that_was_withdrawn_is_asked_about_no_more(mona: Actor, there: Activity) -> None:
    voiding.void_activity(mona, there, "a mistake")
    withdraw(mona, award(), "was not there")
    assert voiding.count_undecided(mona) == 0


def test_what_counted_for_nothing_asks_nothing(mona: Actor, ada: Membership) -> None:
    record_many(mona, [ToldActivity("talk", NOON, member=ada.id)])
    talk = db.session.scalars(sa.select(Activity)).one()
    assert voiding.void_activity(mona, talk, "a mistake") == []
    assert voiding.void_activity(mona, talk, "once more") == []
    assert talk.void_reason == "a mistake"


def test_many_are_voided_for_one_reason(mona: Actor, there: Activity) -> None:
    assert voiding.void_all(mona, [there, there], "wrong list") == 1
    with pytest.raises(InputError):
        voiding.void_activity(mona, there, " ")


def test_many_are_voided_in_as_few_questions_as_two(mona: Actor, demo: Community) -> None:
    everybody = [member(demo, f"M{number}") for number in range(12)]
    record_many(mona, [ToldActivity("talk", NOON, member=each.id) for each in everybody])
    rows = db.session.scalars(sa.select(Activity).order_by(Activity.id)).all()
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    counts = []
    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        for some in (rows[:2], rows[2:]):
            asked.clear()
            voiding.void_all(mona, some, "wrong list")
            counts.append(sum(each.startswith("SELECT") for each in asked))
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
    assert counts[0] == counts[1]
    other = manager(community("other"))
    rows[0].voided_at = None
    with pytest.raises(NotFoundError):
        voiding.void_all(other, rows[:1], "not theirs")


def test_a_member_says_this_was_not_me_and_a_person_decides(
    mona: Actor, ada: Membership, there: Activity
) -> None:
    voiding.dispute(ada, there.id, "I was ill.")
    assert (voiding.disputed(mona), there.voided_at) == ([there], None)
    voiding.uphold(mona, there)
    assert voiding.count_disputed(mona) == 0
    voiding.dispute(ada, there.id, "Really not.")
    voiding.void_activity(mona, there, "she was ill")
    assert (voiding.count_disputed(mona), there.dispute_note) == (0, "Really not.")
    with pytest.raises(ConflictError):
        voiding.dispute(ada, there.id, "")


def test_only_ones_own_can_be_doubted(demo: Community, there: Activity) -> None:
    with pytest.raises(NotFoundError):
        voiding.dispute(member(demo, "Bo"), there.id, "")


def test_another_community_sees_nothing_of_it(mona: Actor, there: Activity) -> None:
    (found,) = voiding.void_activity(mona, there, "a mistake")
    other = manager(community("other"))
    assert (voiding.undecided(other), voiding.disputed(other)) == ([], [])
    with pytest.raises(NotFoundError):
        voiding.keep_award(other, found.id)


def test_who_gave_a_session_is_noted_and_told_to_the_rules(mona: Actor, ada: Membership) -> None:
    evening = create_session(mona, title="A", starts_at=NOON, kind="workshop")
    record_attendance(mona, evening, [ada.id])
    (row,) = evening.activities
    row.fields = {"room": "2"}
    mark_presenter(mona, row, presented=True)
    mark_presenter(mona, row, presented=True)
    assert (row.fields, presents(row)) == ({"room": "2", "role": "presenter"}, True)
    db.session.execute(sa.delete(Job))
    mark_presenter(mona, row, presented=False)
    (job,) = db.session.scalars(sa.select(Job))
    assert (row.fields, job.name) == ({"room": "2"}, "evaluate_member")
