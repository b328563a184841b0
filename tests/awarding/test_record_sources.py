"""A record holds what the rules name, and nothing else is loaded."""

from __future__ import annotations

from doings import attended, given, handed_in, statements
from support import NOON, achievement, member

from badges.accounts.access import Actor
from badges.awarding.holding import accept
from badges.awarding.recording import SOURCES, record_of, records_of, wanted_by, without
from badges.database import db
from badges.milestones import Record, Signal
from badges.models import Community, Membership


def test_each_source_fills_a_field_of_its_own() -> None:
    names = [source.field for source in SOURCES]
    assert sorted(set(names)) == sorted(names)
    assert all(getattr(Record(now=NOON), name) == () for name in names)


def test_only_the_kinds_that_a_rule_names_are_loaded(demo: Community, ada: Membership) -> None:
    version = achievement(demo, "came", {"came": {"attended": {"times": 1, "kind": "workshop"}}})
    attended(ada, "talk")
    went = attended(ada, "workshop")
    db.session.flush()
    record = record_of(ada, at=NOON, versions=[version])
    assert [each.id for each in record.activities] == [str(went.id)]
    assert len(record_of(ada, at=NOON).activities) == 2


def test_what_no_rule_names_is_not_even_asked_for(demo: Community, ada: Membership) -> None:
    version = achievement(demo, "came", {"came": {"attended": {"times": 1}}})
    assert wanted_by({ada.id: {version: False}}).signals == {Signal("activity")}
    with statements() as asked:
        record_of(ada, at=NOON, versions=[version])
    assert not any(" FROM evidence" in each or " FROM award" in each for each in asked)
    assert any(" FROM activity" in each for each in asked)


def test_evidence_of_other_badges_and_badges_nobody_asks_for_stay_away(
    mona: Actor, demo: Community, ada: Membership
) -> None:
    rules = {"made": {"submitted": {}}, "first": {"earned": {"achievement": "first"}}}
    version, first = achievement(demo, "made", rules), achievement(demo, "first")
    other = achievement(demo, "other", {"made": {"submitted": {}}})
    handed_in(ada, other, "made")
    mine = handed_in(ada, version, "made")
    for each in (first, other):
        accept(given(mona, each, ada).award, name="Ada")
    record = record_of(ada, at=NOON, versions=[version])
    assert [each.id for each in record.evidence] == [str(mine.id)]
    assert [each.achievement for each in record.awards] == ["first"]


def test_many_members_cost_as_many_questions_as_one(demo: Community, ada: Membership) -> None:
    version = achievement(
        demo, rules={"made": {"all_of": [{"submitted": {}}, {"attended": {"times": 1}}]}}
    )
    everybody = [ada, *(member(demo, name, "") for name in ("Bo", "Cleo", "Dana"))]
    for each in everybody:
        attended(each)
        handed_in(each, version, "made")
    counts = []
    for some in (everybody[:1], everybody):
        with statements() as asked:
            records_of(some, at=NOON, versions=[version])
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert records_of([], at=NOON) == {}


def test_what_an_award_was_given_for_is_left_out_and_badges_stay(
    mona: Actor, demo: Community, ada: Membership
) -> None:
    version = achievement(demo, "made", {"made": {"submitted": {}}})
    held = accept(given(mona, achievement(demo), ada).award, name="Ada")
    piece, went = handed_in(ada, version, "made"), attended(ada)
    db.session.flush()
    spent = {("review", str(piece.id)), ("activity", str(went.id)), ("award", str(held.id))}
    left = without(record_of(ada, at=NOON), frozenset(spent))
    assert (left.activities, left.evidence) == ((), ())
    assert [each.id for each in left.awards] == [str(held.id)]
