"""What stands in the way of awarding a group, of undoing it, and of cards to claim with."""

from __future__ import annotations

from badges.sentences.phrases import Plain, Table

SENTENCES: Table = {
    # Lists
    "people.nobody": Plain("There is nobody on this list."),
    "row.held": Plain("This person has this badge already."),
    "row.may_not_invite": Plain("This person is no member yet; only a manager may invite people."),
    "row.link": Plain("“%(given)s” is no web address; write https://…."),
    "row.links": Plain("Name %(limit)s links at most."),
    "row.day": Plain("“%(given)s” is no day; write 31.03.2026 or 2026-03-31."),
    "row.day_ahead": Plain("This day lies in the future."),
    "row.language": Plain("“%(given)s” is none of the community’s languages."),
    "batch.not_ready": Plain("This list cannot be awarded now."),
    "batch.no_good_rows": Plain("No row of this list can be awarded."),
    "batch.done_before": Plain("This list was awarded on %(day)s already."),
    "batch.was_cancelled": Plain("The list was cancelled; what was awarded until then stays."),
    "batch.not_under_way": Plain("No list of this file is under way."),
    "batch.undo_late": Plain("It is too late to undo this; withdraw the awards instead."),
    "award.undo_late": Plain("It is too late to undo this; withdraw it instead."),
    "award.day": Plain("Give a day that is not in the future."),
    # Answers and reminders
    "remind.answered": Plain("This offer waits for no answer any more."),
    "remind.no_mail": Plain("No mail can be sent; pass the link on yourself."),
    "remind.enough": Plain("Two reminders were sent; more would be a nuisance."),
    "remind.unwanted": Plain("This person wants no reminders."),
    # Cards and sheets
    "card.unknown": Plain(
        "There is no such card. Look at the code once more; it has twelve letters and digits."
    ),
    "card.used": Plain("This card was used already; each one works once."),
    "card.expired": Plain("This card has run out; ask where you got it."),
    "card.count": Plain("Choose between 1 and %(limit)s cards."),
    "card.days": Plain("Choose between 1 and %(limit)s days."),
    "sheet.nothing": Plain("No offer waits for anybody, so there is nothing to print."),
}
