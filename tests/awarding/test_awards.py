"""The life of an award, up to its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from doings import awards, given, jobs, told
from support import NOON, Clock, achievement, community, manager, member

from badges.accounts.access import Actor
from badges.awarding.awards import award_by_code, find_award, renew_claim_link
from badges.awarding.erasing import erase
from badges.awarding.holding import (
    accept,
    award_for_claim,
    award_of,
    awards_of,
    correct_name,
    decline,
    set_visibility,
)
from badges.awarding.states import expires_at
from badges.awarding.withdrawing import correct, reinstate, suspend, withdraw
from badges.codes import ALPHABET, draw_code, read_code
from badges.database import db
from badges.errors import ConflictError, ForbiddenError, InputError, NotFoundError
from badges.models import AchievementVersion, AuditEntry, Award, Community, Membership, OutboxMail
from badges.timestamps import end_of_day


@pytest.fixture
def version(demo: Community) -> AchievementVersion:
    return achievement(demo)


@pytest.fixture
def offer(mona: Actor, version: AchievementVersion, ada: Membership) -> Award:
    return given(mona, version, ada).award


STEPS: dict[str, Callable[[Actor, Award], Any]] = {
    "accept": lambda _, award: accept(award, name="Ada"),
    "decline": lambda _, award: decline(award),
    "withdraw": lambda mona, award: withdraw(mona, award, "a mistake"),
    "suspend": lambda mona, award: suspend(mona, award, "to be looked into"),
    "reinstate": reinstate,
    "correct": lambda mona, award: correct(mona, award, place="Bonn"),
    "link": renew_claim_link,
    "erase": lambda _, award: erase(award),
}

TABLE = {
    "offered": {
        "accept": "accepted",
        "decline": "declined",
        "withdraw": "withdrawn",
        "correct": "offered",
        "link": "offered",
        "erase": "erased",
    },
    "accepted": {
        "withdraw": "withdrawn",
        "suspend": "suspended",
        "correct": "accepted",
        "link": "accepted",
        "erase": "erased",
    },
    "suspended": {"withdraw": "withdrawn", "reinstate": "accepted", "erase": "erased"},
    "declined": {"erase": "erased"},
    "withdrawn": {"erase": "erased"},
    "erased": {"erase": "erased"},
}


@pytest.mark.parametrize("state", TABLE)
@pytest.mark.parametrize("step", STEPS)
def test_what_may_follow_on_what(mona: Actor, offer: Award, state: str, step: str) -> None:
    offer.state = state
    following = TABLE[state].get(step)
    if following is None:
        with pytest.raises(ConflictError) as caught:
            STEPS[step](mona, offer)
        assert str(caught.value).endswith(".")
    else:
        STEPS[step](mona, offer)
    assert offer.state == (following or state)


def test_an_offer_has_a_share_address_a_code_and_a_hashed_token(
    mona: Actor, version: AchievementVersion, ada: Membership
) -> None:
    offer, token = given(mona, version, ada)
    assert (len(offer.public_id), len(offer.code)) == (32, 12)
    assert token not in (offer.claim_hash or "")
    assert award_for_claim(token) is offer
    assert award_by_code(f"{offer.code[:4]}-{offer.code[4:8]} {offer.code[8:]}".lower()) is offer


def test_a_new_claim_link_ends_the_one_before(
    mona: Actor, version: AchievementVersion, ada: Membership
) -> None:
    offer, token = given(mona, version, ada)
    assert award_for_claim(renew_claim_link(mona, offer)) is offer
    with pytest.raises(NotFoundError):
        award_for_claim(token)


@pytest.mark.parametrize("language", ["de", "en"])
def test_an_offer_is_mailed_with_its_claim_link(
    mona: Actor, demo: Community, version: AchievementVersion, language: str
) -> None:
    bo = member(demo, "Bo <b>", "bo@example.org")
    offer, token = given(mona, version, bo, language=language)
    (mail,) = db.session.scalars(sa.select(OutboxMail))
    assert (mail.kind, mail.address, mail.award_id) == ("offer", "bo@example.org", offer.id)
    assert f"http://localhost:8000/claim/{token}" in mail.text
    assert "Bo <b>" in mail.text
    assert "Bo &lt;b&gt;" in mail.html


def test_codes_have_no_lookalikes_and_no_favourites() -> None:
    draws = iter([b"\xff" * 12, bytes(range(240, 252)), bytes(range(12))])
    drawn = draw_code(lambda _: next(draws))
    assert drawn == ALPHABET[:12]
    assert not set("0O1IL2Z5S8B") & set(ALPHABET)


@pytest.mark.parametrize("typed", ["", "0" * 12, "34679ACDEFH", "34679ACDEFHJK", "3" * 10_000])
def test_what_is_no_code_finds_nothing(app: Any, typed: str) -> None:
    assert read_code(typed) is None
    assert award_by_code(typed) is None


def test_by_hand_needs_a_reason_that_is_kept(
    mona: Actor, version: AchievementVersion, ada: Membership
) -> None:
    with pytest.raises(InputError, match="Say why"):
        given(mona, version, ada, reason=" ")
    offer = given(mona, version, ada, reason="She led the evening.").award
    assert (offer.reason, offer.awarder) == ("She led the evening.", mona.membership)
    assert offer.events[0].reason == offer.reason


def test_a_second_award_is_refused_with_the_first(
    mona: Actor, offer: Award, version: AchievementVersion, ada: Membership
) -> None:
    with pytest.raises(ConflictError) as caught:
        given(mona, version, ada)
    assert caught.value.reason.params["public_id"] == offer.public_id
    assert awards() == [offer]


@pytest.mark.parametrize("end", ["decline", "withdraw", "erase"])
def test_after_its_end_it_can_be_awarded_anew(
    mona: Actor, offer: Award, version: AchievementVersion, ada: Membership, end: str
) -> None:
    STEPS[end](mona, offer)
    assert given(mona, version, ada).award.state == "offered"


def test_a_repeatable_one_is_awarded_as_often_as_earned(
    mona: Actor, demo: Community, ada: Membership
) -> None:
    version = achievement(demo, "again", repeatable=True)
    offers = [given(mona, version, ada).award for _ in range(3)]
    assert [offer.once_key for offer in offers] == [None, None, None]


@pytest.mark.parametrize(
    ("state", "step"), [("offered", "accept"), ("accepted", "correct"), ("suspended", "reinstate")]
)
def test_what_has_run_out_is_not_signed_again(
    mona: Actor, demo: Community, ada: Membership, clock: Clock, state: str, step: str
) -> None:
    made = given(mona, achievement(demo, "a-year", valid_days=365), ada).award
    made.state = state
    clock.move(days=366)
    with pytest.raises(ConflictError, match="run out"):
        STEPS[step](mona, made)
    assert jobs("reissue") == jobs("issue_credential") == []


def test_an_offer_that_ran_out_makes_room(
    mona: Actor, demo: Community, ada: Membership, clock: Clock
) -> None:
    version = achievement(demo, "a-year", valid_days=365)
    before = given(mona, version, ada).award
    clock.move(days=366)
    assert given(mona, version, ada).award.renews_id == before.id


def test_one_that_expired_is_renewed(
    mona: Actor, demo: Community, ada: Membership, clock: Clock
) -> None:
    version = achievement(demo, "first-aid", valid_days=365)
    first = accept(given(mona, version, ada).award, name="Ada")
    assert expires_at(first) == end_of_day(date(2027, NOON.month, NOON.day), demo.zone)
    clock.move(days=366)
    second = given(mona, version, ada).award
    assert (second.renews_id, first.state) == (first.id, "accepted")


def test_accepting_confirms_the_name_and_promises_a_signature(
    offer: Award, ada: Membership
) -> None:
    accept(offer, name="  Ada   Zoe\u0308 ", named=False)
    assert (offer.recipient_name, offer.named, offer.accepted_at) == ("Ada Zoë", False, NOON)
    assert jobs("issue_credential") == [{"award_id": offer.id}]
    assert told() == [(ada.id, [["award", "first-steps"]])]


@pytest.mark.parametrize("name", ["", " ", "Ada\nLovelace", "Ada\u202e", "x" * 121])
def test_a_name_that_cannot_be_signed_leaves_the_offer_open(offer: Award, name: str) -> None:
    with pytest.raises(InputError):
        accept(offer, name=name)
    assert (offer.state, offer.recipient_name) == ("offered", "Ada Beispiel")


@pytest.mark.parametrize(
    ("column", "argument", "state"),
    [(True, None, "accepted"), (False, True, "accepted"), (True, False, "offered")],
)
def test_an_achievement_or_a_door_may_sign_at_once(
    mona: Actor,
    demo: Community,
    ada: Membership,
    column: bool,  # noqa: FBT001
    argument: bool | None,  # noqa: FBT001
    state: str,
) -> None:
    version = achievement(demo, "at-once", issue_at_once=column)
    assert given(mona, version, ada, at_once=argument).award.state == state
    assert len(jobs("issue_credential")) == (state == "accepted")


@pytest.mark.parametrize(
    ("asked", "own", "language"), [(None, "en", "en"), (None, "fr", "de"), ("en", "de", "en")]
)
def test_the_language_is_the_asked_one_or_the_members(
    mona: Actor,
    version: AchievementVersion,
    ada: Membership,
    asked: str | None,
    own: str,
    language: str,
) -> None:
    ada.person.language = own
    assert given(mona, version, ada, language=asked).award.language == language


@pytest.mark.parametrize(
    "wrong",
    [
        {"language": "fr"},
        {"visibility": "everybody"},
        {"narrative": "a\x00b"},
        {"narrative": "x" * 1001},
        {"place": "a\nb"},
        {"reason": "a\u2028b"},
    ],
)
def test_a_wrong_fact_is_one_sentence_and_no_award(
    mona: Actor, version: AchievementVersion, ada: Membership, wrong: dict[str, Any]
) -> None:
    with pytest.raises(InputError):
        given(mona, version, ada, **wrong)
    assert awards() == []


def test_what_is_not_published_or_gone_is_not_awarded(
    mona: Actor, demo: Community, version: AchievementVersion, ada: Membership
) -> None:
    draft = achievement(demo, "draft", published=False)
    with pytest.raises(ConflictError, match="publish it first"):
        given(mona, draft, ada)
    version.achievement.archived_at = NOON
    with pytest.raises(ConflictError):
        given(mona, version, ada)
    ada.left_at = NOON
    with pytest.raises(ConflictError, match="left"):
        given(mona, achievement(demo, "other"), ada)


def test_visibility_is_the_holders_and_every_change_is_recorded(
    offer: Award, demo: Community, ada: Membership
) -> None:
    for visibility in ("public", "public", "link"):
        set_visibility(ada, offer, visibility)
    whats = [event.what for event in offer.events]
    assert whats == ["offered", "visibility:public", "visibility:link"]
    with pytest.raises(NotFoundError):
        set_visibility(member(demo, "Bo", ""), offer, "public")
    with pytest.raises(InputError):
        set_visibility(ada, offer, "secret")


def test_a_holder_sees_their_own_awards_only(
    mona: Actor, demo: Community, offer: Award, ada: Membership
) -> None:
    bo = member(demo, "Bo", "")
    assert (awards_of(ada), awards_of(bo)) == ([offer], [])
    with pytest.raises(NotFoundError):
        award_of(bo, offer.public_id)
    with pytest.raises(NotFoundError):
        award_for_claim("no such token")


def test_a_correction_is_issued_anew_once_it_was_signed(
    mona: Actor, offer: Award, ada: Membership
) -> None:
    correct(mona, offer, narrative="Well done.")
    assert jobs("reissue") == []
    accept(offer, name="Ada")
    correct_name(ada, offer, name="Ada Lovelace")
    correct(mona, offer, name="Ada King", place="London", named=False)
    assert (offer.recipient_name, offer.place, offer.named) == ("Ada King", "London", False)
    assert jobs("reissue") == [{"award_id": offer.id, "reason": "corrected"}] * 2


def test_ends_keep_their_reason(mona: Actor, offer: Award) -> None:
    with pytest.raises(InputError, match="Say why"):
        withdraw(mona, offer, "")
    withdraw(mona, offer, "Awarded to the wrong person.")
    assert (offer.ended_at, offer.end_reason) == (NOON, "Awarded to the wrong person.")
    assert offer.once_key is None


def test_who_awards_may_take_back_an_offer_but_nothing_signed(
    demo: Community, offer: Award
) -> None:
    awarder = Actor.member(member(demo, "Arno", "", roles=("awarder", "member")))
    accept(offer, name="Ada")
    with pytest.raises(ForbiddenError):
        withdraw(awarder, offer, "a mistake")
    second = given(awarder, achievement(demo, "second"), member(demo, "Bo", "")).award
    assert withdraw(awarder, second, "a mistake").state == "withdrawn"


def test_another_communitys_manager_finds_no_award(
    offer: Award, version: AchievementVersion, demo: Community
) -> None:
    other = community("other")
    stranger, foreign = manager(other), member(other, "Cy", "")
    attempts: list[Any] = [
        lambda: withdraw(stranger, offer, "mine now"),
        lambda: suspend(stranger, offer, "mine now"),
        lambda: correct(stranger, offer, name="Mine"),
        lambda: find_award(stranger, offer.public_id),
        lambda: given(stranger, version, foreign),
        lambda: given(Actor.operator(demo), version, foreign),
    ]
    for attempt in attempts:
        with pytest.raises(NotFoundError):
            attempt()


def test_members_award_nothing(version: AchievementVersion, ada: Membership) -> None:
    with pytest.raises(ForbiddenError):
        given(Actor.member(ada), version, ada)


def test_the_audit_trail_names_rows_and_no_person(mona: Actor, offer: Award) -> None:
    withdraw(mona, offer, "Ada Beispiel asked for it.")
    entries = db.session.scalars(sa.select(AuditEntry)).all()
    assert [entry.action for entry in entries] == ["award.offer", "award.withdraw"]
    assert "Ada" not in str([(entry.subject, entry.detail) for entry in entries])
