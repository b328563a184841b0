"""The sentences behind reasons: one small table a room, from code to English.

>>> SENTENCES["reviewed.waiting"]
(Plural(one='One piece is waiting for review.', many='%(count)s pieces are waiting for review.'),)

A room's file holds ``SENTENCES: Table``. Each code has one phrase or several; the first whose
``%(named)s`` parameters the reason has is taken, so the fullest stands first. A phrase is
``Plain(text)`` or, where it counts, ``Plural(one, many)``, chosen by the parameter ``count``.
Both names are marks, too: the catalogue test collects what stands in them as text to translate.

Parameters put themselves into words by their name and type: numbers by locale, ``since``,
``until`` and ``on`` as dates (ISO), names ending in ``_at`` as instants, lists of text as "a, b
and c", ``kind`` by :data:`badges.sentences.words.KINDS`. A per cent sign is written ``%%``.
"""

from __future__ import annotations

from badges.sentences import (
    activities,
    awarding,
    checker,
    checks,
    editor,
    errors,
    evaluation,
    evidence,
    holding,
    impact,
    intake,
    keeping,
    launching,
    lists,
    mailing,
    mentoring,
    milestones,
    privacy,
    programmes,
    publishing,
    queue,
    rules,
    sign_in,
    trail,
    vouching,
    words,
)
from badges.sentences.phrases import Phrase, Plain, Plural, Table, phrases

__all__ = ["SENTENCES", "Phrase", "Plain", "Plural", "Table", "phrases"]

SENTENCES: dict[str, tuple[Phrase, ...]] = phrases(
    activities.SENTENCES,
    awarding.SENTENCES,
    checker.SENTENCES,
    checks.SENTENCES,
    editor.SENTENCES,
    errors.SENTENCES,
    evidence.SENTENCES,
    evaluation.SENTENCES,
    holding.SENTENCES,
    impact.SENTENCES,
    intake.SENTENCES,
    launching.SENTENCES,
    keeping.SENTENCES,
    mailing.SENTENCES,
    lists.SENTENCES,
    mentoring.SENTENCES,
    milestones.SENTENCES,
    privacy.SENTENCES,
    programmes.SENTENCES,
    publishing.SENTENCES,
    queue.SENTENCES,
    rules.SENTENCES,
    sign_in.SENTENCES,
    trail.SENTENCES,
    vouching.SENTENCES,
    words.SENTENCES,
)
