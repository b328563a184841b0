"""What can go wrong with mail, in words."""

from __future__ import annotations

from badges.sentences.phrases import Plain, Table

SENTENCES: Table = {
    "mail.gone": Plain("This mail is on its way already and cannot be called off."),
    "mail.cancelled": Plain("This mail was called off, so it is not sent."),
    "mail.no_server": Plain(
        "No mail server is set up; copy the mail’s link and pass it on yourself."
    ),
}
