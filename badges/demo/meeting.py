"""Whom members of the demo meet, what they want to reach: mentoring.yaml, each at its moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from badges.demo.past import Calendar, at
from badges.demo.promises import keep_promises
from badges.demo.stage import Stage, read_yaml
from badges.models import Circle
from badges.peers import goals, meetings, mentoring, presenting, rotating
from badges.peers.goals import GoalFacts
from badges.peers.matching import CardFacts, set_card
from badges.peers.meetings import MeetingFacts
from badges.peers.mentoring import CircleDraft, Seat
from badges.timestamps import local_day

Script = Mapping[str, Any]


def bring_together(stage: Stage, calendar: Calendar) -> None:
    """Let people write cards, meet, set goals and present, as the file says."""
    script = read_yaml("mentoring.yaml")
    with at(calendar.instant(script["drawn"]["at"])):
        for each in script["cards"]:
            _card(stage, each)
    for each in script["circles"]:
        _circle(stage, calendar, each)
    for each in script["goals"]:
        _goal(stage, calendar, each)
    for each in script["presented"]:
        _presented(stage, calendar, each)
    for each in script["asked"]:
        with at(calendar.instant(each["at"])):
            who, of = stage.member(each["by"]), stage.member(each["of"])
            mentoring.ask_for_pair(who, of, each["role"], each["sentence"], each["agreement"])
    with at(calendar.instant(script["drawn"]["at"])):
        actor = stage.actor()
        shown = rotating.propose(actor)
        rotating.rotate(actor, shown.fingerprint, script["drawn"]["agreement"])
    with at(calendar.now):
        keep_promises(stage.community)


def _card(stage: Stage, script: Script) -> None:
    set_card(
        stage.member(script["who"]),
        CardFacts(
            offers=tuple(script.get("offers", ())),
            asks=tuple(script.get("asks", ())),
            sentence=script.get("sentence", ""),
            findable=script.get("findable", False),
            pairs=script.get("pairs", False),
        ),
    )


def _circle(stage: Stage, calendar: Calendar, script: Script) -> None:
    seats = [Seat(stage.member(who).id, role) for who, role in script["seats"].items()]
    with at(calendar.instant(script["made"])):
        draft = CircleDraft(seats, script.get("name", ""), script["agreement"])
        circle = mentoring.make_circle(stage.actor(), draft)
        for who in script["seats"]:
            mentoring.agree(stage.member(who), circle)
    for each in script["meetings"]:
        with at(calendar.instant(each["at"]) + timedelta(hours=each["hours"])):
            _meeting(stage, circle, each, calendar)


def _meeting(stage: Stage, circle: Circle, script: Script, calendar: Calendar) -> None:
    facts = MeetingFacts(
        local_day(calendar.instant(script["at"]), calendar.zone),
        hours=script["hours"],
        role=script.get("role", "both"),
        note=script.get("note", ""),
    )
    meeting = meetings.log_meeting(stage.member(script["by"]), circle, facts)
    for who in script.get("confirmed", ()):
        meetings.confirm(stage.member(who), meeting)


def _goal(stage: Stage, calendar: Calendar, script: Script) -> None:
    member = stage.member(script["who"])
    due = None
    if "days" in script:
        due = local_day(calendar.now, calendar.zone) + timedelta(days=script["days"])
    facts = GoalFacts(script["title"], script.get("text", ""), due, script.get("shared", False))
    with at(calendar.instant(script["at"])):
        goal = goals.set_goal(member, facts)
    if "reached" in script:
        with at(calendar.instant(script["reached"])):
            goals.reach(member, goal)
            for who, said in script.get("confirmed", {}).items():
                goals.confirm_goal(stage.member(who), goal, said)


def _presented(stage: Stage, calendar: Calendar, script: Script) -> None:
    instant = calendar.instant(script["at"])
    with at(instant):
        day = local_day(instant, calendar.zone)
        row = presenting.propose(stage.member(script["who"]), script["title"], day=day)
        if script.get("confirmed"):
            presenting.confirm(stage.actor(), row)
