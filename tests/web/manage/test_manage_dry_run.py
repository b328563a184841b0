"""Whom a badge would be offered, how far the looking is, and why somebody got it, as pages."""

from __future__ import annotations

from datetime import UTC, datetime

from support import achievement, member

from badges.awarding.back_awarding import award_existing
from badges.awarding.evaluating import evaluate_member
from badges.database import db
from badges.models import Activity, Award, BackAwarding, Community, Membership

from .desk import Desk


def came(who: Membership, kind: str = "workshop") -> None:
    """Let somebody have been at a workshop."""
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    db.session.add(
        Activity(
            community_id=who.community_id,
            membership_id=who.id,
            kind=kind,
            occurred_at=at,
            source="test",
            recorded_at=at,
        )
    )
    db.session.commit()


def test_the_page_names_forty_and_counts_the_rest(mona: Desk, demo: Community) -> None:
    achievement(demo, "first", published=False)
    for number in range(42):
        came(member(demo, f"Mitglied {number:02}", ""))
    said = mona.text("/badges/first/publish")
    assert "It would be offered to 42 members now" in said
    assert "Mitglied 39" in said
    assert "and 2 more" in said


def test_what_a_manager_awards_says_that_they_will_wait(
    mona: Desk, demo: Community, ada: Membership
) -> None:
    achievement(demo, "first", published=False, award_mode="manager")
    came(ada)
    said = mona.text("/badges/first/publish")
    assert "One member has met all of it already" in said
    assert "They will wait for your decision" in said


def test_everybody_being_looked_at_is_shown_and_can_be_stopped(
    mona: Desk, demo: Community, ada: Membership
) -> None:
    achievement(demo, "first", published=False)
    came(ada)
    mona.post("/badges/first/publish", {"award_existing": "1"})
    page = mona.get("/badges/first").text
    assert 'hx-trigger="every 2s"' in page
    assert "It has been offered to nobody so far." in mona.text("/badges/first")
    run = db.session.query(BackAwarding).one()
    mona.post(f"/badges/first/looking/{run.id}/stop")
    assert "that was stopped. It was offered to nobody." in mona.text("/badges/first")


def test_a_badge_says_when_its_milestones_last_awarded_it(
    mona: Desk, demo: Community, ada: Membership
) -> None:
    achievement(demo, "first", published=False)
    came(ada)
    assert "Its milestones" not in mona.text("/badges/first")
    mona.post("/badges/first/publish", {"award_existing": "1"})
    assert "have awarded it to nobody yet" in mona.text("/badges/first")
    award_existing(db.session.query(BackAwarding).one().id)
    db.session.commit()
    assert "It was offered to one member." in mona.text("/badges/first")
    assert "Its milestones last awarded it on" in mona.text("/badges/first")
    assert "last awarded by its milestones" in mona.text("/badges")


def test_whoever_has_the_badge_is_not_among_those_who_have_not_begun(
    mona: Desk, demo: Community, ada: Membership
) -> None:
    achievement(demo, "first")
    came(ada)
    evaluate_member(ada.id)
    db.session.commit()
    assert "One member has not begun yet." in mona.text("/badges/first")


def test_an_award_says_why(mona: Desk, demo: Community, ada: Membership) -> None:
    achievement(demo, "first")
    came(ada)
    evaluate_member(ada.id)
    db.session.commit()
    award = db.session.query(Award).one()
    said = mona.text(f"/awards/{award.public_id}")
    assert "Why it was awarded came met Workshop" in said
    db.session.query(Activity).one().voided_at = award.awarded_at
    db.session.commit()
    assert "does not count any more" in mona.text(f"/awards/{award.public_id}")
