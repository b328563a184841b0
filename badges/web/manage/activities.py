"""Activities: what members did, what it counted for; what did not happen after all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask import Response, request, url_for
from sqlalchemy.orm import joinedload

from badges.accounts.access import Actor, Permission
from badges.database import get_scoped
from badges.errors import BadgesError, InputError
from badges.intake import voiding
from badges.models import Activity, Membership
from badges.web.access import requires
from badges.web.manage.frame import Texts, blueprint, done, listed, show, typed_form
from badges.web.manage.progress import name_of
from badges.web.manage.sessions import zone_of
from badges.web.manage.waiting import Line, waits
from badges.web.pages import words

_SHOWN_ELSEWHERE = frozenset({"title", "role"})


@blueprint.get("/activities")
@requires(Permission.ACTIVITIES_WRITE)
def activity_list(actor: Actor) -> Response:
    """List what members did, the newest entries first; ``?member=`` narrows it to one."""
    query = sa.select(Activity).where(Activity.community_id == actor.community.id)
    member = None
    if number := request.args.get("member", 0, type=int):
        member = get_scoped(Membership, actor.community.id, id=number)
        query = query.where(Activity.membership_id == member.id)
    query = query.options(joinedload(Activity.member), joinedload(Activity.session))
    found = listed(query.order_by(Activity.id.desc()))
    return show("activities/list", found=found, member=member, zone=zone_of(actor))


@blueprint.get("/activities/<int:activity_id>")
@requires(Permission.ACTIVITIES_WRITE)
def activity(actor: Actor, activity_id: int) -> Response:
    """Show one activity, what it counted for, and the way to let it count no more."""
    return _show(actor, _found(actor, activity_id))


@blueprint.post("/activities/<int:activity_id>/void")
@requires(Permission.ACTIVITIES_WRITE)
def activity_void(actor: Actor, activity_id: int) -> Any:
    """Let it count no more; the badges that it had counted for stay and are asked about."""
    row, typed = _found(actor, activity_id), typed_form()
    try:
        voiding.void_activity(actor, row, typed["reason"])
    except InputError as error:
        return _show(actor, row, typed, error)
    return done(words().gettext("This no longer counts."), "activity", activity_id=row.id)


@blueprint.post("/activities/<int:activity_id>/restore")
@requires(Permission.ACTIVITIES_WRITE)
def activity_restore(actor: Actor, activity_id: int) -> Any:
    """Let it count again; badges that had rested on it are asked about no more."""
    row = voiding.restore_activity(actor, _found(actor, activity_id))
    return done(words().gettext("This counts again."), "activity", activity_id=row.id)


@blueprint.post("/activities/<int:activity_id>/uphold")
@requires(Permission.ACTIVITIES_WRITE)
def activity_uphold(actor: Actor, activity_id: int) -> Any:
    """Decide that it was the member after all."""
    row = voiding.uphold(actor, _found(actor, activity_id))
    return done(words().gettext("It counts as before."), "activity", activity_id=row.id)


@blueprint.get("/activities/questions")
@requires(Permission.ACTIVITIES_WRITE)
def activity_questions(actor: Actor) -> Response:
    """Show what only a person can decide."""
    return show(
        "activities/questions",
        doubts=voiding.disputed(actor),
        bases=voiding.undecided(actor) if actor.may(Permission.AWARDS_READ) else [],
        may_award=actor.may(Permission.AWARDS_WRITE),
        name_of=name_of,
        zone=zone_of(actor),
    )


@blueprint.post("/activities/questions/<int:basis_id>/keep")
@requires(Permission.AWARDS_WRITE)
def activity_keep(actor: Actor, basis_id: int) -> Any:
    """Let a badge stay although something that it rested on counts no more."""
    voiding.keep_award(actor, basis_id)
    return done(words().gettext("The badge stays."), "activity_questions")


@waits(order=26)
def _doubts(actor: Actor) -> Iterator[Line]:
    """Tell of members who say "this was not me"."""
    if actor.may(Permission.ACTIVITIES_WRITE) and (count := voiding.count_disputed(actor)):
        yield Line(
            words().ngettext(
                "Somebody says of an entry: this was not me.",
                "Of %(num)s entries members say: this was not me.",
                count,
            ),
            words().gettext("Decide"),
            url_for("manage.activity_questions"),
        )


@waits(order=28)
def _bases(actor: Actor) -> Iterator[Line]:
    """Tell of badges that rest on something that counts no more."""
    allowed = {Permission.ACTIVITIES_WRITE, Permission.AWARDS_READ} <= actor.permissions
    if allowed and (count := voiding.count_undecided(actor)):
        yield Line(
            words().ngettext(
                "A badge rests on something that no longer counts.",
                "%(num)s badges rest on something that no longer counts.",
                count,
            ),
            words().gettext("Decide"),
            url_for("manage.activity_questions"),
        )


def _found(actor: Actor, activity_id: int) -> Activity:
    return get_scoped(Activity, actor.community.id, id=activity_id)


def _show(
    actor: Actor, row: Activity, typed: Texts | None = None, error: BadgesError | None = None
) -> Response:
    may_see = actor.may(Permission.AWARDS_READ)
    return show(
        "activities/show",
        typed=typed,
        error=error,
        activity=row,
        doubted=voiding.is_disputed(row),
        awards=voiding.led_to(row) if may_see else [],
        open=[each for each in voiding.undecided(actor) if each.activity_id == row.id]
        if may_see and row.voided_at is not None
        else [],
        more=[
            (name, str(value)) for name, value in row.fields.items() if name not in _SHOWN_ELSEWHERE
        ],
        name_of=name_of,
        zone=zone_of(actor),
    )
