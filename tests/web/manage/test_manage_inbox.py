"""The inbox: evidence beside its criteria, verdicts, files that stay sealed, questions."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from support import achievement

from badges.awarding.asking import ask_person
from badges.awarding.evidence import submit_evidence
from badges.database import db
from badges.models import Achievement, Community, Evidence, Membership, Question

from .desk import Desk, words_of


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


def test_who_comes_second_is_told(rita: Desk, mona: Desk, piece: Evidence) -> None:
    fields = {"verdict": "approved", "comment": "", "seen": "submitted"}
    rita.post(f"/inbox/{piece.id}", fields)
    answer = mona.post(f"/inbox/{piece.id}", fields | {"verdict": "not_yet", "comment": "No."})
    assert answer.status_code == 303
    assert "changed since you opened it" in mona.text(f"/inbox/{piece.id}")
    assert db.session.get_one(Evidence, piece.id).state == "approved"


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
