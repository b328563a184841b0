"""The outbox: mails are written into it, held back, called off and sent again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from badges import jobs
from badges.database import db
from badges.errors import ConflictError
from badges.mailing.addresses import stop_url
from badges.mailing.composing import compose
from badges.mailing.kinds import STOPPABLE
from badges.mailing.later import is_unwritten, write
from badges.models import Award, Community, OutboxMail
from badges.ports import now, settings

LINKS: Final = ("claim_url", "link")
"""The names under which templates get the one address that a mail is about."""

_CONTENT: Final = (
    "community_id",
    "kind",
    "address",
    "subject",
    "text",
    "html",
    "language",
    "link",
    "about",
    "award_id",
)


def post(
    kind: str,
    address: str,
    *,
    community: Community,
    language: str,
    award: Award | None = None,
    hold: bool = False,
    due: datetime | None = None,
    about: str = "",
    **context: Any,
) -> OutboxMail:
    """Write a mail into the outbox and promise its delivery in this transaction.

    ``hold`` lets it wait the community's ``mail_hold_minutes``, in which it can be called off;
    ``due`` is an instant before which it does not go out. ``about`` names the row it tells of
    where that is no award (``evidence:12``). ``context`` is the templates'.
    """
    composed = compose(
        kind,
        address,
        community=community,
        language=language,
        award=award,
        stop_url=stop_url(community, address) if kind in STOPPABLE else "",
        **context,
    )
    held = now() + timedelta(minutes=community.mail_hold_minutes if hold else 0)
    mail = OutboxMail(
        community_id=community.id,
        kind=kind,
        address=address,
        subject=composed.subject,
        text=composed.text,
        html=composed.html,
        language=language,
        about=about,
        link=next((str(context[name]) for name in LINKS if context.get(name)), ""),
        state="kept",
        due_at=max(held, due or held),
        award_id=award.id if award is not None else None,
        created_at=now(),
    )
    db.session.add(mail)
    db.session.flush()
    if settings().mail_url:
        _promise(mail)
    return mail


def cancel(mail: OutboxMail) -> None:
    """Call off a mail that was never sent; raises ``ConflictError`` where it is under way."""
    db.session.refresh(mail, with_for_update=True)
    if mail.state == "sent" or (mail.state == "waiting" and mail.begun_at is not None):
        raise ConflictError(
            "mail.gone", "This mail is on its way already and cannot be called off."
        )
    mail.state = "cancelled"
    db.session.flush()


def send_again(mail: OutboxMail) -> OutboxMail:
    """Send a mail now: one that waits or failed as it is, one that was sent as a second one.

    Raises ``ConflictError`` where no mail server is set up, or it was called off.
    """
    if not settings().mail_url:
        raise ConflictError(
            "mail.no_server", "No mail server is set up; pass its link on yourself."
        )
    db.session.refresh(mail, with_for_update=True)
    if mail.state == "cancelled":
        raise ConflictError("mail.cancelled", "This mail was called off, so it is not sent.")
    if not mail.text and not is_unwritten(mail):
        raise ConflictError("mail.text_gone", "The text of this mail was deleted after its time.")
    write(mail)
    if mail.state == "sent":
        mail = _copy(mail)
    mail.due_at, mail.attempts, mail.error = now(), 0, ""
    _promise(mail)
    return mail


def mails_of(award: Award) -> list[OutboxMail]:
    """List what was written about an award, the newest first."""
    return list(
        db.session.scalars(
            sa.select(OutboxMail)
            .where(OutboxMail.award_id == award.id)
            .order_by(OutboxMail.id.desc())
        )
    )


def mails_about(community: Community, about: str) -> list[OutboxMail]:
    """List what was written about a row that is no award, the newest first."""
    return list(
        db.session.scalars(
            sa.select(OutboxMail)
            .where(
                *(OutboxMail.community_id == community.id, OutboxMail.about == about),
                OutboxMail.about != "",  # said in so many words, its index is found
            )
            .order_by(OutboxMail.id.desc())
        )
    )


def _promise(mail: OutboxMail) -> None:
    mail.state = "waiting"
    jobs.enqueue("send_mail", community_id=mail.community_id, due=mail.due_at, mail_id=mail.id)


def _copy(mail: OutboxMail) -> OutboxMail:
    made = OutboxMail(
        **{name: getattr(mail, name) for name in _CONTENT},
        state="kept",
        due_at=now(),
        created_at=now(),
    )
    db.session.add(made)
    db.session.flush()
    return made
