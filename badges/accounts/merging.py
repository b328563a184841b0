"""Two records of one human being come together, once both have proved one address.

Everything that points to the second record points to the first from then on. Where both are in
the same community, their memberships become one; what only one of them can have (two check-ins
at the same session) stays with the first, and the second is left as an empty row.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from badges.database import Base, db
from badges.models import (
    Award,
    EmailAddress,
    LoginSession,
    Membership,
    PasskeyChallenge,
    Person,
)
from badges.ports import now


def bring_together(person: Person, other: Person) -> None:
    """Make two records one; ``other`` is empty afterwards and signed out everywhere."""
    if person.id == other.id:
        return
    own = {membership.community_id: membership for membership in person.memberships}
    for theirs in list(other.memberships):
        mine = own.get(theirs.community_id)
        if mine is not None:
            _join(mine, theirs)
    for ended in (LoginSession, PasskeyChallenge):
        db.session.execute(sa.delete(ended).where(ended.person_id == other.id))
    _take_addresses(person, other)
    db.session.flush()
    _repoint("person", other.id, person.id, but={"membership", "email_address"})
    for theirs in list(other.memberships):
        if theirs.community_id not in own:
            theirs.person_id = person.id
    other.name = ""
    other.erased_at = now()
    db.session.flush()
    db.session.expire_all()


def _take_addresses(person: Person, other: Person) -> None:
    """Move the addresses over; of two rows for one address the verified one stays."""
    own = {row.address: row for row in person.addresses}
    for row in list(other.addresses):
        mine = own.get(row.address)
        if mine is None:
            row.person_id = person.id
            continue
        since = row.verified_at
        db.session.execute(sa.delete(EmailAddress).where(EmailAddress.id == row.id))
        mine.verified_at = mine.verified_at or since


def _join(mine: Membership, theirs: Membership) -> None:
    """Move all that hangs on one membership to another of the same community."""
    for award in db.session.scalars(sa.select(Award).where(Award.membership_id == theirs.id)):
        _free_place(award, mine)
    db.session.flush()
    _repoint("membership", theirs.id, mine.id)
    mine.roles = sorted({*mine.roles, *(theirs.roles if theirs.left_at is None else ())})
    mine.left_at = None if theirs.left_at is None else mine.left_at
    if mine.of_age is None:
        mine.of_age = theirs.of_age
    theirs.name = theirs.address = theirs.subject_id = ""
    theirs.once_key = None
    theirs.roles = ["member"]
    theirs.left_at = theirs.left_at or now()


def _free_place(award: Award, mine: Membership) -> None:
    """Move the place of "one award each"; where it is taken, both awards stay."""
    if award.once_key is None:
        return
    key = f"{award.achievement_id}:{mine.id}"
    taken = db.session.scalar(sa.select(Award.id).where(Award.once_key == key))
    award.once_key = None if taken else key
    db.session.flush()


def _repoint(table: str, old: int, new: int, *, but: set[str] | None = None) -> None:
    """Let every foreign key to a row lead to another, one by one where only one may."""
    for column in _keys_to(table):
        if column.table.name in (but or set()):
            continue
        if not _is_in_unique(column):
            db.session.execute(
                sa.update(column.table).where(column == old).values({column.name: new})
            )
            continue
        primary = list(column.table.primary_key.columns)
        for row in db.session.execute(sa.select(*primary).where(column == old)).all():
            which = sa.and_(*(key == value for key, value in zip(primary, row, strict=True)))
            try:
                with db.session.begin_nested():
                    db.session.execute(
                        sa.update(column.table).where(which).values({column.name: new})
                    )
            except IntegrityError:
                continue


def _keys_to(table: str) -> Iterator[sa.Column[int]]:
    for found in Base.metadata.sorted_tables:
        for column in found.columns:
            if any(key.column.table.name == table for key in column.foreign_keys):
                yield column


def _is_in_unique(column: sa.Column[int]) -> bool:
    table = column.table
    sets = [it.columns for it in table.constraints if isinstance(it, sa.UniqueConstraint)]
    indexes = [it.columns for it in table.indexes if it.unique]
    return column.primary_key or any(column.name in found for found in [*sets, *indexes])
