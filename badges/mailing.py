"""Outgoing mail: written into the outbox with the deed it tells of, delivered by a job.

A mail is three templates, ``email/<kind>/subject.txt``, ``body.txt`` and ``body.html``, in the
recipient's language. Without a mail server it is ``kept``: managers read it in the outbox and
hand its link over themselves.
"""

from __future__ import annotations

import smtplib
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from typing import Any
from urllib.parse import unquote, urlsplit

from badges import jobs
from badges.database import db
from badges.errors import InputError
from badges.models import Award, Community, OutboxMail
from badges.ports import now, settings
from badges.rendering.environment import render
from badges.wording import wording

TIMEOUT_SECONDS = 20


def post(
    kind: str,
    address: str,
    *,
    community: Community,
    language: str,
    award: Award | None = None,
    **context: Any,
) -> OutboxMail:
    """Write a mail into the outbox and promise its delivery in this transaction."""
    words = wording(language, formal=community.formal)
    context = {**context, "community": community, "award": award}
    subject, text, html = (
        render(f"email/{kind}/{part}", wording=words, **context)
        for part in ("subject.txt", "body.txt", "body.html")
    )
    mail = OutboxMail(
        community_id=community.id,
        kind=kind,
        address=address,
        subject=" ".join(subject.split()),
        text=text,
        html=html,
        language=language,
        state="waiting" if settings().mail_url else "kept",
        award_id=award.id if award is not None else None,
        created_at=now(),
    )
    db.session.add(mail)
    db.session.flush()
    if settings().mail_url:
        jobs.enqueue("send_mail", community_id=community.id, mail_id=mail.id)
    return mail


def send_mail(mail_id: int) -> None:
    """Deliver one mail (a job); a mail that is gone or sent already is left alone."""
    mail = db.session.get(OutboxMail, mail_id)
    url = settings().mail_url
    if mail is None or mail.state == "sent" or url is None:
        return
    try:
        _deliver(mail, url)
    except (OSError, smtplib.SMTPException) as error:
        mail.error = str(error)[:500]
        raise
    mail.state, mail.sent_at, mail.error = "sent", now(), ""


def _deliver(mail: OutboxMail, url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise InputError("mail.url", "BADGES_MAIL_URL must be smtp://host:port or smtps://….")
    sender = f"noreply@{urlsplit(settings().base_url).hostname}"
    message = EmailMessage()
    message["From"] = sender
    message["To"] = mail.address
    message["Subject"] = mail.subject
    message["Date"] = formatdate(mail.created_at.timestamp())
    message["Message-ID"] = make_msgid(str(mail.id), sender.partition("@")[2])
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    connect = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    with connect(parts.hostname, parts.port or 0, timeout=TIMEOUT_SECONDS) as server:
        if parts.scheme == "smtp" and parts.username:
            server.starttls()
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(message)
