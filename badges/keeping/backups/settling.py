"""Putting a backup in order, apart from the live installation, before it takes its place.

A backup is the past: since then people were erased, sessions ended, tokens revoked and mails sent.
None of that may come back to life by a restore.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask import Flask

from badges import erasures, jobs
from badges.accounts.access import Role
from badges.awarding.erasing import erase, erase_evidence, erase_person
from badges.database import db
from badges.erasures import Entry
from badges.errors import ConflictError
from badges.keeping.backups.present import Present
from badges.keeping.installation import this_installation
from badges.mailing import SENDING
from badges.models import (
    ApiToken,
    Award,
    Evidence,
    Job,
    LoginSession,
    OutboxMail,
    Passkey,
    Person,
    SignInToken,
)
from badges.ports import now
from keys.errors import KeysError

HELD_BACK = "restored from a backup; it may have been sent already"


@dataclass(frozen=True, slots=True)
class Settled:
    """What was done to the backup: erasures anew, all that are known, mails held back."""

    erased: int
    known: frozenset[Entry]
    complete: bool
    mails: int


def settle(app: Flask, entries: Iterable[Entry], present: Present, *, made_at: datetime) -> Settled:
    """Put the staged installation in order and commit that.

    ``present`` is what it is going to replace: where that could be read and is the same
    installation, its log holds every erasure there ever was.
    """
    with app.app_context():
        erasures.remember(entries)
        erased = sum(_erase_again(entry) for entry in sorted(entries, key=_rank))
        _end_sessions(present)
        mails = _hold_mails()
        row = this_installation()
        complete = _is_the_same(present)
        row.last_backup_at = row.restored_from = made_at
        row.restored_at, row.erasures_known = now(), complete
        known = frozenset(erasures.known())
        db.session.commit()
        jobs.run_now("forget_file")
        db.session.remove()
        db.engine.dispose()
    return Settled(erased, known, complete, mails)


def _is_the_same(present: Present) -> bool:
    """Tell whether the backup is of what it is going to replace, and that could be read."""
    return present.readable and present.installation == this_installation().public_id


def _rank(entry: Entry) -> tuple[bool, datetime]:
    """Persons last: what they erased before they went may have kept copies valid."""
    return entry.kind == "person", entry.at


def _erase_again(entry: Entry) -> bool:
    """Erase what an entry names, if it is there; gives whether it was."""
    again = {"award": _award_again, "evidence": _evidence_again, "person": _person_again}
    return entry.kind in again and again[entry.kind](entry)


def _award_again(entry: Entry) -> bool:
    award = db.session.scalar(sa.select(Award).where(Award.public_id == entry.subject))
    if award is None or award.state == "erased":
        return False
    _signing_if_possible(lambda keep: erase(award, keep_valid=keep), entry)
    return True


def _evidence_again(entry: Entry) -> bool:
    piece = db.session.get(Evidence, int(entry.subject))
    if piece is None or piece.submitted_at.replace(microsecond=0) != entry.born_at:
        return False
    erase_evidence([piece])
    return True


def _person_again(entry: Entry) -> bool:
    person = db.session.get(Person, int(entry.subject))
    if person is None or person.erased_at is not None:
        return False
    if person.created_at.replace(microsecond=0) != entry.born_at:
        return False
    for membership in person.memberships:
        # Whoever was the last owner in the backup handed the community over before going.
        membership.roles = [Role.MEMBER.value]
    db.session.flush()
    _signing_if_possible(lambda keep: erase_person(person, keep_valid=keep), entry)
    return True


def _signing_if_possible(act: Callable[[bool], object], entry: Entry) -> None:
    """Erase with the lists signed anew, or without where the signing keys cannot be opened."""
    try:
        with db.session.begin_nested():
            act(entry.keep_valid)
    except (KeysError, ConflictError):
        act(True)  # noqa: FBT003 - as above


def _end_sessions(present: Present) -> None:
    """Let nobody in by what was ended since: everybody signs in again, tokens stay revoked."""
    db.session.execute(sa.delete(LoginSession))
    db.session.execute(sa.delete(SignInToken))
    for token in db.session.scalars(sa.select(ApiToken).where(ApiToken.revoked_at.is_(None))):
        if token.token_hash in present.revoked_tokens:
            token.revoked_at = now()
    if _is_the_same(present):
        # A passkey that was removed since may be that of a telephone that was lost.
        gone = Passkey.credential_id.not_in(present.passkeys)
        db.session.execute(sa.delete(Passkey).where(gone))


def _hold_mails() -> int:
    """Mark what waited to be sent as failed: most of it went out long ago; managers decide."""
    waiting = db.session.scalars(sa.select(OutboxMail).where(OutboxMail.state == "waiting")).all()
    for mail in waiting:
        mail.state, mail.error = "failed", HELD_BACK
    db.session.execute(
        sa.update(Job)
        .where(Job.name.in_(SENDING), Job.finished_at.is_(None))
        .values(finished_at=now())
    )
    db.session.flush()
    return len(waiting)
