"""What stands in the way of handing in, sealing and judging evidence."""

from __future__ import annotations

from badges.sentences.phrases import Plain, Table

SENTENCES: Table = {
    "asking.unreadable": Plain(
        "The rubric cannot be used: a criterion has a name of at most 120 "
        "characters and no levels, or two to six; there are twelve criteria at most."
    ),
    "asking.long": Plain("This rubric is too long; choose what matters most."),
    "asking.languages": Plain("Both languages need the same lines, with as many levels in each."),
    "evidence.bounds": Plain("Give a number of megabytes from %(low)s to %(high)s."),
    "evidence.days": Plain("Give a number of days from 1 to %(high)s."),
    "evidence.kind": Plain("This milestone asks for another kind of evidence; see which ones."),
    "evidence.space": Plain(
        "The community's space for evidence is used up; ask a manager, or give a link."
    ),
    "guest.done": Plain("This piece has been decided already; thank you for looking."),
    "guest.many": Plain("There are many open links already; take some back first."),
    "guest.over": Plain("This link has ended. Whoever sent it can send a new one."),
    "guest.own": Plain("Somebody else has to ask a guest about this work: it is your own."),
    "guest.pieces": Plain("Choose one piece or more, %(limit)s at most."),
    "guest.settled": Plain(
        "One of these pieces waits for nobody any more; look at the list again."
    ),
    "guest.unknown": Plain("There is no such link. Perhaps a part of it was lost on the way."),
    "review.nobody_else": Plain("There is nobody else who may judge this."),
    "seal.no_file": Plain("Choose the file to compare."),
    "seal.nothing": Plain("There is no link with a checksum to compare."),
}
