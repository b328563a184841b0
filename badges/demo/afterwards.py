"""What members of the demo answer when they are asked what changed, and the report of it."""

from __future__ import annotations

from itertools import cycle
from typing import Final

from badges.demo.past import Calendar, at
from badges.demo.stage import Stage
from badges.impact import answers, asking
from badges.impact.answers import Answer, Changed, Consent
from badges.impact.reporting import count_due
from badges.impact.switches import set_report

WEEKS: Final = range(23, -1, -1)
SWITCHED_ON: Final = "22 mon 10:00"
STILL_OPEN: Final = "ada"
"""Whoever looks at the demo as a member finds the question waiting."""

SAID: Final = (
    Answer(
        Changed.USED,
        "Ich repariere jetzt auch zu Hause, und die Nachbarn bringen mir ihre Lampen.",
        Consent.PUBLIC,
    ),
    Answer(
        Changed.CONFIDENCE,
        "Vor einer Gruppe zu sprechen macht mir nichts mehr aus.",
        Consent.ANONYMOUS,
    ),
    Answer(Changed.PEOPLE, "", Consent.MANAGERS),
    Answer(
        Changed.WORK, "Im Betrieb leite ich nun die Ausbildung an den Maschinen.", Consent.MANAGERS
    ),
    Answer(Changed.NOTHING, "", Consent.ME),
    Answer(
        Changed.CONFIDENCE,
        "Ich frage nicht mehr dreimal nach, bevor ich anfange.",
        Consent.ANONYMOUS,
    ),
)


def look_back(stage: Stage, calendar: Calendar) -> None:
    """Ask members week by week as the daily work would; all but one answer."""
    said = cycle(SAID)
    with at(calendar.instant(SWITCHED_ON)):
        set_report(stage.actor(), on=True)
    for week in WEEKS:
        instant = calendar.instant(f"{week} mon 08:00")
        with at(instant):
            for member_id, (award, days) in sorted(asking.due_in(stage.community).items()):
                member = award.member
                if member is None:
                    continue
                row = asking.ask(member, award, days)
                if member_id != stage.member(STILL_OPEN).id:
                    answers.answer(member, row, next(said))
    with at(calendar.now):
        count_due(stage.community)
