"""The end of a programme: who met what, the badge for all, their certificates."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from flask import Flask
from support import achievement, member

from badges import jobs
from badges.accounts.access import Actor
from badges.awarding.awards import accept_now
from badges.batches.running import confirm, run_all
from badges.batches.undoing import undo_batch
from badges.database import db
from badges.errors import ConflictError, InputError
from badges.intake.sessions import record_attendance
from badges.models import Membership, Programme
from badges.programmes.enrolling import add_members
from badges.programmes.finishing import award_cohort, certificates, certified, who_met_what
from badges.programmes.meetings import SessionPlan, plan_sessions

from .laid import programme


@pytest.fixture
def cohort(mona: Actor, ada: Membership) -> Programme:
    """Make a programme with two sessions; Ada was at both, Ben at one, Eve has no address."""
    rule = {"attended": {"times": 2, "tag": "spring"}}
    version = achievement(mona.community, "spring-badge", {"came": rule}, award_mode="manager")
    row = programme(mona, achievement=version.achievement)
    ben, eve = member(mona.community, "Ben"), member(mona.community, "Eve", "")
    add_members(mona, row, [ada.id, ben.id, eve.id])
    plan = SessionPlan("Evening", date(2026, 3, 2), "workshop", times=2)
    first, second = plan_sessions(mona, row, plan)
    record_attendance(mona, first, [ada.id, ben.id, eve.id])
    record_attendance(mona, second, [ada.id, eve.id])
    return row


def test_who_met_all_of_it_stands_first(mona: Actor, cohort: Programme) -> None:
    found = who_met_what(mona, cohort)
    assert [(it.member.name, it.progress.met, it.can_be_awarded) for it in found] == [
        ("Ada Beispiel", True, True),
        ("Eve", True, False),
        ("Ben", False, True),
    ]
    assert found[2].progress.milestones[0].progress.have == 1


def test_the_badge_goes_to_all_of_them_through_a_list_and_can_be_undone(
    mona: Actor, ada: Membership, cohort: Programme
) -> None:
    chosen = [it.member.id for it in who_met_what(mona, cohort)]
    batch = award_cohort(mona, cohort, chosen, reason="Spring is over")
    assert (batch.state, batch.good, batch.size) == ("ready", 2, 2)
    assert all(it.award is None for it in who_met_what(mona, cohort))
    run_all(confirm(mona, batch))
    assert batch.awarded == 2
    found = {it.member.name: it for it in who_met_what(mona, cohort)}
    award = found["Ada Beispiel"].award
    assert award is not None
    assert award.trace["milestones"][0]["progress"]["met"]
    assert not found["Ada Beispiel"].can_be_awarded
    undo_batch(mona, batch)
    assert all(it.award is None for it in who_met_what(mona, cohort))


def test_without_a_badge_or_a_choice_nothing_is_handed_in(
    mona: Actor, ada: Membership, cohort: Programme
) -> None:
    with pytest.raises(InputError) as refused:
        award_cohort(mona, cohort, [], reason="x")
    assert refused.value.field == "member"
    with pytest.raises(ConflictError):
        award_cohort(mona, programme(mona, "bare"), [ada.id], reason="x")
    assert who_met_what(mona, programme(mona, "empty")) == []


def test_their_certificates_come_as_one_zip_with_safe_names(
    app: Flask, mona: Actor, cohort: Programme
) -> None:
    odd = member(mona.community, "../Zoë: Ćirić", "zoe@example.org")
    odd.subject_id = "urn:uuid:5b7e0f1e-37f0-4a5e-9c0f-6a7a0f0c1d2e"
    add_members(mona, cohort, [odd.id])
    batch = award_cohort(mona, cohort, [odd.id], reason="Well done")
    run_all(confirm(mona, batch))
    found = {it.member.id: it.award for it in who_met_what(mona, cohort)}
    award = found[odd.id]
    assert award is not None
    assert certified(cohort) == []
    accept_now(award)
    db.session.commit()
    jobs.run_now("issue_credential", award_id=award.id)
    archive = zipfile.ZipFile(io.BytesIO(b"".join(certificates(cohort.id))))
    name = f"zoe-ciric-{award.code}.pdf"
    assert sorted(archive.namelist()) == sorted([name, "list.csv"])
    assert archive.read(name).startswith(b"%PDF")
    assert name in archive.read("list.csv").decode("utf-8-sig")
