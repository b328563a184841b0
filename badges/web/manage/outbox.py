"""What went out and who did what: mails, jobs that failed, the audit trail."""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa
from flask import Response

from badges import audit, jobs
from badges.accounts.access import Actor, Permission, Role
from badges.database import db, get_scoped
from badges.models import AuditEntry, EmailAddress, Job, Membership, OutboxMail
from badges.ports import now, settings
from badges.web.access import requires
from badges.web.manage.frame import blueprint, done, listed, show
from badges.web.manage.sessions import zone_of
from badges.web.pages import words

_LINK = re.compile(r"https?://\S+")


@blueprint.get("/outbox")
@requires(Permission.SETTINGS)
def outbox(actor: Actor) -> Response:
    """List the mails, the newest first, and the jobs that gave up."""
    query = (
        sa.select(OutboxMail)
        .where(OutboxMail.community_id == actor.community.id)
        .order_by(OutboxMail.id.desc())
    )
    return show(
        "outbox/list",
        found=listed(query),
        failed=failed_jobs(actor),
        mail_is_set_up=settings().mail_url is not None,
        zone=zone_of(actor),
    )


@blueprint.get("/outbox/<int:mail_id>")
@requires(Permission.SETTINGS)
def outbox_mail(actor: Actor, mail_id: int) -> Response:
    """Show a mail's text with its link to copy, for those who get no mail."""
    mail = get_scoped(OutboxMail, actor.community.id, id=mail_id)
    readable = mail.kind not in {"sign_in", "invitation"} or _may_hand_over(actor, mail)
    found = _LINK.findall(mail.text) if readable else []
    return show(
        "outbox/mail",
        mail=mail,
        readable=readable,
        link=found[0] if found else "",
        zone=zone_of(actor),
    )


@blueprint.post("/outbox/jobs/<int:job_id>/again")
@requires(Permission.SETTINGS)
def job_again(actor: Actor, job_id: int) -> Any:
    """Promise a failed job anew."""
    job = get_scoped(Job, actor.community.id, id=job_id, failed=True)
    job.failed = False
    jobs.enqueue(job.name, community_id=actor.community.id, **job.arguments)
    audit.record(actor, "job.again", f"job:{job.id}")
    return done(words().gettext("It will be tried again now."), "outbox")


@blueprint.get("/trail")
@requires(Permission.SETTINGS)
def trail(actor: Actor) -> Response:
    """List who did what, the newest first."""
    found = listed(
        sa.select(AuditEntry)
        .where(AuditEntry.community_id == actor.community.id)
        .order_by(AuditEntry.id.desc())
    )
    who = {row.actor_id for row in found.rows if row.actor_id is not None}
    names = db.session.execute(
        sa.select(Membership.id, Membership.name).where(Membership.id.in_(who))
    )
    return show(
        "outbox/trail", found=found, names={row[0]: row[1] for row in names}, zone=zone_of(actor)
    )


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
            .where(Job.community_id == actor.community.id, Job.failed, Job.finished_at <= now())
            .order_by(Job.id.desc())
            .limit(50)
        )
    )
