from __future__ import annotations

import pytest
from happened import asked, crowd, told
from support import Clock, manager, member

from badges.accounts.access import Actor
from badges.awarding.erasing import erase, erase_person
from badges.database import db
from badges.errors import ForbiddenError, InputError, NotFoundError
from badges.impact import answers
from badges.impact.answers import Answer, Changed, Consent, read_answer, stories_for
from badges.impact.switches import refuse
from badges.models import Community, FollowUp, ImpactRefusal, Membership
from badges.publishing.taking import about


def test_an_answer_is_for_the_member_alone_unless_they_choose(ada: Membership, mona: Actor) -> None:
    row = answers.answer(ada, asked(ada), Answer(Changed.CONFIDENCE, "I lead the group."))
    assert (row.consent, row.name) == ("me", "")
    assert stories_for(mona) == []


def test_managers_read_names_only_where_that_was_agreed_to(demo: Community, mona: Actor) -> None:
    for who, consent in zip(crowd(demo, 3), list(Consent)[:3], strict=True):
        told(who, consent, story=f"Told to {consent}.")
    told(member(demo, "Cleo Laut"), Consent.PUBLIC, story="Told to all.")
    read = [(it.name, it.story) for it in stories_for(mona)]
    assert read == [("Cleo Laut", "Told to all."), ("Many 1", "Told to managers.")]


def test_words_without_a_name_are_there_once_five_people_told_some(
    clock: Clock, demo: Community, mona: Actor, ada: Membership
) -> None:
    four = crowd(demo, 4)
    for number, who in enumerate(four):
        told(who, Consent.ANONYMOUS, story=f"{9 - number} times")
    answers.answer(four[0], asked(four[0], 90, "vase"), Answer(Changed.WORK, "", Consent.ANONYMOUS))
    clock.move(days=30)  # the next quarter
    assert stories_for(mona) == [], "five answers, but of four people"
    told(ada, Consent.ANONYMOUS, story="1 time")
    assert stories_for(mona) == [], "today's would be known by the day it came"
    clock.move(days=90)
    stories = stories_for(mona)
    assert {it.name for it in stories} == {""}
    assert [it.story for it in stories] == sorted(it.story for it in stories)
    told(ada, Consent.ANONYMOUS, story="Once more")
    clock.move(days=90)
    assert stories_for(mona) == stories, "one more waits for four others"


def test_consent_can_be_taken_back_and_the_answer_deleted(ada: Membership, mona: Actor) -> None:
    row = told(ada, Consent.PUBLIC, story="Loud.")
    assert row.name == ada.name
    answers.answer(ada, row, Answer(Changed.USED, "Loud.", Consent.MANAGERS))
    assert (row.name, [it.name for it in stories_for(mona)]) == ("", [ada.name])
    answers.delete_answer(ada, row)
    assert (row.story, row.answered_at, answers.open_question(ada)) == ("", None, None)


def test_a_question_left_is_not_asked_again_and_can_be_answered_later(ada: Membership) -> None:
    row = asked(ada)
    assert answers.open_question(ada) == row
    answers.pass_by(ada, row)
    assert answers.open_question(ada) is None
    assert answers.answer(ada, row, Answer(Changed.NOTHING)).passed_at is None


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        (("", "", "me"), "changed"),
        (("riches", "", "me"), "changed"),
        (("work", "", "everybody"), "consent"),
        (("work", "x" * 2_000, "me"), "story"),
    ],
)
def test_an_answer_that_cannot_be_read_names_its_field(
    typed: tuple[str, str, str], field: str
) -> None:
    with pytest.raises(InputError) as caught:
        read_answer(*typed)
    assert caught.value.field == field


def test_nobody_answers_for_another_or_reads_what_managers_read(
    demo: Community, ada: Membership
) -> None:
    row = asked(member(demo, "Bo Beispiel"))
    with pytest.raises(NotFoundError):
        answers.answer(ada, row, Answer(Changed.WORK))
    with pytest.raises(ForbiddenError):
        stories_for(Actor.member(ada))


def test_erasing_takes_answers_and_the_refusal_along(demo: Community, ada: Membership) -> None:
    manager(demo)
    row = told(ada, Consent.PUBLIC, story="Mine.")
    refuse(ada)
    kept = told(member(demo, "Bo Beispiel"))
    erase(row.award)
    assert db.session.query(FollowUp).all() == [kept]
    answers.answer(ada, asked(ada, slug="vase"), Answer(Changed.WORK, "Mine, too."))
    erase_person(ada.person)
    assert db.session.query(FollowUp).all() == [kept]
    assert db.session.query(ImpactRefusal).count() == 0


def test_the_members_own_export_has_them(clock: Clock, ada: Membership) -> None:
    told(ada, Consent.PUBLIC, story="Mine.")
    refuse(ada)
    taken = about(ada.person)
    assert taken["notInTheReportOf"] == ["Demo"]
    assert [(it["changed"], it["story"], it["whoMayKnow"]) for it in taken["whatChanged"]] == [
        ("used", "Mine.", "public")
    ]
