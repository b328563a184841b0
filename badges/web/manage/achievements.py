"""Badges: listed, shown, published, gone on from, copied, archived."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Response

from badges.accounts.access import Actor, Permission
from badges.accounts.people import has_members
from badges.awarding import achievements
from badges.awarding.back_awarding import dry_run, last_fired, newest_run, stop
from badges.awarding.deciding import by_hand
from badges.awarding.drafts import draft_of
from badges.database import MOST_COUNTED, counting, db, get_scoped
from badges.errors import ConflictError, InputError
from badges.models import Achievement, AchievementVersion, Award
from badges.web.access import requires
from badges.web.manage.badge_form import loosely, typed_from
from badges.web.manage.badge_preview import hint_sentences, shown
from badges.web.manage.frame import ON_A_PAGE, blueprint, done, listed, refused, show, typed_form
from badges.web.manage.progress import MOST_COMPARED, name_of, table_of, titles_of
from badges.web.manage.sessions import zone_of
from badges.web.pages import words
from badges.wording import wording


@blueprint.get("/badges")
@requires(Permission.ACHIEVEMENTS_READ)
def badge_list(actor: Actor) -> Response:
    """List the badges, archived ones last."""
    rows = db.session.scalars(
        sa.select(Achievement)
        .where(Achievement.community_id == actor.community.id)
        .order_by(Achievement.archived_at.is_not(None), Achievement.id)
    ).all()
    return show(
        "badges/list",
        badges=[(row, shown_version(row)) for row in rows],
        counts=award_counts(actor),
        most=MOST_COUNTED,
        fired=last_fired(actor, [row.id for row in rows]),
        zone=zone_of(actor),
        name_of=name_of,
    )


@blueprint.get("/badges/<slug>")
@requires(Permission.ACHIEVEMENTS_READ)
def badge(actor: Actor, slug: str) -> Response:
    """Show one badge: who is how far, what was awarded, what can be done."""
    row = find_achievement(actor, slug)
    version = achievements.newest_published(row)
    newest = row.versions[-1]
    may_see_awards = actor.may(Permission.AWARDS_READ)
    return show(
        "badges/show",
        badge=row,
        version=version,
        newest=newest,
        shown=version or newest,
        name=name_of(version or newest),
        name_of=name_of,
        table=table_of(actor, version) if version else [],
        awards=listed(_awards_of(row)) if may_see_awards else None,
        most=ON_A_PAGE,
        run=newest_run(version) if version else None,
        confirms=bool(version and by_hand(version)),
        fired=last_fired(actor, [row.id]).get(row.id),
        zone=zone_of(actor),
    )


@blueprint.get("/badges/<slug>/preview")
@requires(Permission.ACHIEVEMENTS_READ)
def badge_preview(actor: Actor, slug: str) -> Response:
    """Show the newest version as members and checkers will read it, in each language."""
    row = find_achievement(actor, slug)
    newest = row.versions[-1]
    return show(
        "badges/preview",
        badge=row,
        version=newest,
        name=name_of(newest),
        previews=shown(actor, draft_of(newest)),
    )


@blueprint.get("/badges/<slug>/publish")
@requires(Permission.ACHIEVEMENTS_WRITE)
def badge_publish(actor: Actor, slug: str) -> Response:
    """Say what is missing, or who would be offered the badge, before it is published."""
    row = find_achievement(actor, slug)
    newest = row.versions[-1]
    problems = achievements.publishing_problems(actor, newest)
    too_many = has_members(actor.community, more_than=MOST_COMPARED)
    return show(
        "badges/publish",
        badge=row,
        version=newest,
        name=name_of(newest),
        problems=[(each, _missing_sentence(each.params.get("field"))) for each in problems],
        titles=titles_of(actor),
        trial=None if problems or too_many or newest.published_at else dry_run(actor, newest),
        most=MOST_COMPARED,
        too_many=too_many,
        hints=[] if newest.published_at else _hints(actor, newest),
    )


@blueprint.post("/badges/<slug>/publish")
@requires(Permission.ACHIEVEMENTS_WRITE)
def badge_publish_now(actor: Actor, slug: str) -> Any:
    """Publish the draft; with a yes everybody is looked at now."""
    newest = find_achievement(actor, slug).versions[-1]
    try:
        achievements.publish(actor, newest, award_existing=bool(typed_form()["award_existing"]))
    except InputError as error:
        return refused(error, "badge_publish", slug=slug)
    return done(words().gettext("The badge is published."), "badge", slug=slug)


@blueprint.post("/badges/<slug>/looking/<int:run_id>/stop")
@requires(Permission.ACHIEVEMENTS_WRITE)
def badge_looking_stop(actor: Actor, slug: str, run_id: int) -> Any:
    """Look at no more members for what they had done before the badge was published."""
    stop(actor, run_id)
    return done(words().gettext("Stopped; what was offered until now stays."), "badge", slug=slug)


@blueprint.post("/badges/<slug>/versions")
@requires(Permission.ACHIEVEMENTS_WRITE)
def badge_new_version(actor: Actor, slug: str) -> Any:
    """Open a draft that goes on from the published version."""
    try:
        achievements.new_version(actor, find_achievement(actor, slug))
    except ConflictError as error:
        return refused(error, "badge", slug=slug)
    said = words().gettext("This is the draft of a new version; the published one stays as it is.")
    return done(said, "badge_edit", slug=slug)


@blueprint.post("/badges/<slug>/copy")
@requires(Permission.ACHIEVEMENTS_WRITE)
def badge_copy(actor: Actor, slug: str) -> Any:
    """Begin another badge with what this one says."""
    row = find_achievement(actor, slug)
    names = {
        code: wording(code).gettext("%(name)s (copy)", name=text)
        for code, text in shown_version(row).name.items()
    }
    version = achievements.copy_achievement(actor, row, names)
    said = words().gettext("This is a copy. Give it a name of its own; the first stays as it is.")
    return done(said, "badge_edit", slug=version.achievement.slug)


@blueprint.get("/badges/<slug>/archive")
@requires(Permission.ACHIEVEMENTS_WRITE)
def badge_archive(actor: Actor, slug: str) -> Response:
    """Say what archiving means."""
    row = find_achievement(actor, slug)
    return show("badges/archive", badge=row, name=name_of(shown_version(row)))


@blueprint.post("/badges/<slug>/archive")
@requires(Permission.ACHIEVEMENTS_WRITE)
def badge_archive_now(actor: Actor, slug: str) -> Any:
    """Award it no more."""
    achievements.archive(actor, find_achievement(actor, slug))
    return done(words().gettext("The badge is archived."), "badge", slug=slug)


@blueprint.post("/badges/<slug>/reopen")
@requires(Permission.ACHIEVEMENTS_WRITE)
def badge_reopen(actor: Actor, slug: str) -> Any:
    """Award it again."""
    achievements.reopen(actor, find_achievement(actor, slug))
    return done(words().gettext("The badge can be earned again."), "badge", slug=slug)


def find_achievement(actor: Actor, slug: str) -> Achievement:
    """Find a badge of the community; raises ``NotFoundError``."""
    return get_scoped(Achievement, actor.community.id, slug=slug)


def shown_version(row: Achievement) -> AchievementVersion:
    """Give the version that lists name: the newest published, else the draft."""
    return achievements.newest_published(row) or row.versions[-1]


def award_counts(actor: Actor) -> dict[int, dict[str, int]]:
    """Count each badge's awards that are held and open, as far as pages count."""

    def many(state: str) -> sa.Label[int]:
        of_badge = sa.select(Award.id).where(
            Award.achievement_id == Achievement.id, Award.state == state
        )
        return counting(of_badge.correlate(Achievement)).label(state)

    rows = db.session.execute(
        sa.select(Achievement.id, many("accepted"), many("offered")).where(
            Achievement.community_id == actor.community.id
        )
    )
    return {row.id: {"accepted": row.accepted, "offered": row.offered} for row in rows}


def _awards_of(row: Achievement) -> sa.Select[Award]:
    return sa.select(Award).where(Award.achievement_id == row.id).order_by(Award.id.desc())


def _hints(actor: Actor, version: AchievementVersion) -> list[str]:
    """Say what could be better, before it is published for good."""
    typed, rows, _ = typed_from(draft_of(version), actor.community)
    return hint_sentences(actor.community, loosely(typed, rows))


def _missing_sentence(field: object) -> str:
    """Say which text is missing."""
    gettext = words().gettext
    return {
        "name": gettext("The badge has no name yet."),
        "description": gettext("The description is missing."),
        "criteria": gettext("Write at least one criterion."),
        "picture_alt": gettext("Describe the picture for people who cannot see it."),
    }.get(str(field), "")
