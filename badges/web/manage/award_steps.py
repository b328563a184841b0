"""What is done to an award later: withdraw, suspend, let count again, correct.

Each page shows before the click the exact mail that the member will get: the step is tried, its
mail is read, and everything is rolled back.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Response

from badges.accounts.access import Actor, Permission
from badges.awarding import awards, withdrawing
from badges.database import db
from badges.errors import BadgesError, ConflictError, ForbiddenError, InputError
from badges.models import Award, OutboxMail
from badges.ports import settings
from badges.web.access import requires
from badges.web.manage.frame import Texts, blueprint, done, refused, show, typed_form
from badges.web.manage.progress import name_of
from badges.web.pages import words

STEPS = "any(withdraw, suspend, reinstate, correct)"
UNWRITTEN = "…"
"""Stands for a reason that is still to be typed."""


@blueprint.get(f"/awards/<public_id>/<{STEPS}:step>")
@requires(Permission.AWARDS_WRITE, writes=True)
def award_step(actor: Actor, public_id: str, step: str) -> Response:
    """Say what the step means for the member, before it is taken."""
    row = awards.find_award(actor, public_id)
    typed = Texts(name=row.recipient_name, narrative=row.narrative, place=row.place)
    return _show_step(actor, row, step, typed)


@blueprint.post(f"/awards/<public_id>/<{STEPS}:step>")
@requires(Permission.AWARDS_WRITE)
def award_step_now(actor: Actor, public_id: str, step: str) -> Any:
    """Take the step, or show its mail once more with what was typed meanwhile."""
    row = awards.find_award(actor, public_id)
    typed = typed_form()
    if typed["do"] == "look":
        return _show_step(actor, row, step, typed)
    try:
        said = _take(actor, row, step, typed)
    except InputError as error:
        return _show_step(actor, row, step, typed, error)
    except (ConflictError, ForbiddenError) as error:
        return refused(error, "award", public_id=public_id)
    return done(said, "award", public_id=public_id)


def _take(actor: Actor, row: Award, step: str, typed: Texts) -> str:
    say = words().gettext
    if step == "withdraw":
        withdrawing.withdraw(actor, row, typed["reason"])
        return say("The badge is withdrawn.")
    if step == "suspend":
        withdrawing.suspend(actor, row, typed["reason"])
        return say("The badge is suspended.")
    if step == "reinstate":
        withdrawing.reinstate(actor, row)
        return say("The badge counts again.")
    withdrawing.correct(
        actor, row, name=typed["name"], narrative=typed["narrative"], place=typed["place"]
    )
    return say("The correction is saved.")


def _show_step(
    actor: Actor, row: Award, step: str, typed: Texts, error: BadgesError | None = None
) -> Response:
    mail, problem = _tried(actor, row, step, typed)
    if error is None and isinstance(problem, InputError):
        error = problem
    return show(
        f"awards/{step}",
        award=row,
        name=name_of(row.version),
        typed=typed,
        error=error,
        mail=mail,
        mail_is_set_up=settings().mail_url is not None,
    )


def _tried(
    actor: Actor, row: Award, step: str, typed: Texts
) -> tuple[OutboxMail | None, BadgesError | None]:
    """Give the mail that the step would write, if any, and what stands in its way."""
    newest = db.session.scalar(sa.select(sa.func.max(OutboxMail.id))) or 0
    wanted = Texts({**typed, "reason": typed["reason"].strip() or UNWRITTEN})
    try:
        _take(actor, row, step, wanted)
        mail = db.session.scalar(
            sa.select(OutboxMail)
            .where(OutboxMail.award_id == row.id, OutboxMail.id > newest)
            .order_by(OutboxMail.id.desc())
            .limit(1)
        )
        if mail is not None:
            db.session.expunge(mail)
    except BadgesError as error:
        return None, error
    else:
        return mail, None
    finally:
        db.session.rollback()
