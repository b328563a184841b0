"""Nobody raises themselves, managers touch no owner, and the last owner stays."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from support import community, make_app, member

from badges.accounts.access import Actor, Permission
from badges.awarding.erasing import erase_person
from badges.database import db
from badges.errors import ConflictError, ForbiddenError
from badges.intake.people import remove_member, set_roles
from badges.models import AuditEntry, Community, Membership


@pytest.fixture
def olga(demo: Community) -> Actor:
    return Actor.member(member(demo, "Olga", roles=("owner", "member")))


@pytest.fixture
def ada(demo: Community) -> Membership:
    return member(demo, "Ada")


def test_a_manager_makes_managers_and_unmakes_them(mona: Actor, ada: Membership) -> None:
    assert set_roles(mona, ada, ["manager"]).roles == ["manager", "member"]
    assert set_roles(mona, ada, []).roles == ["member"]
    entries = db.session.query(AuditEntry).filter_by(action="member.roles").all()
    assert [entry.detail for entry in entries] == [
        {"roles": ["manager", "member"]},
        {"roles": ["member"]},
    ]


def test_a_manager_touches_no_owner(mona: Actor, olga: Actor, ada: Membership) -> None:
    assert olga.membership is not None
    for change in (["owner", "reviewer"], ["manager"], []):
        with pytest.raises(ForbiddenError, match="owner"):
            set_roles(mona, olga.membership, change)
    with pytest.raises(ForbiddenError, match="owner"):
        remove_member(mona, olga.membership)
    with pytest.raises(ForbiddenError, match="owner"):
        set_roles(mona, ada, ["owner"])


def test_nobody_raises_themselves(mona: Actor, demo: Community) -> None:
    assert mona.membership is not None
    with pytest.raises(ForbiddenError):
        set_roles(mona, mona.membership, ["owner", "manager"])
    awarder = Actor.member(member(demo, "Rita", roles=("reviewer", "member")))
    assert awarder.membership is not None
    with pytest.raises(ForbiddenError):
        set_roles(awarder, awarder.membership, ["awarder"])
    tricked = Actor(demo, awarder.membership, mona.permissions, "page")
    with pytest.raises(ForbiddenError, match="themselves"):
        set_roles(tricked, awarder.membership, ["awarder", "reviewer"])
    assert set_roles(mona, mona.membership, []).roles == ["member"]


def test_a_program_makes_no_managers(mona: Actor, ada: Membership) -> None:
    scopes = frozenset({Permission.MEMBERS_WRITE})
    program = Actor(mona.community, mona.membership, scopes, "api")
    assert set_roles(program, ada, ["awarder"]).roles == ["awarder", "member"]
    with pytest.raises(ForbiddenError, match="managers"):
        set_roles(program, ada, ["manager"])
    with pytest.raises(ForbiddenError, match="managers"):
        remove_member(program, set_roles(mona, ada, ["manager"]))


def demote(owner: Membership) -> None:
    set_roles(Actor.member(owner), owner, ["manager"])


def leave(owner: Membership) -> None:
    remove_member(Actor.member(owner), owner)


def be_removed(owner: Membership) -> None:
    remove_member(Actor.operator(owner.community), owner)


def be_erased(owner: Membership) -> None:
    erase_person(owner.person)


WAYS = [demote, leave, be_removed, be_erased]


@pytest.mark.parametrize("way", WAYS)
def test_the_last_owner_stays_whichever_way(olga: Actor, way: Callable[..., None]) -> None:
    assert olga.membership is not None
    with pytest.raises(ConflictError, match="last owner"):
        way(olga.membership)
    assert "owner" in olga.membership.roles
    assert olga.membership.left_at is None


@pytest.mark.parametrize("way", WAYS)
def test_one_of_two_owners_may_go(olga: Actor, demo: Community, way: Callable[..., None]) -> None:
    member(demo, "Otto", roles=("owner", "member"))
    assert olga.membership is not None
    way(olga.membership)
    assert "owner" not in olga.membership.roles


@pytest.mark.parametrize("way", WAYS)
def test_an_owner_who_never_signed_in_does_not_count(
    olga: Actor, demo: Community, way: Callable[..., None]
) -> None:
    member(demo, "Typo", "tpyo@example.org", roles=("owner", "member"), verified=False)
    assert olga.membership is not None
    with pytest.raises(ConflictError, match="last owner"):
        way(olga.membership)


def test_who_has_left_gets_no_roles(mona: Actor, ada: Membership) -> None:
    remove_member(mona, ada)
    with pytest.raises(ConflictError, match="left"):
        set_roles(mona, ada, ["reviewer"])


def test_two_owners_who_go_at_once_leave_one_behind(
    tmp_path: Path, new_database: Callable[[], str]
) -> None:
    folder = tmp_path / "race"
    folder.mkdir()
    app = make_app(folder, url=new_database())
    with app.app_context():
        here = community("race")
        ids = [member(here, name, roles=("owner", "member")).id for name in ("Olga", "Otto")]
        db.session.commit()
    gone = race(app, ids)
    with app.app_context():
        owners = [x for x in db.session.query(Membership) if "owner" in x.roles]
        assert (len(gone), len(owners)) == (1, 1)
        db.engine.dispose()


def race(app: Flask, ids: list[int]) -> list[int]:
    """Let everybody leave in the same instant; gives who could."""
    gone: list[int] = []
    start = threading.Barrier(len(ids))

    def go(membership_id: int) -> None:
        with app.app_context():
            start.wait(10)
            row = db.session.get_one(Membership, membership_id)
            try:
                leave(row)
            except ConflictError:
                db.session.rollback()
            else:
                db.session.commit()
                gone.append(membership_id)
            db.session.remove()

    threads = [threading.Thread(target=go, args=(each,)) for each in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return gone
