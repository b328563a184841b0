"""What the doctor finds in the queue, each with its mend."""

from __future__ import annotations

from badges.sentences.phrases import Plain, Plural, Table

SENTENCES: Table = {
    "queue.none": Plain("The web processes do the tasks themselves; no broker is set."),
    "queue.reached": Plural(
        "The broker answers; one task is on its way to the workers.",
        "The broker answers; %(count)s tasks are on their way to the workers.",
    ),
    "queue.away": Plain(
        "The broker of BADGES_QUEUE_URL does not answer. Tasks wait in the database, and none is "
        "lost; start Redis or Valkey."
    ),
    "queue.sqlite": Plain(
        "BADGES_QUEUE_URL is set, but the database is SQLite: workers on other machines cannot "
        "reach it. Set BADGES_DATABASE_URL to a PostgreSQL."
    ),
    "jobs.unknown": Plural(
        "One task (%(task)s) is of a version that is not this one; a worker of the newer version "
        "will do it.",
        "%(count)s tasks (%(task)s) are of a version that is not this one; a worker of the newer "
        "version will do them.",
    ),
    "clock.apart": Plain(
        "The clock of this machine and that of the database are %(seconds)s seconds apart; set "
        "both by NTP."
    ),
    "clock.together": Plain("The clocks of this machine and of the database agree."),
}
