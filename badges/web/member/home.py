"""The member's home: what I have, what is next, what waits for me."""

from __future__ import annotations

from flask import g
from werkzeug.wrappers import Response

from badges.programmes.taking_part import programmes_for
from badges.web.access import signed_in
from badges.web.member.desk import desk_of, kept_from
from badges.web.member.frame import blueprint, left_memberships, my_memberships, reader
from badges.web.member.waiting import lines_for
from badges.web.pages import page, words
from badges.wording import pick


@blueprint.get("/me")
@signed_in()
def me() -> Response:
    """Show every community of the reader's."""
    memberships = my_memberships()
    if len(memberships) == 1:
        g.community = memberships[0].community
    desks = [desk_of(each, words(each.community)) for each in memberships]
    return page(
        "member/home.html",
        desks=desks,
        lines={each.community.id: lines_for(each) for each in memberships},
        programmes={each.community.id: programmes_for(each) for each in memberships},
        kept=kept_from(left_memberships(), words()),
        name=reader().name,
        pick=pick,
    )
