"""Together: the page where members meet, made of corners that other topics contribute.

A topic says in its own file what there is for a member, as sentences in the reader's language::

    @corner(order=20)
    def _mentoring(member: Membership) -> Corner | None:
        return Corner(
            title=words().gettext("Pairs and groups"),
            sentence=words().gettext("You meet with two people."),
            links=(Link(words().gettext("See them"), url_for("member.circle_list", …)),),
            count=waiting_meetings(member),
        )

Orders: 0 to 19 vouches and thanks; 20 to 39 mentoring; 40 to 59 goals; 60 to 79 pieces to review;
80 to 99 the rest. What there is nothing of for this member is nothing, or says how to begin. A
look costs a query or two: the page asks all of them each time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask import g
from werkzeug.wrappers import Response

from badges.models import Membership
from badges.web.access import signed_in
from badges.web.member.frame import blueprint, my_memberships
from badges.web.pages import page


@dataclass(frozen=True, slots=True)
class Link:
    """Where a corner leads: what the link says, and its address."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Corner:
    """One card of the page: a title, one or two sentences, and the ways on, the main one first.

    ``count`` is how many things wait for the member there; none is not shown.
    """

    title: str
    sentence: str
    links: tuple[Link, ...]
    count: int = 0


Look = Callable[[Membership], Corner | None]

LOOKS: Final[list[tuple[int, Look]]] = []
"""The looks that the page asks, in their order."""


def corner(*, order: int) -> Callable[[Look], Look]:
    """Let the page ask this function; smaller orders stand higher."""

    def register(look: Look) -> Look:
        LOOKS.append((order, look))
        LOOKS.sort(key=lambda each: each[0])
        return look

    return register


def corners_of(member: Membership) -> list[Corner]:
    """Give the corners that there are for a member, in order."""
    return [found for _, look in LOOKS if (found := look(member)) is not None]


@blueprint.get("/me/together")
@signed_in()
def together() -> Response:
    """Show what members do with each other, in every community of the reader's."""
    memberships = my_memberships()
    if len(memberships) == 1:
        g.community = memberships[0].community
    return page(
        "member/together/hub.html",
        places=[(each.community, corners_of(each)) for each in memberships],
    )
