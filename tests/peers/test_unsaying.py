"""Whoever is erased leaves no word: neither what they said nor what was said for them."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from support import manager

from badges import jobs
from badges.awarding.erasing import erase, erase_person
from badges.awarding.progress import progress
from badges.credentials.forms import newest_credential
from badges.database import db
from badges.models import (
    Achievement,
    Credential,
    Endorsement,
    Membership,
    Thanks,
    ThanksPage,
    Vouch,
    VouchRequest,
)
from badges.peers import endorsing, requests, thanking
from badges.publishing.taking import about
from tests.peers.conftest import say
from tests.peers.test_vouching import earned

SAID = "She explained loops to me."


def everything() -> str:
    """Give all text that is kept of words, as the database has it."""
    rows = []
    for model in (Vouch, VouchRequest, Thanks, ThanksPage, Endorsement, Credential):
        columns = [c for c in model.__table__.columns if c.name != "bits"]
        rows += [str(row) for row in db.session.execute(sa.select(*columns))]
    return "\n".join(rows)


def test_an_erased_voucher_is_nowhere_in_the_badges_of_others(
    ada: Membership, mira: Membership, jonas: Membership, loops: Achievement
) -> None:
    award = earned(ada, loops, mira, jonas)
    thanking.thank_as_member(thanking.open_page(ada), mira, "Thanks!")
    requests.ask(mira, loops, "", jonas)
    erase_person(mira.person)
    db.session.commit()
    jobs.run_due(limit=20)
    assert "Mira" not in everything()
    newest = newest_credential(award)
    assert newest is not None
    assert b"Jonas Weber" in (newest.document or b"")
    assert (award.state, newest.revoked_at, newest.number) == ("accepted", None, 2)


def test_the_word_of_an_erased_voucher_counts_no_more(
    ada: Membership, mira: Membership, loops: Achievement
) -> None:
    say(mira, ada, loops)
    erase_person(mira.person)
    assert progress(ada, loops.versions[-1]).milestones[0].progress.have == 0


def test_of_an_erased_member_no_word_stays(
    ada: Membership, mira: Membership, jonas: Membership, loops: Achievement
) -> None:
    earned(ada, loops, mira, jonas)
    thanking.thank_as_guest(thanking.open_page(ada), "Gerda", "Thanks!", sender="192.0.2.1")
    erase_person(ada.person)
    db.session.flush()
    told = everything()
    assert SAID not in told
    assert "Gerda" not in told
    assert all(row.revoked_at for row in db.session.scalars(sa.select(Endorsement)))


@pytest.mark.parametrize("keep_valid", [True, False])
def test_an_erased_award_empties_its_words_and_may_leave_copies_valid(
    ada: Membership, mira: Membership, jonas: Membership, loops: Achievement, *, keep_valid: bool
) -> None:
    award = earned(ada, loops, mira, jonas)
    erase(award, keep_valid=keep_valid)
    rows = db.session.scalars(sa.select(Endorsement)).all()
    assert [row.document for row in rows] == [None, None]
    assert all((row.revoked_at is None) is keep_valid for row in rows)


def test_a_person_takes_their_words_along(
    ada: Membership, mira: Membership, loops: Achievement
) -> None:
    say(mira, ada, loops, named=False)
    requests.ask(ada, loops, "The workshop")
    thanking.thank_as_member(thanking.open_page(ada), mira, "Thanks!")
    mine, hers = about(ada.person), about(mira.person)
    assert (mine["wordsForMe"][0]["sentence"], mine["wordsForMe"][0]["by"]) == (SAID, "")
    assert (mine["wordsAskedFor"][0]["message"], mine["thanks"][0]["sentence"]) == (
        "The workshop",
        "Thanks!",
    )
    assert (hers["wordsByMe"][0]["sentence"], len(hers["thanksByMe"])) == (SAID, 1)


def test_the_address_of_whoever_was_asked_for_an_organisation_goes(
    ada: Membership, loops: Achievement
) -> None:
    asked = endorsing.ask_organisation(
        manager(ada.community),
        loops.versions[-1],
        organisation="Library",
        address=ada.address,
        message="",
    )
    erase_person(ada.person)
    db.session.refresh(asked)
    assert (asked.address, asked.organisation) == ("", "Library")
