"""What one person of a list will get: mail, claim page, certificate, LinkedIn's card.

Each part is drawn from the real thing, which is rolled back afterwards; nothing is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, g

from badges.accounts.access import Actor, Permission
from badges.batches import previewing, staging
from badges.errors import BadgesError
from badges.models import Award, AwardBatch, AwardBatchRow
from badges.ports import settings
from badges.web.access import requires
from badges.web.manage.frame import blueprint, refused, show
from badges.web.manage.progress import name_of
from badges.web.member.badge import award_context
from badges.web.pages import page, words

NOTHING_WORKS_HERE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
MAIL_ONLY = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'"
"""A mail carries its little style inline, as mail programs want it."""


@blueprint.get("/lists/<int:batch_id>/preview/<int:position>")
@requires(Permission.AWARDS_WRITE, writes=True)
def batch_preview(actor: Actor, batch_id: int, position: int) -> Any:
    """Show all that this person will get."""
    batch, row = _found(actor, batch_id, position)
    name, person = name_of(batch.achievement.versions[-1]), row.name
    try:
        mail, form = previewing.as_awarded(
            actor,
            batch,
            row,
            lambda award, token: (
                previewing.mail_of(award, token),
                previewing.linkedin_form(award, token),
            ),
        )
    except BadgesError as error:
        return refused(error, "batch", batch_id=batch_id)
    return show(
        "awards/list_preview",
        batch_id=batch_id,
        position=position,
        whose=person,
        name=name,
        mail=mail,
        profile=_profile(form),
        mail_is_set_up=settings().mail_url is not None,
    )


def _profile(form: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Say in words what LinkedIn's form will be filled with."""
    said, gettext = dict(form), words().gettext
    until = [said[name] for name in ("expirationMonth", "expirationYear") if name in said]
    lines = [
        (gettext("Name"), said["name"]),
        (gettext("Issuer"), said.get("organizationName") or said["organizationId"]),
        (gettext("Issued on"), f"{said['issueMonth']}/{said['issueYear']}"),
        (gettext("Valid until"), "/".join(until)),
        (gettext("Code"), said["certId"]),
        (gettext("Address"), said["certUrl"]),
    ]
    return [(label, text) for label, text in lines if text]


@blueprint.get("/lists/<int:batch_id>/preview/<int:position>/page")
@requires(Permission.AWARDS_WRITE, writes=True)
def batch_preview_page(actor: Actor, batch_id: int, position: int) -> Response:
    """Show the claim page as this person will see it; its buttons do nothing here."""
    batch, row = _found(actor, batch_id, position)
    response = previewing.as_awarded(actor, batch, row, _claim_page)
    response.headers["Content-Security-Policy"] = NOTHING_WORKS_HERE
    return response


@blueprint.get("/lists/<int:batch_id>/preview/<int:position>/mail")
@requires(Permission.AWARDS_WRITE, writes=True)
def batch_preview_mail(actor: Actor, batch_id: int, position: int) -> Response:
    """Show the mail as a mail program does."""
    batch, row = _found(actor, batch_id, position)
    mail = previewing.as_awarded(actor, batch, row, previewing.mail_of)
    response = Response(mail.html if mail else "", content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = MAIL_ONLY
    return response


@blueprint.get("/lists/<int:batch_id>/preview/<int:position>/certificate.png")
@requires(Permission.AWARDS_WRITE, writes=True)
def batch_preview_certificate(actor: Actor, batch_id: int, position: int) -> Response:
    """Draw the certificate as this person will have it."""
    batch, row = _found(actor, batch_id, position)
    return Response(previewing.certificate_picture(actor, batch, row), content_type="image/png")


@blueprint.get("/lists/<int:batch_id>/preview/<int:position>/card.png")
@requires(Permission.AWARDS_WRITE, writes=True)
def batch_preview_card(actor: Actor, batch_id: int, position: int) -> Response:
    """Draw the picture that LinkedIn and others will show of it."""
    batch, row = _found(actor, batch_id, position)
    return Response(previewing.card_picture(actor, batch, row), content_type="image/png")


def _found(actor: Actor, batch_id: int, position: int) -> tuple[AwardBatch, AwardBatchRow]:
    batch = staging.find_batch(actor, batch_id)
    return batch, previewing.find_row(actor, batch, position)


def _claim_page(award: Award, _token: str) -> Response:
    person, g.person = g.person, None
    try:
        return page(
            "claim/claim.html",
            to=lambda action, **_: "" if action == "opened" else "#content",
            errors={},
            typed={},
            **award_context(award),
        )
    finally:
        g.person = person
