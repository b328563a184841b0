"""The story told: each scene of history.yaml is a deed at its moment, with what follows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from badges.awarding.collecting import CollectionFacts, collectable, make_collection
from badges.awarding.holding import set_visibility
from badges.database import db
from badges.demo.deeds import DEEDS
from badges.demo.past import Calendar, at
from badges.demo.promises import keep_promises
from badges.demo.stage import Stage, read_yaml
from badges.models import Award


def tell(stage: Stage, calendar: Calendar) -> None:
    """Tell the whole story, from the first welcome to this moment."""
    for scene in read_yaml("history.yaml"):
        ((name, script),) = ((key, value) for key, value in scene.items() if key != "at")
        instant = calendar.instant(scene["at"])
        # What happened is written down when it is over; what is announced is announced today.
        with at(min(calendar.now, instant + _length(script))):
            DEEDS[name](stage, script, instant)
            keep_promises(stage.community)
            _share(stage)
    with at(calendar.now):
        _gather(stage)


def _gather(stage: Stage) -> None:
    """Let those who show what they have keep a collection of it."""
    for who, line in _present(stage):
        person = stage.people[who].person
        held = [award.public_id for award in collectable(person)]
        if title := line.get("gathers"):
            make_collection(
                person, CollectionFacts(title=title, visibility=line["shows"], badges=held)
            )


def _length(script: Mapping[str, Any]) -> timedelta:
    return timedelta(hours=script.get("hours", 0))


def _share(stage: Stage) -> None:
    """Let everybody share what they newly hold, the way they like to."""
    shown = {stage.people[who].id: line.get("shows") for who, line in _present(stage)}
    rows = db.session.scalars(
        sa.select(Award).where(Award.community_id == stage.community.id, Award.state == "accepted")
    ).all()
    for award in rows:
        if award.id in stage.shared or award.member is None:
            continue
        stage.shared.add(award.id)
        if visibility := shown.get(award.member.id):
            set_visibility(award.member, award, visibility)


def _present(stage: Stage) -> list[tuple[str, Mapping[str, Any]]]:
    return [(who, line) for who, line in stage.cast.items() if who in stage.people]
