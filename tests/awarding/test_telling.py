"""Members are mailed what became of their awards and their evidence."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from support import Clock, achievement, manager, member

from badges import mailing
from badges.accounts.access import Actor
from badges.awarding.awards import accept_now, award
from badges.awarding.erasing import erase_evidence
from badges.awarding.reviewing import review
from badges.awarding.withdrawing import correct, reinstate, suspend, withdraw
from badges.database import db
from badges.models import Award, Community, Evidence, Membership, OutboxMail
from badges.ports import now


@pytest.fixture
def ada(demo: Community) -> Membership:
    return member(demo, "Ada Beispiel", "ada@example.org")


@pytest.fixture
def offered(mona: Actor, demo: Community, ada: Membership) -> Award:
    return award(mona, achievement(demo).achievement, ada, reason="She came")[0]


@pytest.fixture
def accepted(offered: Award) -> Award:
    accept_now(offered)
    return offered


def kinds(made: Award) -> list[str]:
    return [mail.kind for mail in mailing.mails_of(made)]


def test_each_deed_is_told_with_its_reason_and_can_be_undone(mona: Actor, accepted: Award) -> None:
    suspend(mona, accepted, "It is being looked into.")
    reinstate(mona, accepted)
    correct(mona, accepted, name="Ada B. Beispiel")
    withdraw(mona, accepted, "It was given by mistake.")
    assert kinds(accepted) == ["withdrawal", "correction", "reinstatement", "suspension", "offer"]
    mails = mailing.mails_of(accepted)
    assert "It was given by mistake." in mails[0].text
    assert "It is being looked into." in mails[3].text
    assert all((mail.due_at - mail.created_at).total_seconds() == 600 for mail in mails)


def test_the_link_is_the_one_that_was_mailed(mona: Actor, accepted: Award) -> None:
    suspend(mona, accepted, "Wait")
    reinstate(mona, accepted)
    told, _, offer = mailing.mails_of(accepted)
    assert "/claim/" in offer.link
    assert told.link == offer.link


def test_a_link_that_was_replaced_is_not_mailed_again(mona: Actor, accepted: Award) -> None:
    accepted.claim_hash = "0" * 64
    correct(mona, accepted, place="Ulm")
    assert mailing.mails_of(accepted)[0].link.endswith(f"/me/badges/{accepted.public_id}")


def test_what_nobody_heard_of_is_not_told_of(mona: Actor, offered: Award) -> None:
    (mail,) = mailing.mails_of(offered)
    mail.state = "waiting"
    withdraw(mona, offered, "A slip")
    assert [(each.kind, each.state) for each in mailing.mails_of(offered)] == [
        ("offer", "cancelled")
    ]


def test_an_offer_that_was_mailed_is_told_of(mona: Actor, offered: Award) -> None:
    mailing.mails_of(offered)[0].state = "sent"
    withdraw(mona, offered, "A slip")
    assert kinds(offered) == ["withdrawal", "offer"]


def test_correcting_an_offer_writes_no_mail(mona: Actor, offered: Award) -> None:
    correct(mona, offered, place="Ulm")
    assert kinds(offered) == ["offer"]


def test_who_has_no_address_is_told_nothing(mona: Actor, accepted: Award) -> None:
    accepted.recipient_address = ""
    withdraw(mona, accepted, "A slip")
    assert kinds(accepted) == ["offer"]


@pytest.fixture
def piece(demo: Community, ada: Membership) -> Evidence:
    rules = {"text": {"reviewed": {"by": "reviewers"}}}
    version = achievement(demo, rules=rules, name={"de": "Löten", "en": "Soldering"})
    made = Evidence(
        community_id=demo.id,
        member=ada,
        achievement=version.achievement,
        milestone_key="text",
        kind="text",
        text="What I did",
        state="submitted",
        submitted_at=now(),
    )
    db.session.add(made)
    db.session.flush()
    return made


@pytest.mark.parametrize(
    ("verdict", "subject"),
    [
        ("approved", "Bestätigt: dein Nachweis für „Löten“"),
        ("changes", "Bitte noch einmal ansehen: dein Nachweis für „Löten“"),
        ("not_yet", "Noch nicht: dein Nachweis für „Löten“"),
    ],
)
def test_a_verdict_is_mailed_with_its_sentence(
    demo: Community, piece: Evidence, verdict: str, subject: str
) -> None:
    review(manager(demo, "Rita Review"), piece, verdict, "Zeig die Rückseite.")
    (mail,) = mailing.mails_about(demo, f"evidence:{piece.id}")
    assert mail.subject == subject
    assert "Zeig die Rückseite." in mail.text
    assert mail.link.endswith("/me/demo/achievements/first-steps")
    assert (mail.address, mail.award_id) == ("ada@example.org", None)


def test_erased_evidence_takes_its_mails_along(
    demo: Community, piece: Evidence, clock: Clock
) -> None:
    review(manager(demo, "Rita Review"), piece, "changes", "Zeig die Rückseite.")
    erase_evidence([piece])
    assert db.session.scalar(sa.select(sa.func.count(OutboxMail.id))) == 0
