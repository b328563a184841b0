"""How documents and files are handed out: media types, kinds of caching, foreign readers.

Decisions 14: a type is chosen by ``Accept``; everything a validator asks for may be read by scripts
of any origin; what belongs to a person is asked for anew each time.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import IO, Any

from flask import Blueprint, Response, request
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.formparser import FormDataParser

from badges.errors import BadgesError
from badges.publishing.visible import ErasedAwardError, HiddenAwardError
from badges.web.pages import page
from badges.web.problems import problem, status_of, wants_problem

SHARED_FOR_MINUTES = "public, max-age=300"
"""For what is about nobody: keys, status lists, achievements."""

ASK_AGAIN = "no-cache"
"""For what is about a person: it may be withdrawn or hidden at any moment."""

ALTERNATIVES: Mapping[str, tuple[str, ...]] = {
    "application/vc": ("application/vc+ld+json", "application/ld+json", "application/json"),
    "application/ld+json": ("application/json",),
    "application/did+json": (
        "application/did+ld+json",
        "application/did",
        "application/ld+json",
        "application/json",
    ),
    "application/jwk-set+json": ("application/json",),
    "application/jwk+json": ("application/json",),
    "text/plain": ("application/jwt", "application/vc+jwt"),
}
"""The other names under which the same bytes are given to those who ask for them."""


def serve(
    body: bytes,
    media_type: str,
    *,
    status: int = 200,
    cache: str = SHARED_FOR_MINUTES,
    filename: str = "",
) -> Response:
    """Hand out ``body``; with ``filename`` as a download. Answers 304 to those who have it."""
    offers = (media_type, *ALTERNATIVES.get(media_type, ()))
    chosen = request.accept_mimetypes.best_match(offers, default=media_type)
    response = Response(body, status, content_type=chosen)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = cache
    # A drawing opened by its own address may run nothing.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    if len(offers) > 1:
        response.vary.add("Accept")
    if filename:
        response.headers.set("Content-Disposition", "attachment", filename=filename)
    response.add_etag()
    response.make_conditional(request)
    return response


def asked_for(kinds: Mapping[str, str]) -> str | None:
    """Give the kind whose media type was named in ``Accept``, where HTML was not preferred.

    ``*/*`` names nothing: everybody who names nothing gets the page.
    """
    named = {value.lower(): quality for value, quality in request.accept_mimetypes}
    best = max(kinds, key=lambda media_type: named.get(media_type, 0))
    return kinds[best] if named.get(best, 0) > named.get("text/html", 0) else None


def wants_page() -> bool:
    """Tell whether HTML was asked for by name, as browsers do and validators do not."""
    return any(value.lower() == "text/html" for value, _ in request.accept_mimetypes)


def neutral(error: BadgesError) -> Response:
    """Answer alike for what is private, never was, or was never accepted; 410 for the erased."""
    status = status_of(error)
    if wants_problem():
        return problem(status, error.reason.code, str(error))
    erased = isinstance(error, ErasedAwardError)
    response = page("public/hidden.html", status=int(status), erased=erased)
    response.vary.update(("Accept", "Accept-Language"))
    response.headers["Cache-Control"] = "no-store"
    return response


def register_neutral(blueprint: Blueprint) -> None:
    """Let a room of pages answer so for awards that strangers may not see."""
    for kind in (HiddenAwardError, ErasedAwardError):
        blueprint.register_error_handler(kind, neutral)


def form_in_memory(
    *, most_parts: int = 20
) -> tuple[MultiDict[str, str], MultiDict[str, FileStorage]]:
    """Read a posted form whose files never touch the disk, whatever their size.

    Must come before anything reads ``request.form``. The sizes are those of the application.
    """
    parser = FormDataParser(
        _in_memory,
        max_form_memory_size=request.max_form_memory_size,
        max_content_length=request.max_content_length,
        max_form_parts=most_parts,
    )
    _, form, files = parser.parse_from_environ(request.environ)
    return form, files


def _in_memory(*_: Any, **__: Any) -> IO[bytes]:
    return BytesIO()
