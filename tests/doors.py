"""The doors of an application, hung once for all applications of a process.

To join hundreds of routes and to describe the interfaces takes a quarter of a second, and thousands
of tests want an application of their own. What an application keeps of its routes is the same for
each; what a test may change of it is copied.
"""

from __future__ import annotations

from copy import copy

from flask import Flask

from badges import web
from badges.ports import EXTENSION, ports

HUNG = (
    *("url_map", "view_functions", "blueprints", "request_class", "jinja_env"),
    *("before_request_funcs", "after_request_funcs", "teardown_request_funcs"),
    *("error_handler_spec", "template_context_processors"),
    *("url_value_preprocessors", "url_default_functions"),
)
"""What ``badges.web.register`` writes into an application, beside settings and extensions."""

_register = web.register
_first: list[Flask] = []


def register(app: Flask) -> None:
    """Do as ``badges.web.register``; what the first application was given, others are given, too.

    One behind proxies, which is wrapped, gets doors of its own.
    """
    with app.app_context():
        behind_proxies = ports().settings.trusted_proxies
    if behind_proxies:
        _register(app)
        return
    if not _first:
        made = Flask("badges", static_folder=None, template_folder=None)
        made.extensions[EXTENSION] = app.extensions[EXTENSION]
        _register(made)
        _first.append(made)
    for name in HUNG:
        setattr(app, name, copy(getattr(_first[0], name)))
    app.config.update({**_first[0].config, **app.config})
    app.extensions = {**_first[0].extensions, **app.extensions}
