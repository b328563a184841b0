"""What is told of people who are no members yet waits for them, and tells nobody who they are."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from support import NOON, community, member

from badges.accounts.access import Actor
from badges.accounts.naming import who_hashes
from badges.awarding.erasing import erase_person
from badges.database import db
from badges.errors import ConflictError, NotFoundError
from badges.intake import waiting
from badges.intake.lists import PersonRow
from badges.intake.people import add_members, remove_member
from badges.intake.recording import ToldActivity, record_many
from badges.models import (
    Activity,
    Community,
    EmailAddress,
    Job,
    KnownAccount,
    Membership,
    WaitingActivity,
)
from keys.sealing import MasterKeys, new_master_key

ZOE = "zoe@example.org"
FORUM = "discourse:1:17"


def told(**facts: Any) -> ToldActivity:
    return ToldActivity(**({"kind": "review", "occurred_at": NOON} | facts))


def kept() -> list[WaitingActivity]:
    return list(db.session.scalars(sa.select(WaitingActivity)))


def counted() -> list[tuple[int, str]]:
    rows = db.session.scalars(sa.select(Activity).order_by(Activity.id))
    return [(row.membership_id, row.kind) for row in rows]


def join(actor: Actor, address: str) -> Membership:
    added = add_members(actor, [PersonRow(1, "Zoe", address)])[0].membership
    assert added is not None
    return added


def test_it_counts_from_the_moment_they_join(mona: Actor) -> None:
    record_many(mona, [told(address=ZOE), told(address=ZOE, kind="talk"), told(address="a@b.org")])
    assert counted() == []
    zoe = join(mona, ZOE)
    assert counted() == [(zoe.id, "review"), (zoe.id, "talk")]
    assert len(kept()) == 1
    (job,) = db.session.scalars(sa.select(Job).where(Job.name == "evaluate_member"))
    assert job.arguments["membership_id"] == zoe.id


def test_an_address_stands_nowhere_in_plain(mona: Actor) -> None:
    record_many(mona, [told(address=ZOE)])
    (row,) = kept()
    values = [str(getattr(row, column.name)) for column in WaitingActivity.__table__.columns]
    assert not any("zoe" in value.lower() for value in values)


def test_told_again_while_it_waits_it_waits_once(mona: Actor) -> None:
    for _ in range(2):
        (found,) = record_many(mona, [told(address=ZOE, external_id="7")])
        assert found.outcome == "kept"
    zoe = join(mona, ZOE)
    (again,) = record_many(mona, [told(address=ZOE, external_id="7")])
    assert (again.outcome, counted()) == ("known", [(zoe.id, "review")])


def test_an_id_that_waits_is_told_of_nobody_and_nothing_else(mona: Actor, demo: Community) -> None:
    ada = member(demo, "Ada")
    record_many(mona, [told(address=ZOE, external_id="7")])
    others = [
        told(address="bo@example.org", external_id="7"),
        told(address=ZOE, external_id="7", kind="talk"),
        told(member=ada.id, external_id="7"),
    ]
    for other in others:
        (found,) = record_many(mona, [other])
        assert (found.outcome, found.problem and found.problem.code) == (
            "refused",
            "activity.external_id",
        )
    join(mona, ZOE)
    assert len(counted()) == 1


def test_what_was_recorded_meanwhile_under_the_same_id_happened_once(
    mona: Actor, demo: Community
) -> None:
    record_many(mona, [told(address=ZOE, external_id="7"), told(address=ZOE)])
    ada = member(demo, "Ada")
    again = told(member=ada.id, external_id="8")
    record_many(mona, [again])
    db.session.execute(sa.update(Activity).values(external_id="7"))
    zoe = join(mona, ZOE)
    assert counted() == [(ada.id, "review"), (zoe.id, "review")]
    assert kept() == []


def test_much_that_waits_for_one_person_is_counted_in_steps(
    mona: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "AT_ONCE", 2)
    record_many(mona, [told(address=ZOE)] * 5)
    join(mona, ZOE)
    assert (len(counted()), kept()) == (5, [])


def test_a_further_address_brings_what_waited_for_it(mona: Actor, demo: Community) -> None:
    record_many(mona, [told(address=ZOE)])
    ada = member(demo, "Ada")
    row = EmailAddress(person=ada.person, address=ZOE, created_at=NOON)
    db.session.add(row)
    assert waiting.take(ada) == 0, "an address that is only claimed brings nothing"
    row.verified_at = NOON
    waiting.take_waiting(ada.id)
    assert counted() == [(ada.id, "review")]


def test_an_account_waits_by_its_name_until_somebody_says_whose_it_is(
    mona: Actor, demo: Community
) -> None:
    record_many(mona, [told(account=FORUM, label="ada_l", source="discourse:1")] * 2)
    (stranger,) = waiting.strangers(mona)
    assert (stranger.label, stranger.count) == ("ada_l", 2)
    ada = member(demo, "Ada")
    assert waiting.claim(mona, stranger.row_id, ada) == 2
    record_many(mona, [told(account=FORUM, kind="talk")])
    assert counted() == [(ada.id, "review"), (ada.id, "review"), (ada.id, "talk")]
    assert waiting.strangers(mona) == []


def test_a_system_may_say_itself_whose_account_it_is(mona: Actor, demo: Community) -> None:
    record_many(mona, [told(account=FORUM, label="ada_l")])
    ada, bo = member(demo, "Ada"), member(demo, "Bo")
    assert waiting.link_account(demo.id, FORUM, "ada_l", bo) == 1
    assert waiting.link_account(demo.id, FORUM, "ada_l", ada) == 0
    (row,) = db.session.scalars(sa.select(KnownAccount))
    assert row.membership_id == ada.id


def test_what_waits_is_found_under_an_older_master_key(mona: Actor, demo: Community) -> None:
    from badges.ports import ports  # noqa: PLC0415

    record_many(mona, [told(address=ZOE)])
    older = ports().master_keys
    newer = MasterKeys((*older.keys, *MasterKeys.parse(new_master_key()).keys))
    object.__setattr__(ports(), "master_keys", newer)
    assert len(who_hashes(demo.id, "mail:" + ZOE)) == 2
    zoe = join(mona, ZOE)
    assert counted() == [(zoe.id, "review")]


def test_there_is_an_end_to_what_is_kept(mona: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "MOST", 2)
    found = record_many(mona, [told(address=f"{n}@example.org") for n in range(3)])
    assert [each.outcome for each in found] == ["kept", "kept", "refused"]


def test_accounts_are_linked_within_one_community(mona: Actor, demo: Community) -> None:
    record_many(mona, [told(account=FORUM, label="ada_l")])
    (stranger,) = waiting.strangers(mona)
    with pytest.raises(NotFoundError):
        waiting.claim(mona, stranger.row_id, member(community("other"), "Ada"))
    gone = member(demo, "Gone")
    remove_member(mona, gone)
    with pytest.raises(ConflictError):
        waiting.claim(mona, stranger.row_id, gone)


def test_erased_means_nothing_waits_and_no_account_is_known(mona: Actor, demo: Community) -> None:
    ada = member(demo, "Ada", ZOE)
    waiting.link_account(demo.id, FORUM, "ada_l", ada)
    ada.left_at = NOON
    db.session.flush()
    db.session.add(
        WaitingActivity(
            community_id=demo.id,
            who_hash=who_hashes(demo.id, "mail:" + ZOE)[0],
            kind="talk",
            occurred_at=NOON,
            source="api",
            told_at=NOON,
        )
    )
    erase_person(ada.person)
    assert (kept(), db.session.scalars(sa.select(KnownAccount)).all()) == ([], [])
