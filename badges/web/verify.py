"""The checker's page: a file, an address, a text or a printed code, and the verdict in words.

What is handed in stays in memory: it is not stored, not logged, and not kept by browsers.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, request
from flask.blueprints import BlueprintSetupState

from badges import limits
from badges.credentials.installation import installation_signer
from badges.credentials.published import is_visible
from badges.database import db, reading
from badges.errors import BadgesError, InputError, LimitError
from badges.ports import now, settings
from badges.publishing.account import account_of, account_sentence
from badges.publishing.beside import (
    drawing,
    issuer_picture,
    own_award,
    replacement_of,
    with_suspension,
)
from badges.publishing.checking import own_first, read_input, sorted_input, verify_bytes
from badges.publishing.elsewhere import elsewhere
from badges.publishing.evidence import evidence_in
from badges.publishing.receipts import ZONE, receipt_pdf
from badges.publishing.receipts import receipt as sign_receipt
from badges.publishing.share import share_url
from badges.publishing.visible import ErasedAwardError, HiddenAwardError
from badges.rendering.environment import environment
from badges.verifying import VerificationResult
from badges.verifying.bundles import is_zip
from badges.verifying.endorsing import word_in
from badges.verifying.receipts import Entry, check_receipt, entry_of, is_receipt
from badges.web.access import csrf, public
from badges.web.pages import language, page, words
from badges.web.problems import status_of
from badges.web.served import form_in_memory

blueprint = Blueprint("verify", __name__)
csrf.exempt(blueprint)  # nobody is signed in here: there is no cookie to misuse

FIELDS = ("line", "text", "recipient", "name")
NOTHING_TYPED: Final[Mapping[str, str]] = dict.fromkeys(FIELDS, "")
ONE_LINE = 4_000
CHECKS_AN_HOUR = 600
SHOWN_ENTRIES = 100


@blueprint.get("/verify")
@public()
def form() -> Response:
    """Ask for what is to be checked; a code may stand in the address, as printed links have it."""
    typed = {**NOTHING_TYPED, "line": request.args.get("code", "")[:ONE_LINE]}
    return _page("public/verify.html", typed=typed, errors={})


@blueprint.get("/verify/meaning")
@public()
def meaning() -> Response:
    """Say what a check means and what it does not."""
    response = page("public/meaning.html")
    response.vary.add("Accept-Language")
    return response


@blueprint.post("/verify")
@public()
def check() -> Response:
    """Check it and show the verdict."""
    count_check()
    posted, files = form_in_memory()
    typed = {name: posted.get(name, "") for name in FIELDS}
    uploads = files.getlist("upload")
    upload = b"".join(part.read() for part in uploads)
    try:
        with reading(), db.session.no_autoflush:
            data = _handed_in(upload, typed)
            if is_receipt(data):
                return _receipt_page(data)
            filename = next((part.filename or "" for part in uploads if upload), "")
            result = _checked(data, typed)
            given = upload or (typed["line"].strip() or typed["text"].strip()).encode()
            entry = entry_of(
                filename or typed["line"].strip() or "–",
                given,
                result,
                read=b"" if given == data else data,
            )
            return _verdict(result, upload, entry, asked=_asks(typed))
    except BadgesError as error:
        if isinstance(error, LimitError):
            raise
        return _again(error, typed)
    finally:
        db.session.rollback()


@blueprint.post("/verify/receipt")
@public()
def receipt() -> Response:
    """Hand out a receipt: of the check just made, or of one made now of an address of ours."""
    count_check()
    file = request.form.get("receipt", "").encode()
    kind = "json" if request.form.get("form") == "json" else "pdf"
    with reading(), db.session.no_autoflush:
        line = request.form.get("line", "")[:ONE_LINE]
        if line:
            data = read_input(**_sorted(line))
            result = verify_bytes(data, fresh=True)
            file = sign_receipt([entry_of(line, line.encode(), result, read=data)])
        pdf = receipt_pdf(file, language="en" if language() == "en" else "de")
    db.session.rollback()
    return receipt_file(file if kind == "json" else pdf, kind)


def receipt_file(body: bytes, kind: str) -> Response:
    """Answer with a receipt to keep."""
    media_type = "application/json" if kind == "json" else "application/pdf"
    response = Response(body, content_type=media_type)
    response.headers.set("Content-Disposition", "attachment", filename=f"receipt.{kind}")
    response.headers["Cache-Control"] = "no-store"
    return response


def count_check() -> None:
    """Count a check; counted also when it cannot be read, and no lock is held while we fetch."""
    limits.count(
        "verify", request.remote_addr or "", limit=CHECKS_AN_HOUR, window=timedelta(hours=1)
    )
    installation_signer()  # drawn before anything only reads
    db.session.commit()


def _handed_in(upload: bytes, typed: Mapping[str, str]) -> bytes:
    line = typed["line"].strip()
    if line and typed["text"].strip():
        raise InputError("verify.one", "Give one thing to check.", field="line")
    if upload and is_zip(upload):
        raise InputError("verify.zip", "This is a ZIP; check it as a batch.", field="upload")
    given = _sorted(line) if line else {"url": "", "code": "", "text": typed["text"]}
    return read_input(upload=upload, **given)


def _sorted(line: str) -> dict[str, Any]:
    return {"url": "", "code": "", "text": "", **sorted_input(line)}


def _checked(data: bytes, typed: Mapping[str, str]) -> VerificationResult:
    result = verify_bytes(data, recipient=typed["recipient"], name=typed["name"], fresh=True)
    return with_suspension(result.with_gentle_recipient())


def _asks(typed: Mapping[str, str]) -> bool:
    return bool(typed["recipient"].strip() or typed["name"].strip())


def _verdict(result: VerificationResult, upload: bytes, entry: Entry, *, asked: bool) -> Response:
    """Show the verdict with what stands beside it."""
    award = own_award(result)
    community = award.community if award else None
    replaced = replacement_of(result)
    return _page(
        "public/verified.html",
        result=result,
        facts=result.facts,
        word=word_in(result.credential),
        own_picture=issuer_picture(result),
        drawing=drawing(upload) if result.container in {"png", "svg"} else "",
        award=award,
        account=account_sentence(account_of(award), words(community)) if award else "",
        replaced=replaced is not None,
        evidence=evidence_in(result.credential),
        replaced_url=share_url(replaced) if replaced is not None and is_visible(replaced) else "",
        zone=ZoneInfo(community.zone) if community else ZONE,
        checked_at=now(),
        host=request.host,
        receipt=sign_receipt([entry]).decode(),
        elsewhere=elsewhere(result),
        typed=NOTHING_TYPED,
        asked=asked,
    )


def _receipt_page(data: bytes) -> Response:
    found = check_receipt(data, fetch=own_first())
    return _page(
        "public/receipt.html",
        found=found,
        shown=found.entries[:SHOWN_ENTRIES],
        more=len(found.entries[SHOWN_ENTRIES:]),
        zone=ZONE,
    )


def _again(error: BadgesError, typed: Mapping[str, str]) -> Response:
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


@blueprint.record_once
def _teach_templates(_state: BlueprintSetupState) -> None:
    """Let templates name who signs receipts."""
    environment().globals.update(receipt_domain=lambda: settings().host)
