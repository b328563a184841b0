"""The demo as it stands when it is filled: everything there is to see is there to be seen."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
import sqlalchemy as sa
from support import NOON

from badges.accounts.access import Actor, Role
from badges.accounts.people import member_at
from badges.awarding.asking import open_questions
from badges.awarding.evaluating import awaiting_manager
from badges.awarding.progress import progress
from badges.awarding.reviewing import inbox
from badges.awarding.states import has_expired
from badges.credentials.own import own_fetch
from badges.database import db
from badges.demo import MANAGER_ADDRESS, MEMBER_ADDRESS, fill_demo
from badges.milestones import rule_from_json
from badges.models import (
    Achievement,
    AchievementVersion,
    AuditEntry,
    Award,
    Community,
    Credential,
    Evidence,
    Job,
    LearningSession,
    Membership,
    Milestone,
    OutboxMail,
    Path,
    Question,
    Review,
)
from badges.ports import now
from badges.publishing.certificate import certificate_content
from badges.verifying import Outcome, verify


def rows(model: type[Any]) -> list[Any]:
    return list(db.session.scalars(sa.select(model).order_by(model.id)))


def at(community: Community, address: str) -> Membership:
    found = member_at(community, address)
    assert found is not None
    return found


@pytest.fixture
def manager(demo: Community) -> Actor:
    return Actor.member(at(demo, MANAGER_ADDRESS))


@pytest.fixture
def ada(demo: Community) -> Membership:
    return at(demo, MEMBER_ADDRESS)


def test_it_is_marked_as_a_demo_and_has_what_its_pages_show(demo: Community) -> None:
    assert demo.is_demo
    assert demo.languages == ["de", "en"]
    assert not demo.formal
    assert all((demo.logo, demo.colour, demo.place, demo.url, demo.contact_email, demo.legal))
    assert len(demo.signatories) == 2


@pytest.mark.parametrize(
    ("model", "count"), [(Membership, 30), (Achievement, 12), (Path, 2), (Question, 2)]
)
def test_counts(demo: Community, model: type[Any], count: int) -> None:
    assert len(rows(model)) == count


def test_filling_again_changes_nothing(demo: Community) -> None:
    before = len(rows(AuditEntry)), len(rows(Credential))
    assert fill_demo() is demo
    assert (len(rows(AuditEntry)), len(rows(Credential))) == before


def test_each_path_leads_over_four_badges(demo: Community) -> None:
    for path in rows(Path):
        assert [level.position for level in path.levels] == [0, 1, 2]
    levels = [level for path in rows(Path) for level in path.levels]
    assert len({step.achievement_id for level in levels for step in level.steps}) == 8


def test_every_kind_of_rule_is_asked_for(demo: Community) -> None:
    kinds: set[str] = set()
    windows = 0

    def walk(written: dict[str, Any]) -> None:
        nonlocal windows
        ((kind, body),) = written.items()
        kinds.add(kind)
        windows += "within" in body
        parts = body if isinstance(body, list) else body.get("of")
        for part in parts if isinstance(parts, list) else []:
            walk(part)

    for milestone in rows(Milestone):
        assert not rule_from_json(milestone.rule).problems()
        walk(milestone.rule)
    assert kinds == {
        "attended", "submitted", "reviewed", "earned", "all_of", "any_of", "at_least", "vouched",
        "none_of", "confirmed", "weeks_active", "reflected", "distinct", "summed",
        "manual",
    }  # fmt: skip
    assert windows


def test_the_badges_differ_in_how_they_are_awarded(demo: Community) -> None:
    versions = rows(AchievementVersion)
    assert any(it.valid_days for it in versions)
    assert any(it.repeatable for it in versions)
    assert any(it.award_mode == "manager" for it in versions)
    assert any(it.issue_at_once for it in versions)
    assert any(it.needed for it in versions)
    assert any(it.alignment for it in versions)


def test_every_text_is_there_in_german_and_english(demo: Community) -> None:
    texts = [demo.description]
    for version in rows(AchievementVersion):
        texts += [version.name, version.description, version.criteria, version.picture_alt]
        texts += [milestone.title for milestone in version.milestones]
    for path in rows(Path):
        texts += [path.name, path.description]
    assert all(text.get("de") and text.get("en") for text in texts)
    assert all(text["de"] != text["en"] for text in texts)


def test_every_state_of_an_award_is_present(demo: Community) -> None:
    states = Counter(award.state for award in rows(Award))
    assert set(states) == {"offered", "accepted", "declined", "withdrawn", "suspended"}
    assert states["accepted"] > 40
    assert {award.visibility for award in rows(Award)} == {"private", "link", "public"}
    assert any(not award.named for award in rows(Award))
    assert any(award.narrative for award in rows(Award))
    assert all(award.end_reason for award in rows(Award) if award.state == "withdrawn")


def test_one_expired_and_its_renewal_is_offered(demo: Community) -> None:
    expired = [award for award in rows(Award) if has_expired(award, now())]
    renewed = {award.renews_id for award in rows(Award)}
    assert len(expired) == 2
    assert [award.id in renewed for award in expired].count(True) == 1


def test_one_was_corrected_at_the_same_address(demo: Community) -> None:
    (replaced,) = [it for it in rows(Credential) if it.revocation == "replaced"]
    assert json.loads(replaced.document)["credentialSubject"]["identifier"][1]["identityHash"] == (
        "Malgorzata Zrodlak"
    )
    assert replaced.award.recipient_name == "Małgorzata Źródlak"
    assert replaced.award.state == "accepted"


def test_somebody_earned_the_repeatable_badge_twice(demo: Community) -> None:
    held = Counter((it.membership_id, it.achievement.slug) for it in rows(Award) if it.by_rule)
    assert {slug for (_, slug), count in held.items() if count > 1} == {
        "dreissig-tage",
        "sicher-an-maschinen",  # the renewal
    }


def test_evidence_of_every_kind_is_in_every_stage(demo: Community) -> None:
    pieces = rows(Evidence)
    assert {piece.kind for piece in pieces} == {"link", "file", "text"}
    assert {"submitted", "approved", "changes"} <= {piece.state for piece in pieces}
    assert {"reachable", "not_reachable"} <= {piece.reachability for piece in pieces}
    assert any(piece.in_credential for piece in pieces)
    assert {review.verdict for review in rows(Review)} == {"approved", "changes"}


def test_the_member_has_two_badges_an_offer_and_one_nearly_complete(ada: Membership) -> None:
    awards = [award for award in rows(Award) if award.membership_id == ada.id]
    assert Counter(award.state for award in awards) == {"accepted": 2, "offered": 1}
    version = db.session.scalars(
        sa.select(AchievementVersion)
        .join(Achievement)
        .where(Achievement.slug == "sicher-an-maschinen")
    ).one()
    overall = progress(ada, version).overall
    assert (overall.have, overall.need) == (1, 2)


def test_the_manager_has_something_of_everything_to_do(manager: Actor, ada: Membership) -> None:
    assert Role.MANAGER in (manager.membership.roles if manager.membership else ())
    assert ada.id in {piece.membership_id for piece in inbox(manager)}
    assert len(open_questions(manager)) == 1
    assert [it.membership.name for it in awaiting_manager(manager)] == ["Rhiannon Llewellyn-Pryce"]


def test_a_checkin_is_open_and_sessions_lie_ahead(demo: Community) -> None:
    sessions = rows(LearningSession)
    assert [it.title for it in sessions if it.checkin_until and it.checkin_until > now()] == [
        "Offene Werkstatt"
    ]
    assert any(it.starts_at > now() for it in sessions)
    assert {it.kind for it in sessions} >= {"workshop", "mentoring", "presentation"}


def test_no_job_waits_and_only_open_offers_keep_their_mail(demo: Community) -> None:
    assert [job.name for job in rows(Job) if job.due_at <= now()] == []
    offered = {award.id for award in rows(Award) if award.state == "offered"}
    mails = rows(OutboxMail)
    assert {mail.award_id for mail in mails} == offered
    assert {mail.state for mail in mails} == {"kept"}
    assert all(mail.address.endswith("@demo.example") for mail in mails)


def test_all_of_it_lies_behind_us(demo: Community) -> None:
    assert now() == NOON
    assert {credential.valid_from < NOON for credential in rows(Credential)} == {True}
    assert max(entry.at for entry in rows(AuditEntry)) <= NOON


def test_every_signed_credential_verifies_as_its_award_stands(demo: Community) -> None:
    for credential in rows(Credential):
        result = verify(credential.document, now=now(), fetch=own_fetch)
        failed = {check.id for check in result.checks if check.outcome is Outcome.FAILED}
        expected = {
            "revocation_status": credential.revoked_at is not None,
            "expiration": credential.valid_until is not None and credential.valid_until < now(),
        }
        assert failed == {name for name, is_so in expected.items() if is_so}
        assert not any(check.outcome is Outcome.UNKNOWN for check in result.checks[:5])


def test_a_certificate_can_be_drawn_of_each_badge(demo: Community) -> None:
    drawn = set()
    for credential in rows(Credential):
        content = certificate_content(credential.award, credential)
        assert content.marking == "demo"
        drawn.add(credential.award.achievement.slug)
    assert len(drawn) == 9
