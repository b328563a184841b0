"""Pauses as rules see them: days on which windows stand still for a member."""

from __future__ import annotations

from badges.awarding.pauses import pauses_of_members
from badges.awarding.recording.sources import Asked, Loaded, Source
from badges.milestones import Pause


def _load(asked: Asked) -> Loaded:
    found = pauses_of_members(asked.community_id, asked.members)
    return {
        member: tuple(Pause(since, until) for since, until in spans)
        for member, spans in found.items()
    }


PAUSES = Source("pauses", _load)
