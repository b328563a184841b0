"""Words of others, as managers see them: organisations' for badges, members' for each other."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Response, request, url_for

from badges.accounts.access import Actor, Permission
from badges.awarding import achievements
from badges.database import db, get_scoped
from badges.errors import BadgesError, ConflictError, InputError
from badges.models import Achievement, AchievementVersion, BadgeEndorsement, Vouch
from badges.peers import endorsing, guards
from badges.ports import now, ports
from badges.verifying import UnreadableError
from badges.verifying.foreign import host_of
from badges.web.access import requires
from badges.web.manage.achievements import find_achievement
from badges.web.manage.frame import (
    Texts,
    blueprint,
    done,
    listed,
    refused,
    show,
    typed_form,
    whole_number_from,
)
from badges.web.manage.progress import name_of
from badges.web.manage.sessions import zone_of
from badges.web.manage.waiting import Line, waits
from badges.web.pages import words
from badges.web.spoken import handed_in, looked_at

LATELY = timedelta(days=30)
"""How long an answer that nobody shows is told of on the first page."""


@blueprint.get("/badges/<slug>/endorsements")
@requires(Permission.ACHIEVEMENTS_READ)
def endorsements(actor: Actor, slug: str) -> Response:
    """Show which organisations were asked for their word, and what they said."""
    return _page(actor, slug)


@blueprint.post("/badges/<slug>/endorsements")
@requires(Permission.ACHIEVEMENTS_WRITE)
def endorsement_ask(actor: Actor, slug: str) -> Any:
    """Ask an organisation by mail, or keep an endorsement that came another way."""
    typed = typed_form()
    version = _version(find_achievement(actor, slug))
    try:
        if typed["do"] == "add":
            endorsing.add(actor, version, looked_at(version, handed_in()))
            said = words().gettext("It was checked and kept; show it when you like.")
        else:
            endorsing.ask_organisation(
                actor,
                version,
                organisation=typed["organisation"],
                address=typed["address"],
                message=typed["message"],
            )
            said = _asked_sentence()
    except UnreadableError as error:
        db.session.rollback()
        return _page(
            actor, slug, typed, InputError("endorsement.kind", str(error), field="document")
        )
    except BadgesError as error:
        db.session.rollback()
        return _page(actor, slug, typed, error)
    return done(said, "endorsements", slug=slug)


@blueprint.post("/badges/<slug>/endorsements/<int:row_id>")
@requires(Permission.ACHIEVEMENTS_WRITE)
def endorsement_show(actor: Actor, slug: str, row_id: int) -> Any:
    """Show one on the badge's page and in its badges, or hide it."""
    row = get_scoped(BadgeEndorsement, actor.community.id, id=row_id)
    shown = request.form.get("shown") == "1"
    try:
        if shown:
            looked = looked_at(row.version, row.document or b"")
            endorsing.show(actor, row, looked)
        else:
            endorsing.hide(actor, row)
    except UnreadableError:
        return refused(
            ConflictError("endorsement.not_given", "There is nothing to show yet."),
            "endorsements",
            slug=slug,
        )
    except BadgesError as error:
        return refused(error, "endorsements", slug=slug)
    if shown:
        said = words().gettext("It is shown, and stands in every badge signed from now on.")
    else:
        said = words().gettext("It is hidden; badges that have it already keep it.")
    return done(said, "endorsements", slug=slug)


@blueprint.get("/words")
@requires(Permission.MEMBERS_READ)
def word_list(actor: Actor) -> Response:
    """Show who vouched for whom, and the rules for it."""
    return _words_page(actor, _settings_typed(actor))


@blueprint.post("/words")
@requires(Permission.SETTINGS)
def word_settings(actor: Actor) -> Any:
    """Change the rules for vouching and thanks."""
    typed = typed_form()
    try:
        guards.change_settings(
            actor,
            swap_days=whole_number_from(typed["swap_days"], "swap_days"),
            month_cap=whole_number_from(typed["month_cap"], "month_cap"),
            thanks=bool(typed["thanks"]),
            guest_thanks=bool(typed["guest_thanks"]),
        )
    except InputError as error:
        return _words_page(actor, typed, error)
    return done(words().gettext("The settings are saved."), "word_list")


@blueprint.get("/words/given")
@requires(Permission.CREDENTIALS_SIGN)
def endorsements_given(actor: Actor) -> Response:
    """Show the badges of others that this community endorsed."""
    return show(
        "endorsements/given", rows=endorsing.given_by(actor), name_of=name_of, zone=zone_of(actor)
    )


@blueprint.post("/words/given/<int:row_id>")
@requires(Permission.CREDENTIALS_SIGN)
def endorsement_withdraw(actor: Actor, row_id: int) -> Any:
    """Take this community's word for another's badge back."""
    row = db.session.get(BadgeEndorsement, row_id) or BadgeEndorsement()
    endorsing.withdraw_given(actor, row)
    return done(words().gettext("Taken back; whoever checks it sees that."), "endorsements_given")


@waits(order=45)
def _given(actor: Actor) -> Iterator[Line]:
    """Say that an organisation has answered and nobody decided whether to show it."""
    if not actor.may(Permission.ACHIEVEMENTS_WRITE):
        return
    query = sa.select(BadgeEndorsement).where(
        BadgeEndorsement.community_id == actor.community.id,
        BadgeEndorsement.state == "given",
        BadgeEndorsement.shown.is_(False),
        BadgeEndorsement.answered_at > now() - LATELY,
    )
    rows = db.session.scalars(query.order_by(BadgeEndorsement.id)).all()
    if rows:
        told = words().ngettext(
            "One organisation endorsed a badge of yours; nobody sees it yet.",
            "%(num)s endorsements of your badges are not shown yet.",
            len(rows),
        )
        slug = rows[0].version.achievement.slug
        yield Line(told, words().gettext("Look at it"), url_for("manage.endorsements", slug=slug))


def _asked_sentence() -> str:
    if ports().settings.mail_url:
        return words().gettext("Asked; the mail is on its way.")
    return words().gettext("Asked; the mail with the link lies in the outbox, to be passed on.")


def _version(row: Achievement) -> AchievementVersion:
    return achievements.newest_published(row) or row.versions[-1]


def _page(
    actor: Actor, slug: str, typed: Texts | None = None, error: BadgesError | None = None
) -> Response:
    row = find_achievement(actor, slug)
    version = _version(row)
    return show(
        "endorsements/badge",
        typed=typed,
        error=error,
        badge=row,
        version=version,
        name=name_of(version),
        rows=[(it, host_of(it.issuer) or it.issuer) for it in _rows(actor, row)],
        zone=zone_of(actor),
    )


def _rows(actor: Actor, row: Achievement) -> list[BadgeEndorsement]:
    return endorsing.endorsements_about(actor, row.versions)


def _words_page(actor: Actor, typed: Texts, error: BadgesError | None = None) -> Response:
    query = (
        sa.select(Vouch).where(Vouch.community_id == actor.community.id).order_by(Vouch.id.desc())
    )
    return show(
        "endorsements/words",
        typed=typed,
        error=error,
        found=listed(query),
        name_of=name_of,
        version_of=achievements.newest_published,
        zone=zone_of(actor),
    )


def _settings_typed(actor: Actor) -> Texts:
    row = guards.settings_of(actor.community)
    return Texts(
        swap_days=str(row.swap_days),
        month_cap=str(row.month_cap),
        thanks="1" if row.thanks else "",
        guest_thanks="1" if row.guest_thanks else "",
    )
