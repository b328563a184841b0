"""The members' pages: what I have, what is missing, handing in, my badge, claiming one.

``desk`` gathers what a member sees; the other files hold the views, one page family each.
"""

from __future__ import annotations

from badges.web.member import (
    achievements,
    badge,
    check_in,
    claim,
    evidence,
    guardian,
    home,
    settings,
    sign_ins,
)
from badges.web.member.frame import blueprint

__all__ = [
    "achievements",
    "badge",
    "blueprint",
    "check_in",
    "claim",
    "evidence",
    "guardian",
    "home",
    "settings",
    "sign_ins",
]
