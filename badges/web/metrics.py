"""Figures for Prometheus: requests as they are answered, and what the database holds.

Several web processes count into files of a folder of their own (``PROMETHEUS_MULTIPROC_DIR``, which
``badges serve`` makes); whichever of them is asked adds all up. Labels are routes, methods and
statuses: as many as there are, and nothing about anybody.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Final, NamedTuple

from badges.keeping.figures import Figures

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Counter, Histogram
    from prometheus_client.metrics_core import Metric

FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"
METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

GAUGES: Final = {
    "jobs_waiting": "Jobs that are promised and not done, those of later included.",
    "jobs_due": "Jobs that could be done now.",
    "jobs_failed": "Jobs that were given up.",
    "oldest_due_seconds": "How long the job waits that has been due for longest.",
    "mails_waiting": "Mails of the outbox that are to go out.",
    "mails_failed": "Mails of the outbox that were given up.",
}
TOTALS: Final = {
    "awards": "Awards ever made, by the highest number of a row.",
    "credentials": "Credentials ever issued, by the highest number of a row.",
}


class _Counted(NamedTuple):
    registry: CollectorRegistry
    requests: Counter
    seconds: Histogram


_MAKING: Final = Lock()


def _counted() -> _Counted:
    """Give the counters of this process: of threads that come first together one makes them."""
    with _MAKING:
        return _made()


@cache
def _made() -> _Counted:
    """Make the counters; the library looks for the folder when it is loaded."""
    from prometheus_client import CollectorRegistry, Counter, Histogram  # noqa: PLC0415

    registry = CollectorRegistry()
    requests = Counter(
        "badges_http_requests",
        "Requests that were answered.",
        ("method", "route", "status"),
        registry=registry,
    )
    seconds = Histogram(
        "badges_http_request_seconds",
        "How long answering took.",
        ("route",),
        buckets=SECONDS,
        registry=registry,
    )
    return _Counted(registry, requests, seconds)


def count(method: str, route: str, status: int, seconds: float) -> None:
    """Count one request that was answered."""
    counted = _counted()
    known = method if method in METHODS else "other"
    counted.requests.labels(known, route, str(status)).inc()
    counted.seconds.labels(route).observe(seconds)


def exposition(figures: Figures | None) -> tuple[bytes, str]:
    """Give all figures as Prometheus reads them, and their media type.

    Without ``figures`` the database was away, which the gauge ``badges_database_up`` tells.
    """
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest  # noqa: PLC0415
    from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415

    registry = _counted().registry
    if os.environ.get(FOLDER):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    stored = CollectorRegistry()
    stored.register(_Stored(figures))
    return generate_latest(registry) + generate_latest(stored), CONTENT_TYPE_LATEST


class _Stored:
    """What the database holds, as a collector."""

    def __init__(self, figures: Figures | None) -> None:
        self._figures = figures

    def collect(self) -> Iterator[Metric]:
        """Give each figure as a metric of its own."""
        from prometheus_client.metrics_core import (  # noqa: PLC0415
            CounterMetricFamily,
            GaugeMetricFamily,
        )

        up = "Whether the database answered."
        yield GaugeMetricFamily("badges_database_up", up, value=float(self._figures is not None))
        if self._figures is None:
            return
        for name, what in GAUGES.items():
            yield GaugeMetricFamily(f"badges_{name}", what, value=getattr(self._figures, name))
        for name, what in TOTALS.items():
            yield CounterMetricFamily(f"badges_{name}", what, value=getattr(self._figures, name))
