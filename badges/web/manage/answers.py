"""Who has answered an offer of a badge, and who has not: counted, reminded, printed."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Response, request

from badges.accounts.access import Actor, Permission
from badges.awarding import answers, awards
from badges.batches.sheets import claim_sheet
from badges.errors import ConflictError
from badges.models import Award
from badges.ports import settings
from badges.web.access import requires
from badges.web.manage.achievements import find_achievement, shown_version
from badges.web.manage.frame import ON_A_PAGE, as_pdf, blueprint, done, refused, show
from badges.web.manage.progress import name_of
from badges.web.manage.sessions import zone_of
from badges.web.pages import words


@blueprint.get("/badges/<slug>/answers")
@requires(Permission.AWARDS_READ)
def badge_answers(actor: Actor, slug: str) -> Response:
    """Show the funnel, and who has not answered."""
    badge = find_achievement(actor, slug)
    number = max(1, min(request.args.get("page", 1, type=int), 10_000))
    found = answers.unanswered(actor, badge, limit=ON_A_PAGE + 1, offset=(number - 1) * ON_A_PAGE)
    return show(
        "awards/answers",
        badge=badge,
        name=name_of(shown_version(badge)),
        funnel=answers.funnel(actor, badge),
        most_counted=answers.MOST_IN_FUNNEL,
        found=found[:ON_A_PAGE],
        number=number,
        more=len(found) > ON_A_PAGE,
        most=answers.MOST_REMINDERS,
        mail_is_set_up=settings().mail_url is not None,
        zone=zone_of(actor),
    )


@blueprint.post("/badges/<slug>/answers/sheet")
@requires(Permission.AWARDS_WRITE)
def badge_answers_sheet(actor: Actor, slug: str) -> Any:
    """Print the links of all who have not answered."""
    badge = find_achievement(actor, slug)
    try:
        body = claim_sheet(actor, sa.select(Award.id).where(Award.achievement_id == badge.id))
    except ConflictError as error:
        return refused(error, "badge_answers", slug=slug)
    return as_pdf(body, f"links-{badge.slug}.pdf")


@blueprint.post("/awards/<public_id>/remind")
@requires(Permission.AWARDS_WRITE)
def award_remind(actor: Actor, public_id: str) -> Any:
    """Remind somebody of an offer."""
    row = awards.find_award(actor, public_id)
    try:
        answers.remind(actor, row)
    except ConflictError as error:
        return refused(error, "badge_answers", slug=row.achievement.slug)
    said = words().gettext("%(name)s is reminded.", name=row.recipient_name)
    return done(said, "badge_answers", slug=row.achievement.slug)


@blueprint.post("/awards/<public_id>/resend")
@requires(Permission.AWARDS_WRITE)
def award_resend(actor: Actor, public_id: str) -> Any:
    """Send the offer's mail once more, as it was."""
    row = awards.find_award(actor, public_id)
    try:
        answers.resend(actor, row)
    except ConflictError as error:
        return refused(error, "badge_answers", slug=row.achievement.slug)
    said = words().gettext("The offer goes out to %(name)s once more.", name=row.recipient_name)
    return done(said, "badge_answers", slug=row.achievement.slug)
