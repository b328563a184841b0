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
    (Changed.USED, Consent.PUBLIC, "Ich repariere jetzt auch zu Hause, für die halbe Straße."),
    (Changed.CONFIDENCE, Consent.ANONYMOUS, "Vor einer Gruppe zu sprechen macht mir Freude."),
    (Changed.USED, Consent.MANAGERS, "Ich schaue seltener nach und probiere mehr."),
    (Changed.WORK, Consent.MANAGERS, "Im Betrieb leite ich nun die Ausbildung an den Maschinen."),
    (
        Changed.CONFIDENCE,
        Consent.ANONYMOUS,
        "Ich frage nicht mehr dreimal nach, bevor ich anfange.",
    ),
    (Changed.USED, Consent.ANONYMOUS, "Meine Lampe brennt noch immer, und ich weiß, warum."),
    (Changed.NOTHING, Consent.ME, ""),
    (Changed.CONFIDENCE, Consent.ANONYMOUS, "Ich habe zum ersten Mal jemandem etwas beigebracht."),
    (Changed.PEOPLE, Consent.PUBLIC, "Dienstags weiß ich jetzt, wohin ich gehe."),
    (Changed.USED, Consent.ANONYMOUS, "Ich lese Schaltpläne, als wären es Stadtpläne."),
    (Changed.CONFIDENCE, Consent.ANONYMOUS, "Ich traue mich an die Bandsäge."),
    (Changed.SHARED, Consent.MANAGERS, ""),
)


def look_back(stage: Stage, calendar: Calendar) -> None:
    """Ask members week by week as the daily work would; all but one answer."""
    said, told = cycle(SAID), set[str]()
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
                    changed, consent, story = next(said)
                    words = "" if story in told else story
                    answers.answer(member, row, Answer(changed, words, consent))
                    told.add(story)
    with at(calendar.now):
        count_due(stage.community)
