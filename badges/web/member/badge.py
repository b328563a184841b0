"""My badge: accept or decline it, show all or a part of it, share it, correct my name, erase it.

Downloads come through here whatever the visibility: the share address answers strangers only.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response as FlaskResponse
from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from badges.awarding.achievements import current_versions
from badges.awarding.erasing import erase, forget_declined
from badges.awarding.guardians import ask_guardian, asks_age, consent_of, may_share
from badges.awarding.holding import (
    accept,
    correct_name,
    decline,
    reconsider,
    set_visibility,
    share_by_link,
)
from badges.awarding.states import expires_at, has_expired
from badges.credentials.endorsements import voucher_of
from badges.errors import BadgesError, ConflictError, InputError, LimitError
from badges.issuing import newest_credential
from badges.issuing.endorsing import vouches_for
from badges.jobs import is_in_trouble
from badges.models import Award
from badges.ports import now
from badges.publishing.files import Download, download, download_part, shown_parts
from badges.publishing.issued import issued_credential
from badges.publishing.share import linkedin_add_url, share_url, targets_of
from badges.timestamps import local_day
from badges.web.access import signed_in
from badges.web.cards import card_of
from badges.web.member.desk import names_of
from badges.web.member.frame import blueprint, commit_and_run, errors_of, go, my_award
from badges.web.pages import page, words
from badges.web.policy import TO_LINKEDIN
from badges.web.problems import status_of
from badges.web.why import reasoning_of
from badges.wording import wording


@blueprint.get("/me/badges/<public_id>")
@signed_in()
def badge(public_id: str) -> Response:
    """Show one award of mine and all that I can do with it."""
    _, award = my_award(public_id)
    return _page(award)


@blueprint.post("/me/badges/<public_id>/accept")
@signed_in()
def badge_accept(public_id: str) -> Response:
    """Accept it under my name as I spell it, and have it signed."""
    _, award = my_award(public_id)
    try:
        accept(award, **typed_name(), of_age=typed_age())
    except (ConflictError, InputError) as error:
        return _page(award, error)
    if not commit_and_run("issue_credential", award_id=award.id):
        return _back(public_id)
    return _back(public_id, words().gettext("It is yours. It is private until you share it."))


@blueprint.post("/me/badges/<public_id>/decline")
@signed_in()
def badge_decline(public_id: str) -> Response:
    """Decline it, with or without a word why."""
    _, award = my_award(public_id)
    try:
        decline(award, request.form.get("reason", ""))
    except (ConflictError, InputError) as error:
        return _page(award, error)
    return _back(public_id, words().gettext("You declined the badge; nothing was signed."))


@blueprint.post("/me/badges/<public_id>/reconsider")
@signed_in()
def badge_reconsider(public_id: str) -> Response:
    """Take a "no" back."""
    _, award = my_award(public_id)
    try:
        reconsider(award)
    except ConflictError as error:
        return _page(award, error)
    return _back(public_id, words().gettext("The offer stands again."))


@blueprint.post("/me/badges/<public_id>/forget")
@signed_in()
def badge_forget(public_id: str) -> Response:
    """Delete an offer that was declined, with all that only it needed."""
    _, award = my_award(public_id)
    forget_declined(award, whole=False)
    return go(url_for("member.me"), words().gettext("The offer has been deleted here."))


@blueprint.post("/me/badges/<public_id>/linkedin")
@signed_in()
def badge_linkedin(public_id: str) -> Response:
    """Open the badge's page for whoever has the link, and go on to LinkedIn's form."""
    membership, award = my_award(public_id)
    return to_linkedin(share_by_link(membership, award))


@blueprint.post("/me/badges/<public_id>/guardian")
@signed_in()
def badge_guardian(public_id: str) -> Response:
    """Write to a parent or guardian."""
    membership, award = my_award(public_id)
    try:
        ask_guardian(membership, request.form.get("guardian", ""))
    except (ConflictError, InputError, LimitError) as error:
        return _page(award, error)
    return _back(public_id, words().gettext("The mail is on its way."), "guardian")


@blueprint.post("/me/badges/<public_id>/visibility")
@signed_in()
def badge_visibility(public_id: str) -> Response:
    """Show it to nobody, to whoever has the link, or to everybody."""
    membership, award = my_award(public_id)
    try:
        set_visibility(membership, award, request.form.get("visibility", ""))
    except ConflictError as error:
        return _page(award, error)
    return _back(public_id, words().gettext("Saved."), "share")


@blueprint.post("/me/badges/<public_id>/name")
@signed_in()
def badge_name(public_id: str) -> Response:
    """Correct my name: the share address stays, the document is signed anew."""
    membership, award = my_award(public_id)
    try:
        correct_name(membership, award, **typed_name())
    except (ConflictError, InputError) as error:
        return _page(award, error)
    if not commit_and_run("reissue", award_id=award.id):
        said = words().gettext("Saved, but signing it anew did not work yet; it is tried again.")
        return _back(public_id, said, kind="error")
    return _back(public_id, words().gettext("Corrected. Download your files again, please."))


@blueprint.get("/me/badges/<public_id>/download/<suffix>")
@signed_in(writes=True)
def badge_download(public_id: str, suffix: str) -> Response:
    """Hand out one of the files; some forms are signed on first request and kept."""
    _, award = my_award(public_id)
    return as_download(award, suffix)


@blueprint.post("/me/badges/<public_id>/part")
@signed_in()
def badge_part(public_id: str) -> Response:
    """Hand out a copy that shows what its holder ticked, signed all the same."""
    _, award = my_award(public_id)
    return _as_file(download_part(award, frozenset(request.form.getlist("show"))))


@blueprint.get("/me/badges/<public_id>/erase")
@signed_in()
def badge_erase_ask(public_id: str) -> Response:
    """Say what erasing means before the click."""
    _, award = my_award(public_id)
    return page("member/erase.html", award=award, card=card_of(award.version, words().language))


@blueprint.post("/me/badges/<public_id>/erase")
@signed_in()
def badge_erase(public_id: str) -> Response:
    """Erase it here for good."""
    _, award = my_award(public_id)
    erase(award, keep_valid=request.form.get("keep_valid") == "1")
    return go(url_for("member.me"), words().gettext("The badge has been erased here."))


def typed_name() -> dict[str, Any]:
    """Read how somebody spells their name, and whether it shall stand in the credential."""
    return {
        "name": request.form.get("name", ""),
        "named": request.form.get("named", "yes") != "no",
    }


def typed_age() -> bool | None:
    """Read what somebody says about being 16, or nothing where it was not asked."""
    return {"yes": True, "no": False}.get(request.form.get("of_age", ""))


def to_linkedin(award: Award) -> Response:
    """Lead to LinkedIn's form, filled in."""
    return redirect(linkedin_add_url(award, issued_credential(award)), HTTPStatus.SEE_OTHER)


