"""Statements of xAPI on their way in: all of a request, or none of it.

xAPI (part 3, 2.1.1) asks that a request with one invalid statement is refused as a whole, that the
same statement again changes nothing, and that another under the same id is a conflict. What a verb
counts as is the community's to choose; what counts as nothing is taken and not kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from badges import audit
from badges.accounts.access import Actor, Permission
from badges.database import db
from badges.errors import ConflictError, InputError, LimitError
from badges.intake import voiding
from badges.intake.facts import clean_word
from badges.intake.recording import ToldActivity, first_told, record_many
from badges.intake.xapi import USUAL, VOIDED, Statement
from badges.models import Activity, EmailAddress, Membership, VerbKind, WaitingActivity
from badges.ports import now

SOURCE: Final = "xapi"

LASTING: Final = frozenset({"verb", "object", "success"})
"""What stays under a statement's id; an object may change its title (xAPI 1.0.3, 2.3.2)."""
MOST_AT_ONCE: Final = 1_000
MOST_VERBS: Final = 200
VERB_LIMIT: Final = 300


def take_statements(actor: Actor, statements: Sequence[Statement]) -> None:
    """Record what statements tell; raises and records nothing where one cannot be taken.

    ``InputError`` for one that is wrong in itself, ``ConflictError`` for another under a known
    id, ``LimitError`` for too many.
    """
    actor.require(Permission.ACTIVITIES_WRITE)
    if len(statements) > MOST_AT_ONCE:
        raise LimitError(
            "activity.too_many",
            f"Tell of {MOST_AT_ONCE} activities at once at most.",
            limit=MOST_AT_ONCE,
        )
    if len({each.id for each in statements}) < len(statements):
        raise InputError("xapi.twice", "Two statements have the same id.", field="id")
    kinds = kinds_of(actor)
    by_sha1 = _by_sha1(actor, {each.sha1 for each in statements if each.sha1})
    counting = [each for each in statements if kinds.get(each.verb)]
    moments = _moments(actor, counting)
    told = [_told(each, kinds[each.verb], moments[each.id], by_sha1) for each in counting]
    for verdict in record_many(actor, told):
        if verdict.error is not None and not _is_past(verdict.error):
            raise verdict.error
    for each in statements:
        if each.voids:
            _void(actor, each)


def kinds_of(actor: Actor) -> dict[str, str]:
    """Give what each verb counts as here; empty: nothing."""
    rows = db.session.execute(
        sa.select(VerbKind.verb, VerbKind.kind).where(VerbKind.community_id == actor.community.id)
    )
    chosen = {verb: kind for verb, kind in rows}  # noqa: C416 - rows are no pairs for the checker
    return {**USUAL, **chosen}


def set_kind(actor: Actor, verb: str, kind: str) -> None:
    """Choose what a verb counts as; raises ``InputError`` naming the field."""
    actor.require(Permission.SETTINGS)
    name = verb.strip()
    if ":" not in name or " " in name or len(name) > VERB_LIMIT or name == VOIDED:
        raise InputError("xapi.verb", "Give the verb's whole address.", field="verb")
    wanted = clean_word(kind, "kind") if kind.strip() else ""
    row = db.session.scalar(
        sa.select(VerbKind).where(
            VerbKind.community_id == actor.community.id, VerbKind.verb == name
        )
    )
    if row is None:
        if len(kinds_of(actor)) >= MOST_VERBS:
            raise ConflictError("xapi.verbs", "There are enough verbs.")
        row = VerbKind(community_id=actor.community.id, verb=name)
        db.session.add(row)
    row.kind = wanted
    audit.record(actor, "verb.kind", f"community:{actor.community.id}", kind=wanted)


def _moments(actor: Actor, statements: Sequence[Statement]) -> dict[str, datetime]:
    """Give when each happened; one without a timestamp when it came first (part 2, 4.7)."""
    undated = [each.id for each in statements if each.at is None]
    moments = {each.id: each.at or now() for each in statements}
    return moments | first_told(actor.community.id, SOURCE, undated)


def _told(
    statement: Statement, kind: str, at: datetime, by_sha1: Mapping[str, int]
) -> ToldActivity:
    member = by_sha1.get(statement.sha1) if statement.sha1 else None
    account = statement.account or (f"xapi-sha1:{statement.sha1}" if statement.sha1 else "")
    return ToldActivity(
        kind,
        at,
        hours=statement.hours,
        fields=statement.fields,
        lasting=LASTING,
        source=SOURCE,
        external_id=statement.id,
        member=member,
        address=statement.address,
        account="" if member is not None else account,
        label=statement.label,
    )


def _is_past(error: Exception) -> bool:
    """Tell whether a statement is right in itself and only of somebody who left."""
    return isinstance(error, ConflictError) and error.reason.code == "activity.left"


def _void(actor: Actor, statement: Statement) -> None:
    """Let another statement count no more; one that is not known voids nothing."""
    here = {"community_id": actor.community.id, "source": SOURCE, "external_id": statement.voids}
    db.session.execute(sa.delete(WaitingActivity).filter_by(**here))
    rows = db.session.scalars(sa.select(Activity).filter_by(**here)).all()
    voiding.void_all(actor, rows, "xAPI: voided")


def _by_sha1(actor: Actor, wanted: Iterable[str]) -> dict[str, int]:
    """Find the members whose address has one of these hashes, as xAPI makes them."""
    hashes = set(wanted)
    if not hashes:
        return {}
    query = (
        sa.select(Membership.id, Membership.address, EmailAddress.address)
        .outerjoin(EmailAddress, EmailAddress.person_id == Membership.person_id)
        .where(Membership.community_id == actor.community.id, Membership.left_at.is_(None))
    )
    found: dict[str, int] = {}
    for member, *addresses in db.session.execute(query):
        for address in filter(None, addresses):
            digest = hashlib.sha1(f"mailto:{address}".encode(), usedforsecurity=False).hexdigest()
            if digest in hashes:
                found.setdefault(digest, member)
    return found
