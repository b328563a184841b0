"""Two lists that write down the same people at the same moment; the database lets one through."""

from __future__ import annotations

import secrets
import threading
from collections import Counter
from dataclasses import replace

import pytest
import sqlalchemy as sa
from databases import on_postgresql
from flask import Flask
from sqlalchemy.exc import IntegrityError
from support import achievement

from badges import keeping
from badges.accounts import naming
from badges.accounts.access import Actor
from badges.accounts.people import ensure_member
from badges.awarding.erasing import erase_person
from badges.batches import running
from badges.database import db
from badges.intake import newcomers, people
from badges.intake.lists import PersonRow
from badges.intake.people import invite
from badges.models import Award, AwardBatch, Community, EmailAddress, Membership
from badges.ports import EXTENSION

from .handed import rows, staged

NAMES = tuple("abcdef")


def listed(names: tuple[str, ...], link: str) -> str:
    return "Name;E-Mail;Nachweis\n" + "".join(f"{n};{n}@x.example;{link}\n" for n in names)


@on_postgresql
@pytest.mark.parametrize("link", ["", "https://a.example/x"], ids=["together", "one by one"])
@pytest.mark.parametrize("order", [1, -1], ids=["same order", "against each other"])
def test_two_lists_make_each_stranger_one_member(
    app: Flask, demo: Community, link: str, order: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ports = app.extensions[EXTENSION]
    app.extensions[EXTENSION] = replace(ports, token_bytes=secrets.token_bytes)
    monkeypatch.setattr(running, "AT_ONCE", 0)
    mona = Actor.operator(demo)
    both, met = threading.Barrier(2), threading.local()

    def look(community_id: int, addresses: list[str]) -> dict[str, int]:
        """Go on when the other has looked as well, and found nobody."""
        if not hasattr(met, "once"):
            met.once = True
            db.session.execute(sa.text("SET LOCAL deadlock_timeout = '20ms'"))
            both.wait(30)
        return naming.places(community_id, addresses)

    for room in (newcomers, people):
        monkeypatch.setattr(room, "places", look)
    lists = []
    for slug, names in (("one", NAMES), ("two", NAMES[::order])):
        batch = staged(mona, achievement(demo, slug, issue_at_once=True), listed(names, link))
        lists.append(running.confirm(mona, batch).id)
    db.session.commit()

    def work(batch_id: int) -> None:
        with app.app_context():
            running.run_all(db.session.get_one(AwardBatch, batch_id))

    workers = [threading.Thread(target=work, args=(each,)) for each in lists]
    for each in workers:
        each.start()
    for each in workers:
        each.join(60)
    db.session.expire_all()
    batches = [db.session.get_one(AwardBatch, each) for each in lists]
    assert [(it.state, it.awarded) for it in batches] == [("done", len(NAMES))] * 2
    assert {row.outcome for batch in batches for row in rows(batch)} == {"awarded"}
    for column, times in (
        (Membership.address, 1),
        (EmailAddress.address, 1),
        (Award.recipient_address, 2),
    ):
        found = Counter(db.session.scalars(sa.select(column)))
        assert found == {f"{name}@x.example": times for name in NAMES}
    assert keeping.broken() == []


@on_postgresql
def test_who_is_not_reached_at_an_address_any_more_is_in_nobodys_way(
    mona: Actor, demo: Community
) -> None:
    old = ensure_member(demo, "info@x.example", name="Ada")
    key = old.once_key
    old.address = "ada@x.example"
    db.session.execute(sa.delete(EmailAddress).where(EmailAddress.person_id == old.person_id))
    new = invite(mona, PersonRow(1, "Bo", "info@x.example"))
    assert (new.id != old.id, new.once_key, old.once_key) == (True, key, None)


@on_postgresql
def test_who_was_written_down_since_somebody_looked_is_not_written_down_twice(
    mona: Actor, demo: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = PersonRow(1, "Ada", "ada@x.example")
    invite(mona, ada)
    monkeypatch.setattr(people, "find_by_address", lambda *_: None)  # looked before that
    with pytest.raises(IntegrityError, match="once_key"):
        invite(mona, ada)


@on_postgresql
def test_nothing_of_an_erased_persons_address_is_left(demo: Community) -> None:
    ada = ensure_member(demo, "ada@x.example", name="Ada")
    assert ada.once_key is not None
    assert ada.once_key != ensure_member(demo, "bo@x.example").once_key
    erase_person(ada.person)
    assert ada.once_key is None