def as_download(award: Award, suffix: str) -> Response:
    """Answer with a file to keep; pictures and documents of an ended award are gone."""
    return _as_file(download(award, suffix))


def _as_file(made: Download) -> Response:
    response = FlaskResponse(made.body, content_type=made.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=made.filename)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def award_context(award: Award) -> dict[str, Any]:
    """Gather what the pages of one award show, to its holder only."""
    credential = newest_credential(award)
    ready = award.state == "accepted" and credential is not None and credential.revoked_at is None
    zone = award.community.zone
    until = expires_at(award)
    return {
        "award": award,
        "card": card_of(award.version, words().language),
        "ready": ready,
        "trouble": not ready and is_in_trouble("issue_credential", award_id=award.id),
        "expired": has_expired(award, now()),
        "awarded_on": local_day(award.awarded_at, zone),
        "expires_on": local_day(until, zone) if until else None,
        "code": " ".join(award.code[at : at + 4] for at in range(0, len(award.code), 4)),
        "share_url": share_url(award),
        "targets": targets_of(award, credential) if ready and credential else None,
        "may_share": award.member is not None and may_share(award.member),
        "consent": consent_of(award.member) if award.member is not None else None,
        "asks_age": award.state == "offered" and asks_age(award.member),
        "said": _said_for(award) if award.state == "offered" else [],
    }


def _said_for(award: Award) -> list[tuple[str, str]]:
    """Give who vouches for the holder and what they say, as it will be signed."""
    reader = wording(award.language)
    return [(voucher_of(each, reader), each.sentence) for each in vouches_for(award)]


def _page(award: Award, error: BadgesError | None = None) -> Response:
    def to(action: str, **values: Any) -> str:
        return url_for(f"member.badge_{action}", public_id=award.public_id, **values)

    context = award_context(award)
    response = page(
        "member/badge.html",
        status=status_of(error) if error else HTTPStatus.OK,
        to=to,
        errors=errors_of(error) if error else {},
        typed=request.form,
        parts=shown_parts(award) if context["ready"] else (),
        reasoning=reasoning_of(award, names_of(current_versions(award.community_id), words())),
        **context,
    )
    response.headers["Content-Security-Policy"] = TO_LINKEDIN
    return response


def _back(
    public_id: str, said: str = "", anchor: str | None = None, *, kind: str = "success"
) -> Response:
    return go(url_for("member.badge", public_id=public_id, _anchor=anchor), said, kind=kind)
