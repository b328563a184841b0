"""The demo's paths, its programme and a pause, made like a manager makes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from badges.awarding.achievements import publish
from badges.demo.stage import Stage
from badges.ports import now
from badges.programmes.blueprints import begin_badge, blueprint
from badges.programmes.cohorts import ProgrammeDraft, create_programme, publish_programme
from badges.programmes.enrolling import add_members
from badges.programmes.meetings import SessionPlan, plan_sessions
from badges.programmes.path_badges import write_badge
from badges.programmes.paths import LevelDraft, PathDraft, create_path, publish_path
from badges.programmes.pausing import PauseFacts, plan_pause
from badges.timestamps import local_day

PLACES = 6


def lay_paths(stage: Stage, paths: Iterable[Mapping[str, Any]]) -> None:
    """Lay the paths from beginner to advanced; finishing the first one earns a badge."""
    for number, facts in enumerate(paths):
        draft = PathDraft(
            facts["name"],
            facts["description"],
            tuple(
                LevelDraft(level["name"], tuple(level["badges"]), level.get("needed"))
                for level in facts["levels"]
            ),
            public=True,
        )
        path = publish_path(stage.actor(), create_path(stage.actor(), draft))
        path.slug = facts["slug"]
        if number == 0:
            publish(stage.actor(), write_badge(stage.actor(), path))


def begin_programme(stage: Stage, facts: Mapping[str, Any]) -> None:
    """Begin a series of workshops that is in its second week now, with a pause ahead."""
    actor, today = stage.actor(), local_day(now(), stage.community.zone)
    first = today - timedelta(days=today.weekday() + 7)
    chosen = blueprint("series")
    draft = ProgrammeDraft(
        name=facts["name"],
        description=facts["description"],
        starts_on=first,
        ends_on=first + timedelta(days=7 * chosen.length - 1),
        enrolment="open",
        places=PLACES,
        public=True,
    )
    programme = create_programme(actor, draft, chosen.weeks)
    programme.slug = facts["slug"]
    publish(actor, begin_badge(actor, programme, chosen.key))
    publish_programme(actor, programme)
    tuesday = datetime.combine(first + timedelta(days=1), time(18), None)
    plan = SessionPlan(facts["evening"], tuesday, "workshop", 2, times=chosen.length)
    plan_sessions(actor, programme, plan)
    add_members(actor, programme, [stage.member(who).id for who in facts["people"]])
    holiday = today + timedelta(days=14)
    plan_pause(actor, PauseFacts(facts["pause"], holiday, holiday + timedelta(days=6)))
