"""Guests judge by a link: the pieces they were asked for, each once, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from doings import evaluated
from support import NOON, Clock, achievement, community, manager, member

from badges.accounts.access import Actor
from badges.awarding.erasing import erase_evidence
from badges.awarding.evidence import submit_evidence
from badges.awarding.guests import (
    invitations_of,
    invite_guest,
    is_open,
    judge_as_guest,
    open_invitation,
    withdraw_invitation,
)
from badges.awarding.reviewing import Said, review
from badges.awarding.unreviewing import can_undo, undo_review
from badges.errors import ConflictError, ForbiddenError, GoneError, InputError, NotFoundError
from badges.models import Community, Evidence, Membership


@pytest.fixture
def piece(demo: Community, ada: Membership) -> Evidence:
    version = achievement(demo, "lamp", {"made": {"reviewed": {}}})
    return submit_evidence(ada, version.achievement, "made", text="I made a lamp.")


def test_a_guests_word_counts_as_a_reviewers(mona: Actor, piece: Evidence, ada: Membership) -> None:
    made, token = invite_guest(mona, [piece.id], name="Dr. Lötfest")
    assert token not in made.token_hash
    verdict = judge_as_guest(open_invitation(token), piece.id, Said("approved", "Bright."))
    assert (piece.state, verdict.name, verdict.by) == (
        "approved",
        "Dr. Lötfest",
        str(mona.membership_id),
    )
    assert [it.achievement.slug for it in evaluated(ada)] == ["lamp"]
    assert not is_open(made)


def test_a_piece_is_judged_once(mona: Actor, piece: Evidence) -> None:
    _, token = invite_guest(mona, [piece.id], name="Guest")
    judge_as_guest(open_invitation(token), piece.id, Said("changes", "A switch, please."))
    with pytest.raises(GoneError):
        judge_as_guest(open_invitation(token), piece.id, Said("approved"))


def test_a_guest_and_a_member_at_once_the_second_is_told(mona: Actor, piece: Evidence) -> None:
    _, token = invite_guest(mona, [piece.id], name="Guest")
    review(mona, piece, "not_yet", "No light.")
    with pytest.raises(GoneError, match="decided"):
        judge_as_guest(open_invitation(token), piece.id, Said("approved"))


@pytest.mark.parametrize("said", [Said("changes"), Said("maybe", "x")])
def test_a_verdict_that_helps_nobody_leaves_the_piece_open(
    mona: Actor, piece: Evidence, said: Said
) -> None:
    made, token = invite_guest(mona, [piece.id], name="Guest")
    with pytest.raises(InputError):
        judge_as_guest(open_invitation(token), piece.id, said)
    assert (piece.state, is_open(made)) == ("submitted", True)


def test_a_link_ends_by_time_or_by_hand(mona: Actor, piece: Evidence, clock: Clock) -> None:
    made, token = invite_guest(mona, [piece.id], name="Guest")
    withdraw_invitation(mona, made.id)
    with pytest.raises(GoneError):
        open_invitation(token)
    _, token = invite_guest(mona, [piece.id], name="Guest")
    clock.move(days=15)
    with pytest.raises(GoneError):
        open_invitation(token)
    with pytest.raises(NotFoundError):
        open_invitation("no such link")


def test_who_invited_can_take_a_guests_verdict_back(
    mona: Actor, demo: Community, piece: Evidence
) -> None:
    _, token = invite_guest(mona, [piece.id], name="Guest")
    verdict = judge_as_guest(open_invitation(token), piece.id, Said("not_yet", "Dark."))
    assert not can_undo(Actor.member(member(demo, "Rita", "", roles=("reviewer",))), verdict)
    assert undo_review(mona, verdict).state == "submitted"


@pytest.mark.parametrize("ids", [[], list(range(1, 23))])
def test_a_guest_is_asked_for_a_few_pieces(mona: Actor, piece: Evidence, ids: list[int]) -> None:
    with pytest.raises(InputError, match="at most"):
        invite_guest(mona, ids, name="Guest")


def test_only_reviewers_invite_and_only_for_what_waits_here(
    mona: Actor, demo: Community, ada: Membership, piece: Evidence
) -> None:
    with pytest.raises(ForbiddenError):
        invite_guest(Actor.member(ada), [piece.id], name="Guest")
    with pytest.raises(NotFoundError):
        invite_guest(manager(community("other")), [piece.id], name="Guest")
    review(mona, piece, "approved")
    with pytest.raises(ConflictError):
        invite_guest(mona, [piece.id], name="Guest")


def test_a_guests_name_goes_with_the_last_piece(mona: Actor, piece: Evidence) -> None:
    _, token = invite_guest(mona, [piece.id], name="Guest")
    judge_as_guest(open_invitation(token), piece.id, Said("approved"))
    erase_evidence([piece])
    assert list(invitations_of(mona)) == []


def test_what_a_guest_may_look_into_is_theirs_alone(mona: Actor, piece: Evidence) -> None:
    other: Any = submit_evidence(piece.member, piece.achievement, "made", text="Another lamp.")
    _, token = invite_guest(mona, [piece.id], name="Guest")
    with pytest.raises(NotFoundError):
        judge_as_guest(open_invitation(token), other.id, Said("approved"))


def test_whoever_sends_the_link_has_one_voice_with_it(
    mona: Actor, demo: Community, ada: Membership
) -> None:
    version = achievement(demo, "two", {"read": {"reviewed": {"approvals": 2}}})
    piece = submit_evidence(ada, version.achievement, "read", text="Read by two, please.")
    for name in ("One", "Another"):
        _, token = invite_guest(mona, [piece.id], name=name)
        judge_as_guest(open_invitation(token), piece.id, Said("approved"))
    review(mona, piece, "approved")
    assert (piece.state, evaluated(ada)) == ("submitted", [])
    rita = Actor.member(member(demo, "Rita", "", roles=("reviewer",)))
    assert review(rita, piece, "approved").evidence.state == "approved"


@pytest.mark.parametrize("change", ["left", "no reviewer any more"])
def test_a_link_ends_with_the_right_to_review(
    demo: Community, piece: Evidence, change: str
) -> None:
    rita = member(demo, "Rita", "", roles=("reviewer",))
    made, token = invite_guest(Actor.member(rita), [piece.id], name="Guest")
    assert open_invitation(token) is made
    if change == "left":
        rita.left_at = NOON
    else:
        rita.roles = ["member"]
    with pytest.raises(GoneError):
        open_invitation(token)
    assert not is_open(made)
