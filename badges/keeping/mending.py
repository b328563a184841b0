"""What the doctor can mend by itself: where our rows say what should be and nobody must choose.

What is missing is promised again; what is published is made to say what the rows say. Whatever may
have two reasons (a document that does not verify, a badge that is there twice) is left to people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import sqlalchemy as sa

from badges import jobs
from badges.credentials.statuslists import revoke_credentials, set_bits
from badges.database import db
from badges.keeping.findings import Finding, Step
from badges.keeping.invariants import INVARIANTS
from badges.keeping.invariants.counted import naming_all
from badges.keeping.looking import take
from badges.models import Award, AwardBatch, Credential, Endorsement, OutboxMail, StatusList

Mend = Callable[[Mapping[str, Any]], None]

_GOES_ON: Final = {"checking": "check_list", "awarding": "run_list", "undoing": "undo_list"}
"""The job that goes on with a list of people in such a state."""


def mend() -> list[Finding]:
    """Mend what can be mended, each in a transaction of its own; gives what was found broken."""
    found: list[Finding | Step] = []
    with naming_all():
        for look in INVARIANTS:
            take(look, found.append)
    mended = [each for each in found if isinstance(each, Finding) and each.code in MENDS]
    for finding in mended:
        MENDS[finding.code](finding.reason.params)
        db.session.commit()
    return mended


def _sign(about: Mapping[str, Any]) -> None:
    award = _award(about)
    jobs.enqueue("issue_credential", community_id=award.community_id, award_id=award.id)


def _end(about: Mapping[str, Any]) -> None:
    award = _award(about)
    revoke_credentials(award, kind="suspended" if award.state == "suspended" else "withdrawn")


def _free_place(about: Mapping[str, Any]) -> None:
    _award(about).once_key = None


def _publish(about: Mapping[str, Any]) -> None:
    """Set each bit of a list to what its rows say, and sign it."""
    row = db.session.scalars(
        sa.select(StatusList).where(StatusList.iri == about["list"]).with_for_update()
    ).one()
    places: dict[int, bool] = {}
    for holder in (Credential, Endorsement):
        rows = sa.select(holder.status_index, holder.revoked_at).where(
            holder.status_list_id == row.id
        )
        places |= {index: revoked_at is not None for index, revoked_at in db.session.execute(rows)}
    set_bits(row, places)


def _send(about: Mapping[str, Any]) -> None:
    mail = db.session.get_one(OutboxMail, int(about["mail"]))
    jobs.enqueue("send_mail", community_id=mail.community_id, due=mail.due_at, mail_id=mail.id)


def _go_on(about: Mapping[str, Any]) -> None:
    batch = db.session.get_one(AwardBatch, int(about["batch"]))
    jobs.enqueue(_GOES_ON[batch.state], community_id=batch.community_id, batch_id=batch.id)


def _award(about: Mapping[str, Any]) -> Award:
    return db.session.scalars(sa.select(Award).where(Award.public_id == about["award"])).one()


MENDS: Final[Mapping[str, Mend]] = {
    "awards.unsigned": _sign,
    "awards.counting": _end,
    "awards.place": _free_place,
    "status.wrong": _publish,
    "status.stale": _publish,
    "status.unsigned": _publish,
    "mail.stuck": _send,
    "batch.stuck": _go_on,
}
