"""Members: listed, searched, added from a list, given roles, taken leave of."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from flask import Response, request

from badges.accounts.access import Actor, Permission, Role
from badges.accounts.people import members_named, team_of
from badges.awarding.judging import wanted
from badges.database import db, get_scoped
from badges.errors import (
    BadgesError,
    ConflictError,
    ForbiddenError,
    InputError,
    LimitError,
    Reason,
)
from badges.intake import people
from badges.intake.inviting import invite
from badges.intake.lists import PersonRow, read_people
from badges.models import Activity, Award, Evidence, Membership
from badges.web.access import requires
from badges.web.manage.frame import (
    Texts,
    blueprint,
    done,
    listed,
    pasted_or_uploaded,
    refused,
    show,
    typed_form,
)
from badges.web.manage.progress import name_of, progress_of_member
from badges.web.manage.sessions import zone_of
from badges.web.pages import words

TEAM = [role.value for role in Role if role is not Role.MEMBER]
"""The roles that somebody is given, the mightiest first."""


@dataclass(frozen=True, slots=True)
class Preview:
    """One row of a list as it will be taken: ``new``, ``known``, ``double`` or ``invalid``."""

    row: PersonRow
    verdict: Literal["new", "known", "double", "invalid"]
    problem: Reason | None
    member: Membership | None


@blueprint.get("/members")
@requires(Permission.MEMBERS_READ)
def member_list(actor: Actor) -> Response:
    """List the members by name; ``?q=`` searches names and addresses."""
    wanted = request.args.get("q", "").strip()[:100]
    role = request.args.get("role", "")
    query = members_named(actor.community, wanted)
    if role in TEAM:
        having = [each.id for each in team_of(actor.community) if role in each.roles]
        query = query.where(Membership.id.in_(having))
    found = listed(query)
    return show(
        "members/list",
        found=found,
        wanted=wanted,
        role=role,
        roles=TEAM,
        counts=_award_counts([each.id for each in found.rows]),
    )


@blueprint.get("/members/invite")
@requires(Permission.MEMBERS_WRITE)
def member_invite(actor: Actor) -> Response:
    """Ask whom to invite to help, and to do what."""
    return _invite_page(actor, Texts(role=Role.MANAGER))


@blueprint.post("/members/invite")
@requires(Permission.MEMBERS_WRITE)
def member_invite_now(actor: Actor) -> Any:
    """Give the role, and the link where no mail brings it."""
    typed = typed_form()
    try:
        invited = invite(actor, name=typed["name"], address=typed["address"], role=typed["role"])
    except (InputError, ForbiddenError, ConflictError) as error:
        db.session.rollback()
        return _invite_page(actor, typed, error)
    if invited.link:
        return show("members/invited", member=invited.membership, link=invited.link)
    said = (
        words().gettext("%(name)s gets a mail with a link.", name=invited.membership.name)
        if invited.mailed
        else words().gettext(
            "%(name)s has the role now, and signs in as always.", name=invited.membership.name
        )
    )
    return done(said, "member", member_id=invited.membership.id)


@blueprint.get("/members/add")
@requires(Permission.MEMBERS_WRITE)
def member_add(_actor: Actor) -> Response:
    """Ask for a list of people."""
    return show("members/add")


@blueprint.post("/members/add")
@requires(Permission.MEMBERS_WRITE)
def member_preview(actor: Actor) -> Response:
    """Show what would become of each row; nothing is kept yet."""
    typed = typed_form()
    try:
        rows = read_people(pasted_or_uploaded(typed))
    except (InputError, LimitError) as error:
        return show("members/add", typed=typed, error=error)
    previews = [_preview(actor, row) for row in rows]
    return show("members/preview", previews=previews, good=_as_csv(previews))


@blueprint.post("/members/add/confirm")
@requires(Permission.MEMBERS_WRITE)
def member_add_now(actor: Actor) -> Any:
    """Make members of the good rows."""
    results = people.add_members(actor, read_people(typed_form()["list"]))
    count = sum(result.outcome == "added" for result in results)
    said = words().ngettext("One member was added.", "%(count)s members were added.", count)
    return done(said, "member_list")


@blueprint.get("/members/<int:member_id>")
@requires(Permission.MEMBERS_READ)
def member(actor: Actor, member_id: int) -> Response:
    """Show one member's record: how far, what was earned, what was done."""
    return _show_member(actor, _found(actor, member_id))


