"""What the managers' pages share: their address, their forms, their answers.

A form that cannot be used comes back as it was typed, each error beside its field::

    >>> typed = Texts({"title": "Löten"})
    >>> typed["title"], typed["hours"]
    ('Löten', '')
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, NamedTuple

import sqlalchemy as sa
from flask import Blueprint, Response, flash, g, redirect, request, url_for

from badges.database import db
from badges.errors import BadgesError, InputError, Reason
from badges.intake.lists import MOST_BYTES
from badges.models import Membership
from badges.sentences import SENTENCES
from badges.web.manage.kinds import kind_name
from badges.web.pages import page, words

blueprint = Blueprint("manage", __name__, url_prefix="/manage/<community>")

ON_A_PAGE = 50
MOST_CHOICES = 200

MOST_TYPED = 1_000_000
"""A whole number that is larger was mistyped."""


class Texts(dict[str, str]):
    """Texts by field name; a field that was not sent is empty and not an error."""

    def __missing__(self, key: str) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of rows, and where the neighbouring pages are."""

    rows: Sequence[Any]
    previous_url: str
    next_url: str

    @classmethod
    def of(cls, found: Sequence[Any], number: int) -> Listed:
        """Make the page with this number of what was found for it, one row more than it shows."""
        return cls(
            found[:ON_A_PAGE],
            _page_url(number - 1) if number > 1 else "",
            _page_url(number + 1) if len(found) > ON_A_PAGE else "",
        )


@blueprint.url_defaults
def _stay_in_community(_endpoint: str, values: dict[str, Any]) -> None:
    """Let links between these pages lead to the same community unless they name another."""
    if "actor" in g:
        values.setdefault("community", g.actor.community.slug)


def show(
    template: str,
    /,
    *,
    typed: Mapping[str, str] | None = None,
    error: BadgesError | None = None,
    **context: Any,
) -> Response:
    """Draw ``manage/<template>.html``; an error answers 422 and stands beside its field."""
    errors = Texts()
    status = HTTPStatus.OK
    if error is not None:
        for each in getattr(error, "errors", (error,)):
            field = each.field if isinstance(each, InputError) else ""
            errors.setdefault(field or "form", sentence_of(each))
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return page(
        f"manage/{template}.html",
        status=int(status),
        typed=Texts(typed or {}),
        errors=errors,
        kind_name=kind_name,
        problem_text=reason_text,
        **context,
    )


def sentence_of(error: BadgesError) -> str:
    """Say what is wrong in the reader's language, else in the error's own English."""
    if error.reason.code in SENTENCES:
        return words().sentence(error.reason)
    return str(error)


def reason_text(reason: Reason) -> str:
    """Say why a row could not be used."""
    return words().sentence(reason)


def done(sentence: str, endpoint: str, *, anchor: str | None = None, **values: Any) -> Any:
    """Answer a POST that worked: say so on the page that comes next."""
    flash(sentence, "success")
    return redirect(url_for(f"manage.{endpoint}", _anchor=anchor, **values), HTTPStatus.SEE_OTHER)


def refused(error: BadgesError, endpoint: str, **values: Any) -> Any:
    """Answer a POST without a form of its own that did not work; nothing of it is kept."""
    db.session.rollback()
    flash(sentence_of(error), "error")
    return redirect(url_for(f"manage.{endpoint}", **values), HTTPStatus.SEE_OTHER)


def typed_form() -> Texts:
    """Give what was typed, the last value where a name was sent twice."""
    return Texts(request.form.to_dict())


def uploaded(field: str, *, limit: int) -> bytes | None:
    """Give a file that was sent, or nothing where none was; ``limit`` in bytes."""
    upload = request.files.get(field)
    if upload is None or not upload.filename:
        return None
    data: bytes = upload.read(limit + 1)
    if len(data) > limit:
        megabytes = f"{limit / 1_000_000:g}"
        raise InputError(
            "form.file_size", f"The file is larger than {megabytes} MB.", field=field, mb=megabytes
        )
    return data


def uploaded_file(field: str, *, limit: int) -> bytes:
    """Give the file that was sent; raises ``InputError`` where none was."""
    data = uploaded(field, limit=limit)
    if data is None:
        raise InputError("form.no_file", "Choose a file first.", field=field)
    return data


def pasted_or_uploaded(typed: Texts, *, limit: int = MOST_BYTES) -> str | bytes:
    """Give the list of people that was pasted, or the file with it; ``limit`` in bytes."""
    data = uploaded("file", limit=limit)
    given = data if data is not None else typed["list"]
    if not given.strip():
        raise InputError("form.empty_list", "Paste the list here or choose a file.", field="list")
    return given


def listed(query: sa.Select[Any]) -> Listed:
    """Read the page of a list that ``?page=`` asks for."""
    number = page_number()
    rows = db.session.scalars(query.limit(ON_A_PAGE + 1).offset((number - 1) * ON_A_PAGE)).all()
    return Listed.of(rows, number)


def page_number() -> int:
    """Give what ``?page=`` asks for, from 1."""
    return max(1, min(request.args.get("page", 1, type=int), 10_000))


class Choice(NamedTuple):
    """Members to choose from: those that ``wanted`` finds, and whether there are more."""

    members: Sequence[Membership]
    wanted: str
    more: bool


def choice_of(query: sa.Select[Membership], wanted: str) -> Choice:
    """Read as many members as a page carries lightly; ``?q=`` finds the others."""
    found = db.session.scalars(query.limit(MOST_CHOICES + 1)).all()
    return Choice(found[:MOST_CHOICES], wanted, len(found) > MOST_CHOICES)


def wanted_name() -> str:
    """Give what ``?q=`` asks for."""
    return request.args.get("q", "").strip()[:100]


def number_from(text: str, field: str) -> float | None:
    """Read a number as Germans and English write it; nothing typed is none."""
    if not text.strip():
        return None
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError("form.number", "Write a number, such as 1.5.", field=field)
    return value


def whole_number_from(text: str, field: str) -> int | None:
    """Read a whole number; nothing typed is none."""
    value = number_from(text, field)
    if value is None:
        return None
    if not value.is_integer() or abs(value) > MOST_TYPED:
        raise InputError("form.whole_number", "Write a whole number, such as 3.", field=field)
    return int(value)


def words_from(text: str) -> list[str]:
    """Read words that are separated by commas or semicolons."""
    parts = text.replace(";", ",").split(",")
    return [part.strip() for part in parts if part.strip()]


def as_table(text: str, filename: str) -> Response:
    """Answer with a table; the mark at its begin tells spreadsheet programs its encoding."""
    return _download(("\ufeff" + text).encode(), "text/csv; charset=utf-8", filename)


def as_pdf(body: bytes, filename: str) -> Response:
    """Answer with something to print."""
    return _download(body, "application/pdf", filename)


def _download(body: bytes, content_type: str, filename: str) -> Response:
    response = Response(body, content_type=content_type)
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _page_url(number: int) -> str:
    args: dict[str, Any] = {**(request.view_args or {}), **request.args.to_dict()}
    return url_for(request.endpoint or "", **{**args, "page": number})
