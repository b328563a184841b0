"""What it did for people: what stands in the way, and the trail's words."""

from __future__ import annotations

from badges.sentences.phrases import Plain, Table

SENTENCES: Table = {
    "follow_up.changed": Plain("Choose what changed most; “Nothing yet” is an answer, too."),
    "follow_up.consent": Plain("Choose who may know."),
    "impact.off": Plain("This community has no report."),
    "impact.quarter": Plain("This quarter has not been counted."),
    "deed.impact.report": Plain("Switched the report on or off"),
    "deed.impact.questions": Plain("Switched the question what changed on or off"),
}
