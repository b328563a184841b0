"""The queue: a job is a row, written in the transaction that wants it (decisions 22).

``enqueue`` only adds the row; nothing runs before the transaction is committed, and everything
that was promised runs even if the process dies in between. A worker *claims* a row by a lease,
which it renews while the handler is at work, and marks it finished in the handler's own
transaction, which is dropped where the lease went to another one meanwhile. A lease that ran out
is claimed again: handlers may run twice and must not mind.

Where there is a broker, it carries the numbers of rows and nothing else: a number that is lost is
sent again, and one that comes twice finds its job done.
"""

from __future__ import annotations

from badges.jobs.leasing import LEASE, MAX_ATTEMPTS, give_back, pause_after
from badges.jobs.promising import enqueue, enqueue_many, enqueue_once
from badges.jobs.registry import FIRST, LAST, ORDINARY, Broker, Handler, broker, register
from badges.jobs.running import for_a_while, is_in_trouble, run_due, run_now, run_one
from badges.jobs.waiting import set_right, take_unsent, unknown_names

DAILY_HOUR = 6
"""The hour (UTC) from which daily work is done: mails of it come by morning in Europe."""

__all__ = [
    "DAILY_HOUR",
    "FIRST",
    "LAST",
    "LEASE",
    "MAX_ATTEMPTS",
    "ORDINARY",
    "Broker",
    "Handler",
    "broker",
    "enqueue",
    "enqueue_many",
    "enqueue_once",
    "for_a_while",
    "give_back",
    "is_in_trouble",
    "pause_after",
    "register",
    "run_due",
    "run_now",
    "run_one",
    "set_right",
    "take_unsent",
    "unknown_names",
]
