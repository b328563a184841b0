"""Programmes made, changed, shown; their weeks, their sessions, their badge."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from support import Clock, achievement, community, manager

from badges.accounts.access import Actor
from badges.awarding.drafts import milestones_of
from badges.database import db
from badges.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from badges.milestones import Attended
from badges.models import Membership
from badges.programmes.blueprints import BLUEPRINTS, begin_badge, blueprint
from badges.programmes.cohorts import (
    ProgrammeDraft,
    WeekDraft,
    archive_programme,
    create_programme,
    edit_programme,
    programme_days,
    programme_draft,
    publish_programme,
    renew_link,
    set_weeks,
)
from badges.programmes.meetings import SessionPlan, next_session, plan_sessions, sessions_of
from badges.programmes.pausing import PauseFacts, plan_pause

SPRING = ProgrammeDraft(
    name={"en": "Spring"}, starts_on=date(2026, 3, 9), ends_on=date(2026, 4, 5), places=8
)


def test_a_programme_is_kept_as_it_was_drafted(mona: Actor) -> None:
    row = create_programme(mona, SPRING, [WeekDraft({"en": "Begin"})])
    assert programme_draft(row) == SPRING
    assert (row.slug, row.tag) == ("spring", "Spring 2026")
    assert [(week.number, week.title) for week in row.weeks] == [(1, {"en": "Begin"})]
    changed = replace(SPRING, name={"en": "Summer"}, enrolment="open")
    assert edit_programme(mona, row, changed).tag == "Spring 2026"


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"name": {}}, "programmes.name", "name"),
        ({"ends_on": date(2026, 3, 1)}, "pause.reversed", "ends_on"),
        ({"ends_on": date(2027, 8, 1)}, "programme.long", "ends_on"),
        ({"starts_on": date(1999, 1, 1)}, "pause.day", "starts_on"),
        ({"places": 0}, "programme.places", "places"),
        ({"enrolment": "raffle"}, "programme.enrolment", "enrolment"),
    ],
)
def test_what_cannot_be_used_is_named_at_its_field(
    mona: Actor, change: dict[str, object], code: str, field: str
) -> None:
    with pytest.raises(InputError) as refused:
        create_programme(mona, replace(SPRING, **change))  # type: ignore[arg-type]
    assert (refused.value.reason.code, refused.value.field) == (code, field)


def test_a_text_without_a_theme_asks_for_one(mona: Actor) -> None:
    row = create_programme(mona, SPRING)
    with pytest.raises(InputError) as refused:
        set_weeks(mona, row, [WeekDraft({}), WeekDraft({}, {"en": "Bring wood"})])
    assert refused.value.field == "week-2-title"
    set_weeks(mona, row, [WeekDraft({}), WeekDraft({"en": "Saws"}, {"en": "Bring wood"})])
    assert [week.number for week in row.weeks] == [2]


def test_its_end_moves_by_pauses_of_its_own_and_of_everybody(mona: Actor) -> None:
    row, other = create_programme(mona, SPRING), create_programme(mona, SPRING)
    plan_pause(mona, PauseFacts("", date(2026, 3, 16), date(2026, 3, 17)), row)
    plan_pause(mona, PauseFacts("", date(2026, 3, 30), date(2026, 3, 30)))
    assert programme_days(row).until == date(2026, 4, 8)
    assert programme_days(other).until == date(2026, 4, 6)


def test_weekly_sessions_carry_the_tag_and_leave_pauses_out(mona: Actor) -> None:
    row = create_programme(mona, SPRING)
    plan_pause(mona, PauseFacts("", date(2026, 3, 16), date(2026, 3, 22)))
    plan = SessionPlan("Evening", datetime(2026, 3, 10, 18, 0), "workshop", 2, times=3)  # noqa: DTZ001
    made = plan_sessions(mona, row, plan)
    assert [it.starts_at.isoformat() for it in made] == [
        "2026-03-10T17:00:00+00:00",
        "2026-03-24T17:00:00+00:00",
        "2026-03-31T16:00:00+00:00",  # summer time: still six o'clock there
    ]
    assert {tuple(it.tags) for it in sessions_of(row)} == {("Spring 2026",)}
    with pytest.raises(InputError):
        plan_sessions(mona, row, replace(plan, times=61))


def test_the_next_session_is_the_one_that_is_on_or_comes(mona: Actor, clock: Clock) -> None:
    row = create_programme(mona, SPRING)
    plan = SessionPlan("Evening", date(2026, 3, 10), "workshop", times=2)
    first, second = plan_sessions(mona, row, plan)
    clock.at = first.starts_at
    assert next_session(row, clock.at) is first
    assert next_session(row, clock.move(hours=4)) is second
    assert next_session(row, clock.move(days=9)) is None


@pytest.mark.parametrize("key", [each.key for each in BLUEPRINTS])
def test_every_template_gives_weeks_and_a_badge_that_counts_its_sessions(
    mona: Actor, key: str
) -> None:
    row = create_programme(mona, SPRING, blueprint(key).weeks)
    version = begin_badge(mona, row, key)
    assert row.achievement is version.achievement
    assert version.name == {"en": "Spring"}
    assert version.award_mode == "manager"
    assert "Spring 2026" in str([each.rule for each in milestones_of(version)])
    with pytest.raises(ConflictError):
        begin_badge(mona, row, key)


def test_a_series_asks_for_its_own_sessions(mona: Actor) -> None:
    version = begin_badge(mona, create_programme(mona, SPRING), "series")
    assert milestones_of(version)[0].rule == Attended(4, tag="Spring 2026")


def test_only_managers_of_its_community_change_a_programme(mona: Actor, ada: Membership) -> None:
    row = create_programme(mona, SPRING)
    with pytest.raises(ForbiddenError):
        publish_programme(Actor.member(ada), row)
    other = manager(community("elsewhere"))
    with pytest.raises(NotFoundError):
        archive_programme(other, row)
    achievement(other.community, "theirs")
    with pytest.raises(NotFoundError):
        create_programme(mona, replace(SPRING, achievement="theirs"))


def test_putting_away_is_undone_by_showing_it_and_a_link_is_replaced(mona: Actor) -> None:
    row = publish_programme(mona, create_programme(mona, SPRING))
    shown, link = row.published_at, row.join_token
    archive_programme(mona, row)
    assert publish_programme(mona, row).archived_at is None
    assert row.published_at == shown
    assert renew_link(mona, row).join_token != link
    db.session.flush()
