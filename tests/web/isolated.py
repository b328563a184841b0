"""A community with one of everything, which nobody from elsewhere may see or change."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from support import achievement, manager, member

from badges import issuing
from badges.accounts.access import Actor
from badges.accounts.tokens import create_token
from badges.awarding.awards import award
from badges.awarding.scheduling import schedule
from badges.batches.cards import print_cards
from badges.batches.staging import stage
from badges.credentials.custody import create_issuer_keys
from badges.database import db
from badges.intake.sessions import create_session, record_attendance
from badges.jobs import enqueue
from badges.models import (
    AchievementVersion,
    BackAwarding,
    Community,
    Evidence,
    LoginSession,
    Membership,
    MilestoneDecision,
    OutboxMail,
    Passkey,
    Question,
    Review,
    SigningKey,
)
from badges.ports import now
from badges.privacy.reports import Page, report
from badges.programmes.cohorts import ProgrammeDraft, create_programme, publish_programme
from badges.programmes.enrolling import add_members
from badges.programmes.paths import PathDraft, create_path
from badges.programmes.pausing import PauseFacts, plan_pause
from badges.uploads import keep_file
from tests.web.isolated_intake import intake_of
from tests.web.isolated_peers import peers_of
from tests.web.isolated_words import words_of

SECRET = "Xylograph7"
"""Stands in every text of the community that nobody else may see."""


def fill(there: Community) -> dict[str, Any]:
    """Put one of everything into a community; gives the parts of addresses that name it."""
    create_issuer_keys(there.profile)
    boss = manager(there, f"Mona {SECRET}")
    person = member(there, f"Ada {SECRET}", f"ada.{SECRET.lower()}@example.org")
    person.subject_id = "urn:uuid:5b7e0f1e-37f0-4a5e-9c0f-6a7a0f0c1d2e"
    version = achievement(there, "open-badge")
    achievement(there, "secret-draft", published=False, name={"en": SECRET})
    session = create_session(boss, title=SECRET, starts_at=now(), kind="workshop")
    record_attendance(boss, session, [person.id])
    reason, private = f"For {SECRET}", "private"
    made = award(
        boss, version.achievement, person, reason=reason, visibility=private, at_once=True
    ).award
    issuing.issue_credential(made.id)
    about = {"member": person, "achievement_id": version.achievement_id, "community_id": there.id}
    evidence = Evidence(
        **about, milestone_key="came", kind="text", name=SECRET, text=SECRET, submitted_at=now()
    )
    question = Question(**about, text=SECRET, created_at=now())
    mail = OutboxMail(
        community_id=there.id, kind="offer", address="a@example.org", subject=SECRET, text=SECRET,
        html=SECRET, language="en", state="kept", due_at=now(), created_at=now(),
    )  # fmt: skip
    job = enqueue("evaluate_member", community_id=there.id, membership_id=person.id)
    login = LoginSession(
        person=person.person, token_hash="theirs", device=SECRET, created_at=now(),
        expires_at=now() + timedelta(days=30),
    )  # fmt: skip
    passkey = Passkey(
        person=person.person, name=SECRET, credential_id="x", public_key="x", user_handle="x",
        sign_count=0, created_at=now(),
    )  # fmt: skip
    db.session.add_all([evidence, question, mail, login, passkey])
    db.session.flush()
    review = Review(
        community_id=there.id, evidence_id=evidence.id, reviewer_id=boss.membership_id,
        reviewer_role="reviewer", verdict="approved", comment=SECRET, created_at=now(),
    )  # fmt: skip
    db.session.add(review)
    batch = stage(boss, version.achievement, f"{SECRET};new@example.org", reason=SECRET)
    later = achievement(there, "later").achievement
    planned = schedule(boss, later, person, now() + timedelta(days=1), reason=SECRET)
    cards = print_cards(boss, version.achievement, title=SECRET, count=1, days=1).card_set
    told = report(
        Page(there, "issuer", f"/issuers/{there.slug}"), problem="wrong", text=SECRET,
        address="a@example.org", language="en", caller=there.slug,
    )  # fmt: skip
    token = create_token(boss, SECRET, ["awards:read"])[0]
    pause = plan_pause(boss, PauseFacts(SECRET, date(2026, 3, 9), date(2026, 3, 9)))
    path = create_path(boss, PathDraft({"en": SECRET}))
    days = (date(2026, 3, 9), date(2026, 4, 5))
    programme = create_programme(
        boss, ProgrammeDraft(name={"en": SECRET}, starts_on=days[0], ends_on=days[1])
    )
    path.slug = programme.slug = "secret-draft"
    enrolment = add_members(boss, publish_programme(boss, programme), [person.id])[0]
    db.session.flush()
    key = db.session.scalars(sa.select(SigningKey).filter_by(community_id=there.id)).first()
    return {
        "id": there.id,
        "did": there.profile.did,
        "credential": f"http://localhost:8000/credentials/{made.public_id}/1",
        "slug": "secret-draft",
        "public_id": made.public_id,
        "award_id": made.public_id,
        "member_id": person.id,
        "session_id": session.id,
        "activity_id": session.activities[0].id,
        "evidence_id": evidence.id,
        "review_id": review.id,
        "question_id": question.id,
        "mail_id": mail.id,
        "job_id": job.id,
        "batch_id": batch.id,
        "planned_id": planned.id,
        "set_id": cards.id,
        "report_id": told.id,
        **words_of(boss, person, version, SECRET),
        **peers_of(boss, person, SECRET),
        **intake_of(boss, session.activities[0], made, SECRET),
        **_looked_at(boss, person, version),
        "token_id": token.id,
        "pause_id": pause.id,
        "enrolment_id": enrolment.id,
        "login_id": login.id,
        "passkey_id": passkey.id,
        "token": session.checkin_token,
        "key_id": key.id if key else 0,
        "picture": keep_file(there.id, SECRET.encode(), "image/png").sha256,
    }


def _looked_at(boss: Actor, person: Membership, version: AchievementVersion) -> dict[str, int]:
    """Let somebody have said yes by hand, and everybody be looked at after a publication."""
    there = boss.community.id
    decision = MilestoneDecision(
        community_id=there, member=person, achievement=version.achievement, milestone_key="came",
        decider=boss.membership, role="manager", created_at=now(),
    )  # fmt: skip
    run = BackAwarding(community_id=there, version=version, total=1, created_at=now())
    db.session.add_all([decision, run])
    db.session.flush()
    return {"decision_id": decision.id, "run_id": run.id}
