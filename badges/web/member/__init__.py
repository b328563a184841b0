"""The members' pages: what I have, what is missing, handing in, my badge, claiming one.

``desk`` gathers what a member sees; the other files hold the views, one page family each.
"""

from __future__ import annotations

from badges.web.member import (
    achievements,
    activities,
    addresses,
    badge,
    cards,
    changed,
    check_in,
    checkers,
    claim,
    collections,
    endorse,
    evidence,
    finding,
    goals,
    guardian,
    home,
    mentoring,
    opened,
    paths,
    presented,
    programmes,
    reviews,
    settings,
    sign_ins,
    thanks,
    together,
    words,
)
from badges.web.member.frame import blueprint

__all__ = [
    "achievements",
    "activities",
    "addresses",
    "badge",
    "blueprint",
    "cards",
    "changed",
    "check_in",
    "checkers",
    "claim",
    "collections",
    "endorse",
    "evidence",
    "finding",
    "goals",
    "guardian",
    "home",
    "mentoring",
    "opened",
    "paths",
    "presented",
    "programmes",
    "reviews",
    "settings",
    "sign_ins",
    "thanks",
    "together",
    "words",
]
