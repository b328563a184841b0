"""A word that nobody asked for: for whom, for which badge, and what its member hears of it."""

from __future__ import annotations

import pytest
from support import Clock, achievement, community, member

from badges.errors import BadgesError
from badges.models import Achievement, Community, Membership
from badges.peers import nominating, requests
from badges.peers.matching import CardFacts, set_card
from badges.peers.mentoring import agree, ask_for_pair
from badges.peers.nominating import badges_for, people_for, told_lately, vouch_unasked
from tests.peers.conftest import held, say

SAW = "She kept the whole group going."


def refused(voucher: Membership, slug: str, about: Membership) -> str:
    with pytest.raises(BadgesError) as error:
        vouch_unasked(voucher, slug, about.id, SAW, named=True)
    return error.value.reason.code


def test_whom_one_knows_here_may_be_named(
    issuer: Community,
    mira: Membership,
    ada: Membership,
    loops: Achievement,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    met, found, shows, hidden, gone = (
        member(issuer, name) for name in ("Met", "Found", "Shows", "Hidden", "Gone")
    )
    agree(met, ask_for_pair(mira, met, "both"))
    ask_for_pair(mira, hidden, "both")  # not answered yet
    for each in (found, gone):
        set_card(each, CardFacts(findable=True))
    gone.left_at = gone.joined_at
    held(loops, shows, visibility="public")
    held(loops, hidden, visibility="link")
    set_card(mira, CardFacts(findable=True))
    set_card(member(community("elsewhere"), "Far"), CardFacts(findable=True))
    assert [each.name for each in people_for(mira)] == ["Found", "Met", "Shows"]
    assert vouch_unasked(mira, "loops", met.id, SAW, named=True).sentence == SAW
    assert refused(mira, "loops", ada) == "vouch.person"
    for most, there in ((1, ["Met"]), (2, ["Found", "Met"])):
        monkeypatch.setattr(nominating, "MOST_NAMED", most)
        assert [each.name for each in people_for(mira)] == there


def test_only_for_badges_that_hear_the_voice(
    issuer: Community, mira: Membership, ada: Membership, loops: Achievement
) -> None:
    set_card(ada, CardFacts(findable=True))
    achievement(issuer, "attended")
    achievement(issuer, "mentors", {"seen": {"vouched": {"times": 1, "from": "mentors"}}})
    old = achievement(issuer, "old", {"seen": {"vouched": {"times": 1, "from": "anyone"}}})
    old.achievement.archived_at = mira.joined_at
    assert [row.achievement.slug for row in badges_for(mira)] == ["loops"]
    assert badges_for(ada) == []
    assert refused(mira, "mentors", ada) == "vouch.badge"


def test_the_guards_hold_unasked_as_well(
    mira: Membership, jonas: Membership, loops: Achievement
) -> None:
    vouch_unasked(mira, "loops", jonas.id, SAW, named=True)
    assert refused(mira, "loops", jonas) == "vouch.twice"
    set_card(mira, CardFacts(findable=True))
    assert refused(jonas, "loops", mira) == "vouch.swap"
    assert refused(jonas, "loops", jonas) == "vouch.person"


def test_the_member_is_told_for_a_week_of_what_they_did_not_ask_for(
    mira: Membership, jonas: Membership, ada: Membership, loops: Achievement, clock: Clock
) -> None:
    given = say(mira, ada, loops)
    assert told_lately(ada) == [given]
    clock.move(days=7)
    assert told_lately(ada) == []
    requests.ask(ada, loops, "")
    say(jonas, ada, loops)
    assert told_lately(ada) == []
