"""The broker: Redis or Valkey, told by Celery of the numbers of jobs and nothing else.

The row in the database is the truth. A message is only the news that one can be done: if it is
lost, the sweep tells it again; if it comes twice, the second finds the job done.
"""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar

from celery import Celery
from kombu.entity import Queue
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from badges.jobs import FIRST, LAST, ORDINARY

TASK: Final = "badges.job"

QUEUES: Final[Mapping[int, str]] = {
    FIRST: "badges.first",
    ORDINARY: "badges",
    LAST: "badges.last",
}
"""A queue for each rank; workers take from each in turn, so none waits for the end of another."""

PATIENCE_SECONDS: Final = 2.0
ANSWER_SECONDS: Final = 5.0
SILENCE_SECONDS: Final = 5.0
"""After a failure nobody waits for the broker again for so long."""

Given = TypeVar("Given")

log = logging.getLogger(__name__)


def make_celery(url: str) -> Celery:
    """Make the Celery application for a broker at ``url``, a Redis or a Valkey."""
    # Valkey speaks as Redis does, and Celery knows it by that name only.
    address = re.sub(r"^valkey", "redis", url)
    celery = Celery("badges", broker=address, set_as_current=False)
    celery.conf.update(
        accept_content=["json"],
        task_serializer="json",
        task_ignore_result=True,
        task_default_queue=QUEUES[ORDINARY],
        task_queues=[Queue(name) for name in QUEUES.values()],  # type: ignore[no-untyped-call]
        task_create_missing_queues=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            "socket_connect_timeout": PATIENCE_SECONDS,
            "socket_timeout": ANSWER_SECONDS,
            "socket_keepalive": True,
            # Who sends is not to wait for a broker that is away: the row waits.
            "max_retries": 0,
        },
        # One job for each process in advance: what a killed worker held is told again later.
        worker_prefetch_multiplier=1,
        worker_enable_prefetch_count_reduction=False,
        worker_proc_alive_timeout=60.0,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        # Nobody who reaches the broker shall steer the workers.
        worker_enable_remote_control=False,
    )
    return celery


class Broker:
    """The way to the broker from one process; it never raises, and never waits for long.

    ``failures`` counts the jobs that it could not tell of.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._celery = make_celery(url)
        self._process = os.getpid()
        self._silent_until = 0.0
        self._was_away = False
        self.failures = 0

    @property
    def is_away(self) -> bool:
        """Tell whether it could not be reached a moment ago; it is not tried again before."""
        return time.monotonic() < self._silent_until

    def send(self, jobs: Sequence[tuple[int, int]]) -> None:
        """Tell of jobs, each as ``(id, rank)``; what cannot be told now waits for the sweep."""
        sent = 0

        def tell() -> None:
            nonlocal sent
            for job_id, rank in jobs:
                queue = QUEUES.get(rank, QUEUES[LAST])
                self._mine().send_task(TASK, args=[job_id], queue=queue, retry=False)
                sent += 1

        self._try(tell)
        self.failures += len(jobs) - sent

    def waiting(self) -> int | None:
        """Count the messages that nobody took yet; nothing where the broker cannot be reached."""
        return self._try(self._count)

    def _count(self) -> int:
        with self._mine().pool.acquire(block=True, timeout=PATIENCE_SECONDS) as connection:
            channel = connection.default_channel
            declared = [channel.queue_declare(queue=name) for name in QUEUES.values()]
            return sum(int(each.message_count) for each in declared)

    def _try(self, do: Callable[[], Given]) -> Given | None:
        """Do something at the broker, unless it was away a moment ago; a failure gives nothing."""
        if self.is_away:
            return None
        try:
            given = do()
        except (KombuError, RedisError, OSError) as error:
            if not self._was_away:
                log.warning("the broker is away (%s); jobs wait for it", type(error).__name__)
            self._was_away = True
            self._silent_until = time.monotonic() + SILENCE_SECONDS
            return None
        if self._was_away:
            log.warning("the broker is back")
        self._was_away = False
        return given

    def _mine(self) -> Celery:
        """Give an application whose connections are this process's own, after a fork as well."""
        if self._process != os.getpid():
            self._process, self._celery = os.getpid(), make_celery(self._url)
        return self._celery
