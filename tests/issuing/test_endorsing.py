"""Vouches are signed by the community, about one issue, and embedded before it is signed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from support import Clock, member

from badges.credentials.endorsements import MOST_VOUCHES
from badges.credentials.own import own_fetch
from badges.credentials.spoken import empty_endorsements, endorsements_for, revoke_endorsements
from badges.database import db
from badges.issuing import issue, issue_credential, prepare, reissue
from badges.models import Award, Credential, Vouch
from badges.ports import now
from badges.verifying import VerificationResult, verify
from badges.wording import wording
from schemas.checking import check_endorsement_credential

MakeAward = Callable[..., Award]
VOUCHED = {"vouched": {"times": 1, "from": "holders"}}


@pytest.fixture
def award(accepted: MakeAward) -> Award:
    """Give an award of an achievement for which members vouch."""
    made = accepted(language="en")
    made.version.milestones[0].rule = VOUCHED
    return made


def vouch(award: Award, who: str = "Mira Sommer", **columns: Any) -> Vouch:
    values: dict[str, Any] = {
        "community_id": award.community_id,
        "membership_id": award.membership_id,
        "achievement_id": award.achievement_id,
        "voucher": member(award.community, who),
        "sentence": "She explained loops to me.",
        "name": who,
        "capacity": "holder",
        "capacity_badge": award.achievement.slug,
        "created_at": now(),
    }
    row = Vouch(**(values | columns))
    db.session.add(row)
    db.session.flush()
    return row


def signed(award: Award) -> tuple[Credential, dict[str, Any]]:
    credential = issue(prepare(award))
    db.session.commit()
    return credential, json.loads(credential.document or b"")


def judged(document: Any) -> VerificationResult:
    return verify(json.dumps(document).encode(), now=now(), fetch=own_fetch)


def test_a_vouch_is_an_endorsement_credential_of_the_community(award: Award) -> None:
    vouch(award)
    _, document = signed(award)
    [embedded] = document["endorsement"]
    assert check_endorsement_credential(embedded) == ()
    assert embedded["issuer"] == document["issuer"]
    assert embedded["credentialSubject"] == {
        "id": document["id"],
        "type": ["EndorsementSubject"],
        "endorsementComment": "Mira Sommer: “She explained loops to me.”",
    }


def test_the_credential_verifies_and_so_does_the_vouch_on_its_own(award: Award) -> None:
    vouch(award)
    _, document = signed(award)
    result = judged(document)
    assert (result.status, result.check("endorsements").outcome) == ("verified", "passed")
    alone = judged(document["endorsement"][0])
    assert (alone.status, alone.check("revocation_status").outcome) == ("verified", "passed")


def test_each_is_told_with_who_vouched(award: Award) -> None:
    vouch(award)
    vouch(award, "Jonas Weber", name="", sentence="Patient and clear.")
    _, document = signed(award)
    told = [
        wording("en").sentence(part.reason) for part in judged(document).check("endorsements").parts
    ]
    assert "Mira Sommer: “She explained loops to me.”" in told[0]
    assert "A holder of “first-steps”: “Patient and clear.”" in told[1]
    assert "Jonas" not in json.dumps(document)


def test_a_word_moved_from_one_voucher_to_another_is_seen(award: Award) -> None:
    vouch(award)
    vouch(award, "Jonas Weber", sentence="Patient and clear.")
    _, document = signed(award)
    one, two = (each["credentialSubject"] for each in document["endorsement"])
    one["endorsementComment"], two["endorsementComment"] = (
        two["endorsementComment"],
        one["endorsementComment"],
    )
    outcomes = [part.outcome for part in judged(document).check("endorsements").parts]
    assert outcomes == ["failed", "failed"]


def test_a_large_quorum_is_signed_whole_and_checked_whole(award: Award) -> None:
    people = [f"Voice{number:02}" for number in range(MOST_VOUCHES + 1)]
    for each in people:
        vouch(award, each)
    _, document = signed(award)
    found = judged(document).check("endorsements")
    assert (found.outcome, len(found.parts)) == ("passed", MOST_VOUCHES)
    said = [each["credentialSubject"]["endorsementComment"] for each in document["endorsement"]]
    assert [each.partition(":")[0] for each in said] == people[:MOST_VOUCHES]


def test_who_came_together_from_two_records_speaks_once_and_not_for_themselves(
    award: Award,
) -> None:
    first = vouch(award)
    vouch(award, "Again", voucher=first.voucher, sentence="Said again.")
    vouch(award, "Oneself", voucher=award.member, sentence="Said of oneself.")
    [embedded] = signed(award)[1]["endorsement"]
    assert embedded["credentialSubject"]["endorsementComment"].endswith(f"“{first.sentence}”")


def test_without_vouches_nothing_is_embedded(award: Award) -> None:
    vouch(award, withdrawn_at=now())
    vouch(award, "Jonas Weber", shown=False)
    assert "endorsement" not in signed(award)[1]


def test_an_achievement_without_such_a_rule_asks_for_no_vouches(accepted: MakeAward) -> None:
    award = accepted()
    vouch(award)
    assert "endorsement" not in signed(award)[1]


def test_what_was_said_for_an_earlier_award_is_not_said_twice(
    award: Award, accepted: MakeAward, clock: Clock
) -> None:
    vouch(award)
    clock.move(days=30)
    again = accepted(language="en")
    again.awarded_at = clock.move(days=1)
    vouch(again, "Jonas Weber")
    [embedded] = signed(again)[1]["endorsement"]
    assert embedded["credentialSubject"]["endorsementComment"].startswith("Jonas Weber")


def test_a_withdrawn_word_is_revoked_and_the_next_issue_leaves_it_out(award: Award) -> None:
    row = vouch(award)
    _, document = signed(award)
    row.withdrawn_at = now()
    assert revoke_endorsements(*endorsements_for(row)) == 1
    result = judged(document)
    told = result.check("endorsements")
    [part] = told.parts
    assert (result.status, told.reason.code) == ("verified", "endorsements.withdrawn")
    assert (part.reason.code, part.parts[0].reason.code) == (
        "endorsement.withdrawn",
        "status.revoked",
    )
    assert row.sentence not in wording("en").sentence(part.reason)
    again = reissue(award.id)
    assert again is not None
    assert "endorsement" not in json.loads(again.document or b"")


def test_an_erased_word_is_kept_nowhere_and_the_badge_is_issued_without_it(award: Award) -> None:
    row = vouch(award)
    credential, _ = signed(award)
    row.voucher = None
    assert empty_endorsements(*endorsements_for(row)) == [award]
    assert (credential.document, credential.revocation) == (None, "replaced")
    assert endorsements_for(row)[0].document is None
    newest = issue_credential(award.id)
    assert newest is not None
    assert b"Mira" not in (newest.document or b"")
