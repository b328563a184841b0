"""From trial to live: the address that is printed for ever, looked at from outside, confirmed."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from badges.accounts.access import Actor, Permission
from badges.accounts.legal import missing_details
from badges.database import MOST_COUNTED, db
from badges.errors import BadgesError, ConflictError, InputError
from badges.launching import checking
from badges.launching.address import clean_address, printed_at, problem_of
from badges.launching.checking import Looked
from badges.launching.going_live import go_live, leftovers
from badges.ports import settings
from badges.web.access import requires
from badges.web.manage.frame import Texts, blueprint, done, show
from badges.web.manage.sessions import zone_of
from badges.web.pages import words


@blueprint.get("/going-live")
@requires(Permission.SETTINGS)
def going_live(actor: Actor) -> Response:
    """Show what an address will look like, what is missing, and what going live removes."""
    typed = request.args.get("public_address") or _first_address(actor)
    try:
        return _show(actor, clean_address(typed))
    except InputError as error:
        return _show(actor, typed, error=error)


@blueprint.post("/going-live")
@requires(Permission.SETTINGS)
def going_live_step(actor: Actor) -> Any:
    """Look at the address from outside; on the other button go live, if all is well."""
    typed = request.form.get("public_address", "")
    try:
        address = clean_address(typed)
        looked = _look(actor, address)
        if request.form.get("do") != "live":
            return _show(actor, address, looked=looked)
        outside = bool(request.form.get("outside"))
        if not checking.are_enough(looked, seen_from_outside=outside):
            return _show(actor, address, looked=looked, status=422)
        _require_read()
        go_live(actor, address)
    except (InputError, ConflictError) as error:
        return _show(actor, typed, error=error)
    return done(words().gettext("Your community is live."), "going_live")


def _require_read() -> None:
    if not request.form.get("read"):
        raise InputError("address.confirm", field="read")


def _look(actor: Actor, address: str) -> list[Looked]:
    """Check the setting, then fetch; nothing is locked meanwhile, since we ask ourselves."""
    setting = checking.check_setting(address)
    if problem_of(address) is not None:
        return [setting]
    wanted = checking.expected(actor.community, address)
    db.session.commit()
    return [setting, *(checking.look(each) for each in wanted)]


def _first_address(actor: Actor) -> str:
    """Propose the address that this service is told to have, else the one of the set-up."""
    told = settings().base_url
    return told if problem_of(told) is None else actor.community.address


def _show(
    actor: Actor,
    address: str,
    *,
    looked: list[Looked] | None = None,
    error: BadgesError | None = None,
    status: int = 200,
) -> Response:
    can_be_printed = error is None and address and problem_of(address) is None
    response = show(
        "going_live",
        typed=Texts(public_address=address),
        error=error,
        problem=problem_of(address) if address and error is None else None,
        printed=printed_at(address, actor.community.slug) if can_be_printed else None,
        looked=looked or [],
        can_be_overruled=checking.are_enough(looked or [], seen_from_outside=True),
        missing=missing_details(actor.community),
        left=leftovers(actor.community),
        most=MOST_COUNTED,
        zone=zone_of(actor),
    )
    if error is None:
        response.status_code = status
    return response
