"""A person's addresses: proved by whoever asked, one of them the main one, two records made one."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from support import Clock, achievement, community, manager, member

from badges.accounts import addresses
from badges.awarding.awards import award
from badges.database import db
from badges.errors import ConflictError, ForbiddenError, GoneError, InputError
from badges.models import Award, Community, EmailAddress, Membership, OutboxMail, Person
from badges.ports import now


@pytest.fixture
def ada(demo: Community) -> Membership:
    return member(demo, "Ada Beispiel", "ada@example.org")


def secret_in_mail(kind: str = "address") -> str:
    mail = db.session.scalars(
        sa.select(OutboxMail).filter_by(kind=kind).order_by(OutboxMail.id.desc())
    ).first()
    assert mail is not None
    found = re.search(r"/me/addresses/(\S+)", mail.text)
    assert found is not None
    return found[1]


def add(person: Person, address: str, *, moving: bool = False) -> addresses.Confirmed:
    addresses.add_address(person, address, moving=moving)
    return addresses.confirm(person, secret_in_mail())


def test_an_address_counts_once_its_link_was_used(ada: Membership) -> None:
    addresses.add_address(ada.person, " New@Example.org ")
    assert [row.address for row in ada.person.addresses] == ["ada@example.org"]
    done = addresses.confirm(ada.person, secret_in_mail())
    assert (done.address, done.moved, done.joined) == ("new@example.org", False, False)
    assert ada.address == "ada@example.org"
    with pytest.raises(GoneError):
        addresses.confirm(ada.person, secret_in_mail())


def test_a_link_is_worth_nothing_to_anybody_else(demo: Community, ada: Membership) -> None:
    eve = member(demo, "Eve", "eve@example.org")
    addresses.add_address(eve.person, "ada@example.org")
    with pytest.raises(ForbiddenError):
        addresses.confirm(ada.person, secret_in_mail())
    assert ada.person.erased_at is None


def test_moving_makes_it_the_main_one_and_tells_the_old_one(ada: Membership) -> None:
    done = add(ada.person, "new@example.org", moving=True)
    assert done.moved
    assert ada.address == addresses.main_address(ada.person) == "new@example.org"
    told = db.session.scalars(sa.select(OutboxMail).filter_by(kind="address_changed")).one()
    assert told.address == "ada@example.org"


def test_the_last_confirmed_address_stays(ada: Membership) -> None:
    with pytest.raises(ConflictError):
        addresses.remove_address(ada.person, "ada@example.org")
    add(ada.person, "new@example.org")
    addresses.remove_address(ada.person, "ada@example.org")
    assert [row.address for row in ada.person.addresses] == ["new@example.org"]
    assert ada.address == "new@example.org"


@pytest.mark.parametrize("typed", ["no address", "ada@example.org"])
def test_what_is_none_or_known_is_said_at_the_field(ada: Membership, typed: str) -> None:
    with pytest.raises(InputError) as raised:
        addresses.add_address(ada.person, typed)
    assert raised.value.field == "email"


def test_a_link_ends_after_a_day(ada: Membership, clock: Clock) -> None:
    addresses.add_address(ada.person, "new@example.org")
    clock.at += addresses.LIFETIME
    with pytest.raises(GoneError):
        addresses.peek(ada.person, secret_in_mail())


def test_two_records_that_prove_one_address_come_together(demo: Community, ada: Membership) -> None:
    other, elsewhere = member(demo, "A. Beispiel", "work@example.org"), community("other")
    there = Membership(
        community=elsewhere, person=other.person, name="A.", address="work@example.org",
        roles=["member"], subject_id="urn:uuid:1", joined_at=now(),
    )  # fmt: skip
    db.session.add(there)
    talk, lamp = achievement(demo, "talk").achievement, achievement(demo, "lamp").achievement
    both = [
        award(manager(demo, f"M{n}"), talk, who, reason="x") for n, who in enumerate((ada, other))
    ]
    one = award(manager(demo, "N"), lamp, other, reason="x").award
    assert add(ada.person, "work@example.org").joined
    assert one.membership_id == ada.id
    assert one.once_key == f"{lamp.id}:{ada.id}"
    keys = [db.session.get_one(Award, made.award.id).once_key for made in both]
    assert keys == [f"{talk.id}:{ada.id}", None]
    assert there.person_id == ada.person_id
    assert (other.left_at is not None, other.person.erased_at is not None) == (True, True)
    rows = db.session.scalars(sa.select(EmailAddress).filter_by(person_id=ada.person_id)).all()
    assert {row.address for row in rows} == {"ada@example.org", "work@example.org"}


def test_whom_a_community_wrote_down_under_it_is_joined_too(
    ada: Membership,
) -> None:
    elsewhere = community("other")
    noted = member(elsewhere, "Ada", "new@example.org", verified=False)
    add(ada.person, "new@example.org")
    assert noted.person_id == ada.person_id
