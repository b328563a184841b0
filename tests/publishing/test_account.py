"""What was done, how it was checked and by how many, read from the award's trace."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
import support
from published import TRACE, accepted_award

from badges.database import db
from badges.models import Award, Evidence, Review
from badges.ports import now
from badges.publishing.account import Counts, account_of, account_sentence, counts_sentence
from badges.wording import wording

AT = datetime(2026, 3, 1, 10, tzinfo=UTC).isoformat()


def trace(what: str, *ids: str, met: bool = True) -> dict[str, Any]:
    counted = [{"what": what, "id": each, "at": AT} for each in ids]
    progress = {"met": met, "have": 1, "need": 1, "counted": counted, "parts": []}
    if not met:
        progress |= {"reasons": [{"code": "rule.empty"}], "possible": True}
    return {"needed": 1, "milestones": [{"key": "came", "progress": progress}]}


def evidence_of(award: Award, reviewers: int) -> Evidence:
    piece = Evidence(
        community_id=award.community_id, member=award.member, achievement=award.achievement,
        milestone_key="came", kind="text", text="private words", submitted_at=now(),
    )  # fmt: skip
    for number in range(reviewers):
        person = support.member(award.community, f"Rita {number}", f"rita{number}@example.org")
        review = Review(community_id=award.community_id, verdict="approved", created_at=now())
        review.reviewer, review.reviewer_role = person, "reviewer"
        piece.verdicts.append(review)
    db.session.add(piece)
    db.session.flush()
    return piece


def test_attendance_is_counted_and_called_so() -> None:
    account = account_of(accepted_award())
    assert account.total == Counts(activities=2)
    assert (account.proof, account.by_hand) == ("attended", False)


def test_approved_work_names_how_many_people_approved() -> None:
    award = accepted_award()
    piece = evidence_of(award, reviewers=2)
    award.trace = trace("review", str(piece.id))
    account = account_of(award)
    assert account.total == Counts(approved=1, reviewers=2)
    assert "by 2 people" in account_sentence(account, wording("en"))
    assert "private words" not in repr(account)


def test_what_was_not_met_is_not_told() -> None:
    award = accepted_award(trace=trace("activity", "1", met=False))
    account = account_of(award)
    assert (account.milestones, account.by_hand) == ((), True)


@pytest.mark.parametrize(
    ("rule", "proof"),
    [({"attended": {"times": 1}}, "attended"), ({"reviewed": {}}, "submitted")],
)
def test_by_hand_the_published_criteria_say_what_it_rests_on(
    rule: dict[str, Any], proof: str
) -> None:
    award = accepted_award(trace={}, achievement={"rules": {"came": rule}})
    assert account_of(award).proof == proof


@pytest.mark.parametrize(
    ("counts", "english", "german"),
    [
        (Counts(), "", ""),
        (
            Counts(goals=2, vouches=1),
            "Reached 2 goals of one’s own and one person vouched for it.",
            "2 eigene Ziele erreicht und eine Person ist dafür eingestanden.",
        ),
        (Counts(goals=1), "Reached one goal of one’s own.", "Ein eigenes Ziel erreicht."),
        (Counts(activities=1), "Took part once.", "Einmal teilgenommen."),
        (
            Counts(activities=2, handed_in=1),
            "Took part 2 times and handed in one piece of work.",
            "2-mal teilgenommen und eine Arbeit eingereicht.",
        ),
        (
            Counts(approved=3, reviewers=1),
            "3 pieces of work were approved by one person.",
            "3 Arbeiten bestätigt von einer Person.",
        ),
    ],
)
def test_counts_are_put_into_a_sentence(counts: Counts, english: str, german: str) -> None:
    assert counts_sentence(counts, wording("en")) == english
    assert counts_sentence(counts, wording("de")) == german


def test_a_milestone_that_the_version_no_longer_has_is_left_out() -> None:
    award = accepted_award(
        achievement={"rules": {"other": {"attended": {"times": 1}}}}, trace=TRACE
    )
    assert account_of(award).milestones == ()
