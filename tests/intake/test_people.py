"""Members: added, given roles, taken leave of."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from support import community, manager, member

from badges.accounts.access import Actor
from badges.database import db
from badges.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from badges.intake.lists import read_people
from badges.intake.people import add_members, find_by_address, remove_member, set_roles
from badges.models import AuditEntry, Community, EmailAddress, Person


def test_a_list_adds_members_and_says_what_became_of_each_row(mona: Actor) -> None:
    list_ = "Ada;ada@a.example\nBo;bo\nAda;ada@a.example\nMona;mona@demo.example.org"
    results = add_members(mona, read_people(list_))
    assert [result.outcome for result in results] == ["added", "invalid", "double", "known"]
    assert results[3].membership is mona.membership


def test_a_new_member_has_an_unproved_address_and_a_subject_id(mona: Actor) -> None:
    (result,) = add_members(mona, read_people("Ada;ada@a.example"))
    assert result.membership is not None
    assert result.membership.subject_id.startswith("urn:uuid:")
    assert result.membership.person.addresses[0].verified_at is None


def test_adding_twice_changes_nothing(mona: Actor) -> None:
    rows = read_people("Ada;ada@a.example")
    (first,), (second,) = add_members(mona, rows), add_members(mona, rows)
    assert (second.outcome, second.membership) == ("known", first.membership)
    assert db.session.scalar(sa.select(sa.func.count(Person.id))) == 2


@pytest.mark.parametrize("proved", [True, False])
def test_only_a_proved_address_joins_two_communities_to_one_person(
    mona: Actor,
    proved: bool,  # noqa: FBT001
) -> None:
    elsewhere = member(community("other"), "Ada", "ada@a.example", verified=proved)
    (result,) = add_members(mona, read_people("Ada;ada@a.example"))
    assert result.membership is not None
    assert (result.membership.person is elsewhere.person) is proved


def test_a_second_address_of_a_member_is_theirs(mona: Actor, demo: Community) -> None:
    ada = member(demo, "Ada")
    ada.person.addresses.append(EmailAddress(address="second@a.example", created_at=ada.joined_at))
    db.session.flush()
    assert find_by_address(demo, "second@a.example") is ada


def test_who_left_and_comes_back_keeps_the_membership(mona: Actor, demo: Community) -> None:
    ada = remove_member(mona, member(demo, "Ada", "ada@a.example", roles=("manager", "member")))
    (result,) = add_members(mona, read_people("Ada;ada@a.example"))
    assert (result.outcome, result.membership) == ("added", ada)
    assert (ada.left_at, ada.roles) == (None, ["member"])


def test_roles_are_kept_in_order_with_member_among_them(mona: Actor, demo: Community) -> None:
    ada = set_roles(mona, member(demo), ["reviewer", "awarder"])
    assert ada.roles == ["awarder", "reviewer", "member"]
    with pytest.raises(InputError, match="no role 'king'"):
        set_roles(mona, ada, ["king"])


def test_only_owners_make_owners_and_the_last_one_stays(mona: Actor, demo: Community) -> None:
    owner = member(demo, "Olga", roles=("owner", "member"))
    with pytest.raises(ForbiddenError):
        set_roles(mona, member(demo), ["owner"])
    with pytest.raises(ConflictError, match="last owner"):
        set_roles(Actor.member(owner), owner, ["member"])
    with pytest.raises(ConflictError, match="last owner"):
        remove_member(Actor.operator(demo), owner)


def test_a_member_may_leave_but_not_remove_others(demo: Community) -> None:
    ada, bo = member(demo, "Ada"), member(demo, "Bo")
    with pytest.raises(ForbiddenError):
        remove_member(Actor.member(ada), bo)
    assert remove_member(Actor.member(ada), ada).left_at is not None


def test_another_communitys_manager_finds_nobody(demo: Community) -> None:
    stranger, ada = manager(community("other")), member(demo)
    with pytest.raises(NotFoundError):
        set_roles(stranger, ada, ["manager"])
    with pytest.raises(NotFoundError):
        remove_member(stranger, ada)


def test_the_audit_trail_names_no_person(mona: Actor) -> None:
    add_members(mona, read_people("Ada;ada@a.example"))
    entry = db.session.scalars(sa.select(AuditEntry)).one()
    assert (entry.action, entry.detail) == ("members.add", {"added": 1})
