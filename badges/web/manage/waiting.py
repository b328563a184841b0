"""What waits for whoever manages: the lines of the managers' home page.

Orders: 0 to 19 what does not work; 20 to 39 people who wait; 40 to 59 what runs out or is open;
60 to 99 the installation. See :mod:`badges.web.waiting`.
"""

from __future__ import annotations

from badges.accounts.access import Actor
from badges.web.waiting import Line, WaitingLines

MANAGERS: WaitingLines[Actor] = WaitingLines()
waits = MANAGERS.waits
lines_for = MANAGERS.lines_for

__all__ = ["MANAGERS", "Line", "lines_for", "waits"]
