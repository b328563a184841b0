"""What is wrong with an activity that was told, and what becomes of it."""

from __future__ import annotations

from badges.sentences.phrases import Plain, Table

SENTENCES: Table = {
    "activity.ahead": Plain("This lies ahead; tell of it when it has happened."),
    "activity.long_ago": Plain("This is too long ago; check the year."),
    "activity.too_many": Plain("Tell of %(limit)s activities at once at most."),
    "activity.fields": Plain("What else was told of it cannot be read."),
    "activity.fields_many": Plain("Too much else was told of it."),
    "activity.waiting_full": Plain(
        "Too much is kept for people who are no members yet; add them first."
    ),
    "activity.voided": Plain("This counts no more already."),
    "table.empty": Plain("There is nothing in this table."),
    "table.day": Plain("“%(given)s” is no day; write 2026-03-31."),
    "table.quotes": Plain("A quotation mark in this row is not closed."),
    "table.no_day": Plain("There is no day in this row."),
    "table.hours": Plain("“%(given)s” is no length of time."),
    "table.not_ready": Plain("This table cannot be recorded now."),
    "table.nothing_good": Plain("No row of this table can be recorded."),
    "table.not_done": Plain("Nothing of this table was recorded."),
    "calendar.large": Plain("The file is too large for a calendar."),
    "calendar.many": Plain("There are more than %(limit)s events; hand in fewer."),
    "calendar.unreadable": Plain(
        "This is no calendar that can be read; export it as an .ics file."
    ),
    "calendar.empty": Plain("There is no event in it from a year ago to a year ahead."),
    "calendar.none": Plain("Tick at least one event."),
    "hook.system": Plain("There is no such system."),
    "hook.many": Plain("There are enough connections; end one first."),
    "hook.signature": Plain("The signature does not fit the body."),
    "hook.body": Plain("The body is no JSON object."),
    "hook.part": Plain("The body has no %(name)s."),
    "xapi.part": Plain("The statement breaks the standard at %(part)s."),
    "xapi.twice": Plain("Two statements have the same id."),
    "xapi.verb": Plain("Give the verb's whole address."),
    "xapi.verbs": Plain("There are enough verbs."),
    "member.unknown": Plain("Nobody here has this address; add them first."),
}
