"""The kinds of mail there are: which can be stopped, which a community may put in its own words."""

from __future__ import annotations

from typing import Final

STOPPABLE: Final = frozenset({"reminder", "expiry", "together", "follow_up"})
"""Reminders only: whoever stops them still hears of their badges (RFC 8058 in their head)."""

OWN_WORDS: Final = (
    "offer",
    "reminder",
    "review",
    "correction",
    "withdrawal",
    "suspension",
    "reinstatement",
    "expiry",
)
"""Where a community may write a subject and an opening of its own."""

SENDING: Final = frozenset({"send_mail", "send_offer"})
"""The jobs that deliver mails; the second is for those whose texts are written then (``later``)."""

PLACEHOLDERS: Final = ("name", "badge", "community")
