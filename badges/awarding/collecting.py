"""Collections: some of one's badges under one title, in an order of one's own, with a link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from badges.awarding.awards import check_visibility
from badges.database import db
from badges.errors import ConflictError, InputError, NotFoundError
from badges.models import Award, Collection, CollectionItem, Membership, Person
from badges.ports import now, ports
from badges.text import clean_line

TITLE_LIMIT: Final = 120
SENTENCE_LIMIT: Final = 500
MOST: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionFacts:
    """What a holder says about a collection; ``badges`` are share ids in their order."""

    title: str
    sentence: str = ""
    visibility: str = "private"
    badges: Sequence[str] = ()


def collections_of(person: Person) -> list[Collection]:
    """List a person's collections, the newest first."""
    query = sa.select(Collection).where(Collection.person_id == person.id)
    return list(db.session.scalars(query.order_by(Collection.id.desc())))


def collection_of(person: Person, number: int) -> Collection:
    """Find one of a person's collections; raises ``NotFoundError``."""
    found = db.session.scalar(
        sa.select(Collection).where(Collection.id == number, Collection.person_id == person.id)
    )
    if found is None:
        raise NotFoundError("not_found", "There is nothing at this address.")
    return found


def collectable(person: Person) -> list[Award]:
    """List the badges that may stand in a collection: those held, the newest first."""
    return list(
        db.session.scalars(
            sa.select(Award)
            .join(Membership, Award.membership_id == Membership.id)
            .where(Membership.person_id == person.id, Award.state.in_(["accepted", "suspended"]))
            .order_by(Award.id.desc())
        )
    )


def make_collection(person: Person, facts: CollectionFacts) -> Collection:
    """Make a collection; raises ``InputError`` naming the field, ``ConflictError`` after fifty."""
    if len(collections_of(person)) >= MOST:
        raise ConflictError("collection.many", "That is enough collections; delete one first.")
    row = Collection(person=person, public_id=_new_id(), created_at=now())
    return change_collection(row, facts)


def change_collection(row: Collection, facts: CollectionFacts) -> Collection:
    """Change what a collection says and holds; raises ``InputError`` naming the field."""
    title = clean_line(facts.title, field="title", limit=TITLE_LIMIT)
    if not title:
        raise InputError("collection.title", "Give the collection a title.", field="title")
    sentence = clean_line(facts.sentence, field="sentence", limit=SENTENCE_LIMIT)
    visibility = check_visibility(facts.visibility)
    own = {award.public_id: award for award in collectable(row.person)}
    chosen = list(dict.fromkeys(facts.badges))
    if not chosen:
        raise InputError("collection.empty", "Choose one badge or more.", field="badges")
    if any(each not in own for each in chosen):
        raise InputError("collection.badge", "Choose from your own badges.", field="badges")
    # Only now does the row change: a page that says what is wrong shows it as it was.
    row.title, row.sentence, row.visibility = title, sentence, visibility
    db.session.add(row)
    row.items.clear()
    db.session.flush()
    row.items.extend(
        CollectionItem(award=own[each], position=place) for place, each in enumerate(chosen)
    )
    db.session.flush()
    return row


def renew_link(row: Collection) -> Collection:
    """Give a collection another address; the one before leads nowhere from now on."""
    row.public_id = _new_id()
    db.session.flush()
    return row


def delete_collection(row: Collection) -> None:
    """Delete a collection; the badges in it stay as they are."""
    db.session.delete(row)
    db.session.flush()


def _new_id() -> str:
    return ports().token_bytes(16).hex()
