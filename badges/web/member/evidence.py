"""Handing in evidence: a link, a file or a few words; taking it back; showing it in the badge."""

from __future__ import annotations

from flask import request, url_for
from werkzeug.wrappers import Response

from badges.accounts.access import Actor, Permission
from badges.awarding.evidence import (
    OTHERS,
    asks_for_others,
    look_at,
    say_others,
    set_in_credential,
    submit_evidence,
    take_seal,
    withdraw_evidence,
)
from badges.database import db, get_scoped
from badges.errors import BadgesError
from badges.models import Evidence
from badges.web.access import requires
from badges.web.member.achievements import achievement_of, achievement_page, membership_of
from badges.web.member.frame import blueprint, commit_and_run, errors_of, go
from badges.web.pages import words
from badges.web.work import sealed_file

FIELDS = ("milestone", "url", "text", "name", "others")


@blueprint.post("/me/<community>/achievements/<slug>/evidence")
@requires(Permission.BELONG)
def hand_in(actor: Actor, slug: str) -> Response:
    """Take one link, file or text for a milestone."""
    member = membership_of(actor)
    try:
        _submit(actor, slug)
    except BadgesError as error:
        db.session.rollback()
        typed = {field: request.form.get(field, "") for field in FIELDS}
        return achievement_page(actor, slug, errors=errors_of(error), typed=typed)
    commit_and_run("evaluate_member", membership_id=member.id)
    said = words().gettext("Handed in. Only you and those who review it can see it.")
    return _back(actor, slug, said)


@blueprint.post("/me/<community>/evidence/<int:evidence_id>/choose")
@requires(Permission.BELONG)
def choose(actor: Actor, evidence_id: int) -> Response:
    """Show a piece in the badge, or take it out of it again."""
    piece = _mine(actor, evidence_id)
    shown = request.form.get("shown") == "1"
    slug = piece.achievement.slug
    set_in_credential(membership_of(actor), piece, chosen=shown)
    if shown:
        said = words().gettext("It is shown in your badge.")
    else:
        said = words().gettext("It is not shown in your badge.")
    return _back(actor, slug, said)


@blueprint.post("/me/<community>/evidence/<int:evidence_id>/others")
@requires(Permission.BELONG)
def others(actor: Actor, evidence_id: int) -> Response:
    """Say whether others can be recognised in a file, and agree."""
    piece = _mine(actor, evidence_id)
    say_others(membership_of(actor), piece, request.form.get("answer", ""))
    return _back(actor, piece.achievement.slug, words().gettext("Saved."))


@blueprint.post("/me/<community>/evidence/<int:evidence_id>/withdraw")
@requires(Permission.BELONG)
def take_back(actor: Actor, evidence_id: int) -> Response:
    """Take a piece back: its contents are removed."""
    piece = _mine(actor, evidence_id)
    withdraw_evidence(membership_of(actor), piece)
    return _back(actor, piece.achievement.slug, words().gettext("Taken back and removed."))


@blueprint.post("/me/<community>/evidence/<int:evidence_id>/again")
@requires(Permission.BELONG)
def seal_again(actor: Actor, evidence_id: int) -> Response:
    """Try to open a link once more that we could not open when it was handed in."""
    piece = _mine(actor, evidence_id)
    url, slug = piece.url, piece.achievement.slug
    db.session.rollback()  # a slow server must hold nobody up
    try:
        found = look_at(url)
    except BadgesError as error:
        return _back(actor, slug, words().sentence(error.reason))
    if take_seal(membership_of(actor), _mine(actor, evidence_id), found):
        return _back(
            actor, slug, words().gettext("It could be opened now, and its checksum is taken.")
        )
    return _back(
        actor, slug, words().gettext("It still cannot be opened by us; that is no mistake.")
    )


@blueprint.get("/me/<community>/evidence/<int:evidence_id>/file")
@requires(Permission.BELONG)
def evidence_file(actor: Actor, evidence_id: int) -> Response:
    """Give the member's own file back, never under a type that a browser would open."""
    piece = _mine(actor, evidence_id)
    return sealed_file(piece)


def _submit(actor: Actor, slug: str) -> None:
    """Check a link before the transaction writes: a slow server must hold nobody up."""
    form = request.form
    upload = request.files.get("file")
    data = upload.read() if upload and upload.filename else b""
    link = None
    if form.get("url", "").strip():
        db.session.rollback()
        link = look_at(form["url"].strip())
    replaces = form.get("replaces", type=int)
    piece = submit_evidence(
        membership_of(actor),
        achievement_of(actor, slug),
        form.get("milestone", ""),
        link=link,
        file=(data, upload.filename or "") if upload and upload.filename else None,
        text=form["text"] if form.get("text", "").strip() else None,
        name=form.get("name", ""),
        replaces=_mine(actor, replaces) if replaces else None,
    )
    if asks_for_others(piece) and form.get("others") in OTHERS:
        say_others(membership_of(actor), piece, form["others"])


def _mine(actor: Actor, evidence_id: int) -> Evidence:
    """Find a piece of the reader's own; raises ``NotFoundError``."""
    return get_scoped(
        Evidence, actor.community.id, id=evidence_id, membership_id=membership_of(actor).id
    )


def _back(actor: Actor, slug: str, said: str) -> Response:
    address = url_for(
        "member.achievement", community=actor.community.slug, slug=slug, _anchor="mine"
    )
    return go(address, said)
