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
    "member.unknown": Plain("Nobody here has this address; add them first."),
}
