"""A holder's one-time link, as the checker opens it: no cookie, no login, and once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, request

from badges import limits
from badges.database import db
from badges.errors import BadgesError, GoneError, InputError, NotFoundError
from badges.models import CheckerLink
from badges.publishing.once import TRIES, look, open_link
from badges.publishing.sharing import SharedAward
from badges.web.access import csrf, public
from badges.web.pages import page, words
from badges.web.problems import status_of
from badges.web.public import reading_of
from badges.wording import pick

blueprint = Blueprint("once", __name__)
csrf.exempt(blueprint)  # nobody is signed in here: there is no cookie to misuse

FIELDS = ("recipient", "name")


@blueprint.get("/check/<token>")
@public()
def show(token: str) -> Response:
    """Say what the link will show; this uses nothing up."""
    try:
        return _page(open_link(token))
    except (GoneError, NotFoundError) as error:
        return _gone(error)


@blueprint.post("/check/<token>")
@public()
def use(token: str) -> Response:
    """Show it, once."""
    limits.count("once", request.remote_addr or "", limit=120, window=timedelta(hours=1))
    db.session.commit()
    typed = {name: request.form.get(name, "")[:400] for name in FIELDS}
    try:
        link = open_link(token)
        return _page(link, look(link, **typed))
    except InputError as error:
        sentence = words(link.award.community).sentence(error.reason)
        return _page(link, errors={error.field: sentence}, status=int(status_of(error)))
    except (GoneError, NotFoundError) as error:
        db.session.rollback()
        return _gone(error)


def _page(
    link: CheckerLink,
    shared: SharedAward | None = None,
    *,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    award = link.award
    db.session.refresh(link, ["used_at", "misses"])
    context: dict[str, Any] = reading_of(shared) if shared else {"shared": None, "award": award}
    response = page(
        "public/once.html",
        status=status,
        community=award.community,
        pick=pick,
        shows=link.shows,
        left=0 if link.used_at else TRIES - link.misses,
        typed=dict.fromkeys(FIELDS, ""),  # never written back into a page that may be printed
        errors=errors or {},
        **context,
    )
    return _private(response)


def _gone(error: BadgesError) -> Response:
    sentence = words().sentence(error.reason)
    status = int(status_of(error))
    return _private(page("public/once_gone.html", status=status, sentence=sentence))


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    response.vary.add("Accept-Language")
    return response
