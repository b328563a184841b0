"""The managers' pages, ``/manage/<community>/…``: one file for each topic.

Views load, call one use case and draw a template; forms work without scripts, and every change
is a POST with a token that answers with a redirect.
"""

from __future__ import annotations

from badges.web.manage import (
    achievements,
    answers,
    award_steps,
    awards,
    batch_preview,
    batches,
    cards,
    designer,
    editing,
    evidence,
    going_live,
    home,
    importing,
    keys,
    legal_details,
    mail,
    operations,
    outbox,
    paths,
    pending,
    people,
    pictures,
    privacy,
    renewals,
    reports,
    sessions,
    settings,
    tokens,
    trail,
)
from badges.web.manage.frame import blueprint

__all__ = [
    "achievements",
    "answers",
    "award_steps",
    "awards",
    "batch_preview",
    "batches",
    "blueprint",
    "cards",
    "designer",
    "editing",
    "evidence",
    "going_live",
    "home",
    "importing",
    "keys",
    "legal_details",
    "mail",
    "operations",
    "outbox",
    "paths",
    "pending",
    "people",
    "pictures",
    "privacy",
    "renewals",
    "reports",
    "sessions",
    "settings",
    "tokens",
    "trail",
]
