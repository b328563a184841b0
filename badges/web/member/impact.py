"""The community's report, as its members see it; whether I am in its numbers."""

from __future__ import annotations

from collections.abc import Iterator

from flask import request, url_for
from werkzeug.wrappers import Response

from badges.accounts.access import Actor, Permission
from badges.errors import NotFoundError
from badges.impact import switches
from badges.models import Membership
from badges.web.access import requires
from badges.web.impact import page_context, wanted_report
from badges.web.member.achievements import membership_of
from badges.web.member.frame import blueprint, go
from badges.web.member.together import Corner, Link, corner
from badges.web.member.waiting import Line, waits
from badges.web.pages import page, words


@corner(order=94)
def _report(member: Membership) -> Corner | None:
    if not switches.is_reported(member.community):
        return None
    if switches.has_refused(member):
        sentence = words().gettext(
            "Your community reports what it did for people. You are not in it."
        )
    else:
        sentence = _may_refuse()
    return Corner(
        title=words().gettext("The report"),
        sentence=sentence,
        links=(
            Link(
                words().gettext("Read it, or refuse"),
                url_for("member.impact", community=member.community.slug),
            ),
        ),
    )


@waits(order=38)
def _is_new(member: Membership) -> Iterator[Line]:
    if switches.is_new_to(member) and not switches.has_refused(member):
        yield Line(
            _may_refuse(),
            words().gettext("Read it, or refuse"),
            url_for("member.impact", community=member.community.slug),
        )


def _may_refuse() -> str:
    return words().gettext(
        "Your community reports what it did for people, in numbers of five or more. "
        "You may refuse to be counted."
    )


@blueprint.get("/me/<community>/impact")
@requires(Permission.BELONG)
def impact(actor: Actor) -> Response:
    """Show the report, and the choice to be in it or not."""
    if not switches.is_reported(actor.community):
        raise NotFoundError("impact.off", "This community has no report.")
    report = wanted_report(actor.community, request.args.get("quarter", ""))
    return page(
        "member/impact/report.html",
        slug=actor.community.slug,
        refused=switches.has_refused(membership_of(actor)),
        **page_context(actor.community, report, "member.impact"),
    )


@blueprint.post("/me/<community>/impact/<any(refuse,agree):do>")
@requires(Permission.BELONG)
def impact_choose(actor: Actor, do: str) -> Response:
    """Be in no number, or be counted again."""
    member = membership_of(actor)
    if do == "refuse":
        switches.refuse(member)
        said = words().gettext("You are in no number from now on.")
    else:
        switches.agree_again(member)
        said = words().gettext("You are counted from now on.")
    if not switches.is_reported(actor.community):
        return go(url_for("member.together"), said)
    return go(url_for("member.impact", community=actor.community.slug), said)
