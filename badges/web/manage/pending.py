"""The lines of the home page about members' work: evidence, questions, awards, mail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import url_for

from badges.accounts.access import Actor, Permission, Role
from badges.accounts.people import has_members, team_of
from badges.awarding.asking import open_questions
from badges.awarding.evaluating import awaiting_manager
from badges.awarding.reviewing import inbox
from badges.awarding.sealing import space_of
from badges.awarding.spreading import late
from badges.database import MOST_COUNTED, count_up_to
from badges.mailing import SENDING
from badges.models import Achievement, Award, Credential, OutboxMail, PlannedAward
from badges.ports import now, settings
from badges.web.manage.outbox import failed_jobs
from badges.web.manage.waiting import Line, waits
from badges.web.pages import words

UNANSWERED = timedelta(days=7)
"""An offer that had no answer for so long is worth a word."""

ENDING = timedelta(days=30)
"""So long before an award expires there is time to renew it."""

HELPERS = {Role.OWNER.value, Role.MANAGER.value}


@waits(order=10)
def _broken(actor: Actor) -> Iterator[Line]:
    if not actor.may(Permission.SETTINGS):
        return
    url, action = url_for("manage.outbox"), words().gettext("See why")
    if mails := count_of(OutboxMail, actor, OutboxMail.state == "failed"):
        text = words().ngettext(
            "One mail could not be sent.",
            "%(num)s mails could not be sent.",
            mails,
            num=_told(mails),
        )
        yield Line(_begun(text), action, url, "bad")
    if jobs := len([job for job in failed_jobs(actor) if job.name not in SENDING]):
        text = words().ngettext("One task did not work.", "%(num)s tasks did not work.", jobs)
        yield Line(text, action, url, "bad")


@waits(order=20)
def _evidence(actor: Actor) -> Iterator[Line]:
    if waiting := len(inbox(actor)):
        text = words().ngettext(
            "One piece of evidence waits for review.",
            "%(num)s pieces of evidence wait for review.",
            waiting,
        )
        yield Line(text, words().gettext("Review"), url_for("manage.inbox"))


@waits(order=21)
def _late(actor: Actor) -> Iterator[Line]:
    if count := len(late(actor.community.id)):
        text = words().ngettext(
            "One piece of evidence waits longer than was promised.",
            "%(num)s pieces of evidence wait longer than was promised.",
            count,
        )
        yield Line(text, words().gettext("Look at the oldest"), url_for("manage.inbox"), "wait")


@waits(order=22)
def _questions(actor: Actor) -> Iterator[Line]:
    if asked := len(open_questions(actor)):
        text = words().ngettext(
            "One question waits for an answer.", "%(num)s questions wait for an answer.", asked
        )
        yield Line(text, words().gettext("Answer"), url_for("manage.inbox", _anchor="questions"))


@waits(order=24)
def _decisions(actor: Actor) -> Iterator[Line]:
    if actor.may(Permission.AWARDS_WRITE) and (reached := len(awaiting_manager(actor))):
        text = words().ngettext(
            "One award waits for your decision: every milestone is met.",
            "%(num)s awards wait for your decision: every milestone is met.",
            reached,
        )
        yield Line(text, words().gettext("Decide"), url_for("manage.award_waiting"))


@waits(order=30)
def _kept_mails(actor: Actor) -> Iterator[Line]:
    if settings().mail_url or not actor.may(Permission.SETTINGS):
        return
    if kept := count_of(OutboxMail, actor, OutboxMail.state == "kept"):
        text = words().ngettext(
            "No mail server is set up, so one mail is kept here.",
            "No mail server is set up, so %(num)s mails are kept here.",
            kept,
            num=_told(kept),
        )
        yield Line(text, words().gettext("Pass the links on"), url_for("manage.outbox"), "wait")


@waits(order=40)
def _offers(actor: Actor) -> Iterator[Line]:
    if not actor.may(Permission.AWARDS_READ):
        return
    # From the badges on, which are few: of a community's awards there may be a million.
    here = sa.select(Achievement.id).where(Achievement.community_id == actor.community.id)
    late = sa.select(Award.id).where(
        Award.achievement_id.in_(here),
        Award.state == "offered",
        Award.awarded_at <= now() - UNANSWERED,
    )
    if count := count_up_to(late):
        text = words().ngettext(
            "One badge was offered more than a week ago and has no answer.",
            "%(num)s badges were offered more than a week ago and have no answer.",
            count,
            num=_told(count),
        )
        yield Line(_begun(text), words().gettext("See the badges"), url_for("manage.badge_list"))


@waits(order=42)
def _endings(actor: Actor) -> Iterator[Line]:
    if not actor.may(Permission.AWARDS_READ):
        return
    query = (
        sa.select(Credential.award_id)
        .join(Award)
        .where(
            Credential.community_id == actor.community.id,
            Award.state == "accepted",
            Credential.revoked_at.is_(None),
            Credential.valid_until.between(now(), now() + ENDING),
        )
        .distinct()
    )
    if count := count_up_to(query):
        text = words().ngettext(
            "One badge runs out within 30 days.",
            "%(num)s badges run out within 30 days.",
            count,
            num=_told(count),
        )
        yield Line(_begun(text), words().gettext("Renew"), url_for("manage.award_running_out"))


@waits(order=44)
def _plans(actor: Actor) -> Iterator[Line]:
    if not actor.may(Permission.AWARDS_READ):
        return
    if count := count_of(PlannedAward, actor, PlannedAward.state == "failed"):
        text = words().ngettext(
            "One planned award could not be made.",
            "%(num)s planned awards could not be made.",
            count,
        )
        yield Line(text, words().gettext("See why"), url_for("manage.award_waiting"), "bad")


@waits(order=48)
def _space(actor: Actor) -> Iterator[Line]:
    if not actor.may(Permission.SETTINGS):
        return
    space, url = space_of(actor.community), url_for("manage.evidence_bounds")
    if space.let_go:
        text = words().ngettext(
            "One copy of a link was let go to make room for evidence.",
            "%(num)s copies of links were let go to make room for evidence.",
            space.let_go,
        )
        yield Line(text, words().gettext("See the space"), url, "wait")
    elif space.is_tight:
        text = words().gettext("The space for evidence is nearly used up.")
        yield Line(text, words().gettext("See the space"), url, "wait")


@waits(order=60)
def _second_manager(actor: Actor) -> Iterator[Line]:
    if not actor.may(Permission.SETTINGS) or actor.community.is_demo:
        return
    helping = [each for each in team_of(actor.community) if HELPERS.intersection(each.roles)]
    # Who has nobody to choose from yet is not asked to choose.
    if len(helping) == 1 and has_members(actor.community, more_than=1):
        text = words().gettext(
            "You manage alone. A second person could go on if you cannot, and can help you back in."
        )
        yield Line(text, words().gettext("Choose somebody"), url_for("manage.member_list"), "wait")


def count_of(model: Any, actor: Actor, *conditions: sa.ColumnElement[bool]) -> int:
    """Count rows of the reader's community, as far as pages count."""
    here = sa.select(model.id).where(model.community_id == actor.community.id, *conditions)
    return count_up_to(here)


def _told(count: int) -> str:
    return words().up_to(count, MOST_COUNTED)


def _begun(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
