"""The inbox: evidence beside its criteria, verdicts, files that stay sealed, questions."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from support import achievement

from badges.awarding.asking import ask_person
from badges.awarding.evidence import submit_evidence
from badges.database import db
from badges.models import Achievement, Community, Evidence, Membership, Question, Review

from .desk import Desk, typed_in, words_of


@pytest.fixture
def badge(demo: Community) -> Achievement:
    version = achievement(demo, "show", {"shown": {"reviewed": {"times": 1}}})
    found: Achievement = version.achievement
    return found


@pytest.fixture
def piece(badge: Achievement, ada: Membership) -> Evidence:
    made = submit_evidence(ada, badge, "shown", text="I taught two people to solder.")
    db.session.commit()
    return made


def test_what_nobody_is_to_judge_does_not_wait(
    mona: Desk, demo: Community, ada: Membership, piece: Evidence
) -> None:
    version = achievement(demo, "log", {"kept": {"submitted": {"times": 1}}})
    kept = submit_evidence(ada, version.achievement, "kept", text="My diary of the week.")
    db.session.commit()
    assert "waits for review" not in mona.text(f"/inbox/{kept.id}")
    assert "waits for review" in mona.text(f"/inbox/{piece.id}")
    assert mona.text(f"/members/{ada.id}").count("waits for review") == 1


def test_a_piece_stands_beside_its_criteria(rita: Desk, piece: Evidence) -> None:
    assert "Ada Beispiel" in rita.text("/inbox")
    page = rita.text(f"/inbox/{piece.id}")
    assert "I taught two people" in page
    assert "Criteria" in page


@pytest.mark.parametrize("verdict", ["approved", "changes", "not_yet"])
def test_each_verdict_is_kept(rita: Desk, piece: Evidence, verdict: str) -> None:
    fields = {"verdict": verdict, "comment": "Add a picture.", "seen": "submitted"}
    assert rita.post(f"/inbox/{piece.id}", fields).status_code == 303
    assert db.session.get_one(Evidence, piece.id).state == verdict


def test_asking_for_changes_needs_a_sentence(rita: Desk, piece: Evidence) -> None:
    answer = rita.post(f"/inbox/{piece.id}", {"verdict": "changes", "seen": "submitted"})
    assert answer.status_code == 422
    assert "sentence" in words_of(answer)


def test_who_comes_second_is_told_and_keeps_what_was_typed(
    rita: Desk, mona: Desk, piece: Evidence
) -> None:
    fields = {"verdict": "approved", "comment": "Well done.", "seen": "submitted"}
    rita.post(f"/inbox/{piece.id}", fields)
    answer = mona.post(f"/inbox/{piece.id}", fields | {"verdict": "not_yet", "comment": "No lamp."})
    assert answer.status_code == 422
    told = words_of(answer)
    assert "Somebody was quicker. Rita Review has decided: approved Well done." in told
    assert "What you had written No lamp." in told
    assert db.session.get_one(Evidence, piece.id).state == "approved"


def test_the_next_piece_opens_by_itself_and_the_verdict_can_be_undone(
    rita: Desk, badge: Achievement, piece: Evidence, ada: Membership
) -> None:
    second = submit_evidence(ada, badge, "shown", text="Another one.")
    db.session.commit()
    fields = {"verdict": "changes", "comment": "Add a picture.", "seen": "submitted"}
    response = rita.post(f"/inbox/{piece.id}", fields)
    assert f"/inbox/{second.id}?" in response.headers["Location"]
    page = rita.text(f"/inbox/{second.id}")
    assert "changes asked for Ada Beispiel: shown Undo" in page
    assert "one waits · one decided today" in page

    review = db.session.query(Review).one()
    assert rita.post(f"/inbox/reviews/{review.id}/undo").status_code == 303
    again = rita.get(f"/inbox/{piece.id}")
    assert typed_in(again, "comment") == "Add a picture."
    assert "undone" in rita.text(f"/inbox/{piece.id}")
    assert db.session.get_one(Evidence, piece.id).state == "submitted"


def test_another_ones_verdict_is_not_undone(rita: Desk, mona: Desk, piece: Evidence) -> None:
    rita.post(f"/inbox/{piece.id}", {"verdict": "approved", "seen": "submitted"})
    review = db.session.query(Review).one()
    mona.post(f"/inbox/reviews/{review.id}/undo")
    assert "Only the person who gave a verdict" in mona.text(f"/inbox/{piece.id}")
    assert db.session.get_one(Review, review.id).undone_at is None


def test_others_see_who_is_looking(rita: Desk, mona: Desk, piece: Evidence) -> None:
    assert "looking" not in mona.text(f"/inbox/{piece.id}").replace("am looking", "")
    rita.post(f"/inbox/{piece.id}/look")
    assert "Rita Review is looking at this just now." in mona.text(f"/inbox/{piece.id}")
    assert "Rita Review is looking at it" in mona.text("/inbox")
    assert "Rita Review is looking" not in rita.text("/inbox")


def test_a_script_that_tells_others_leaves_no_notice_behind(rita: Desk, piece: Evidence) -> None:
    assert rita.post(f"/inbox/{piece.id}/look", {"unasked": "yes"}).status_code == 204
    assert "Others now see" not in rita.text("/")
    rita.post(f"/inbox/{piece.id}/look")
    assert "Others now see" in rita.text(f"/inbox/{piece.id}")


def test_one_badge_alone_is_worked_through(
    rita: Desk, demo: Community, ada: Membership, piece: Evidence
) -> None:
    other = achievement(demo, "other", {"made": {"reviewed": {}}}).achievement
    second = submit_evidence(ada, other, "made", text="For the other badge.")
    db.session.commit()
    assert "All badges (2) show (1)other (1)" in rita.text("/inbox")
    page = rita.get("/inbox?badge=other")
    assert f"/inbox/{second.id}?badge=other" in page.text
    assert f"/inbox/{piece.id}?" not in page.text
    fields = {"verdict": "approved", "comment": "", "seen": "submitted"}
    response = rita.post(f"/inbox/{second.id}?badge=other", fields)
    assert "/inbox?badge=other" in response.headers["Location"]


def test_an_empty_inbox_makes_one_glad(rita: Desk, piece: Evidence) -> None:
    rita.post(f"/inbox/{piece.id}", {"verdict": "approved", "seen": "submitted"})
    text = rita.text("/inbox")
    assert "Everything is answered One person has heard from you this week." in text


def test_a_file_is_never_served_under_its_own_type(
    rita: Desk, badge: Achievement, ada: Membership
) -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(out, "PNG")
    made = submit_evidence(ada, badge, "shown", file=(out.getvalue(), "work.png"))
    db.session.commit()
    response = rita.get(f"/inbox/{made.id}/file")
    assert response.content_type == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "data:image/jpeg;base64," in rita.get(f"/inbox/{made.id}").text


def test_a_question_is_answered_once(rita: Desk, badge: Achievement, ada: Membership) -> None:
    asked = ask_person(ada, badge, "What counts as work?")
    db.session.commit()
    assert "What counts as work?" in rita.text("/inbox")
    rita.post(f"/questions/{asked.id}", {"text": "Anything you made."})
    rita.post(f"/questions/{asked.id}", {"text": "Something else."})
    assert db.session.get_one(Question, asked.id).answer == "Anything you made."
