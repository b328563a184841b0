"""What changed? The question after a badge, my answers, and who may know of them."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

from flask import g, request, url_for
from werkzeug.wrappers import Response

from badges.accounts.access import Actor, Permission
from badges.database import db
from badges.errors import BadgesError
from badges.impact import answers
from badges.impact.answers import read_answer
from badges.models import FollowUp, Membership
from badges.timestamps import local_day
from badges.web.access import requires
from badges.web.impact import CONSENTS, changes
from badges.web.member.achievements import membership_of
from badges.web.member.frame import blueprint, errors_of, go
from badges.web.member.together import Corner, Link, corner
from badges.web.member.waiting import Line, waits
from badges.web.pages import page, words
from badges.wording import Localized, pick


@corner(order=90)
def _answers(member: Membership) -> Corner | None:
    rows = answers.questions_of(member)
    if not rows:
        return None
    return Corner(
        title=words().gettext("What changed"),
        sentence=words().gettext("What you were asked after your badges, and who may know."),
        links=(
            Link(
                words().gettext("My answers"),
                url_for("member.changed_list", community=member.community.slug),
            ),
        ),
        count=sum(not (row.answered_at or row.passed_at) for row in rows),
    )


@waits(order=34)
def _waiting(member: Membership) -> Iterator[Line]:
    row = answers.open_question(member)
    if row is not None:
        yield Line(
            words().gettext("What changed since “%(badge)s”?", badge=_badge(row).text),
            words().gettext("Answer"),
            url_for("member.changed", community=member.community.slug, number=row.id),
        )


@blueprint.get("/me/<community>/changed")
@requires(Permission.BELONG)
def changed_list(actor: Actor) -> Response:
    """List what I was asked and what I said."""
    zone = actor.community.zone
    return page(
        "member/impact/answers.html",
        slug=actor.community.slug,
        rows=[
            (row, _badge(row), local_day(row.answered_at or row.asked_at, zone))
            for row in answers.questions_of(membership_of(actor))
        ],
        changes=changes(),
        consents=CONSENTS,
    )


@blueprint.get("/me/<community>/changed/<int:number>")
@requires(Permission.BELONG)
def changed(actor: Actor, number: int) -> Response:
    """Ask, or show what was answered, to change it."""
    return _ask_page(answers.own_question(membership_of(actor), number))


@blueprint.post("/me/<community>/changed/<int:number>")
@requires(Permission.BELONG)
def changed_save(actor: Actor, number: int) -> Response:
    """Keep an answer."""
    member = membership_of(actor)
    row = answers.own_question(member, number)
    form = request.form
    try:
        given = (form.get("changed", ""), form.get("story", ""), form.get("consent", ""))
        answers.answer(member, row, read_answer(*given))
    except BadgesError as error:
        db.session.rollback()
        return _ask_page(answers.own_question(member, number), errors_of(error))
    return _back(actor, words().gettext("Thank you. You can change or delete it at any time."))


@blueprint.post("/me/<community>/changed/<int:number>/<any(pass,delete):do>")
@requires(Permission.BELONG)
def changed_step(actor: Actor, number: int, do: str) -> Response:
    """Leave the question, or delete the answer."""
    member = membership_of(actor)
    row = answers.own_question(member, number)
    if do == "pass":
        answers.pass_by(member, row)
        return _back(actor, words().gettext("All right. You find it here if you change your mind."))
    answers.delete_answer(member, row)
    return _back(actor, words().gettext("Your answer is deleted."))


def _ask_page(row: FollowUp, errors: dict[str, str] | None = None) -> Response:
    typed = {"changed": row.changed, "story": row.story, "consent": row.consent}
    return page(
        "member/impact/ask.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
        row=row,
        slug=g.community.slug,
        badge=_badge(row),
        limit=answers.STORY_LIMIT,
        changes=changes(),
        typed={**typed, **request.form.to_dict()},
        errors=errors or {},
    )


def _badge(row: FollowUp) -> Localized:
    return pick(row.award.version.name, words().language)


def _back(actor: Actor, said: str) -> Response:
    return go(url_for("member.changed_list", community=actor.community.slug), said)
