"""What waits for a member in one community: the lines of the member's home page.

Orders: 0 to 19 what others wait for (a session to confirm, a piece to review); 20 to 39 what the
member was asked; 40 to 59 what runs out. See :mod:`badges.web.waiting`.
"""

from __future__ import annotations

from badges.models import Membership
from badges.web.waiting import Line, WaitingLines

MEMBERS: WaitingLines[Membership] = WaitingLines()
waits = MEMBERS.waits
lines_for = MEMBERS.lines_for

__all__ = ["MEMBERS", "Line", "lines_for", "waits"]
