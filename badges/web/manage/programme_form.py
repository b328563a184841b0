"""The forms of a programme: what it says, and what each week is about."""

from __future__ import annotations

from datetime import date, timedelta

from badges.awarding.drafts import LANGUAGES
from badges.models import Programme
from badges.programmes.blueprints import ProgrammeBlueprint
from badges.programmes.cohorts import ProgrammeDraft, WeekDraft, programme_draft
from badges.programmes.weeks import WEEK, weeks_between
from badges.web.manage.frame import Texts, whole_number_from
from badges.web.manage.pauses import day_from


def typed_of(row: Programme) -> Texts:
    """Give what the form shows of a programme."""
    draft = programme_draft(row)
    typed = Texts(
        starts_on=draft.starts_on.isoformat(),
        ends_on=draft.ends_on.isoformat(),
        enrolment=draft.enrolment,
        places=str(draft.places or ""),
        public="1" if draft.public else "",
        achievement=draft.achievement,
    )
    for code in LANGUAGES:
        typed[f"name_{code}"] = draft.name.get(code, "")
        typed[f"description_{code}"] = draft.description.get(code, "")
    return typed


def typed_from(chosen: ProgrammeBlueprint, today: date) -> Texts:
    """Give what the form shows at first: the blueprint's weeks from next Monday on."""
    monday = today + timedelta(days=WEEK - today.weekday())
    last = monday + timedelta(days=WEEK * chosen.length - 1)
    return Texts(
        template=chosen.key,
        starts_on=monday.isoformat(),
        ends_on=last.isoformat(),
        enrolment="open",
        with_badge="1",
    )


def draft_from(typed: Texts) -> ProgrammeDraft:
    """Make a draft of what was typed; raises ``InputError``."""
    return ProgrammeDraft(
        name={code: typed[f"name_{code}"] for code in LANGUAGES},
        description={code: typed[f"description_{code}"] for code in LANGUAGES},
        starts_on=day_from(typed["starts_on"], "starts_on"),
        ends_on=day_from(typed["ends_on"], "ends_on"),
        enrolment=typed["enrolment"],
        places=whole_number_from(typed["places"], "places"),
        public=bool(typed["public"]),
        achievement=typed["achievement"],
    )


def typed_weeks(row: Programme) -> Texts:
    """Give what the form of the weeks shows."""
    typed = Texts()
    for week in row.weeks:
        for code in LANGUAGES:
            typed[f"week-{week.number}-title_{code}"] = week.title.get(code, "")
            typed[f"week-{week.number}-note_{code}"] = week.note.get(code, "")
    return typed


def weeks_from(row: Programme, typed: Texts) -> list[WeekDraft]:
    """Read what each week of a programme is about."""
    return [
        WeekDraft(
            {code: typed[f"week-{number}-title_{code}"] for code in LANGUAGES},
            {code: typed[f"week-{number}-note_{code}"] for code in LANGUAGES},
        )
        for number in range(1, weeks_between(row.starts_on, row.ends_on) + 1)
    ]
