"""What must hold of the data at every moment, whatever was killed when.

::

    awards       each is signed or about to be; none twice; what has ended has ended
    documents    every stored document carries a signature that holds
    lists        status lists agree with the rows, in bits and as signed
    rows         no row without its parent, none of two communities
    promises     what waits has a job that will do it; lists of people are as they say
    files        uploads are on disk as they were handed in

:func:`broken` is for tests that have just killed something::

    assert broken() == []
"""

from __future__ import annotations

from badges.keeping.findings import Finding, Look, Step
from badges.keeping.invariants import awards, documents, files, lists, promises, rows
from badges.keeping.looking import take

INVARIANTS: tuple[Look, ...] = (
    awards.signed,
    awards.ended,
    awards.once,
    awards.told,
    awards.erased,
    documents.bases,
    documents.credentials,
    documents.forms,
    documents.endorsements,
    lists.agree,
    rows.whole,
    promises.mails,
    promises.batches,
    promises.stretches,
    files.whole,
)


def broken() -> list[Finding]:
    """Give everything that does not hold, in the database of the application at hand.

    The session's transaction ends before each look: commit first.
    """
    found: list[Finding | Step] = []
    for look in INVARIANTS:
        take(look, found.append)
    return [each for each in found if isinstance(each, Finding) and each.grade != "good"]


__all__ = ["INVARIANTS", "broken"]