@blueprint.post("/members/<int:member_id>/roles")
@requires(Permission.MEMBERS_WRITE)
def member_roles(actor: Actor, member_id: int) -> Any:
    """Give a member roles."""
    row = _found(actor, member_id)
    try:
        people.set_roles(actor, row, request.form.getlist("role"))
    except (InputError, ForbiddenError, ConflictError) as error:
        return refused(error, "member", member_id=member_id)
    return done(words().gettext("The roles are saved."), "member", member_id=row.id)


@blueprint.get("/members/<int:member_id>/remove")
@requires(Permission.MEMBERS_WRITE)
def member_remove(actor: Actor, member_id: int) -> Response:
    """Say what taking leave of a member means, before anybody does."""
    return show("members/remove", member=_found(actor, member_id))


@blueprint.post("/members/<int:member_id>/remove")
@requires(Permission.MEMBERS_WRITE)
def member_remove_now(actor: Actor, member_id: int) -> Any:
    """Take leave of a member."""
    row = _found(actor, member_id)
    try:
        people.remove_member(actor, row)
    except (ForbiddenError, ConflictError) as error:
        return refused(error, "member", member_id=member_id)
    return done(words().gettext("%(name)s is no longer a member.", name=row.name), "member_list")


def _found(actor: Actor, member_id: int) -> Membership:
    return get_scoped(Membership, actor.community.id, id=member_id)


def _show_member(actor: Actor, row: Membership) -> Response:
    def latest(model: type[Any], order: Any) -> list[Any]:
        query = sa.select(model).where(
            model.membership_id == row.id, model.community_id == actor.community.id
        )
        return list(db.session.scalars(query.order_by(order.desc()).limit(100)))

    return show(
        "members/show",
        member=row,
        roles=[
            role for role in _may_give(actor) if actor.membership_id != row.id or role in row.roles
        ],
        may_change=_is_owner(actor) or Role.OWNER not in row.roles,
        awards=latest(Award, Award.awarded_at) if actor.may(Permission.AWARDS_READ) else [],
        activities=latest(Activity, Activity.occurred_at),
        evidence=latest(Evidence, Evidence.submitted_at) if actor.may(Permission.REVIEW) else [],
        judged=wanted,
        progress=progress_of_member(actor, row),
        name_of=name_of,
        zone=zone_of(actor),
    )


def _preview(actor: Actor, row: PersonRow) -> Preview:
    if row.verdict != "good":
        return Preview(row, row.verdict, row.problem, None)
    known = people.find_by_address(actor.community, row.address)
    is_member = known is not None and known.left_at is None
    return Preview(row, "known" if is_member else "new", None, known)


def _as_csv(previews: list[Preview]) -> str:
    """Write the rows that will be added once more, for the form that confirms them."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(["name", "e-mail"])
    writer.writerows(
        [each.row.name, each.row.address] for each in previews if each.verdict == "new"
    )
    return out.getvalue()


def _award_counts(members: Sequence[int]) -> dict[int | None, int]:
    rows = db.session.execute(
        sa.select(Award.membership_id, sa.func.count())
        .where(
            Award.state == "accepted",
            Award.membership_id.in_(members),  # looked up within the community
        )
        .group_by(Award.membership_id)
    )
    return {row[0]: row[1] for row in rows}


def _invite_page(actor: Actor, typed: Texts, error: BadgesError | None = None) -> Response:
    return show("members/invite", typed=typed, error=error, roles=_may_give(actor))


def _may_give(actor: Actor, row: Membership | None = None) -> list[str]:
    """List the roles that this manager may give; to themselves only what they have."""
    mine = row is not None and row.id == actor.membership_id
    kept = set(row.roles) if row is not None and mine else set(TEAM)
    return [role for role in TEAM if role in kept and (role != Role.OWNER or _is_owner(actor))]


def _is_owner(actor: Actor) -> bool:
    return actor.membership is not None and Role.OWNER in actor.membership.roles
