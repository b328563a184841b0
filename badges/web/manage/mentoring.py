"""Pairs and groups as managers see them: who meets, since when; bringing together, drawing pairs.

What is said in a meeting is none of their business; nobody is shown as missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Response, request, url_for
from sqlalchemy.orm import selectinload

from badges.accounts.access import Actor, Permission
from badges.accounts.people import members_named
from badges.database import db, get_scoped
from badges.errors import BadgesError
from badges.models import (
    Award,
    Circle,
    CircleMember,
    Meeting,
    MeetingMember,
    Membership,
    MentoringCard,
    Rotation,
)
from badges.peers import meetings, mentoring, rotating
from badges.peers.matching import suggestions
from badges.peers.mentoring import CircleDraft, Seat
from badges.ports import now
from badges.web.access import requires
from badges.web.manage.frame import (
    Texts,
    blueprint,
    choice_of,
    done,
    refused,
    show,
    typed_form,
)
from badges.web.manage.progress import name_of
from badges.web.manage.sessions import zone_of
from badges.web.member.fields import circle_title, standard_agreement
from badges.web.pages import words

QUIET_AFTER = timedelta(days=42)


@dataclass(frozen=True, slots=True)
class CircleLine:
    """One pair or group in the list; ``met`` counts meetings that count, ``last_at`` the latest."""

    circle: Circle
    agreed: int
    asked: int
    met: int
    last_at: datetime | None

    @property
    def quiet(self) -> bool:
        """Whether they agreed and have not met for six weeks."""
        since = self.last_at or self.circle.created_at
        return self.agreed >= mentoring.PAIR and since < now() - QUIET_AFTER


@blueprint.get("/mentoring")
@requires(Permission.MEMBERS_WRITE)
def circle_list(actor: Actor) -> Response:
    """List the pairs and groups, who could meet, and the last drawing."""
    lines = _lines(actor)
    rotation = rotating.newest_rotation(actor)
    return show(
        "mentoring/list",
        lines=[line for line in lines if not line.quiet],
        quiet=[line for line in lines if line.quiet],
        suggestions=suggestions(actor),
        takes_part=_taking_part(actor),
        rotation=rotation,
        may_undo=rotation is not None and rotating.may_undo(rotation),
        title_of=circle_title,
        zone=zone_of(actor),
    )


@blueprint.get("/mentoring/new")
@requires(Permission.MEMBERS_WRITE)
def circle_new(actor: Actor) -> Response:
    """Ask who is to meet; ``member`` and ``giver`` may be named in the address."""
    typed = Texts(agreement=standard_agreement(), giver=request.args.get("giver", ""))
    return _new_page(actor, typed, request.args.getlist("member", type=int))


@blueprint.post("/mentoring/new")
@requires(Permission.MEMBERS_WRITE)
def circle_create(actor: Actor) -> Any:
    """Bring people together."""
    typed, chosen = typed_form(), request.form.getlist("member", type=int)
    if typed["do"] == "look":
        return _new_page(actor, typed, chosen)
    draft = CircleDraft(_seats(typed, chosen), name=typed["name"], agreement=typed["agreement"])
    try:
        made = mentoring.make_circle(actor, draft)
    except BadgesError as error:
        db.session.rollback()
        return _new_page(actor, typed, chosen, error)
    said = words().gettext("They are asked now; each of them agrees or says no.")
    return done(said, "circle", circle_id=made.id)


@blueprint.get("/mentoring/<int:circle_id>")
@requires(Permission.MEMBERS_WRITE)
def circle(actor: Actor, circle_id: int) -> Response:
    """Show one pair or group: who agreed, when they met."""
    row = get_scoped(Circle, actor.community.id, id=circle_id)
    met = db.session.scalars(
        sa.select(Meeting)
        .where(Meeting.circle_id == row.id, Meeting.closed_as != "withdrawn")
        .options(selectinload(Meeting.members).joinedload(MeetingMember.member))
        .order_by(Meeting.occurred_at.desc())
        .limit(100)
    ).all()
    return show(
        "mentoring/show",
        circle=row,
        title_of=circle_title,
        seats=mentoring.present(row),
        met=met,
        counts=meetings.counts,
        rests_on=_rests_on(actor, met),
        name_of=name_of,
        zone=zone_of(actor),
    )


@blueprint.post("/mentoring/<int:circle_id>/<any(end,reopen):do>")
@requires(Permission.MEMBERS_WRITE)
def circle_step(actor: Actor, circle_id: int, do: str) -> Any:
    """End a pair or group, or undo that."""
    row = get_scoped(Circle, actor.community.id, id=circle_id)
    try:
        if do == "end":
            mentoring.end_circle(actor, row)
            said = words().gettext("Ended. What was confirmed keeps counting.")
        else:
            mentoring.reopen_circle(actor, row)
            said = words().gettext("It goes on.")
    except BadgesError as error:
        return refused(error, "circle", circle_id=circle_id)
    return done(said, "circle", circle_id=circle_id)


@blueprint.post("/mentoring/meetings/<int:meeting_id>/void")
@requires(Permission.MEMBERS_WRITE)
def meeting_void(actor: Actor, meeting_id: int) -> Any:
    """Let a meeting count no more, with the reason."""
    row = get_scoped(Meeting, actor.community.id, id=meeting_id)
    try:
        meetings.void_meeting(actor, row, typed_form()["reason"])
    except BadgesError as error:
        return refused(error, "circle", circle_id=row.circle_id)
    said = words().gettext("It counts no more. Badges that it led to stay until you withdraw them.")
    return done(said, "circle", circle_id=row.circle_id)


@blueprint.get("/mentoring/draw")
@requires(Permission.MEMBERS_WRITE)
def rotation_look(actor: Actor) -> Response:
    """Show the pairs that a click would make."""
    turn = max(0, min(request.args.get("turn", 0, type=int), 999))
    return _draw_page(actor, turn)


@blueprint.post("/mentoring/draw")
@requires(Permission.MEMBERS_WRITE)
def rotation_make(actor: Actor) -> Any:
    """Make the pairs that were looked at."""
    typed = typed_form()
    turn = request.form.get("turn", 0, type=int)
    try:
        rotating.rotate(actor, typed["fingerprint"], typed["agreement"], turn=turn)
    except BadgesError as error:
        db.session.rollback()
        return _draw_page(actor, turn, typed, error)
    return done(
        words().gettext("The pairs are made and find each other on their pages."), "circle_list"
    )


@blueprint.post("/mentoring/draw/<int:rotation_id>/undo")
@requires(Permission.MEMBERS_WRITE)
def rotation_undo(actor: Actor, rotation_id: int) -> Any:
    """Take the newest drawing back."""
    row = get_scoped(Rotation, actor.community.id, id=rotation_id)
    try:
        rotating.undo_rotation(actor, row)
    except BadgesError as error:
        return refused(error, "circle_list")
    return done(words().gettext("Undone; the pairs before go on."), "circle_list")


def _rests_on(actor: Actor, met: Sequence[Meeting]) -> Mapping[int, list[Award]]:
    """Give the badges that rest on meetings which were struck out, to decide about."""
    if not actor.may(Permission.AWARDS_READ):
        return {}
    return {each.id: meetings.led_to(each) for each in met if each.closed_as == "voided"}


def _draw_page(
    actor: Actor, turn: int, typed: Texts | None = None, error: BadgesError | None = None
) -> Response:
    return show(
        "mentoring/draw",
        typed=typed or Texts(agreement=standard_agreement()),
        error=error,
        proposal=rotating.propose(actor, turn=turn),
        first=rotating.newest_rotation(actor) is None,
        card_url=url_for("member.peer_list", community=actor.community.slug, _external=True),
    )


def _new_page(
    actor: Actor, typed: Texts, chosen: Sequence[int], error: BadgesError | None = None
) -> Response:
    wanted = typed["q"].strip()[:100]
    here = members_named(actor.community, wanted)
    found = db.session.scalars(
        sa.select(Membership).where(
            Membership.community_id == actor.community.id, Membership.id.in_(chosen)
        )
    )
    ticked = sorted(found, key=lambda member: member.sort_name)
    return show(
        "mentoring/new",
        typed=typed,
        error=error,
        ticked=ticked,
        choice=choice_of(here.where(Membership.id.not_in(chosen)), wanted),
    )


def _seats(typed: Texts, chosen: Sequence[int]) -> list[Seat]:
    """Give everybody's role: equals, or one who shows (ticked or not) and others who learn."""
    if not typed["giver"].isdecimal():
        return [Seat(number) for number in chosen]
    giver = int(typed["giver"])
    return [Seat(giver, "giver"), *(Seat(it, "receiver") for it in chosen if it != giver)]


