"""What members do with each other, one of each, for the community that nobody else may see."""

from __future__ import annotations

from typing import Any

from support import member

from badges.accounts.access import Actor
from badges.models import Membership
from badges.peers import goals, meetings, mentoring, presenting, rotating
from badges.peers.matching import CardFacts, set_card
from badges.ports import now

PEERS = frozenset(
    {"card_id", "circle_id", "meeting_id", "goal_id", "presentation_id", "rotation_id"}
)
"""The parts of an address that name them."""


def peers_of(boss: Actor, person: Membership, secret: str) -> dict[str, Any]:
    """Let somebody have a card, a pair, a meeting, a goal, and have presented something."""
    other = member(boss.community, f"Bo {secret}", f"bo.{secret.lower()}@example.org")
    for each in (person, other):
        card = set_card(each, CardFacts((secret,), (secret,), secret, findable=True, pairs=True))
    rotation = rotating.rotate(boss, rotating.propose(boss).fingerprint, secret)
    circle = rotation.circles[0]
    meeting = meetings.log_meeting(person, circle, meetings.MeetingFacts(now().date(), note=secret))
    goal = goals.set_goal(other, goals.GoalFacts(secret, secret, shared=True))
    told = presenting.propose(other, secret, day=now().date())
    assert mentoring.partner_ids(person) == {other.id}
    return {
        "card_id": card.id,
        "circle_id": circle.id,
        "meeting_id": meeting.id,
        "goal_id": goal.id,
        "presentation_id": told.id,
        "rotation_id": rotation.id,
    }
