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
    "table.no_day": Plain("There is no day in this row."),
    "table.hours": Plain("“%(given)s” is no length of time."),
    "table.not_ready": Plain("This table cannot be recorded now."),
    "table.nothing_good": Plain("No row of this table can be recorded."),
    "table.not_done": Plain("Nothing of this table was recorded."),
    "member.unknown": Plain("Nobody here has this address; add them first."),
}
