"""Each request is watched: it has an id, is counted, and leaves one line in the log.

Neither tells whom it was about: a line and a figure name the route (``/claim/<token>``), never the
address that was asked for. An id that a proxy gave is kept (``X-Request-ID``), and given back.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from typing import Final

from flask import Flask, Response, request

from badges.keeping.logs import request_id
from badges.web import metrics

HEADER: Final = "X-Request-ID"
UNKNOWN: Final = "(none)"
"""What stands for the route of an address that is none of ours."""

_SANE: Final = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)
_BEGAN: Final = "badges.began"
_QUIET: Final = frozenset({"operation.healthz", "operation.readyz", "operation.metrics_page"})
"""Asked every few seconds by machines; where they go well there is nothing to tell."""

_QUIET_PREFIXES: Final = ("assets.",)

log = logging.getLogger("badges.web")


def register(app: Flask) -> None:
    """Watch every request; before anything else is registered, so that all of it is seen."""
    app.before_request(_begin)
    app.after_request(_end)
    app.teardown_request(_leave)


def _begin() -> None:
    request.environ[_BEGAN] = time.perf_counter()
    given = request.headers.get(HEADER, "")
    # Not drawn from the ports: what a request is called changes nothing that it does.
    request_id.set(given if _SANE.fullmatch(given) else secrets.token_hex(8))


def _end(response: Response) -> Response:
    seconds = time.perf_counter() - request.environ.get(_BEGAN, time.perf_counter())
    route = request.url_rule.rule if request.url_rule else UNKNOWN
    response.headers[HEADER] = request_id.get()
    metrics.count(request.method, route, response.status_code, seconds)
    log.log(
        _level(response),
        "%s %s %s, %.0f ms",
        request.method,
        route,
        response.status_code,
        seconds * 1000,
        extra={
            "method": request.method,
            "route": route,
            "status": response.status_code,
            "milliseconds": round(seconds * 1000, 1),
        },
    )
    return response


def _leave(_error: BaseException | None) -> None:
    request_id.set("")


def _level(response: Response) -> int:
    endpoint = request.endpoint or ""
    fine = response.status_code < 400  # noqa: PLR2004 - the first of HTTP's error statuses
    quiet = fine and (endpoint in _QUIET or endpoint.startswith(_QUIET_PREFIXES))
    return logging.DEBUG if quiet else logging.INFO
