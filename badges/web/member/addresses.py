"""My addresses and my name: add, prove, choose, remove, move; badges renewed on wish."""

from __future__ import annotations

from flask import request, url_for
from werkzeug.wrappers import Response

from badges.accounts import addresses
from badges.awarding.moving import rename, renew_address
from badges.errors import ConflictError, InputError, LimitError
from badges.web.access import signed_in
from badges.web.member.frame import blueprint, errors_of, go, reader
from badges.web.member.settings import settings_page
from badges.web.pages import page, words


@blueprint.post("/me/addresses")
@signed_in()
def address_add() -> Response:
    """Mail a link to a further address, or to the one to move to."""
    typed = request.form.get("email", "")
    moving = request.form.get("moving") == "1"
    try:
        addresses.add_address(reader(), typed, moving=moving)
    except (ConflictError, InputError, LimitError) as error:
        return settings_page(errors=errors_of(error), typed={"email": typed, "moving": moving})
    said = words().gettext(
        "A link is on its way to %(address)s. Open it in this browser, within a day.",
        address=typed.strip(),
    )
    return go(_at_addresses(), said)


@blueprint.get("/me/addresses/<secret>")
@signed_in()
def address_look(secret: str) -> Response:
    """Show what the link does, and one button; looking uses nothing up."""
    proof = addresses.peek(reader(), secret)
    return page(
        "member/address.html",
        secret=secret,
        proof=proof,
        joins=addresses.other_owner(proof) is not None,
    )


@blueprint.post("/me/addresses/<secret>")
@signed_in()
def address_confirm(secret: str) -> Response:
    """Prove the address; another record that has proved it comes together with this one."""
    done = addresses.confirm(reader(), secret)
    if done.joined:
        said = words().gettext("Confirmed. Both records are one now, with all badges of both.")
    elif done.moved:
        said = words().gettext("Confirmed. Mails go to %(address)s now.", address=done.address)
    else:
        said = words().gettext("Confirmed. You can sign in with it, too.")
    return go(_at_addresses(), said)


@blueprint.post("/me/addresses/main")
@signed_in()
def address_main() -> Response:
    """Choose where communities write to."""
    try:
        addresses.choose_main(reader(), request.form.get("address", ""))
    except InputError as error:
        return settings_page(errors=errors_of(error))
    return go(_at_addresses(), words().gettext("Saved."))


@blueprint.post("/me/addresses/remove")
@signed_in()
def address_remove() -> Response:
    """Forget an address."""
    try:
        addresses.remove_address(reader(), request.form.get("address", ""))
    except (ConflictError, InputError) as error:
        return settings_page(errors={"email": next(iter(errors_of(error).values()))})
    return go(_at_addresses(), words().gettext("Removed."))


@blueprint.post("/me/addresses/renew")
@signed_in()
def address_renew() -> Response:
    """Have every badge signed anew for the main address, at the same share addresses."""
    count = renew_address(reader())
    said = words().ngettext(
        "One badge is signed anew; download your files again, please.",
        "%(count)s badges are signed anew; download your files again, please.",
        count,
    )
    return go(_at_addresses(), said)


@blueprint.post("/me/name")
@signed_in()
def name_correct() -> Response:
    """Correct my name, on wish in all my badges, too."""
    typed = request.form.get("name", "")
    try:
        count = rename(reader(), typed, badges=request.form.get("badges") == "1")
    except InputError as error:
        return settings_page(errors=errors_of(error), typed={"name": typed})
    if not count:
        return go(url_for("member.settings"), words().gettext("Saved."))
    said = words().ngettext(
        "One badge is signed anew; download your files again, please.",
        "%(count)s badges are signed anew; download your files again, please.",
        count,
    )
    return go(url_for("member.settings"), said)


def _at_addresses() -> str:
    return url_for("member.settings", _anchor="addresses")
