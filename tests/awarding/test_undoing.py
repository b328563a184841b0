"""An award that nobody was told of is removed, not withdrawn; later it is too late."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from doings import given
from published import issuing_community
from support import Clock, achievement, manager, member

from badges import issuing
from badges.accounts.access import Actor
from badges.awarding.awards import award
from badges.awarding.collecting import CollectionFacts, make_collection
from badges.awarding.holding import accept, set_visibility
from badges.awarding.showing import add_links
from badges.awarding.undoing import undo, undo_until
from badges.credentials.forms import Form, form_of
from badges.database import db
from badges.errors import ConflictError
from badges.intake.lists import PersonRow
from badges.intake.people import invite
from badges.models import (
    AchievementVersion,
    AuditEntry,
    Award,
    AwardEvent,
    Community,
    Evidence,
    Membership,
    OutboxMail,
    Person,
    StatusList,
)
from badges.publishing.once import make_link
from badges.status import Bitstring


@pytest.fixture
def issuer(app: object) -> Community:
    return issuing_community("issuer")


@pytest.fixture
def boss(issuer: Community) -> Actor:
    return manager(issuer, "Boss Leitung")


@pytest.fixture
def version(issuer: Community) -> AchievementVersion:
    return achievement(issuer)


def count(model: type[Award | AwardEvent | OutboxMail | Evidence | Membership | Person]) -> int:
    return db.session.scalar(sa.select(sa.func.count(model.id))) or 0


def test_nothing_visible_stays_and_the_trail_says_so(
    boss: Actor, version: AchievementVersion, issuer: Community
) -> None:
    ada = member(issuer, "Ada Beispiel")
    links = add_links(boss, ada, version.achievement, ["https://a.example"])
    made = given(boss, version, ada, evidence_ids=links).award
    assert undo(boss, made) is False
    assert [count(model) for model in (Award, AwardEvent, OutboxMail, Evidence)] == [0] * 4
    entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.action, entry.detail) == ("award.undo", {"signed": False})


def test_what_was_signed_at_once_is_revoked_and_its_place_spent(
    boss: Actor, version: AchievementVersion, issuer: Community
) -> None:
    ada = member(issuer, "Ada Beispiel")
    ada.subject_id = "urn:uuid:00000000-0000-4000-8000-000000000001"
    made = given(boss, version, ada, at_once=True).award
    credential = issuing.issue_credential(made.id)
    assert credential is not None
    index = credential.status_index
    assert undo(boss, made) is True
    (status,) = db.session.scalars(sa.select(StatusList))
    assert Bitstring.from_bytes(status.bits)[index]
    assert status.next_counter == 1


def test_ten_minutes_later_it_is_too_late(
    boss: Actor, version: AchievementVersion, issuer: Community, clock: Clock
) -> None:
    made = given(boss, version, member(issuer, "Ada Beispiel")).award
    clock.move(minutes=9, seconds=59)
    assert undo_until(made) is not None
    clock.move(seconds=1)
    with pytest.raises(ConflictError) as caught:
        undo(boss, made)
    assert caught.value.reason.code == "award.undo_late"


def test_what_was_sent_or_answered_is_not_undone(
    boss: Actor, version: AchievementVersion, issuer: Community
) -> None:
    sent = given(boss, version, member(issuer, "Ada Beispiel")).award
    db.session.scalars(sa.select(OutboxMail)).one().state = "sent"
    answered = given(boss, version, member(issuer, "Bo Beispiel")).award
    accept(answered, name="Bo")
    assert (undo_until(sent), undo_until(answered)) == (None, None)


@pytest.mark.parametrize("deed", ["share", "collect", "link", "take along"])
def test_what_its_holder_has_used_is_not_undone(
    boss: Actor, version: AchievementVersion, issuer: Community, deed: str
) -> None:
    ada = member(issuer, "Ada Beispiel")
    ada.subject_id = "urn:uuid:00000000-0000-4000-8000-000000000001"
    made = given(boss, version, ada, at_once=True).award
    credential = issuing.issue_credential(made.id)
    assert credential is not None
    assert undo_until(made) is not None
    match deed:
        case "share":
            set_visibility(ada, made, "public")
        case "collect":
            facts = CollectionFacts(title="Mine", badges=[made.public_id])
            make_collection(ada.person, facts)
        case "link":
            make_link(made, "badge")
        case _:  # a signed assertion is revoked by a row that has to stay
            form_of(credential, Form.OB2_JWS)
    with pytest.raises(ConflictError) as caught:
        undo(boss, made)
    assert caught.value.reason.code == "award.undo_late"


def test_the_place_is_free_again(
    boss: Actor, version: AchievementVersion, issuer: Community
) -> None:
    ada = member(issuer, "Ada Beispiel")
    undo(boss, given(boss, version, ada).award)
    assert given(boss, version, ada).award.state == "offered"


def test_a_renewal_that_is_undone_lets_the_one_before_count(
    boss: Actor, issuer: Community, clock: Clock
) -> None:
    yearly = achievement(issuer, "yearly", valid_days=365)
    ada = member(issuer, "Ada Beispiel")
    first = given(boss, yearly, ada).award
    key = first.once_key
    clock.move(days=400)
    undo(boss, award(boss, yearly.achievement, ada, reason="Again").award)
    assert first.once_key == key


def test_who_was_invited_for_it_alone_is_forgotten(
    boss: Actor, version: AchievementVersion
) -> None:
    people = count(Person)
    guest = invite(boss, PersonRow(1, "Cy Neu", "cy@x.example"))
    other = invite(boss, PersonRow(1, "Di Neu", "di@x.example"))
    given(boss, version, other)
    undo(boss, given(boss, version, guest).award)
    assert count(Person) == people + 1
    assert db.session.scalars(sa.select(Membership.name).where(Membership.invited)).all() == [
        "Di Neu"
    ]
