"""Managers see how each mail stands, send it again or call it off, and put mails into own words."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask
from support import achievement

from badges import jobs, mailing
from badges.database import db
from badges.models import Award, Community, Membership, OutboxMail
from badges.ports import EXTENSION, now

from .desk import Desk, typed_in, words_of


@pytest.fixture
def offline(app: Flask) -> None:
    """Name a mail server that nobody runs."""
    ports = app.extensions[EXTENSION]
    settings = replace(ports.settings, mail_url="smtp://127.0.0.1:1")
    app.extensions[EXTENSION] = replace(ports, settings=settings)
    jobs.register({"send_mail": mailing.send_mail})


def posted(demo: Community, **more: object) -> OutboxMail:
    mail = mailing.post(
        "withdrawal",
        "ada@example.org",
        community=demo,
        language="en",
        name="Ada <b>",
        badge="Soldering",
        reason="<script>x</script>",
        **more,
    )
    db.session.commit()
    return mail


def test_without_a_server_the_outbox_says_what_to_do(mona: Desk, demo: Community) -> None:
    mail = posted(demo)
    assert "BADGES_MAIL_URL" in mona.text("/outbox")
    page = mona.text(f"/outbox/{mail.id}")
    assert "kept here" in page
    assert "Send now" not in page


@pytest.mark.usefixtures("offline")
def test_a_mail_that_waits_is_called_off(mona: Desk, demo: Community) -> None:
    mail = posted(demo, hold=True)
    assert "until then it can be called off" in mona.text(f"/outbox/{mail.id}")
    assert mona.post(f"/outbox/{mail.id}/cancel").status_code == 303
    assert mail.state == "cancelled"
    assert "never sent" in mona.text(f"/outbox/{mail.id}")


@pytest.mark.usefixtures("offline")
def test_from_an_offers_mail_its_award_is_undone(
    mona: Desk, demo: Community, ada: Membership
) -> None:
    achievement(demo, "workshop")
    ada.subject_id = "urn:uuid:00000000-0000-4000-8000-000000000001"
    db.session.commit()
    mona.post("/badges/workshop/award", {"member": str(ada.id), "reason": "Was there"})
    mail = db.session.scalars(sa.select(OutboxMail)).one()
    path = f"/outbox/{mail.id}"
    mona.post(f"{path}/cancel")
    page = mona.text(path)
    assert "Without its mail the award is still there" in page
    undo = re.search(r"/manage/demo(/awards/\w+/undo)", mona.get(path).text)
    assert undo is not None
    assert mona.post(undo[1]).status_code == 303
    assert db.session.scalars(sa.select(Award)).all() == []
    assert mona.get(path).status_code == 404


@pytest.mark.usefixtures("offline")
def test_a_mail_that_failed_shows_why_and_is_sent_again(mona: Desk, demo: Community) -> None:
    mail = posted(demo)
    mail.state, mail.error = "failed", "550 5.1.1 no such mailbox"
    db.session.commit()
    assert "550 5.1.1 no such mailbox" in mona.text("/outbox")
    mona.post(f"/outbox/{mail.id}/again")
    assert (mail.state, mail.error) == ("waiting", "")


@pytest.mark.usefixtures("offline")
def test_what_is_gone_is_refused_with_a_sentence(mona: Desk, demo: Community) -> None:
    mail = posted(demo)
    mail.state = "sent"
    mail.sent_at = now()
    db.session.commit()
    mona.post(f"/outbox/{mail.id}/cancel")
    assert mail.state == "sent"
    assert "on its way" in mona.get(f"/outbox/{mail.id}?lang=en").text


def test_the_list_shows_one_state_and_kind_at_a_time(mona: Desk, demo: Community) -> None:
    posted(demo)
    other = posted(demo)
    other.state, other.subject = "failed", "Another one"
    db.session.commit()
    assert "Another one" not in mona.text("/outbox?state=kept")
    assert "Another one" in mona.text("/outbox?state=failed&kind=withdrawal")
    assert "No such mails" in mona.text("/outbox?kind=offer")


def test_a_mail_is_looked_at_where_it_can_do_nothing(mona: Desk, demo: Community) -> None:
    mail = posted(demo)
    page = mona.get(f"/outbox/{mail.id}")
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
    assert "<iframe" in page.text
    look = mona.get(f"/outbox/{mail.id}/look")
    assert look.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "<script>x" not in look.text
    assert "&lt;script&gt;x" in look.text


def test_a_sign_in_mail_of_somebody_with_a_role_is_looked_at_by_nobody(
    mona: Desk, demo: Community
) -> None:
    mail = mailing.post(
        "sign_in",
        "mona@demo.example.org",
        community=demo,
        language="en",
        link="http://localhost:8000/sign-in/secret",
        minutes=30,
    )
    db.session.commit()
    assert mona.get(f"/outbox/{mail.id}/look").status_code == 404
    assert "/sign-in/secret" not in mona.get(f"/outbox/{mail.id}").text


@pytest.mark.usefixtures("offline")
def test_a_test_mail_says_what_the_server_said(mona: Desk, demo: Community) -> None:
    assert "mona@demo.example.org" in mona.text("/mail")
    mona.post("/mail/test")
    mail = db.session.query(OutboxMail).filter_by(kind="test").one()
    assert mail.address == "mona@demo.example.org"
    assert "has not taken the mail; it said: " in mona.get("/mail?lang=en").text


def test_without_a_server_no_test_mail_is_written(mona: Desk) -> None:
    mona.post("/mail/test")
    assert "No mail server is set up" in mona.get("/mail?lang=en").text
    assert db.session.query(OutboxMail).count() == 0


def test_times_are_set_and_odd_ones_refused(mona: Desk, demo: Community) -> None:
    assert mona.post("/mail", {"hold": "0", "first": "3", "second": ""}).status_code == 303
    assert (demo.mail_hold_minutes, demo.reminder_days) == (0, [3])
    for wrong in ({"hold": "-1"}, {"hold": "x"}, {"first": "9", "second": "4"}, {"first": "½"}):
        response = mona.post("/mail", {"hold": "5", "first": "", "second": "", **wrong})
        assert response.status_code == 422
        for name, typed in wrong.items():
            assert typed_in(response, name) == typed
    assert (demo.mail_hold_minutes, demo.reminder_days) == (0, [3])


def test_own_words_are_previewed_kept_and_taken_back(mona: Desk, demo: Community) -> None:
    where = "/mail/offer/en"
    typed = {"subject": "For {name}", "opening": "We of {community} <3 you."}
    page = mona.text(f"{where}?subject=For+{{name}}&opening=Nice")
    assert "For Ada Beispiel" in page
    assert mailing.own_words(demo, "offer", "en") == ("", "")
    assert mona.post(where, typed).status_code == 303
    assert mailing.own_words(demo, "offer", "en") == (typed["subject"], typed["opening"])
    look = mona.get(f"{where}/look?subject=For+me&opening=We+of+{{community}}+%3C3+you.").text
    assert "We of Demo &lt;3 you." in look
    assert "own words" in mona.text("/mail")
    mona.post(where, {"standard": "1"})
    assert mailing.own_words(demo, "offer", "en") == ("", "")


def test_an_unknown_placeholder_comes_back_as_typed(mona: Desk, demo: Community) -> None:
    response = mona.post("/mail/offer/de", {"subject": "{vorname}", "opening": ""})
    assert response.status_code == 422
    assert "{vorname} is not known here" in words_of(response)
    assert typed_in(response, "subject") == "{vorname}"
    assert mona.get("/mail/sign_in/de").status_code == 404


@pytest.mark.parametrize("kind", mailing.OWN_WORDS)
@pytest.mark.parametrize("language", ["de", "en"])
def test_every_kind_can_be_looked_at(mona: Desk, kind: str, language: str) -> None:
    assert mona.get(f"/mail/{kind}/{language}").status_code == 200
    assert "Beispiel" in mona.get(f"/mail/{kind}/{language}/look").text


def test_reviewers_see_no_mail(rita: Desk, demo: Community) -> None:
    mail = posted(demo)
    for path in ("/mail", "/mail/offer/de", "/outbox", f"/outbox/{mail.id}/look"):
        assert rita.get(path).status_code == 403


def test_what_runs_out_is_renewed_by_one_click(
    mona: Desk, demo: Community, ada: Membership
) -> None:
    achievement(demo, valid_days=20)
    db.session.commit()
    mona.post("/badges/first-steps/award", {"member": str(ada.id), "reason": "Came"})
    made = db.session.query(Award).one()
    made.state = "accepted"
    db.session.commit()
    assert "Ada Beispiel" in mona.text("/awards/running-out")
    mona.post(f"/awards/{made.public_id}/renew")
    assert "renewed" in mona.text("/awards/running-out")
    assert db.session.query(Award).filter_by(renews_id=made.id).count() == 1
