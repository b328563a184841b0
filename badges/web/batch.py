"""Checking many badges at once: a form, a table under an address of its own, a receipt."""

from __future__ import annotations

from datetime import timedelta
from http import HTTPStatus

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from badges import limits
from badges.database import db
from badges.errors import BadgesError, InputError, NotFoundError
from badges.publishing.batches import batch_of, delete_batch, open_batch, page_of
from badges.publishing.receipts import ZONE
from badges.verifying.bundles import pieces_of
from badges.verifying.foreign import host_of
from badges.verifying.receipts import MOST_ENTRIES, reason_of
from badges.web.access import csrf, public
from badges.web.pages import language, page, words
from badges.web.problems import status_of
from badges.web.served import form_in_memory
from badges.web.verify import receipt_file

blueprint = Blueprint("batch", __name__)
csrf.exempt(blueprint)  # nobody is signed in here: there is no cookie to misuse

BATCHES_AN_HOUR = 20


@blueprint.get("/verify/batch")
@public()
def form() -> Response:
    """Ask for what is to be checked."""
    return _form({})


@blueprint.post("/verify/batch")
@public()
def start() -> BaseResponse:
    """Take many in, promise the checks, and lead to the address where the result will be."""
    limits.count(
        "batch", request.remote_addr or "", limit=BATCHES_AN_HOUR, window=timedelta(hours=1)
    )
    db.session.commit()  # counted also when it cannot be read
    posted, uploads = form_in_memory(most_parts=MOST_ENTRIES + 20)
    text = posted.get("text", "")
    files = [(part.filename or "", part.read()) for part in uploads.getlist("upload")]
    files = [(name, data) for name, data in files if name or data]
    try:
        pieces = pieces_of(files, text=text)
        _, token = open_batch(
            pieces,
            [data for _, data in files],
            language=language(),
            client=request.remote_addr or "",
        )
    except InputError as error:
        db.session.rollback()
        return _form({error.field or "upload": words().sentence(error.reason)}, text, error)
    return redirect(url_for("batch.show", token=token), HTTPStatus.SEE_OTHER)


@blueprint.get("/verify/batch/<token>")
@public()
def show(token: str) -> Response:
    """Show how far it is, or what was found."""
    batch = batch_of(token)
    wanted = request.args.get("page", "1")
    part = page_of(batch, int(wanted) if wanted.isdecimal() and len(wanted) < 6 else 1)  # noqa: PLR2004
    return _private(
        page(
            "public/batch_result.html",
            batch=batch,
            part=part,
            token=token,
            zone=ZONE,
            reason_of=reason_of,
            host_of=host_of,
        )
    )


@blueprint.get("/verify/batch/<token>/receipt.<any(json, pdf):kind>")
@public()
def receipt(token: str, kind: str) -> Response:
    """Hand out the signed receipt."""
    batch = batch_of(token)
    body = batch.receipt if kind == "json" else batch.receipt_pdf
    if body is None:
        raise NotFoundError("batch.not_yet", "The checks are not finished yet.")
    return receipt_file(body, kind)


@blueprint.post("/verify/batch/<token>/delete")
@public()
def delete(token: str) -> Response:
    """Delete it at once."""
    delete_batch(batch_of(token))
    return _private(page("public/batch_deleted.html"))


def _form(errors: dict[str, str], text: str = "", error: BadgesError | None = None) -> Response:
    status = int(status_of(error)) if error else HTTPStatus.OK
    return _private(
        page("public/batch.html", status=status, errors=errors, typed={"text": text[:100_000]})
    )


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex" if request.view_args else "all"
    response.vary.add("Accept-Language")
    return response
