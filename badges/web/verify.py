"""The checker's page: a file, an address, a text or a printed code, and the verdict in words.

What is handed in stays in memory: it is not stored, not logged, and not kept by browsers.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request

from badges import limits
from badges.database import db, reading
from badges.errors import BadgesError, InputError, LimitError
from badges.ports import now
from badges.publishing.account import account_of, account_sentence
from badges.publishing.beside import drawing, issuer_picture, own_award
from badges.publishing.checking import sorted_input, verify_input
from badges.publishing.visible import ErasedAwardError, HiddenAwardError
from badges.verifying import VerificationResult
from badges.web.access import csrf, public
from badges.web.pages import page, words
from badges.web.problems import status_of
from badges.web.served import form_in_memory

blueprint = Blueprint("verify", __name__)
csrf.exempt(blueprint)  # nobody is signed in here: there is no cookie to misuse

FIELDS = ("line", "text", "recipient", "name")
ONE_LINE = 4_000
CHECKS_AN_HOUR = 600


@blueprint.get("/verify")
@public()
def form() -> Response:
    """Ask for what is to be checked; a code may stand in the address, as printed links have it."""
    typed = dict.fromkeys(FIELDS, "") | {"line": request.args.get("code", "")[:ONE_LINE]}
    return _page("public/verify.html", typed=typed, errors={})


@blueprint.post("/verify")
@public()
def check() -> Response:
    """Check it and show the verdict."""
    limits.count(
        "verify", request.remote_addr or "", limit=CHECKS_AN_HOUR, window=timedelta(hours=1)
    )
    db.session.commit()  # counted also when it cannot be read; and no lock is held while we fetch
    posted, files = form_in_memory()
    typed = {name: posted.get(name, "") for name in FIELDS}
    upload = b"".join(part.read() for part in files.getlist("upload"))
    try:
        with reading(), db.session.no_autoflush:
            result = _checked(upload, typed).with_gentle_recipient()
            return _page("public/verified.html", **_shown(result, upload), asked=_asks(typed))
    except BadgesError as error:
        if isinstance(error, LimitError):
            raise
        return _again(error, typed)
    finally:
        db.session.rollback()


def _checked(upload: bytes, typed: dict[str, str]) -> VerificationResult:
    line = typed["line"].strip()
    given = sorted_input(line) if line else {}
    if typed["text"].strip():
        if given:
            raise InputError("verify.one", "Give one thing to check.", field="line")
        given = {"text": typed["text"]}
    return verify_input(
        upload=upload, recipient=typed["recipient"], name=typed["name"], fresh=True, **given
    )


def _asks(typed: dict[str, str]) -> bool:
    return bool(typed["recipient"].strip() or typed["name"].strip())


def _shown(result: VerificationResult, upload: bytes) -> dict[str, Any]:
    """Gather what the page shows beside the verdict."""
    award = own_award(result)
    community = award.community if award else None
    return {
        "result": result,
        "facts": result.facts,
        "own_picture": issuer_picture(result),
        "drawing": drawing(upload) if result.container in {"png", "svg"} else "",
        "award": award,
        "account": account_sentence(account_of(award), words(community)) if award else "",
        "zone": ZoneInfo(community.zone if community else "Europe/Berlin"),
        "checked_at": now(),
        "host": request.host,
    }


def _again(error: BadgesError, typed: dict[str, str]) -> Response:
    """Show the form with what was typed and one sentence beside the field."""
    field = error.field if isinstance(error, InputError) else ""
    if isinstance(error, (HiddenAwardError, ErasedAwardError)):
        field = "line"
    shown = {"url": "line", "code": "line", "": "upload"}.get(field, field)
    errors = {shown: words().sentence(error.reason)}
    return _page("public/verify.html", status=int(status_of(error)), typed=typed, errors=errors)


def _page(template: str, **context: Any) -> Response:
    response = page(template, **context)
    response.headers["Cache-Control"] = "no-store"
    response.vary.add("Accept-Language")
    return response
