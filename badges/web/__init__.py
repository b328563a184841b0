"""The HTTP door: views load, call one use case, and dump or render.

:func:`register` joins the rooms of pages and interfaces to the application and gives every
answer its security headers.
"""

from __future__ import annotations

from flask import Blueprint, Flask, Response, g
from werkzeug.middleware.proxy_fix import ProxyFix

from badges.database import db
from badges.ports import ports, settings
from badges.web import (
    access,
    api,
    assets,
    batch,
    careful,
    documents,
    guest,
    home,
    hooks,
    legal,
    mail,
    manage,
    member,
    once,
    operation,
    problems,
    public,
    reports,
    seals,
    shared,
    sign_in,
    spoken,
    start,
    vc_api,
    verify,
    watching,
    ways,
    xapi,
)
from badges.web.pages import teach_environment
from badges.web.policy import policy


def register(app: Flask) -> None:
    """Join every page and interface to the application."""
    # Set before init_app, whose own default would check public forms too: they have no cookie.
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    watching.register(app)
    access.csrf.init_app(app)
    teach_environment()
    problems.register(app)
    careful.register(app)
    app.before_request(access.begin_transaction)
    app.after_request(_commit)
    app.after_request(_secure)
    app.teardown_request(access.end_transaction)
    for blueprint in _blueprints():
        app.register_blueprint(blueprint)
    vc_api.register(api.register(app))
    with app.app_context():
        proxies = ports().settings.trusted_proxies
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, proxies, proxies, proxies)  # type: ignore[method-assign]
    access.check_declarations(app)


def _blueprints() -> tuple[Blueprint, ...]:
    """List the rooms."""
    return (
        operation.blueprint,
        assets.blueprint,
        documents.blueprint,
        home.blueprint,
        legal.blueprint,
        start.blueprint,
        mail.blueprint,
        sign_in.blueprint,
        member.blueprint,
        manage.blueprint,
        public.blueprint,
        reports.blueprint,
        shared.blueprint,
        spoken.blueprint,
        verify.blueprint,
        batch.blueprint,
        once.blueprint,
        guest.blueprint,
        seals.blueprint,
        hooks.blueprint,
        xapi.blueprint,
        ways.blueprint,
    )


def _commit(response: Response) -> Response:
    """Keep what a successful request did; an error's doings are dropped."""
    if response.status_code < 400:  # noqa: PLR2004 - the first of HTTP's error statuses
        db.session.commit()
    else:
        db.session.rollback()
    return response


def _secure(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", policy())
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "no-referrer")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if settings().is_https:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    if g.get("person") is not None:
        headers.setdefault("Cache-Control", "private, no-store")
    return response
