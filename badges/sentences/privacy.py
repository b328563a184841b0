"""What stands in the way of reporting a page, of answering, and of choosing a period."""

from __future__ import annotations

from badges.sentences.phrases import Plain, Table

SENTENCES: Table = {
    "retention.days": Plain("Choose between %(fewest)s and %(most)s days."),
    "mail.text_gone": Plain("The text of this mail was deleted after its time."),
    "report.problem": Plain("Choose what is wrong."),
    "report.text": Plain("Say in a sentence what is wrong."),
    "report.trap": Plain("Leave the field that is meant for machines empty."),
    "report.unknown": Plain("There is no report of this number (any more)."),
    "report.closed": Plain("This report was answered already."),
    "report.answer": Plain("Say in a sentence what you did."),
}
