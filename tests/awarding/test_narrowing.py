"""As few activities as suffice are loaded, and every answer stays what it was."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from doings import attended, kept
from support import NOON, Clock, achievement, member

from badges.accounts.access import Actor
from badges.awarding.achievements import edit_draft, new_version, publish
from badges.awarding.drafts import draft_of
from badges.awarding.evaluating import offer_met
from badges.awarding.holding import accept
from badges.awarding.progress import check, progress
from badges.awarding.recording import record_of, records_for, records_of
from badges.awarding.recording.narrowing import Need, needs_of
from badges.milestones import (
    Attended,
    Distinct,
    LastDays,
    Pause,
    WeeksActive,
    rule_from_json,
)
from badges.models import Activity, Community, Membership
from badges.ports import now

TODAY = date(2026, 3, 10)

RULES: list[dict[str, Any]] = [
    {"attended": {"times": 3, "kind": "workshop"}},
    {"attended": {"times": 2, "kind": "workshop", "within": {"days": 30}}},
    {"attended": {"times": 2, "within": {"from": "2026-01-10", "until": "2026-02-10"}}},
    {"attended": {"times": 2, "kind": "workshop", "tag": "garden"}},
    {"attended": {"times": 2, "tag": 'Gärten "Süd"'}},
    {"attended": {"times": 1, "where": {"field": "topic", "equals": "b"}}},
    {"attended": {"times": 2, "where": {"field": "kind", "equals": "talk"}}},
    {
        "distinct": {
            "times": 2,
            "field": "hours",
            "where": {
                "all": [
                    {"field": "topic", "equals": "a_%"},
                    {"not": {"field": "role", "equals": "presenter"}},
                ]
            },
        }
    },
    {"distinct": {"times": 2, "field": "topic", "kind": "talk"}},
    {"summed": {"field": "hours", "at_least": 9, "kind": "talk"}},
    {"weeks_active": {"weeks": 3, "of": 6}},
    {"presented": {"times": 2}},
    {"none_of": [{"attended": {"times": 4, "kind": "talk"}}]},
    {
        "at_least": {
            "n": 2,
            "of": [
                {"attended": {"times": 5, "kind": "workshop"}},
                {"attended": {"times": 2, "kind": "talk", "within": {"days": 60}}},
                {"weeks_active": {"weeks": 2, "of": 4, "kind": "workshop"}},
            ],
        }
    },
]


@pytest.fixture
def busy(ada: Membership) -> Membership:
    """Let somebody have done forty things of three kinds within half a year."""
    chance = random.Random(5)  # noqa: S311 - the same doings each time
    for number in range(40):
        at = NOON - timedelta(days=chance.randrange(180), minutes=number)
        kept(
            Activity(
                community_id=ada.community_id,
                membership_id=ada.id,
                kind=chance.choice(["workshop", "talk", "post"]),
                tags=chance.choice([["garden"], [], ['Gärten "Süd"', "garden"]]),
                hours=chance.choice([1.0, 2.5]),
                fields={
                    "topic": chance.choice(["a_%", "b", "c", "presenter"]),
                    "role": chance.choice(["", "presenter", "guest"]),
                },
                occurred_at=at,
                source="test",
                recorded_at=at,
            )
        )
    return ada


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: next(iter(rule)))
def test_what_is_left_out_changes_no_answer(
    demo: Community, busy: Membership, rule: dict[str, Any]
) -> None:
    version = achievement(demo, "one", {"one": rule})
    other = member(demo, "Bo", "")
    whole = check(record_of(busy, at=NOON), version, frozenset())
    alone = check(record_of(busy, at=NOON, versions=[version]), version, frozenset())
    among = records_of([other, busy], at=NOON, versions=[version])[busy.id]
    for found in (alone, check(among, version, frozenset())):
        assert bool(found) == bool(whole)
        assert found.milestones[0].progress.counted == whole.milestones[0].progress.counted
        assert found.milestones[0].progress.reasons == whole.milestones[0].progress.reasons


def test_of_what_is_only_counted_no_more_than_needed_is_loaded(
    demo: Community, busy: Membership
) -> None:
    version = achievement(demo, "one", {"one": RULES[0]})
    loaded = record_of(busy, at=NOON, versions=[version]).activities
    assert [each.kind for each in loaded] == ["workshop"] * 3
    version.repeatable = True
    assert len(record_of(busy, at=NOON, versions=[version]).activities) > 3


def test_what_cannot_count_is_not_loaded(demo: Community, busy: Membership) -> None:
    presented = achievement(demo, "spoke", {"one": {"presented": {"times": 2}}})
    loaded = record_of(busy, at=NOON, versions=[presented]).activities
    assert 0 < len(loaded) < 40
    assert all("presenter" in each.fields.values() for each in loaded)


def test_each_is_looked_at_by_their_own_rules_alone(demo: Community, busy: Membership) -> None:
    some = {"one": {"attended": {"times": 2, "kind": "workshop"}}}
    every = achievement(demo, "every", {"one": {"weeks_active": {"weeks": 3, "of": 30}}})
    few = achievement(demo, "few", some)
    bo, cleo = member(demo, "Bo", ""), member(demo, "Cleo", "")
    for minute in range(5):
        attended(bo, at=NOON - timedelta(minutes=minute))
        attended(cleo, at=NOON - timedelta(minutes=minute))
    asked = {busy: {every: False, few: False}, bo: {few: False}, cleo: {few: True}}
    records = records_for(asked, at=NOON)
    assert [len(records[who.id].activities) for who in asked] == [40, 2, 5]
    assert records_for({}, at=NOON) == {}


def test_what_an_older_version_let_run_out_may_be_earned_anew_by_a_new_one(
    demo: Community, ada: Membership, mona: Actor, clock: Clock
) -> None:
    rule = {"one": {"attended": {"times": 2, "kind": "workshop"}}}
    first = achievement(demo, "one", rule)
    first.valid_days = 10
    for minute in range(2):
        attended(ada, at=NOON - timedelta(minutes=minute))
    (award,) = offer_met({ada: [first]})
    accept(award, name="Ada")
    second = publish(mona, edit_draft(mona, new_version(mona, first.achievement), draft_of(first)))
    second.valid_days = None
    clock.move(days=20)
    for minute in range(2):
        attended(ada, at=now() - timedelta(minutes=minute))
    assert progress(ada, second).met
    assert [made.renews_id for made in offer_met({ada: [second]})] == [award.id]


def test_other_peoples_doings_take_nobodys_place(demo: Community, ada: Membership) -> None:
    version = achievement(demo, "one", {"one": RULES[0]})
    bo = member(demo, "Bo", "")
    for minute in range(3):
        attended(bo, at=NOON - timedelta(days=1, minutes=minute))
        attended(ada, at=NOON - timedelta(minutes=minute))
    records = records_of([ada, bo], at=NOON, versions=[version])
    assert [len(record.activities) for record in records.values()] == [3, 3]


def test_needs_that_are_in_another_are_asked_for_once() -> None:
    every = Need("talk", None)
    many, tagged, few = (
        Attended(9, kind="talk"),
        Attended(2, kind="talk", tag="x"),
        Attended(2, kind="talk"),
    )
    assert needs_of([many, tagged, Distinct(2, "topic", kind="talk"), few], TODAY) == (every,)
    assert needs_of([many, few], TODAY) == (Need("talk", None, 9),)
    assert needs_of([few, tagged], TODAY, again=[tagged]) == (
        Need("talk", None, 2),
        Need("talk", None, saying=(("tags", "x"),)),
    )
    assert needs_of([rule_from_json({"submitted": {}})], TODAY) == ()


def test_a_pause_lets_windows_reach_further_back() -> None:
    pause = Pause(TODAY - timedelta(days=5), TODAY - timedelta(days=2))
    week = Attended(1, within=LastDays(7))
    assert needs_of([week], TODAY) == (Need(None, TODAY - timedelta(days=7), 1),)
    assert needs_of([week], TODAY, [pause]) == (Need(None, TODAY - timedelta(days=11), 1),)
    weeks = WeeksActive(2, 3)
    (need,) = needs_of([weeks], TODAY, [replace(pause, since=TODAY - timedelta(days=20))])
    assert need.since is not None
    assert need.since <= TODAY - timedelta(days=21 + 14)
