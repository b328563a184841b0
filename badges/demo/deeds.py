"""What people do in the story, one function for each kind of scene, all through the use cases.

A scene's script is a mapping from history.yaml; members and badges stand in it by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from badges.awarding import (
    asking,
    awards,
    deciding,
    evidence,
    guests,
    holding,
    reviewing,
    withdrawing,
)
from badges.database import db
from badges.demo.stage import LEADER, Stage
from badges.intake import sessions, voiding
from badges.models import Activity, Evidence, LearningSession, Question

Script = Mapping[str, Any]
Deed = Callable[[Stage, Script, datetime], None]

CHECKIN_OPEN = timedelta(hours=3)


def hold_session(stage: Stage, script: Script, instant: datetime) -> None:
    """Hold a session and record who was there."""
    members = [stage.member(who).id for who in script["who"]]
    sessions.record_attendance(stage.actor(), _session(stage, script, instant), members)


def announce(stage: Stage, script: Script, instant: datetime) -> None:
    """Announce a session that lies ahead."""
    _session(stage, script, instant)


def open_checkin(stage: Stage, script: Script, instant: datetime) -> None:
    """Hold the session that began with this quarter hour; its check-in stays open."""
    begun = instant.replace(minute=instant.minute // 15 * 15, second=0, microsecond=0)
    row = _session(stage, script, begun)
    sessions.open_checkin(stage.actor(), row, until=instant + CHECKIN_OPEN)
    for who in script["who"]:
        sessions.check_in(row.checkin_token, stage.member(who))


def hand_in(stage: Stage, script: Script, _instant: datetime) -> None:
    """Hand in one piece of evidence each: a text, a link or a file."""
    for who, piece in script["by"].items():
        evidence.submit_evidence(
            stage.member(who),
            stage.achievements[script["badge"]],
            script["milestone"],
            name=piece.get("name", script.get("name", "")),
            text=piece.get("text"),
            link=piece.get("link"),
            file=_file(piece) if "file" in piece else None,
        )


def review(stage: Stage, script: Script, _instant: datetime) -> None:
    """Judge all that waits of these members for a badge."""
    for who, said in script["of"].items():
        for piece in _waiting(stage, who, script["badge"]):
            reviewing.review(
                stage.actor(script["by"]),
                piece,
                said["verdict"],
                said["comment"],
                levels=said.get("levels"),
            )


def ask_guest(stage: Stage, script: Script, _instant: datetime) -> None:
    """Ask a guest by link about what waits of a member; what the guest says may follow."""
    waiting = _waiting(stage, script["of"], script["badge"])
    made, _ = guests.invite_guest(stage.actor(), [it.id for it in waiting], name=script["name"])
    if "verdict" in script:
        said = reviewing.Said(script["verdict"], script["comment"], script.get("levels", {}))
        guests.judge_as_guest(made, waiting[0].id, said)


def confirm(stage: Stage, script: Script, _instant: datetime) -> None:
    """Confirm a milestone by hand, where nothing was handed in."""
    achievement = stage.achievements[script["badge"]]
    for who in script["who"]:
        actor = stage.actor(script["by"])
        deciding.confirm(actor, achievement, stage.member(who), script["milestone"])


def award(stage: Stage, script: Script, _instant: datetime) -> None:
    """Award a badge by hand, with a personal sentence; on what was handed in for it."""
    member = stage.member(script["to"])
    achievement = stage.achievements[script["badge"]]
    awards.award(
        stage.actor(),
        achievement,
        member,
        reason=script["reason"],
        narrative=script["narrative"],
        evidence_ids=[it.id for it in evidence.evidence_of(member, achievement)],
    )


def accept(stage: Stage, script: Script, _instant: datetime) -> None:
    """Accept an offer, under one's own name unless the script has another spelling."""
    for who in script["who"]:
        holding.accept(
            stage.newest_award(who, script["badge"]),
            name=script.get("name", stage.member(who).name),
            named=script.get("named", True),
        )


def decline(stage: Stage, script: Script, _instant: datetime) -> None:
    """Decline an offer with a friendly word."""
    holding.decline(stage.newest_award(script["who"], script["badge"]), script["reason"])


def show(stage: Stage, script: Script, _instant: datetime) -> None:
    """Let one's own evidence stand in the credential."""
    for who in script["who"]:
        member = stage.member(who)
        for piece in evidence.evidence_of(member, stage.achievements[script["badge"]]):
            evidence.set_in_credential(member, piece, chosen=True)


def correct_name(stage: Stage, script: Script, _instant: datetime) -> None:
    """Correct one's own name after it was signed."""
    found = stage.newest_award(script["who"], script["badge"])
    holding.correct_name(stage.member(script["who"]), found, name=script["name"])


def void(stage: Stage, script: Script, _instant: datetime) -> None:
    """Let an attendance that was recorded by mistake count no more."""
    activity = db.session.scalars(
        sa.select(Activity)
        .join(LearningSession)
        .where(
            LearningSession.community_id == stage.community.id,
            LearningSession.title == script["session"],
            Activity.membership_id == stage.member(script["who"]).id,
        )
    ).one()
    voiding.void_activity(stage.actor(), activity, script["reason"])


def withdraw(stage: Stage, script: Script, _instant: datetime) -> None:
    """Withdraw an award for good."""
    found = stage.newest_award(script["who"], script["badge"])
    withdrawing.withdraw(stage.actor(), found, script["reason"])


def suspend(stage: Stage, script: Script, _instant: datetime) -> None:
    """Suspend an award for the time being."""
    found = stage.newest_award(script["who"], script["badge"])
    withdrawing.suspend(stage.actor(), found, script["reason"])


def ask(stage: Stage, script: Script, _instant: datetime) -> None:
    """Ask a person about what is missing."""
    achievement = stage.achievements[script["badge"]]
    asking.ask_person(stage.member(script["by"]), achievement, script["text"])


def answer(stage: Stage, script: Script, _instant: datetime) -> None:
    """Answer the oldest open question."""
    actor = stage.actor(script.get("by", LEADER))
    question: Question = asking.open_questions(actor)[0]
    asking.answer(actor, question, script["text"])


DEEDS: Mapping[str, Deed] = {
    "session": hold_session,
    "announce": announce,
    "checkin": open_checkin,
    "evidence": hand_in,
    "review": review,
    "guest": ask_guest,
    "confirm": confirm,
    "award": award,
    "accept": accept,
    "decline": decline,
    "show": show,
    "correct_name": correct_name,
    "void": void,
    "withdraw": withdraw,
    "suspend": suspend,
    "ask": ask,
    "answer": answer,
}
"""Which function plays which scene of history.yaml."""


def _session(stage: Stage, script: Script, instant: datetime) -> LearningSession:
    return sessions.create_session(
        stage.actor(),
        title=script["title"],
        starts_at=instant,
        kind=script["kind"],
        hours=script["hours"],
        tags=script["tags"],
    )


def _waiting(stage: Stage, who: str, badge: str) -> list[Evidence]:
    pieces = evidence.evidence_of(stage.member(who), stage.achievements[badge])
    return [piece for piece in reversed(pieces) if piece.state == "submitted"]


def _file(piece: Script) -> tuple[bytes, str]:
    """Write the small file that a member hands in."""
    return f"# {piece['name']}\n\n{piece['note']}\n".encode(), piece["file"]
