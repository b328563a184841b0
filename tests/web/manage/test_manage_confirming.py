"""Confirming milestones by hand, as pages."""

from __future__ import annotations

from support import achievement

from badges.database import db
from badges.models import Community, Membership, MilestoneDecision

from .desk import Desk

SAW = {"saw": {"manual": {"quorum": 2}}}


def test_a_yes_is_given_shown_and_taken_back(
    mona: Desk, rita: Desk, demo: Community, ada: Membership
) -> None:
    achievement(demo, "host", SAW)
    db.session.commit()
    assert "2 people have to confirm it" in mona.text("/badges/host/confirm?q=Ada")
    answer = mona.post(f"/badges/host/confirm/{ada.id}/saw?q=Ada")
    assert answer.location.endswith(f"/confirm?q=Ada&lang=en#member-{ada.id}")
    said = mona.get("/badges/host/confirm?q=Ada").text
    assert "Mona Leitung" in said
    assert rita.post(f"/badges/host/confirm/{ada.id}/saw").status_code == 303
    assert "confirmedMona Leitung" in rita.text("/badges/host/confirm?q=Ada")
    row = db.session.query(MilestoneDecision).filter_by(role="reviewer").one()
    rita.post(f"/badges/host/confirmations/{row.id}/undo")
    assert "1 of 2Mona Leitung" in rita.text("/badges/host/confirm?q=Ada")


def test_what_cannot_be_is_said_in_a_sentence(
    mona: Desk, rita: Desk, demo: Community, ada: Membership
) -> None:
    achievement(demo, "host", SAW)
    db.session.commit()
    mona.post(f"/badges/host/confirm/{ada.id}/other")
    assert "asks for no confirmation now" in mona.get("/badges/host/confirm?lang=en").text
    mona.post(f"/badges/host/confirm/{ada.id}/saw")
    row = db.session.query(MilestoneDecision).one()
    rita.post(f"/badges/host/confirmations/{row.id}/undo")
    assert "Only whoever confirmed it" in rita.get("/badges/host/confirm?lang=en").text
    assert "somebody else does this" in rita.text("/badges/host/confirm?q=Rita")
    assert "Nobody found" in rita.text("/badges/host/confirm?q=xyz")


def test_a_badge_leads_there_where_it_asks_for_it(mona: Desk, demo: Community) -> None:
    achievement(demo, "host", SAW)
    achievement(demo, "plain")
    achievement(demo, "draft", SAW, published=False)
    db.session.commit()
    assert "Confirm milestones by hand" in mona.text("/badges/host")
    assert "Confirm milestones by hand" not in mona.text("/badges/plain")
    assert "No milestone of this badge is confirmed" in mona.text("/badges/plain/confirm")
    assert mona.get("/badges/draft/confirm").status_code == 404
