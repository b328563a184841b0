"""Mail reaches a real SMTP server, waits where it cannot, and says why it was refused."""

from __future__ import annotations

import ssl
from email.message import EmailMessage
from pathlib import Path

import pytest
import sqlalchemy as sa
from certificates import self_signed
from cryptography import x509
from flask import Flask
from mail_server import MailServer, use
from support import Clock, achievement, manager

from badges import jobs, mailing
from badges.awarding.awards import award
from badges.database import db
from badges.mailing.sending import MOST_ATTEMPTS
from badges.models import Award, Community, Membership, OutboxMail

pytestmark = pytest.mark.services


def posted(demo: Community, address: str = "ada@example.org") -> OutboxMail:
    mail = mailing.post(
        "sign_in", address, community=demo, language="de", link="https://example.org/x", minutes=30
    )
    db.session.commit()
    return mail


def part(letter: EmailMessage, kind: str) -> str:
    found = letter.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def test_a_letter_arrives_with_both_texts(demo: Community, server: MailServer) -> None:
    mail = posted(demo)
    assert jobs.run_due() == 1
    (letter,) = server.letters
    assert letter.get_content_type() == "multipart/alternative"
    assert "https://example.org/x" in part(letter, "plain")
    assert '<a href="https://example.org/x"' in part(letter, "html")
    assert (mail.state, mail.sent_at, mail.begun_at) == ("sent", mail.created_at, None)


def test_its_head_says_from_whom_and_where_to_answer(demo: Community, server: MailServer) -> None:
    demo.name = "Überführung & Söhne"
    mail = posted(demo)
    jobs.run_due()
    (letter,) = server.letters
    assert letter["From"].addresses[0].display_name == "Überführung & Söhne"
    assert letter["From"].addresses[0].addr_spec == "noreply@localhost"
    assert letter["Reply-To"] == "hallo@werkstatt.example.org"
    assert letter["Subject"] == mail.subject
    assert "Überführung" in mail.subject
    assert letter["Auto-Submitted"] == "auto-generated"


def test_nothing_is_sent_twice(demo: Community, server: MailServer) -> None:
    mail = posted(demo)
    jobs.run_due()
    mailing.send_mail(mail.id)
    mailing.send_mail(99)
    assert len(server.letters) == 1


def test_a_name_cannot_write_headers(demo: Community, server: MailServer) -> None:
    demo.name = "Club\r\nBcc: everybody@example.org"
    mail = posted(demo)
    mail.subject = "Hello\r\nBcc: everybody@example.org"
    db.session.commit()
    jobs.run_due()
    assert mail.state == "failed"
    assert server.letters == []
    second = posted(demo)
    jobs.run_due()
    assert second.state == "sent"
    assert server.letters[0]["Bcc"] is None


def test_a_server_that_is_away_keeps_nothing_from_happening(
    demo: Community, ada: Membership, server: MailServer, clock: Clock
) -> None:
    server.stop()
    made, _ = award(manager(demo), achievement(demo).achievement, ada, reason="She came")
    db.session.commit()
    clock.move(minutes=10)
    jobs.run_due()
    (mail,) = mailing.mails_of(made)
    assert db.session.get_one(Award, made.id).state == "offered"
    assert (mail.state, mail.attempts) == ("waiting", 1)
    assert "refused" in mail.error.lower()
    server.start()
    assert jobs.run_due() == 0
    clock.move(seconds=10)
    jobs.run_due()
    assert (mail.state, mail.error) == ("sent", "")


def test_what_is_put_off_is_tried_again(demo: Community, server: MailServer, clock: Clock) -> None:
    server.say["ada@example.org"] = "450 4.2.0 greylisted, come back later"
    mail = posted(demo)
    jobs.run_due()
    assert (mail.state, mail.error) == ("waiting", "450 4.2.0 greylisted, come back later")
    server.say.clear()
    clock.move(seconds=10)
    jobs.run_due()
    assert (mail.state, len(server.letters)) == ("sent", 1)


