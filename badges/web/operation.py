"""For whoever runs the service: is it alive, can it work, how much does it do.

``/healthz`` tells that the process answers, without a look at anything else: one that does not is
to be started anew. ``/readyz`` looks at every part the work needs; who balances load and would
rather keep serving while the queue is away asks ``/readyz?exclude=queue``. ``/metrics`` gives
figures as Prometheus reads them.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Blueprint, Response, json, request
from sqlalchemy.exc import SQLAlchemyError

from badges.database import db
from badges.keeping.figures import figures
from badges.keeping.readiness import parts
from badges.ports import settings
from badges.web import metrics
from badges.web.access import public
from badges.web.problems import problem

blueprint = Blueprint("operation", __name__)

FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via")
"""A request that carries one of these comes from behind a proxy, whoever asked there."""


@blueprint.get("/healthz")
@public()
def healthz() -> Response:
    """Say that this process answers."""
    return _told({"status": "ok"})


@blueprint.get("/readyz")
@public()
def readyz() -> Response:
    """Say of each part whether it can be used; 503 where one cannot."""
    found = list(parts(without=request.args.getlist("exclude")))
    ready = all(part.ready for part in found)
    checks = {part.name: {"ready": part.ready, "detail": part.detail} for part in found}
    body = {"status": "ready" if ready else "not ready", "checks": checks}
    return _told(body, status=200 if ready else 503)


@blueprint.get("/metrics")
@public()
def metrics_page() -> Response:
    """Give the figures to those who have the token; without one, to this machine alone."""
    if not _may_measure():
        why = "These figures are for this machine, or for who sends BADGES_METRICS_TOKEN as bearer."
        return problem(403, "metrics.closed", why)
    try:
        stored = figures()
    except SQLAlchemyError:
        db.session.rollback()
        stored = None
    body, media_type = metrics.exposition(stored)
    return Response(body, content_type=media_type, headers={"Cache-Control": "no-store"})


def _may_measure() -> bool:
    token = settings().metrics_token
    if token:
        kind, _, given = request.headers.get("Authorization", "").partition(" ")
        same = hmac.compare_digest(given.strip().encode(), token.encode())
        return kind.lower() == "bearer" and same
    # A proxy on this machine asks from here for the whole world.
    return not any(name in request.headers for name in FORWARDED) and _is_here(request.host)


def _is_here(host: str) -> bool:
    """Tell whether this machine asks itself, by its own name."""
    name = urlsplit(f"//{host}").hostname or ""
    return _is_loopback(request.remote_addr or "") and (name == "localhost" or _is_loopback(name))


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _told(body: Mapping[str, object], *, status: int = 200) -> Response:
    return Response(
        json.dumps(body),
        status,
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )
