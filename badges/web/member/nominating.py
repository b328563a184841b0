"""A word for somebody who did not ask: given on one screen, told on their home page."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

from flask import request, url_for
from werkzeug.wrappers import Response

from badges.accounts.access import Actor, Permission
from badges.credentials.endorsements import voucher_of
from badges.database import db
from badges.errors import BadgesError
from badges.models import Membership
from badges.peers.guards import left_this_month
from badges.peers.nominating import badges_for, people_for, told_lately, vouch_unasked
from badges.web.access import requires
from badges.web.member.achievements import membership_of
from badges.web.member.frame import blueprint, commit_and_run, errors_of, go
from badges.web.member.waiting import Line, waits
from badges.web.pages import language, page, words
from badges.web.problems import status_of
from badges.wording import pick


@blueprint.get("/me/<community>/words/new")
@requires(Permission.BELONG)
def word_new(actor: Actor) -> Response:
    """Show for what and for whom one may vouch unasked."""
    return _form(actor)


@blueprint.post("/me/<community>/words/new")
@requires(Permission.BELONG)
def word_new_now(actor: Actor) -> Response:
    """Vouch for somebody who has not asked for it."""
    form = request.form
    try:
        given = vouch_unasked(
            membership_of(actor),
            form.get("badge", ""),
            form.get("person", type=int),
            form.get("sentence", ""),
            named=form.get("named") == "yes",
        )
    except BadgesError as error:
        db.session.rollback()
        return _form(actor, error)
    member_id, name = given.membership_id, given.member.name
    commit_and_run("evaluate_member", membership_id=member_id)
    said = words().gettext("Thank you. Your word stands for %(name)s.", name=name)
    here = url_for("member.words_mine", community=actor.community.slug, _anchor="given")
    return go(here, said)


@waits(order=35)
def _unasked(member: Membership) -> Iterator[Line]:
    """Tell of words that the member did not ask for."""
    found = told_lately(member)
    if len(found) == 1:
        who = voucher_of(found[0], words())
        told = words().gettext(
            "%(who)s vouches for you: “%(said)s”", who=who, said=found[0].sentence
        )
    elif found:
        told = words().ngettext(
            "One person vouches for you, unasked.",
            "%(num)s people vouch for you, unasked.",
            len({each.voucher_id for each in found}),
        )
    else:
        return
    link = url_for("member.words_mine", community=member.community.slug, _anchor="mine")
    yield Line(told, words().gettext("See it"), link)


def _form(actor: Actor, error: BadgesError | None = None) -> Response:
    voucher = membership_of(actor)
    return page(
        "member/words/new.html",
        status=status_of(error) if error else HTTPStatus.OK,
        badges=[
            (each.achievement.slug, pick(each.name, language()).text)
            for each in badges_for(voucher)
        ],
        people=people_for(voucher),
        name=voucher.name,
        left=left_this_month(voucher),
        errors=errors_of(error) if error else {},
        typed=request.form,
    )
