"""Other systems that tell what members did: a forum, course tools; whose accounts those are."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from badges.accounts.access import Actor, Permission
from badges.accounts.people import members_named
from badges.database import get_scoped
from badges.errors import BadgesError, ConflictError, InputError, NotFoundError, Reason
from badges.intake import discourse, hooks, statements, waiting
from badges.intake.xapi import USUAL
from badges.models import Hook, Membership
from badges.ports import settings
from badges.web.access import requires
from badges.web.manage.frame import (
    Texts,
    blueprint,
    choice_of,
    done,
    reason_text,
    refused,
    show,
    typed_form,
    wanted_name,
)
from badges.web.manage.sessions import zone_of
from badges.web.pages import words


@blueprint.get("/systems")
@requires(Permission.SETTINGS)
def system_list(actor: Actor) -> Response:
    """List what is connected, accounts that nobody has claimed, and how to connect more."""
    return _show_list(actor)


@blueprint.post("/systems")
@requires(Permission.SETTINGS)
def system_open(actor: Actor) -> Response:
    """Connect a forum and show its secret this once; no redirect, so that no cookie carries it."""
    typed = typed_form()
    try:
        hook, secret = hooks.open_hook(actor, system="discourse", name=typed["name"])
    except (InputError, ConflictError) as error:
        return _show_list(actor, typed, error)
    return show("systems/made", hook=hook, secret=secret, address=address_of(hook))


@blueprint.get("/systems/<int:hook_id>")
@requires(Permission.SETTINGS)
def system(actor: Actor, hook_id: int) -> Response:
    """Show what each event counts as, and what became of the last deliveries."""
    return _show(actor, hooks.find_hook(actor, hook_id))


@blueprint.post("/systems/<int:hook_id>")
@requires(Permission.SETTINGS)
def system_map(actor: Actor, hook_id: int) -> Any:
    """Choose what each event counts as."""
    row, typed = hooks.find_hook(actor, hook_id), typed_form()
    try:
        hooks.set_mapping(actor, row, {event: typed[event] for event in discourse.EVENTS})
    except InputError as error:
        return _show(actor, row, typed, error)
    return done(words().gettext("Saved."), "system", hook_id=row.id)


@blueprint.post("/systems/<int:hook_id>/close")
@requires(Permission.SETTINGS)
def system_close(actor: Actor, hook_id: int) -> Any:
    """End a connection."""
    hooks.close_hook(actor, hooks.find_hook(actor, hook_id))
    return done(words().gettext("The connection is ended."), "system_list")


@blueprint.get("/systems/verbs")
@requires(Permission.SETTINGS)
def verb_list(actor: Actor) -> Response:
    """Show what each verb of course tools counts as."""
    return _show_verbs(actor)


@blueprint.post("/systems/verbs")
@requires(Permission.SETTINGS)
def verb_map(actor: Actor) -> Any:
    """Choose what one verb counts as."""
    typed = typed_form()
    try:
        statements.set_kind(actor, typed["verb"], typed["kind"])
    except (InputError, ConflictError) as error:
        return _show_verbs(actor, typed, error)
    return done(words().gettext("Saved."), "verb_list")


@blueprint.get("/systems/accounts/<int:waiting_id>")
@requires(Permission.MEMBERS_WRITE)
def account(actor: Actor, waiting_id: int) -> Response:
    """Ask whose account this is."""
    found = next((it for it in waiting.strangers(actor) if it.row_id == waiting_id), None)
    if found is None:
        raise NotFoundError("not_found", "Nothing waits for this account.")
    wanted = wanted_name()
    return show(
        "systems/account",
        stranger=found,
        choice=choice_of(members_named(actor.community, wanted), wanted),
    )


@blueprint.post("/systems/accounts/<int:waiting_id>")
@requires(Permission.MEMBERS_WRITE)
def account_claim(actor: Actor, waiting_id: int) -> Any:
    """Say whose account it is; what waited for it counts now."""
    number = request.form.get("member", 0, type=int)
    member = get_scoped(Membership, actor.community.id, id=number)
    try:
        count = waiting.claim(actor, waiting_id, member)
    except ConflictError as error:
        return refused(error, "system_list")
    said = words().ngettext(
        "One activity counts for %(name)s now.",
        "%(num)s activities count for %(name)s now.",
        count,
        name=member.name,
    )
    return done(said, "system_list")


def address_of(hook: Hook) -> str:
    """Give the address that the other system delivers to."""
    return f"{settings().base_url}/hooks/{hook.system}/{hook.public_id}"


def _show_list(
    actor: Actor, typed: Texts | None = None, error: BadgesError | None = None
) -> Response:
    return show(
        "systems/list",
        typed=typed,
        error=error,
        hooks=hooks.hooks_of(actor),
        strangers=waiting.strangers(actor) if actor.may(Permission.MEMBERS_WRITE) else [],
        endpoint=f"{settings().base_url}/xapi/",
        zone=zone_of(actor),
    )


def _show(
    actor: Actor, row: Hook, typed: Texts | None = None, error: BadgesError | None = None
) -> Response:
    return show(
        "systems/show",
        typed=typed if typed is not None else Texts(row.mapping),
        error=error,
        hook=row,
        address=address_of(row),
        events=discourse.EVENTS,
        deliveries=hooks.deliveries_of(row),
        why=lambda problem: reason_text(Reason.from_json(problem)) if problem else "",
        zone=zone_of(actor),
    )


def _show_verbs(
    actor: Actor, typed: Texts | None = None, error: BadgesError | None = None
) -> Response:
    kinds = statements.kinds_of(actor)
    return show(
        "systems/verbs",
        typed=typed,
        error=error,
        counting=sorted((verb, kind) for verb, kind in kinds.items() if kind),
        ignored=sorted(verb for verb, kind in kinds.items() if not kind),
        usual=USUAL,
    )
