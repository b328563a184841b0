"""Words are asked for: of one person, or of everybody whose word counts; a no is quiet."""

from __future__ import annotations

import pytest
from support import achievement, community, member

from badges import mailing
from badges.errors import ConflictError, InputError, LimitError, NotFoundError
from badges.models import Achievement, Community, Membership
from badges.peers import requests
from badges.peers.voices import nameable
from tests.peers.conftest import say


def test_everybody_who_is_heard_finds_an_open_request(
    ada: Membership, mira: Membership, issuer: Community, loops: Achievement
) -> None:
    asked = requests.ask(ada, loops, "The workshop in March")
    assert requests.requests_to(mira) == [asked]
    assert requests.requests_to(member(issuer, "Otto")) == []
    assert requests.requests_to(ada) == []
    assert requests.url_of(asked).endswith(f"/me/{issuer.slug}/vouch/{asked.public_id}")


def test_one_person_is_asked_by_mail(
    ada: Membership, jonas: Membership, mira: Membership, loops: Achievement
) -> None:
    asked = requests.ask(ada, loops, "The workshop", jonas)
    [mail] = mailing.mails_about(ada.community, f"vouch_request:{asked.id}")
    assert (mail.address, requests.url_of(asked) in mail.text) == (jonas.address, True)
    assert requests.requests_to(mira) == []
    with pytest.raises(NotFoundError):
        requests.request_at(mira, asked.public_id)


def test_only_who_shows_the_badge_to_all_is_named(
    ada: Membership, jonas: Membership, mira: Membership, issuer: Community, loops: Achievement
) -> None:
    """Mira holds it, too, and keeps it private: that is her business."""
    assert nameable(ada, loops) == [jonas]
    with pytest.raises(InputError):
        requests.ask(ada, loops, "", mira)


def test_mentors_and_managers_are_named_where_their_word_counts(
    ada: Membership, issuer: Community
) -> None:
    mentor = member(issuer, "Mentor", roles=("member", "mentor"))
    lead = member(issuer, "Lead", roles=("member", "manager"))
    rule = {"seen": {"vouched": {"times": 1, "from": "mentors"}}}
    asked = achievement(issuer, "talk", rule).achievement
    assert nameable(ada, asked) == [lead, mentor]


def test_asking_again_keeps_one_request(ada: Membership, loops: Achievement) -> None:
    first = requests.ask(ada, loops, "one")
    again = requests.ask(ada, loops, "two")
    assert (again, again.message) == (first, "two")
    requests.close(ada, first)
    assert requests.open_requests(ada) == []


def test_ten_may_wait_at_a_time(ada: Membership, issuer: Community) -> None:
    rule = {"seen": {"vouched": {"times": 1, "from": "anyone"}}}
    for number in range(requests.MOST_OPEN):
        requests.ask(ada, achievement(issuer, f"a{number}", rule).achievement, "")
    with pytest.raises(LimitError):
        requests.ask(ada, achievement(issuer, "more", rule).achievement, "")


def test_nobody_vouches_where_no_rule_asks_for_it(ada: Membership, issuer: Community) -> None:
    with pytest.raises(ConflictError):
        requests.ask(ada, achievement(issuer, "plain").achievement, "")


def test_an_answer_is_a_word_and_takes_the_request_away(
    ada: Membership, jonas: Membership, loops: Achievement
) -> None:
    asked = requests.ask(ada, loops, "", jonas)
    given = requests.answer(jonas, asked, "Saw it.", named=False)
    assert (given.name, asked.state) == ("", "answered")
    assert (requests.requests_to(jonas), requests.open_requests(ada)) == ([], [])


def test_an_open_request_stays_for_the_others(
    ada: Membership, jonas: Membership, mira: Membership, loops: Achievement
) -> None:
    asked = requests.ask(ada, loops, "")
    requests.answer(jonas, asked, "Saw it.", named=True)
    requests.decline(mira, asked)
    assert (asked.state, requests.requests_to(mira)) == ("open", [asked])


def test_who_asked_sees_no_difference_between_no_and_nothing(
    ada: Membership, jonas: Membership, loops: Achievement
) -> None:
    asked = requests.ask(ada, loops, "", jonas)
    requests.decline(jonas, asked)
    assert requests.open_requests(ada) == [asked]
    assert requests.requests_to(jonas) == []
    say(jonas, ada, loops)


def test_a_closed_request_cannot_be_answered(
    ada: Membership, mira: Membership, loops: Achievement
) -> None:
    asked = requests.ask(ada, loops, "")
    requests.close(ada, asked)
    with pytest.raises(ConflictError):
        requests.answer(mira, asked, "Saw it.", named=True)


def test_a_request_is_not_found_from_another_community(ada: Membership, loops: Achievement) -> None:
    asked = requests.ask(ada, loops, "")
    stranger = member(community("elsewhere"), "Else")
    with pytest.raises(NotFoundError):
        requests.request_at(stranger, asked.public_id)
