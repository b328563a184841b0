r"""What no address and no form may carry, refused before any room reads it.

A NUL byte or a lone surrogate is in no text that a person wrote, and databases choke on them::

    >>> is_foul("Zoë"), is_foul("Zo\0"), is_foul("\ud800")
    (False, True, True)

Numbers in addresses are numbers of rows: larger ones than a row can have are not found.

What is sent is read to its end before anything else is done: a slow connection must not hold a
transaction, and with it on SQLite everybody else's, while it sends.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any, Final, TypeVar

from flask import Flask, Request, abort, current_app, request
from werkzeug.exceptions import BadRequest
from werkzeug.routing import IntegerConverter, Map
from werkzeug.wsgi import get_input_stream

from badges.database import MOST_ROW

_FOUL: Final = re.compile("[\0\ud800-\udfff]")
_MOST_BYTES: Final = "_badges_most_bytes"

View = TypeVar("View", bound=Callable[..., Any])


class RowNumber(IntegerConverter):
    """``<int:…>`` in a route, bounded by what the database can number."""

    def __init__(self, url_map: Map, /, **options: Any) -> None:
        super().__init__(url_map, **({"max": MOST_ROW} | options))


class CarefulRequest(Request):
    """A request whose form is refused as a whole where one field of it is foul."""

    def _load_form_data(self) -> None:
        if "form" in self.__dict__:
            return
        super()._load_form_data()
        if any(is_foul(name) or is_foul(value) for name, value in self.form.items(multi=True)):
            raise BadRequest("A field holds characters that are in no text.")


def register(app: Flask) -> None:
    """Guard every address and every form of the application; before its routes are added."""
    app.request_class = CarefulRequest
    app.url_map.converters["int"] = RowNumber
    app.before_request(_guard)
    app.before_request(_take_body)


def takes_up_to(most_bytes: int) -> Callable[[View], View]:
    """Let a view be sent more than others are; stands above what asks who it is."""

    def marked(view: View) -> View:
        setattr(view, _MOST_BYTES, most_bytes)
        return view

    return marked


def is_foul(text: str) -> bool:
    """Tell whether a text holds what is in no text."""
    return _FOUL.search(text) is not None


def _guard() -> None:
    if is_foul(request.path):
        abort(404)
    if any(is_foul(name) or is_foul(value) for name, value in request.args.items(multi=True)):
        abort(400, "The query holds characters that are in no text.")


def _take_body() -> None:
    if request.routing_exception is not None or request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    view = current_app.view_functions.get(request.endpoint or "")
    limit = request.max_content_length = getattr(view, _MOST_BYTES, request.max_content_length)
    whole = get_input_stream(request.environ, max_content_length=limit).read()
    request.environ["wsgi.input"] = BytesIO(whole)
    request.environ["CONTENT_LENGTH"] = str(len(whole))
    request.environ["wsgi.input_terminated"] = True