def _lines(actor: Actor) -> list[CircleLine]:
    circles = db.session.scalars(
        sa.select(Circle)
        .where(Circle.community_id == actor.community.id, Circle.ended_at.is_(None))
        .options(selectinload(Circle.members).joinedload(CircleMember.member))
        .order_by(Circle.id.desc())
        .limit(500)
    ).all()
    met = {row.circle_id: row for row in db.session.execute(_met(actor.community.id))}
    return [_line(row, met.get(row.id)) for row in circles if len(mentoring.present(row)) > 1]


def _line(row: Circle, met: Any) -> CircleLine:
    return CircleLine(
        circle=row,
        agreed=len(mentoring.agreed(row)),
        asked=len(mentoring.present(row)),
        met=met.times if met else 0,
        last_at=met.last_at if met else None,
    )


def _met(community_id: int) -> sa.Select[int, int, datetime]:
    """Count, for each pair or group, the meetings that two of them confirmed."""
    confirmed = (
        sa.select(MeetingMember.meeting_id)
        .where(MeetingMember.community_id == community_id, MeetingMember.answer == "confirmed")
        .group_by(MeetingMember.meeting_id)
        .having(sa.func.count() >= meetings.COUNTS_WITH)
    )
    return (
        sa.select(
            Meeting.circle_id,
            sa.func.count().label("times"),
            sa.func.max(Meeting.occurred_at).label("last_at"),
        )
        .where(Meeting.id.in_(confirmed), Meeting.closed_as.not_in(("withdrawn", "voided")))
        .group_by(Meeting.circle_id)
    )


def _taking_part(actor: Actor) -> int:
    query = (
        sa.select(sa.func.count(MentoringCard.id))
        .join(Membership, Membership.id == MentoringCard.membership_id)
        .where(
            MentoringCard.community_id == actor.community.id,
            MentoringCard.pairs.is_(True),
            Membership.left_at.is_(None),
        )
    )
    return db.session.scalar(query) or 0
