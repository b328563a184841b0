"""Members: listed, searched, added from a list, given roles, taken leave of."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from flask import Response, request

from badges.accounts.access import Actor, Permission, Role
from badges.database import db, get_scoped
from badges.errors import ConflictError, ForbiddenError, InputError, LimitError, Reason
from badges.intake import people
from badges.intake.lists import PersonRow, read_people
from badges.models import Activity, Award, Evidence, Membership
from badges.web.access import requires
from badges.web.manage.frame import (
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
    query = sa.select(Membership).where(
        Membership.community_id == actor.community.id, Membership.left_at.is_(None)
    )
    if wanted:
        query = query.where(
            sa.or_(
                Membership.name.icontains(wanted, autoescape=True),
                Membership.address.icontains(wanted, autoescape=True),
            )
        )
    found = listed(query.order_by(Membership.name, Membership.id))
    return show("members/list", found=found, wanted=wanted, counts=_award_counts(actor))


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
        roles=[role.value for role in Role if role is not Role.MEMBER],
        awards=latest(Award, Award.awarded_at) if actor.may(Permission.AWARDS_READ) else [],
        activities=latest(Activity, Activity.occurred_at),
        evidence=latest(Evidence, Evidence.submitted_at) if actor.may(Permission.REVIEW) else [],
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


def _award_counts(actor: Actor) -> dict[int | None, int]:
    rows = db.session.execute(
        sa.select(Award.membership_id, sa.func.count())
        .where(Award.community_id == actor.community.id, Award.state == "accepted")
        .group_by(Award.membership_id)
    )
    return {row[0]: row[1] for row in rows}