def test_pauses_grow_until_it_is_given_up(
    demo: Community, server: MailServer, clock: Clock
) -> None:
    server.say_to_data = "451 try again"
    mail = posted(demo)
    tries = 0
    while mail.state == "waiting":
        tries += jobs.run_due()
        clock.move(hours=4)
    assert (tries, mail.state, mail.error) == (MOST_ATTEMPTS, "failed", "451 try again")


@pytest.mark.parametrize(
    ("answer", "bounced"),
    [
        ("550 5.1.1 no such mailbox", True),
        ("552 5.2.2 mailbox full", False),
        ("550 5.7.1 not from there", False),
    ],
)
def test_what_is_refused_for_good_is_not_tried_again(
    demo: Community, server: MailServer, answer: str, *, bounced: bool
) -> None:
    server.say["ada@example.org"] = answer
    mail = posted(demo)
    assert jobs.run_due() == 1
    assert (mail.state, mail.error) == ("failed", answer)
    flagged = mailing.find_address(demo.id, "ada@example.org")
    assert bool(flagged and flagged.bounced_at) is bounced


def test_an_address_that_takes_mail_again_is_no_longer_flagged(
    demo: Community, server: MailServer
) -> None:
    server.say["ada@example.org"] = "550 5.1.1 no such mailbox"
    mail = posted(demo)
    jobs.run_due()
    server.say.clear()
    mailing.send_again(mail)
    db.session.commit()
    jobs.run_due()
    flagged = mailing.find_address(demo.id, "ada@example.org")
    assert mail.state == "sent"
    assert flagged is not None
    assert flagged.bounced_at is None


def test_a_letter_that_is_refused_flags_no_address(demo: Community, server: MailServer) -> None:
    server.say_to_data = "554 looks like spam"
    mail = posted(demo)
    jobs.run_due()
    assert (mail.state, mail.error) == ("failed", "554 looks like spam")
    assert mailing.find_address(demo.id, "ada@example.org") is None


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    return self_signed(tmp_path / "mail.pem", "localhost", [x509.DNSName("localhost")])


def context(certificate: Path) -> ssl.SSLContext:
    made = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    made.load_cert_chain(certificate)
    return made


def test_where_the_server_has_starttls_it_is_used(
    app: Flask, demo: Community, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with MailServer(context(certificate), auth=True) as server:
        use(app, f"smtp://me%40example.org:s3cret@localhost:{server.port}?from=badges@example.org")
        mail = posted(demo)
        jobs.run_due()
        assert (mail.error, mail.state) == ("", "sent")
        assert server.secured == [True]
        assert server.users == ["me@example.org"]
        assert server.letters[0]["From"].addresses[0].addr_spec == "badges@example.org"


def test_a_certificate_that_nobody_vouches_for_gets_no_mail(
    app: Flask, demo: Community, certificate: Path
) -> None:
    with MailServer(context(certificate)) as server:
        use(app, server.url)
        mail = posted(demo)
        jobs.run_due()
        assert mail.state == "waiting"
        assert "certificate verify failed" in mail.error
        assert server.letters == []


def test_a_password_is_never_sent_in_clear(app: Flask, demo: Community) -> None:
    with MailServer(auth=True) as server:
        use(app, server.url.replace("//", "//me:s3cret@"))
        mail = posted(demo)
        jobs.run_due()
        assert (mail.state, server.users) == ("waiting", [])
        assert "STARTTLS" in mail.error


def test_a_wrong_password_is_ours_to_mend_so_mail_waits(app: Flask, demo: Community) -> None:
    with MailServer(auth=True) as server:
        use(app, server.url.replace("//", "//me:wrong@") + "?tls=off")
        mail = posted(demo)
        jobs.run_due()
        assert mail.state == "waiting"
        assert mail.error.startswith("535")


@pytest.mark.parametrize("url", ["http://x", "smtp://", "smtp://h:port", "smtp://h?from="])
def test_an_address_of_no_mail_server_is_said(app: Flask, demo: Community, url: str) -> None:
    use(app, url)
    mail = posted(demo)
    jobs.run_due()
    assert mail.state in {"waiting", "failed"}
    assert mail.error
    assert db.session.scalar(sa.select(sa.func.count(OutboxMail.id))) == 1
