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
}
