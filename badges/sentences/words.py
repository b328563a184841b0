"""Names that parameters stand for, and the sentence for what has none."""

from __future__ import annotations

from badges.sentences.phrases import Plain, Table

KINDS: dict[str, Plain] = {
    # Activities
    "workshop": Plain("workshop"),
    "session": Plain("session"),
    "meeting": Plain("meeting"),
    "mentoring": Plain("mentoring"),
    "challenge": Plain("challenge"),
    "resource": Plain("learning resource"),
    "contribution": Plain("contribution"),
    "presentation": Plain("presentation"),
    # Evidence
    "link": Plain("link"),
    "file": Plain("file"),
    "text": Plain("reflection"),
}
"""The kinds that we know; a community's own kinds are shown as it wrote them."""

UNKNOWN = "no.sentence"

SENTENCES: Table = {
    UNKNOWN: Plain("There is no further explanation here; a person in charge can help."),
}
