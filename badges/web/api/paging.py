"""Lists come in pages; a cursor says where the next one begins.

Rows are listed in the order of their making, and a cursor names the last one seen: rows that are
added or withdrawn meanwhile never shift a page, show something twice or leave it out::

    {"items": [...], "next": "https://badges.example.org/api/v1/awards?cursor=YXdhcmRzOjUw"}

A cursor is opaque to programs and no secret: rows are always looked up within the token's
community.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import request

from badges.database import MOST_ROW, Base, db
from badges.ports import settings
from badges.web.api.frame import RequestError

Row = TypeVar("Row", bound=Base)
Page = tuple[dict[str, Any], int, dict[str, str]]


def page_of(
    query: sa.Select[Row],
    key: Any,
    asked: dict[str, Any],
    body: Callable[[Row], dict[str, Any]],
) -> Page:
    """Give one page of a query, its status and the ``Link`` to the next (RFC 8288).

    ``key`` is the column that counts up (the row's id), ``asked`` the loaded
    :class:`schemas.api.PageQuerySchema`, ``body`` makes what is answered of a row. Raises
    :class:`RequestError` for a cursor that is none of this list's.
    """
    limit: int = asked["limit"]
    name = key.class_.__tablename__
    if asked.get("cursor"):
        query = query.where(key > read_cursor(name, asked["cursor"]))
    rows = db.session.scalars(query.order_by(key).limit(limit + 1)).unique().all()
    following = None
    if len(rows) > limit:
        rows = rows[:limit]
        following = _address(write_cursor(name, getattr(rows[-1], key.key)))
    headers = {"Link": f'<{following}>; rel="next"'} if following else {}
    return {"items": [body(row) for row in rows], "next": following}, HTTPStatus.OK, headers


def write_cursor(name: str, last: int) -> str:
    """Name the last row that was seen."""
    return base64.urlsafe_b64encode(f"{name}:{last}".encode()).decode().rstrip("=")


def read_cursor(name: str, cursor: str) -> int:
    """Give the row that a cursor of this list names."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        raise _unusable() from None
    kind, _, digits = text.partition(":")
    if kind != name or not digits.isdecimal() or len(digits) > len(str(MOST_ROW)):
        raise _unusable()
    return min(int(digits), MOST_ROW)


def _unusable() -> RequestError:
    detail = "Take the cursor from the address in next, and change nothing in it."
    return RequestError(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "request.cursor",
        f"This is no cursor of this list. {detail}",
        errors=[{"in": "query", "field": "cursor", "detail": detail}],
    )


def _address(cursor: str) -> str:
    """Give this list's address with another cursor; filters and limit stay."""
    asked = [(key, value) for key, value in request.args.items(multi=True) if key != "cursor"]
    return f"{settings().base_url}{request.path}?{urlencode([*asked, ('cursor', cursor)])}"
