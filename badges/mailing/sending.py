"""The job that sends one mail of the outbox, and what becomes of one that was not taken."""

from __future__ import annotations

from typing import Final

from badges import jobs
from badges.database import db, get_as_it_is
from badges.mailing.addresses import flag, stop_url
from badges.mailing.delivery import (
    MailServer,
    NotNowError,
    RefusedError,
    add_stop,
    deliver,
    letter,
)
from badges.mailing.kinds import STOPPABLE
from badges.mailing.later import write
from badges.mailing.logo import enclose_logo
from badges.models import Community, OutboxMail
from badges.ports import now, settings

MOST_ATTEMPTS: Final = 28
"""With pauses that grow to four hours, a server may be away for three days."""

MOST_WORDS: Final = 500


def send_mail(mail_id: int) -> None:
    """Deliver one mail (a job); a mail that is gone, called off or sent already is left alone."""
    mail = get_as_it_is(OutboxMail, mail_id)
    if mail is None or mail.state != "waiting":
        return
    if mail.due_at > now() >= mail.created_at:  # else it is from before a clock was set back
        _promise(mail)
        return
    url = settings().mail_url
    if url is None:
        mail.state = "kept"
        return
    write(mail)
    mail.begun_at = now()
    # Whoever wants to write must not wait for a mail server; from here on it cannot be called off.
    db.session.commit()
    try:
        server = MailServer.parse(url, base_url=settings().base_url)
        community = db.session.get(Community, mail.community_id) if mail.community_id else None
        message = letter(mail, community, server)
        if community is not None:
            enclose_logo(message, community)
            if mail.kind in STOPPABLE:
                add_stop(message, stop_url(community, mail.address))
        deliver(message, server)
    except RefusedError as error:
        mail.state, mail.error = "failed", str(error)[:MOST_WORDS]
        if error.bounced:
            flag(mail.community_id, mail.address, mail.error)
    except NotNowError as error:
        mail.error = str(error)[:MOST_WORDS]
        _later(mail)
    else:
        mail.state, mail.sent_at, mail.error = "sent", now(), ""
        flag(mail.community_id, mail.address, "")
    mail.begun_at = None


def _later(mail: OutboxMail) -> None:
    """Try again after a pause that grows, or give up visibly."""
    mail.attempts += 1
    if mail.attempts >= MOST_ATTEMPTS:
        mail.state = "failed"
        return
    mail.due_at = now() + jobs.pause_after(mail.attempts)
    _promise(mail)


def _promise(mail: OutboxMail) -> None:
    jobs.enqueue("send_mail", community_id=mail.community_id, due=mail.due_at, mail_id=mail.id)
