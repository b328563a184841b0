"""My goals, and those that others share with me."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from badges.accounts.access import Actor, Permission
from badges.database import db
from badges.models import Goal, Membership
from badges.peers import goals
from badges.peers.goals import GoalFacts
from badges.peers.mentoring import partner_ids
from badges.ports import now
from badges.timestamps import local_day
from badges.web.access import requires
from badges.web.member.achievements import membership_of
from badges.web.member.fields import REFUSALS, day_from
from badges.web.member.frame import blueprint, commit_and_run, errors_of, go
from badges.web.member.together import Corner, Link, corner
from badges.web.member.waiting import Line, waits
from badges.web.pages import page, words

OWN_STEPS: dict[str, Callable[[Membership, Goal], object]] = {
    "reached": goals.reach,
    "reopen": goals.reopen,
    "let-go": goals.let_go,
    "delete": goals.delete_goal,
}


@corner(order=40)
def _goals(member: Membership) -> Corner:
    mine = [it for it in goals.goals_of(member) if not it.reached_at and not it.let_go_at]
    if mine:
        sentence = words().ngettext(
            "You have one open goal.", "You have %(num)s open goals.", len(mine)
        )
    else:
        sentence = words().gettext(
            "What would you like to reach? Only you see it, unless you share it."
        )
    return Corner(
        title=words().gettext("Goals"),
        sentence=sentence,
        links=(
            Link(
                words().gettext("My goals"),
                url_for("member.goal_list", community=member.community.slug),
            ),
        ),
        count=len(goals.to_confirm(member)),
    )


@waits(order=8)
def _to_confirm(member: Membership) -> Iterator[Line]:
    for goal in goals.to_confirm(member):
        yield Line(
            words().gettext(
                "%(name)s has reached a goal: “%(goal)s”.", name=goal.member.name, goal=goal.title
            ),
            words().gettext("Confirm it"),
            url_for("member.goal_list", community=member.community.slug, _anchor="shared"),
        )


@blueprint.get("/me/<community>/goals")
@requires(Permission.BELONG)
def goal_list(actor: Actor) -> Response:
    """List my goals and those of others that I may see, with a form for a new one."""
    return _list_page(membership_of(actor))


@blueprint.post("/me/<community>/goals")
@requires(Permission.BELONG)
def goal_new(actor: Actor) -> Response:
    """Set a goal."""
    member = membership_of(actor)
    try:
        goals.set_goal(member, _facts())
    except REFUSALS as error:
        db.session.rollback()
        return _list_page(member, errors_of(error))
    return _back(actor, words().gettext("Your goal is set."))


@blueprint.get("/me/<community>/goals/<int:goal_id>")
@requires(Permission.BELONG)
def goal(actor: Actor, goal_id: int) -> Response:
    """Show one goal of mine, to change it."""
    member = membership_of(actor)
    return _goal_page(member, goals.own_goal(member, goal_id))


@blueprint.post("/me/<community>/goals/<int:goal_id>")
@requires(Permission.BELONG)
def goal_save(actor: Actor, goal_id: int) -> Response:
    """Word a goal anew, share it or not."""
    member = membership_of(actor)
    row = goals.own_goal(member, goal_id)
    try:
        goals.change_goal(member, row, _facts())
    except REFUSALS as error:
        db.session.rollback()
        return _goal_page(member, row, errors_of(error))
    return _back(actor, words().gettext("Saved."))


@blueprint.post("/me/<community>/goals/<int:goal_id>/<any(reached,reopen,'let-go',delete):do>")
@requires(Permission.BELONG)
def goal_step(actor: Actor, goal_id: int, do: str) -> Response:
    """Reach a goal, take that back, let it go, or delete it."""
    member = membership_of(actor)
    try:
        OWN_STEPS[do](member, goals.own_goal(member, goal_id))
    except REFUSALS as error:
        db.session.rollback()
        return _back(actor, next(iter(errors_of(error).values())), kind="error")
    if do == "reached":
        commit_and_run("evaluate_member", membership_id=member.id)
    said = {
        "reached": words().gettext("Well done! Those you share it with may confirm it."),
        "reopen": words().gettext("It is open again."),
        "let-go": words().gettext("Let go. You can take it up again whenever you like."),
        "delete": words().gettext("The goal is deleted."),
    }
    return _back(actor, said[do])


@blueprint.post("/me/<community>/goals/<int:goal_id>/<any(confirm,unconfirm):do>")
@requires(Permission.BELONG)
def goal_answer(actor: Actor, goal_id: int, do: str) -> Response:
    """Confirm that somebody reached a goal, or take that back."""
    member = membership_of(actor)
    try:
        row = goals.shared_goal(member, goal_id)
        if do == "confirm":
            goals.confirm_goal(member, row, request.form.get("sentence", ""))
            said = words().gettext("Confirmed; that will please %(name)s.", name=row.member.name)
        else:
            goals.unconfirm_goal(member, row)
            said = words().gettext("Taken back.")
    except REFUSALS as error:
        db.session.rollback()
        return _back(actor, next(iter(errors_of(error).values())), kind="error")
    return _back(actor, said)


def _list_page(member: Membership, errors: dict[str, str] | None = None) -> Response:
    mine = goals.goals_of(member)
    return page(
        "member/together/goals.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
        member=member,
        open=[it for it in mine if not it.reached_at and not it.let_go_at],
        reached=[it for it in mine if it.reached_at],
        put_aside=[it for it in mine if it.let_go_at],
        shared=goals.shared_with(member),
        said=goals.confirmation_by,
        today=local_day(now(), member.community.zone),
        **_common(member, errors),
    )


def _goal_page(member: Membership, row: Goal, errors: dict[str, str] | None = None) -> Response:
    return page(
        "member/together/goal.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
        goal=row,
        **_common(member, errors),
    )


def _common(member: Membership, errors: dict[str, str] | None) -> dict[str, Any]:
    zone = member.community.zone
    return {
        "slug": member.community.slug,
        "meets": bool(partner_ids(member)),
        "day_of": lambda instant: local_day(instant, zone),
        "due_day": goals.due_day,
        "typed": request.form,
        "errors": errors or {},
    }


def _facts() -> GoalFacts:
    form = request.form
    return GoalFacts(
        title=form.get("title", ""),
        text=form.get("text", ""),
        due_on=day_from(form.get("due_on", ""), "due_on"),
        shared=bool(form.get("shared")),
    )


def _back(actor: Actor, said: str, *, kind: str = "success") -> Response:
    return go(url_for("member.goal_list", community=actor.community.slug), said, kind=kind)
