"""What went out: mails, and jobs that failed."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Response, request

from badges import audit, jobs, mailing
from badges.accounts.access import Actor, Permission, Role
from badges.awarding.undoing import undo_until
from badges.database import MOST_COUNTED, counting, db, different, get_scoped
from badges.errors import ConflictError, NotFoundError
from badges.models import Award, EmailAddress, Job, Membership, OutboxMail
from badges.ports import now, settings
from badges.web.access import requires
from badges.web.manage.frame import Texts, blueprint, done, listed, refused, show
from badges.web.manage.mail_frame import framed, framing
from badges.web.manage.sessions import zone_of
from badges.web.pages import words

KEYS = frozenset({"sign_in", "invitation", "address", "guardian"})
"""Mails whose link opens what is their receiver's alone."""

STATES = ("waiting", "sent", "failed", "kept", "cancelled")


@blueprint.get("/outbox")
@requires(Permission.SETTINGS)
def outbox(actor: Actor) -> Response:
    """List the mails, the newest first, by state and kind where asked; and jobs that gave up."""
    query = sa.select(OutboxMail).where(OutboxMail.community_id == actor.community.id)
    asked = Texts({name: request.args.get(name, "") for name in ("state", "kind")})
    for name, value in asked.items():
        if value:
            query = query.where(getattr(OutboxMail, name) == value)
    return show(
        "outbox/list",
        typed=asked,
        found=listed(query.order_by(OutboxMail.id.desc())),
        counts=_counts(actor),
        most=MOST_COUNTED,
        kinds=different(OutboxMail.kind, OutboxMail.community_id == actor.community.id),
        failed=[job for job in failed_jobs(actor) if job.name not in mailing.SENDING],
        mail_is_set_up=settings().mail_url is not None,
        zone=zone_of(actor),
    )


@blueprint.get("/outbox/<int:mail_id>")
@requires(Permission.SETTINGS)
def outbox_mail(actor: Actor, mail_id: int) -> Response:
    """Show a mail as it looks, with its link to copy for those who get no mail."""
    mail, readable = _found(actor, mail_id)
    award = db.session.get(Award, mail.award_id) if mail.award_id else None
    bounced = mailing.find_address(actor.community.id, mail.address)
    page = show(
        "outbox/mail",
        mail=mail,
        written=mailing.written(mail),
        award=award,
        undo_until=undo_until(award) if award is not None else None,
        readable=readable,
        bounced=bounced if bounced is not None and bounced.bounced_at else None,
        mail_is_set_up=settings().mail_url is not None,
        zone=zone_of(actor),
    )
    return framing(page)


@blueprint.get("/outbox/<int:mail_id>/look")
@requires(Permission.SETTINGS)
def outbox_look(actor: Actor, mail_id: int) -> Response:
    """Serve a mail's HTML for the sandboxed frame."""
    mail, readable = _found(actor, mail_id)
    if not readable:
        raise NotFoundError("not_found", "There is nothing at this address.")
    return framed(mailing.with_logo(mailing.written(mail).html, actor.community))


@blueprint.post("/outbox/<int:mail_id>/<any(again, cancel):step>")
@requires(Permission.SETTINGS)
def outbox_step(actor: Actor, mail_id: int, step: str) -> Any:
    """Send a mail now, or call off one that waits."""
    mail = get_scoped(OutboxMail, actor.community.id, id=mail_id)
    try:
        if step == "cancel":
            mailing.cancel(mail)
            said = words().gettext("The mail is called off; it will not be sent.")
        else:
            mail = mailing.send_again(mail)
            said = words().gettext("The mail goes out now.")
    except ConflictError as error:
        return refused(error, "outbox_mail", mail_id=mail_id)
    audit.record(actor, f"mail.{step}", f"outbox_mail:{mail.id}")
    return done(said, "outbox_mail", mail_id=mail.id)


@blueprint.post("/outbox/jobs/<int:job_id>/again")
@requires(Permission.SETTINGS)
def job_again(actor: Actor, job_id: int) -> Any:
    """Promise a failed job anew."""
    job = get_scoped(Job, actor.community.id, id=job_id, failed=True)
    job.failed = False
    jobs.enqueue(job.name, community_id=actor.community.id, **job.arguments)
    audit.record(actor, "job.again", f"job:{job.id}")
    return done(words().gettext("It will be tried again now."), "outbox")


def _found(actor: Actor, mail_id: int) -> tuple[OutboxMail, bool]:
    """Find a mail, and whether this manager may read it."""
    mail = get_scoped(OutboxMail, actor.community.id, id=mail_id)
    return mail, mail.kind not in KEYS or _may_hand_over(actor, mail)


def _counts(actor: Actor) -> dict[str, int]:
    """Count the mails of each state, as far as pages count."""
    here = sa.select(OutboxMail.id).where(OutboxMail.community_id == actor.community.id)
    columns = [counting(here.where(OutboxMail.state == state)).label(state) for state in STATES]
    return dict(db.session.execute(sa.select(*columns)).mappings().one())


def _may_hand_over(actor: Actor, mail: OutboxMail) -> bool:
    """Tell whether a manager may pass a sign-in link on, where no mail server is set up.

    Never one that opens more than this manager may: the link of somebody with a role here, or
    who belongs to another community, is theirs alone (decisions 8).
    """
    if mail.state != "kept":
        return False
    memberships = db.session.scalars(
        sa.select(Membership)
        .join(EmailAddress, EmailAddress.person_id == Membership.person_id)
        .where(EmailAddress.address == mail.address)
    )
    return all(
        each.community_id == actor.community.id and set(each.roles) <= {Role.MEMBER}
        for each in memberships
    )


def failed_jobs(actor: Actor) -> list[Job]:
    """List the jobs that were given up."""
    return list(
        db.session.scalars(
            sa.select(Job)
            .where(
                Job.community_id == actor.community.id,
                Job.failed,
                Job.finished_at <= now(),
            )
            .order_by(Job.id.desc())
            .limit(50)
        )
    )
