"""As few activities as suffice are loaded, and every answer stays what it was."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from doings import attended, kept
from support import NOON, achievement, member

from badges.awarding.progress import check
from badges.awarding.recording import record_of, records_of
from badges.awarding.recording.narrowing import Need, needs_of
from badges.milestones import Attended, LastDays, Pause, WeeksActive, rule_from_json
from badges.models import Activity, Community, Membership

TODAY = date(2026, 3, 10)

RULES: list[dict[str, Any]] = [
    {"attended": {"times": 3, "kind": "workshop"}},
    {"attended": {"times": 2, "kind": "workshop", "within": {"days": 30}}},
    {"attended": {"times": 2, "within": {"from": "2026-01-10", "until": "2026-02-10"}}},
    {"attended": {"times": 2, "kind": "workshop", "tag": "garden"}},
    {"attended": {"times": 1, "where": {"field": "topic", "equals": "b"}}},
    {"distinct": {"times": 2, "field": "topic", "kind": "talk"}},
    {"summed": {"field": "hours", "at_least": 9, "kind": "talk"}},
    {"weeks_active": {"weeks": 3, "of": 6}},
    {"presented": {"times": 1}},
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
                tags=["garden"] if chance.random() < 0.3 else [],
                hours=chance.choice([1.0, 2.5]),
                fields={"topic": chance.choice("abc")},
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
    rules = [Attended(9, kind="talk"), Attended(2, kind="talk", tag="x"), Attended(2, kind="talk")]
    assert needs_of(rules, TODAY) == (every,)
    assert needs_of(rules[::2], TODAY) == (Need("talk", None, 9),)
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
