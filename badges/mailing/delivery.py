"""A letter to a mail server: how it is written, how it is handed over, how it can be refused.

``BADGES_MAIL_URL`` is ``smtp://user:password@host:port``, or ``smtps://`` where TLS comes first.
On ``smtp://`` STARTTLS is used wherever the server has it, and its certificate is checked;
``?tls=off`` leaves that out, for a server on this machine. ``?from=badges@example.org`` names the
sender where the server does not take ``noreply@`` the host of the base address.
"""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import parse_qs, unquote, urlsplit

from badges.models import Community, OutboxMail

TIMEOUT_SECONDS = 20
UNKNOWN_MAILBOX = frozenset({550, 551, 553})
"""Replies of RFC 5321 (4.2.3) that mean the mailbox itself."""


class NotNowError(Exception):
    """It could not be handed over now; trying again may help. Its text is the server's words."""


class RefusedError(Exception):
    """The server refused it for good; ``bounced`` where it refused the address itself."""

    def __init__(self, words: str, *, bounced: bool = False) -> None:
        self.bounced = bounced
        super().__init__(words)


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed over, as whom."""

    host: str
    port: int
    implicit_tls: bool
    starttls: bool
    user: str
    password: str
    sender: str

    @classmethod
    def parse(cls, url: str, *, base_url: str) -> MailServer:
        """Read ``BADGES_MAIL_URL``; raises :class:`NotNowError`, since it can be mended."""
        try:
            parts = urlsplit(url)
            port = parts.port or 0
        except ValueError:
            parts, port = urlsplit(""), 0
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise NotNowError("BADGES_MAIL_URL must be smtp://host:port or smtps://….")
        query = parse_qs(parts.query)
        (sender,) = query.get("from", [f"noreply@{urlsplit(base_url).hostname}"])[:1]
        return cls(
            host=parts.hostname,
            port=port,
            implicit_tls=parts.scheme == "smtps",
            starttls=query.get("tls") != ["off"],
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            sender=sender,
        )


def letter(mail: OutboxMail, community: Community | None, server: MailServer) -> EmailMessage:
    """Write the letter of an outbox row (RFC 5322), both texts in it (multipart/alternative).

    Its ``Message-ID`` is the same each time, so that a mailbox may drop one that came twice.
    Raises :class:`RefusedError` where a header cannot be written.
    """
    message = EmailMessage(policy=SMTP)
    try:
        name = " ".join(community.name.split()) if community is not None else ""
        message["From"] = Address(display_name=name, addr_spec=server.sender)
        message["To"] = mail.address
        message["Subject"] = mail.subject
        if community is not None and community.contact_email:
            message["Reply-To"] = community.contact_email
    except (ValueError, IndexError) as error:
        raise RefusedError(str(error)) from error
    host = server.sender.partition("@")[2]
    message["Date"] = format_datetime(mail.created_at)
    message["Message-ID"] = f"<{mail.created_at:%Y%m%d%H%M%S}.{mail.id}@{host}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notes, please
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    return message


def add_stop(message: EmailMessage, url: str) -> None:
    """Say in the head how to get no more of these, by one click of the mail program (RFC 8058)."""
    message["List-Unsubscribe"] = f"<{url}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def deliver(message: EmailMessage, server: MailServer) -> None:
    """Hand a letter over; raises :class:`NotNowError` or :class:`RefusedError`."""
    try:
        _hand_over(message, server)
    except smtplib.SMTPRecipientsRefused as error:
        ((code, words),) = list(error.recipients.values())[:1]
        raise _refusal(code, words, recipient=True) from error
    except smtplib.SMTPAuthenticationError as error:
        raise NotNowError(_said(error.smtp_code, error.smtp_error)) from error
    except smtplib.SMTPResponseException as error:
        raise _refusal(error.smtp_code, error.smtp_error) from error
    except (smtplib.SMTPNotSupportedError, UnicodeError) as error:
        raise RefusedError(str(error)) from error
    except (OSError, smtplib.SMTPException) as error:
        raise NotNowError(str(error) or type(error).__name__) from error


def _hand_over(message: EmailMessage, server: MailServer) -> None:
    context = ssl.create_default_context()
    if server.implicit_tls:
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=TIMEOUT_SECONDS, context=context
        )
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
    with connection:
        connection.ehlo_or_helo_if_needed()
        safe = server.implicit_tls or not server.starttls
        if server.starttls and not server.implicit_tls and connection.has_extn("starttls"):
            connection.starttls(context=context)
            safe = True
        if server.user and not safe:
            raise NotNowError("The server has no STARTTLS, so no password is sent to it in clear.")
        if server.user:
            connection.login(server.user, server.password)
        connection.send_message(message)


def _refusal(code: int, words: bytes | str, *, recipient: bool = False) -> Exception:
    """Tell a refusal for good (5xx) from one that passes (4xx)."""
    said = _said(code, words)
    if code < 500:  # noqa: PLR2004 - RFC 5321 (4.2.1): 5yz is permanent
        return NotNowError(said)
    # RFC 3463: 5.2 is a full mailbox, 5.7 the server's policy; the address itself may be good.
    about_us = said.partition(" ")[2].startswith(("5.2.", "5.7."))
    return RefusedError(said, bounced=recipient and code in UNKNOWN_MAILBOX and not about_us)


def _said(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(text.split())}"
