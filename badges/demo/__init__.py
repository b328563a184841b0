"""The demo community that ``make serve`` fills: made up, marked as a demo, half a year old.

Nothing here writes the result of a deed. The community is opened, its members come, do things and
are judged through the same use cases as on the pages, under a clock that is set back; so what
the demo shows is what the program does. The story itself is data::

    community.yaml        who they are, the two paths and the programme
    members.yaml          thirty people
    achievements/*.yaml   eight badges and a draft, as ``badges achievement import`` reads them
    history.yaml          what happened, scene by scene
    mentoring.yaml        whom they meet, what they want to reach

``fill_demo`` does not commit: a demo is there as a whole or not at all.
"""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from badges.database import db
from badges.demo.afterwards import look_back
from badges.demo.meeting import bring_together
from badges.demo.opening import open_demo
from badges.demo.past import Calendar, at, secluded
from badges.demo.promises import forget_settled_mail
from badges.demo.stage import read_yaml
from badges.demo.systems import hear_from_elsewhere
from badges.demo.telling import tell
from badges.demo.ways import begin_programme
from badges.demo.words import say_words
from badges.models import Community
from badges.ports import now

MANAGER_ADDRESS = "mona.leitung@demo.example"
MEMBER_ADDRESS = "ada.beispiel@demo.example"

A_MOMENT = timedelta(minutes=1)

__all__ = ["MANAGER_ADDRESS", "MEMBER_ADDRESS", "fill_demo"]


def fill_demo() -> Community:
    """Give the demo community, filling it first if there is none; the caller commits.

    The clock of the running application is set back meanwhile, so nothing else may use it at the
    same time. Raises ``ConflictError`` where another community has the demo's short name.
    """
    existing = db.session.scalar(
        sa.select(Community).where(Community.stage == "demo").order_by(Community.id).limit(1)
    )
    if existing is not None:
        return existing
    calendar = Calendar(now())
    with secluded():
        with at(calendar.opening):
            stage = open_demo()
        tell(stage, calendar)
        bring_together(stage, calendar)
        with at(calendar.now - A_MOMENT):
            say_words(stage)
            hear_from_elsewhere(stage)
        begin_programme(stage, read_yaml("community.yaml")["programme"])
        look_back(stage, calendar)
        forget_settled_mail(stage.community)
    db.session.flush()
    return stage.community
