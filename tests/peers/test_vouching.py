"""A word is given, counted, taken back, and shown in the badge or not."""

from __future__ import annotations

import json

import pytest
from support import Clock

from badges import jobs
from badges.awarding.holding import accept
from badges.awarding.progress import progress
from badges.credentials.forms import newest_credential
from badges.database import db
from badges.errors import ConflictError, InputError
from badges.models import Achievement, Award, Membership
from badges.peers.vouching import (
    SENTENCE_LIMIT,
    is_in_badge,
    show_vouch,
    taken_back,
    withdraw_vouch,
    words_by,
    words_for,
)
from badges.publishing.certificate import certificate_content
from tests.peers.conftest import say


def award_of(ada: Membership, loops: Achievement) -> Award | None:
    db.session.commit()
    jobs.run_due(limit=20)
    return (
        db.session.query(Award)
        .filter_by(membership_id=ada.id, achievement_id=loops.id)
        .one_or_none()
    )


def earned(ada: Membership, loops: Achievement, *vouchers: Membership) -> Award:
    for each in vouchers:
        say(each, ada, loops)
    award = award_of(ada, loops)
    assert award is not None
    accept(award, name=ada.name)
    db.session.commit()
    jobs.run_due(limit=20)
    return award


def embedded(award: Award) -> list[str]:
    credential = newest_credential(award)
    assert credential is not None
    document = json.loads(credential.document or b"")
    return [
        each["credentialSubject"]["endorsementComment"] for each in document.get("endorsement", [])
    ]


def test_the_quorum_awards(
    ada: Membership, mira: Membership, jonas: Membership, loops: Achievement
) -> None:
    say(mira, ada, loops)
    assert award_of(ada, loops) is None
    say(jonas, ada, loops)
    award = award_of(ada, loops)
    assert award is not None
    assert (award.state, award.by_rule) == ("offered", True)
    [milestone] = award.trace["milestones"]
    assert {each["what"] for each in milestone["progress"]["counted"]} == {"vouch"}


def test_the_words_stand_in_the_badge_by_the_names_agreed_to(
    ada: Membership, mira: Membership, jonas: Membership, loops: Achievement
) -> None:
    say(mira, ada, loops, named=False, sentence="Geduldig.")
    award = earned(ada, loops, jonas)
    assert embedded(award) == [
        "Eine Person mit dem Badge „loops“: „Geduldig.“",
        "Jonas Weber: „She explained loops to me.“",
    ]


def test_what_a_voucher_was_is_kept_with_the_word(
    ada: Membership, mira: Membership, loops: Achievement
) -> None:
    given = say(mira, ada, loops)
    assert (given.capacity, given.capacity_badge, given.held) == ("holder", "loops", ["loops"])
    assert (words_for(ada), words_by(mira)) == ([given], [given])


@pytest.mark.parametrize(
    ("sentence", "code"),
    [
        ("  ", "vouch.empty"),
        ("x" * (SENTENCE_LIMIT + 1), "text.too_long"),
        ("a\nb", "text.line_break"),
    ],
)
def test_a_word_is_one_sentence(
    ada: Membership, mira: Membership, loops: Achievement, sentence: str, code: str
) -> None:
    with pytest.raises(InputError) as refused:
        say(mira, ada, loops, sentence=sentence)
    assert (refused.value.field, refused.value.reason.code) == ("sentence", code)
    assert words_for(ada) == []


def test_a_word_taken_back_counts_no_more_and_stays_on_record(
    ada: Membership, mira: Membership, loops: Achievement
) -> None:
    given = say(mira, ada, loops)
    assert progress(ada, loops.versions[-1]).overall.have == 0
    assert progress(ada, loops.versions[-1]).milestones[0].progress.have == 1
    withdraw_vouch(mira, given)
    assert progress(ada, loops.versions[-1]).milestones[0].progress.have == 0
    assert (words_for(ada), words_by(mira)) == ([], [given])
    with pytest.raises(ConflictError):
        withdraw_vouch(mira, given)


def test_the_badge_stays_when_a_word_is_taken_back(
    ada: Membership, mira: Membership, jonas: Membership, loops: Achievement, clock: Clock
) -> None:
    award = earned(ada, loops, mira, jonas)
    given = words_by(mira)[0]
    clock.move(days=1)
    withdraw_vouch(mira, given)
    assert (award.state, is_in_badge(given), is_in_badge(words_by(jonas)[0])) == (
        "accepted",
        False,
        True,
    )


def test_the_holder_may_have_it_signed_anew_without_a_word_taken_back(
    ada: Membership, mira: Membership, jonas: Membership, loops: Achievement
) -> None:
    award = earned(ada, loops, mira, jonas)
    given = words_by(mira)[0]
    assert taken_back(ada) == []
    withdraw_vouch(mira, given)
    assert (taken_back(ada), len(embedded(award))) == ([given], 2)
    with pytest.raises(ConflictError):
        show_vouch(ada, given, shown=True)
    show_vouch(ada, given, shown=False)
    db.session.commit()
    jobs.run_due(limit=20)
    assert (taken_back(ada), len(embedded(award)), award.state) == ([], 1, "accepted")


def test_a_member_leaves_a_word_out_and_takes_it_in_again(
    ada: Membership, mira: Membership, jonas: Membership, loops: Achievement
) -> None:
    award = earned(ada, loops, mira, jonas)
    given = words_by(jonas)[0]
    show_vouch(ada, given, shown=False)
    db.session.commit()
    jobs.run_due(limit=20)
    assert embedded(award) == ["Mira Sommer: „She explained loops to me.“"]
    show_vouch(ada, given, shown=True)
    db.session.commit()
    jobs.run_due(limit=20)
    assert (len(embedded(award)), is_in_badge(given)) == (2, True)


def test_the_certificate_names_who_agreed_to_it(
    ada: Membership, mira: Membership, jonas: Membership, loops: Achievement
) -> None:
    say(mira, ada, loops, named=False)
    award = earned(ada, loops, jonas)
    credential = newest_credential(award)
    assert credential is not None
    content = certificate_content(award, credential)
    assert content.vouchers == ("Eine Person mit dem Badge „loops“", "Jonas Weber")
    assert content.milestones[0].sentence == "2 Personen sind dafür eingestanden."
