"""The one Jinja environment, shared by pages, certificates and mail.

Everything written into a page is escaped, a name that was not handed in is an error and not an
empty place, and texts come from the wording that the caller hands over::

    >>> from badges.wording import wording
    >>> environment().from_string("{{ _('workshop') }}").environment is environment()
    True

Templates have what :func:`badges.wording.install` gives: ``_("…")``, ``ngettext``,
``{% trans %}``, ``wording()`` and the filters ``date``, ``number``, ``sentence`` and others.
"""

from __future__ import annotations

from contextvars import ContextVar
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from badges.wording import Wording, install

_reader: ContextVar[Wording] = ContextVar("reader")


@cache
def environment() -> Environment:
    """Give the environment; a door may add globals and filters of its own, once, at start-up."""
    made = Environment(
        loader=PackageLoader("templates", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    install(made, _reader.get)
    return made


def render(template: str, /, *, wording: Wording, **context: Any) -> str:
    """Draw the template of that path below ``templates/`` in the words of ``wording``."""
    token = _reader.set(wording)
    try:
        return environment().get_template(template).render(context)
    finally:
        _reader.reset(token)


def source(path: str, /) -> str:
    """Give a file below ``templates/`` as it stands, for style sheets."""
    loader = environment().loader
    assert loader is not None  # noqa: S101 -- environment() has just made it
    return loader.get_source(environment(), path)[0]
