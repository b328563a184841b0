"""What it did for people: what stands in the way, and the trail's words."""

from __future__ import annotations

from badges.sentences.phrases import Plain, Plural, Table

SENTENCES: Table = {
    "follow_up.changed": Plain("Choose what changed most; “Nothing yet” is an answer, too."),
    "follow_up.consent": Plain("Choose who may know."),
    "impact.off": Plain("This community has no report."),
    "impact.quarter": Plain("This quarter has not been counted."),
    "deed.impact.report": Plain("Switched the report on or off"),
    "deed.impact.questions": Plain("Switched the question what changed on or off"),
    # The pace
    "pace.programmes": Plural(
        "One programme runs at the same time.", "%(count)s programmes run at the same time."
    ),
    "pace.asks": Plain("Each member was asked for something %(number)s times a week."),
    "pace.late": Plural(
        "One piece waits longer for an answer than was promised.",
        "%(count)s pieces wait longer for an answer than was promised.",
    ),
    "pace.waiting": Plural(
        "One piece waits for an answer.",
        "%(count)s pieces wait for an answer, more than those who review can look at soon.",
    ),
    "pace.without": Plain("%(percent)s %% of those who have been here for long have no badge."),
}
