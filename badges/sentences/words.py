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
    "course": Plain("course"),
    "answer": Plain("answer"),
    "question": Plain("question"),
    "like": Plain("appreciated post"),
    "thanks": Plain("thanks"),
    # Evidence
    "link": Plain("link"),
    "file": Plain("file"),
    "text": Plain("reflection"),
}
"""The kinds that we know; a community's own kinds are shown as it wrote them."""

FIELDS: dict[str, Plain] = {
    "date": Plain("day"),
    "tags": Plain("topic"),
    "kind": Plain("kind of activity"),
    "hours": Plain("hours"),
}
"""The fields that every activity has; others are shown as their source calls them."""

VALUES: dict[str, Plain] = {
    "true": Plain("yes"),
    "false": Plain("no"),
}
"""The truth values of a field."""

LANGUAGES: dict[str, Plain] = {
    "de": Plain("German"),
    "en": Plain("English"),
}
"""The languages that a community writes in."""

TEXTS: dict[str, Plain] = {
    "name": Plain("the name"),
    "description": Plain("the description"),
    "criteria": Plain("how it is earned"),
    "picture_alt": Plain("what the picture shows"),
    "titles": Plain("titles of milestones"),
    "rubric": Plain("the rubric"),
}
"""The texts of a badge that are written in each language."""

UNKNOWN = "no.sentence"

SENTENCES: Table = {
    UNKNOWN: Plain("There is no further explanation here; a person in charge can help."),
}
