"""One achievement as a member on the way to it sees it; asking a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from zoneinfo import ZoneInfo

from flask import request, url_for
from werkzeug.wrappers import Response

from badges.accounts.access import Actor, Permission
from badges.awarding.achievements import current_versions, newest_published
from badges.awarding.asking import ask_person
from badges.awarding.drafts import milestones_of
from badges.awarding.evidence import asks_for_others, evidence_of, last_said
from badges.awarding.holding import awards_of
from badges.awarding.judging import reviews_in
from badges.awarding.progress import progress
from badges.database import db, get_scoped
from badges.errors import BadgesError, NotFoundError
from badges.milestones import Asking
from badges.models import Achievement, AchievementVersion, Membership
from badges.peers.voices import voices_in
from badges.ports import now
from badges.timestamps import local_day
from badges.web.access import requires
from badges.web.cards import card_of
from badges.web.member.desk import Step, names_of, questions_about, way_of
from badges.web.member.frame import blueprint, errors_of, go
from badges.web.pages import page, words
from badges.web.work import tries_of
from schemas.asking import KINDS


@blueprint.get("/me/<community>/achievements/<slug>")
@requires(Permission.BELONG)
def achievement(actor: Actor, slug: str) -> Response:
    """Show criteria, milestones with what is missing, my evidence, and a form to hand in."""
    return achievement_page(actor, slug)


@blueprint.post("/me/<community>/achievements/<slug>/ask")
@requires(Permission.BELONG)
def ask(actor: Actor, slug: str) -> Response:
    """Ask a person of the community about it."""
    row, member = achievement_of(actor, slug), membership_of(actor)
    try:
        ask_person(member, row, request.form.get("text", ""))
    except BadgesError as error:
        db.session.rollback()
        typed = {"question": request.form.get("text", "")}
        told = {"question": next(iter(errors_of(error).values()))}
        return achievement_page(actor, slug, errors=told, typed=typed)
    return go(
        url_for("member.achievement", community=actor.community.slug, slug=slug),
        words().gettext("Your question has been sent; you will find the answer here."),
    )


def achievement_page(
    actor: Actor,
    slug: str,
    *,
    errors: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    """Draw the page, with what was typed where a form on it could not be used."""
    row, member = achievement_of(actor, slug), membership_of(actor)
    version = published_of(row)
    names = names_of(current_versions(actor.community.id), words())
    way = way_of(version, progress(member, version), words(), names)
    pieces = evidence_of(member, row)
    asked = {it.key: it.asking for it in milestones_of(version)}
    reviews = reviews_in(version)
    chosen = request.values.get("replaces", type=int)
    return page(
        "member/achievement.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
        card=card_of(version, words().language),
        version=version,
        way=way,
        takes=[step for step in way.steps if step.takes_evidence],
        milestones=[(step.key, step.title) for step in way.steps if step.takes_evidence],
        titles={step.key: step for step in way.steps},
        pieces=[piece for piece in pieces if piece.state != "withdrawn"],
        days={it.id: local_day(it.submitted_at, actor.community.zone) for it in pieces},
        replaced=next((it for it in pieces if it.id == chosen and it.state != "withdrawn"), None),
        asked_for=_asked_for(way.steps),
        others_open={it.id for it in pieces if asks_for_others(it)},
        last_said=last_said(member),
        awards=[it for it in awards_of(member) if it.achievement_id == row.id],
        questions=questions_about(member, row),
        vouched=bool(voices_in(version)),
        asked=asked,
        kinds=_kinds(asked, [step.key for step in way.steps if step.takes_evidence]),
        reviewed=bool(reviews),
        open_to_all=any(each.by == "anyone" for each in reviews),
        tries={it.id: tries_of(it) for it in pieces if it.state != "withdrawn"},
        today=local_day(now(), actor.community.zone),
        zone=ZoneInfo(actor.community.zone),
        errors=errors or {},
        typed=typed or {},
    )


def achievement_of(actor: Actor, slug: str) -> Achievement:
    """Find the achievement within the community; raises ``NotFoundError``."""
    return get_scoped(Achievement, actor.community.id, slug=slug)


def membership_of(actor: Actor) -> Membership:
    """Give the member that the actor is; pages have no other actors."""
    if actor.membership is None:
        raise NotFoundError("not_found", "There is nothing at this address.")
    return actor.membership


def published_of(row: Achievement) -> AchievementVersion:
    """Give the version that counts now; drafts are nobody's business yet."""
    version = newest_published(row)
    if version is None:
        raise NotFoundError("not_found", "There is nothing at this address.")
    return version


def _kinds(asked: Mapping[str, Asking], takes: Sequence[str]) -> frozenset[str]:
    """Give the kinds that the form offers: of all milestones that it can hand in for."""
    named = [asked[key].kinds for key in takes if key in asked]
    if not all(named):
        return frozenset(KINDS)
    return frozenset(kind for kinds in named for kind in kinds)


def _asked_for(steps: tuple[Step, ...]) -> str:
    """Choose the milestone that the form offers first: asked for, else the first open one."""
    takes = [step for step in steps if step.takes_evidence]
    asked = request.values.get("milestone", "")
    if any(step.key == asked for step in takes):
        return asked
    return next((it.key for it in takes if not it.met), takes[0].key if takes else "")
