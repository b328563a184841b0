from __future__ import annotations

import json
from dataclasses import replace

import pytest

from badges.milestones import (
    AchievementProgress,
    Activity,
    Attended,
    Earned,
    Evidence,
    HeldAward,
    Milestone,
    Reviewed,
    Rule,
    Submitted,
    check_milestones,
    kind_of_proof,
    problems,
)
from tests.milestones.samples import handed_in, holds, record, went


def step(key: str, rule: Rule) -> Milestone:
    return Milestone(key, {"de": key, "en": key}, rule)


CAME = step("came", Attended(1))
TALK = step("talk", Submitted())
PROJECT = step("project", Reviewed())


def test_evidence_counts_for_the_milestone_it_was_handed_in_for() -> None:
    progress = check_milestones((TALK, PROJECT), 1, record(handed_in("e1", milestone="talk")))
    assert [bool(each.progress) for each in progress.milestones] == [True, False]
    assert progress.met


@pytest.mark.parametrize(("needed", "met"), [(None, False), (3, False), (2, True), (1, True)])
def test_needed_says_how_many_milestones_earn_it(needed: int | None, *, met: bool) -> None:
    done = record(went("a1"), handed_in("e1"))
    assert check_milestones((CAME, TALK, PROJECT), needed, done).met is met


def test_no_milestone_earns_nothing() -> None:
    assert not check_milestones((), None, record(went("a1"))).met
    assert not check_milestones((CAME,), 0, record(went("a1"))).met


@pytest.mark.parametrize(
    ("doings", "proof"),
    [
        ((went("a1"),), "attended"),
        ((went("a1"), handed_in("e1")), "submitted"),
        ((handed_in("e1"), handed_in("e2", "manager:ann", milestone="project")), "reviewed"),
        ((went("a1"), handed_in("e2", milestone="project")), "attended"),  # still waits
        ((holds("host"),), "attended"),
    ],
)
def test_the_heading_rests_on_the_strongest_thing_that_counted(
    doings: tuple[Activity | Evidence | HeldAward, ...], proof: str
) -> None:
    steps = (CAME, TALK, PROJECT, step("host", Earned("host")))
    assert kind_of_proof(check_milestones(steps, 1, record(*doings))) == proof


def test_the_trace_is_json_and_comes_back_equal() -> None:
    progress = check_milestones((CAME, TALK), None, record(went("a1")))
    stored = json.dumps(progress.to_json())
    assert AchievementProgress.from_json(json.loads(stored)) == progress


def test_another_achievements_evidence_is_left_out() -> None:
    piece = replace(handed_in("e1"), achievement="other")
    narrowed = record(piece, handed_in("e2")).for_achievement("other")
    assert [each.id for each in narrowed.evidence] == ["e1"]


@pytest.mark.parametrize(
    ("milestones", "needed", "code"),
    [
        ((), None, "rule.empty"),
        ((CAME,), 0, "rule.empty"),
        ((CAME,), 2, "at_least.too_many"),
        ((CAME, CAME), None, "milestones.repeated"),
        ((step("self", Earned("me")),), None, "earned.itself"),
        ((step("none", Attended(0)),), None, "rule.empty"),
    ],
)
def test_what_nobody_can_earn_is_named(
    milestones: tuple[Milestone, ...], needed: int | None, code: str
) -> None:
    assert [reason.code for reason in problems(milestones, needed, achievement="me")] == [code]


def test_a_sound_achievement_has_no_problems() -> None:
    assert problems((CAME, TALK, PROJECT), 2, achievement="me") == ()
