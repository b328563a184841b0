"""Second thoughts: a verdict taken back before anybody heard of it, and who looks at what."""

from __future__ import annotations

from typing import Any

import pytest
from doings import handed_in
from flask import Flask
from support import achievement, member

from badges import jobs, tasks
from badges.accounts.access import Actor
from badges.awarding.evidence import submit_evidence
from badges.awarding.progress import progress
from badges.awarding.reviewing import inbox, review
from badges.awarding.unreviewing import can_undo, look, looker_of, undo_review
from badges.database import db
from badges.errors import ConflictError, ForbiddenError
from badges.models import Award, Community, Evidence, Membership, OutboxMail
from badges.ports import ports


@pytest.fixture
def rita(demo: Community) -> Actor:
    return Actor.member(member(demo, "Rita", "", roles=("reviewer", "member")))


@pytest.fixture
def piece(demo: Community, ada: Membership) -> Evidence:
    ada.address = "ada@example.org"
    return handed_in(ada, achievement(demo, "lamp", {"made": {"reviewed": {}}}), "made")


def later(**by: float) -> None:
    clock: Any = ports().clock
    clock.move(**by)


def awards(app: Flask) -> int:
    """Let the queue do what is due; gives how many awards there are then."""
    jobs.register(tasks.HANDLERS)
    db.session.commit()
    jobs.run_due()
    return db.session.query(Award).count()


@pytest.mark.parametrize("verdict", ["approved", "changes", "not_yet"])
def test_a_verdict_taken_back_leaves_the_piece_waiting_and_the_mail_unsent(
    rita: Actor, piece: Evidence, verdict: str
) -> None:
    made = review(rita, piece, verdict, "The switch.", hold=True)
    later(minutes=9)
    assert can_undo(rita, made)
    undo_review(rita, made)
    assert (piece.state, piece.reviews, piece.verdicts) == ("submitted", [], [made])
    assert inbox(rita) == [piece]
    assert [mail.state for mail in db.session.query(OutboxMail)] == ["cancelled"]


def test_nothing_is_awarded_before_it_is_too_late_to_undo(
    app: Flask, rita: Actor, piece: Evidence, ada: Membership
) -> None:
    review(rita, piece, "approved", hold=True)
    assert awards(app) == 0
    later(minutes=10)
    assert awards(app) == 1


def test_an_approval_that_was_taken_back_earns_nothing(
    app: Flask, rita: Actor, piece: Evidence, ada: Membership
) -> None:
    undo_review(rita, review(rita, piece, "approved", hold=True))
    assert not progress(ada, piece.achievement.versions[0]).met
    later(minutes=20)
    assert awards(app) == 0


def test_after_ten_minutes_the_mail_is_gone_and_the_verdict_stands(
    rita: Actor, piece: Evidence
) -> None:
    made = review(rita, piece, "not_yet", "Almost.", hold=True)
    later(minutes=10)
    with pytest.raises(ConflictError, match="gone out"):
        undo_review(rita, made)
    assert piece.state == "not_yet"


def test_only_ones_own_verdict_is_taken_back_and_twice_is_once(
    rita: Actor, mona: Actor, piece: Evidence
) -> None:
    made = review(rita, piece, "approved", hold=True)
    with pytest.raises(ForbiddenError):
        undo_review(mona, made)
    undo_review(rita, made)
    assert undo_review(rita, made).state == "submitted"


def test_what_the_member_has_replaced_is_judged_anew(
    rita: Actor, piece: Evidence, ada: Membership
) -> None:
    made = review(rita, piece, "changes", "A photo, please.", hold=True)
    submit_evidence(ada, piece.achievement, "made", text="With a photo.", replaces=piece)
    with pytest.raises(ConflictError, match="changed this piece"):
        undo_review(rita, made)


def test_what_an_award_rests_on_is_not_pulled_away(
    app: Flask, rita: Actor, piece: Evidence
) -> None:
    made = review(rita, piece, "approved")
    assert awards(app) == 1
    with pytest.raises(ConflictError, match="was awarded because of this"):
        undo_review(rita, made)


def test_after_an_undo_somebody_else_may_judge(rita: Actor, mona: Actor, piece: Evidence) -> None:
    undo_review(rita, review(rita, piece, "approved", hold=True))
    review(mona, piece, "changes", "Show the back.")
    assert piece.state == "changes"
    assert [each.verdict for each in piece.reviews] == ["changes"]


def test_who_looks_is_known_to_others_for_a_quarter_of_an_hour(
    rita: Actor, mona: Actor, piece: Evidence
) -> None:
    assert looker_of(mona, piece) is None
    look(rita, piece.id)
    assert looker_of(mona, piece) == rita.membership
    assert looker_of(rita, piece) is None
    later(minutes=15)
    assert looker_of(mona, piece) is None
