"""Not for oneself, not in turn, not by the dozen; each refusal says what is possible instead."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from databases import on_postgresql
from support import Clock, achievement, manager, member

from badges.database import db
from badges.errors import BadgesError, InputError
from badges.models import Achievement, Community, Membership
from badges.peers.guards import change_settings, left_this_month, settings_of
from badges.peers.vouching import withdraw_vouch
from badges.wording import wording
from tests.peers.conftest import held, say


def refused(voucher: Membership, about: Membership, loops: Achievement) -> str:
    with pytest.raises(BadgesError) as error:
        say(voucher, about, loops)
    sentence = wording("en").sentence(error.value.reason)
    assert sentence.endswith(".")
    return error.value.reason.code


def test_nobody_vouches_for_themselves(mira: Membership, loops: Achievement) -> None:
    assert refused(mira, mira, loops) == "vouch.self"


def test_who_is_not_heard_is_told_so(
    issuer: Community, ada: Membership, loops: Achievement
) -> None:
    assert refused(member(issuer, "Otto"), ada, loops) == "vouch.no_voice"


def test_who_left_is_not_heard(mira: Membership, ada: Membership, loops: Achievement) -> None:
    mira.left_at = mira.joined_at
    assert refused(mira, ada, loops) == "vouch.no_voice"


def test_one_word_for_one_badge_and_another_after_it_was_taken_back(
    mira: Membership, ada: Membership, loops: Achievement
) -> None:
    given = say(mira, ada, loops)
    assert refused(mira, ada, loops) == "vouch.twice"
    withdraw_vouch(mira, given)
    assert say(mira, ada, loops).withdrawn_at is None


def test_two_people_do_not_vouch_in_turn(
    mira: Membership, jonas: Membership, issuer: Community, loops: Achievement, clock: Clock
) -> None:
    other = achievement(issuer, "host", {"seen": {"vouched": {"times": 1, "from": "anyone"}}})
    given = say(mira, jonas, other.achievement)
    withdraw_vouch(mira, given)
    assert refused(jonas, mira, loops) == "vouch.swap"
    clock.move(days=91)
    assert say(jonas, mira, other.achievement)


@on_postgresql
def test_two_words_in_turn_at_the_same_moment_wait_for_each_other(
    mira: Membership, jonas: Membership, issuer: Community
) -> None:
    other = achievement(issuer, "host", {"seen": {"vouched": {"times": 1, "from": "anyone"}}})
    db.session.commit()
    say(mira, jonas, other.achievement)
    free = sa.select(Membership.id).with_for_update(skip_locked=True, key_share=True)
    with db.engine.connect() as elsewhere:
        found = set(elsewhere.scalars(free))
    assert found.isdisjoint({mira.id, jonas.id})


def test_a_month_has_so_many_words_and_the_next_as_many(
    mira: Membership, issuer: Community, loops: Achievement, clock: Clock
) -> None:
    for number in range(5):
        say(mira, member(issuer, f"Person{number}"), loops)
    assert left_this_month(mira) == 0
    assert refused(mira, member(issuer, "Sixth"), loops) == "vouch.month"
    clock.move(days=22)
    assert left_this_month(mira) == 5


def test_a_community_sets_the_numbers(issuer: Community, mira: Membership) -> None:
    actor = manager(issuer)
    change_settings(actor, swap_days=0, month_cap=1, thanks=False, guest_thanks=False)
    found = settings_of(issuer)
    assert (found.swap_days, found.month_cap, found.thanks) == (0, 1, False)
    assert left_this_month(mira) == 1


@pytest.mark.parametrize(
    ("days", "cap", "field"), [(-1, 5, "swap_days"), (None, 5, "swap_days"), (90, 0, "month_cap")]
)
def test_numbers_out_of_range_are_named(
    issuer: Community, days: int | None, cap: int, field: str
) -> None:
    with pytest.raises(InputError) as error:
        change_settings(
            manager(issuer), swap_days=days, month_cap=cap, thanks=True, guest_thanks=True
        )
    assert error.value.field == field


def test_with_no_days_between_favours_may_be_returned(
    issuer: Community, mira: Membership, jonas: Membership
) -> None:
    change_settings(manager(issuer), swap_days=0, month_cap=9, thanks=True, guest_thanks=True)
    open_to_all = {"seen": {"vouched": {"times": 1, "from": "anyone"}}}
    host = achievement(issuer, "host", open_to_all).achievement
    held(host, mira)
    assert say(mira, jonas, host).capacity == "holder"
    assert say(jonas, mira, host).capacity == "member"
