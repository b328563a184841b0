"""My page for thanks: its link, what was left there, what I show; thanking as a member."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

from flask import request, url_for
from werkzeug.wrappers import Response

from badges.accounts.access import Actor, Permission
from badges.database import db
from badges.errors import BadgesError
from badges.models import Membership, ThanksPage
from badges.peers import thanking
from badges.peers.guards import settings_of
from badges.timestamps import local_day
from badges.web.access import requires
from badges.web.member.achievements import membership_of
from badges.web.member.frame import blueprint, commit_and_run, errors_of, go
from badges.web.member.waiting import Line, waits
from badges.web.pages import page, words
from badges.web.problems import status_of


@blueprint.get("/me/<community>/thanks")
@requires(Permission.BELONG)
def thanks_mine(actor: Actor) -> Response:
    """Show my link and what was left there."""
    member = membership_of(actor)
    opened = thanking.page_of(member)
    found = thanking.thanks_for(member)
    return page(
        "member/words/thanks.html",
        settings=settings_of(actor.community),
        opened=opened,
        link=thanking.url_of(opened) if opened else "",
        found=[(it, local_day(it.created_at, actor.community.zone)) for it in found],
    )


@blueprint.post("/me/<community>/thanks")
@requires(Permission.BELONG)
def thanks_open(actor: Actor) -> Response:
    """Open my page, give it a new link, or close it."""
    member = membership_of(actor)
    if request.form.get("open") == "1":
        try:
            thanking.open_page(member)
        except BadgesError as error:
            return _back(actor, words().sentence(error.reason), kind="error")
        return _back(actor, words().gettext("Your page is open; pass its link on."))
    thanking.close_page(member)
    return _back(actor, words().gettext("Your page is closed; what was left there stays yours."))


@blueprint.post("/me/<community>/thanks/<int:thanks_id>")
@requires(Permission.BELONG)
def thanks_change(actor: Actor, thanks_id: int) -> Response:
    """Show one word to all who have the link, hide it, or delete it."""
    member = membership_of(actor)
    do = request.form.get("do", "")
    if do == "remove":
        thanking.remove(member, thanks_id)
        return _back(actor, words().gettext("Deleted."))
    thanking.publish(member, thanks_id, published=do == "show")
    if do == "show":
        return _back(actor, words().gettext("It is shown on your page."))
    return _back(actor, words().gettext("Only you see it now."))


@blueprint.get("/me/<community>/thank/<public_id>")
@requires(Permission.BELONG)
def thank(actor: Actor, public_id: str) -> Response:
    """Show the form to thank somebody as a member."""
    return _form(actor, _page_here(actor, public_id))


@blueprint.post("/me/<community>/thank/<public_id>")
@requires(Permission.BELONG)
def thank_now(actor: Actor, public_id: str) -> Response:
    """Leave a word."""
    member = membership_of(actor)
    opened = _page_here(actor, public_id)
    try:
        thanking.thank_as_member(opened, member, request.form.get("sentence", ""))
    except BadgesError as error:
        db.session.rollback()
        return _form(actor, _page_here(actor, public_id), error)
    commit_and_run("evaluate_member", membership_id=opened.membership_id)
    said = words().gettext("Your thanks are with %(name)s.", name=opened.member.name)
    return go(url_for("member.together"), said)


@waits(order=36)
def _thanked(member: Membership) -> Iterator[Line]:
    """Tell of thanks that were left lately."""
    count = len(thanking.thanked_lately(member))
    if count:
        told = words().ngettext(
            "One word of thanks was left for you lately.",
            "%(num)s words of thanks were left for you lately.",
            count,
        )
        link = url_for("member.thanks_mine", community=member.community.slug)
        yield Line(told, words().gettext("See it"), link)


def _page_here(actor: Actor, public_id: str) -> ThanksPage:
    return thanking.page_at(public_id, community_id=actor.community.id)


def _form(actor: Actor, opened: ThanksPage, error: BadgesError | None = None) -> Response:
    return page(
        "member/words/thank.html",
        status=status_of(error) if error else HTTPStatus.OK,
        opened=opened,
        own=opened.membership_id == membership_of(actor).id,
        errors=errors_of(error) if error else {},
        typed=request.form,
    )


def _back(actor: Actor, said: str, *, kind: str = "success") -> Response:
    return go(url_for("member.thanks_mine", community=actor.community.slug), said, kind=kind)
