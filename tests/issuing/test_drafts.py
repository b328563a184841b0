"""A draft is checked before the key is used, and redeemed once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from zoneinfo import ZoneInfo

import pytest
from support import Clock

from badges.errors import BadgesError, ConflictError
from badges.issuing import issue, issue_credential, newest_credential, prepare, reissue
from badges.models import Award
from badges.proofs.errors import ProofsError
from schemas.checking import check_credential

MakeAward = Callable[..., Award]


def test_the_document_is_valid_and_says_what_was_awarded(accepted: MakeAward) -> None:
    award = accepted(narrative="Danke für die Geduld.")
    document = json.loads(issue(prepare(award)).document or b"")
    assert check_credential(document) == ()
    assert document["id"].endswith(f"/credentials/{award.public_id}/1")
    assert document["credentialSubject"]["narrative"] == "Danke für die Geduld."
    assert document["credentialSubject"]["achievement"]["id"] == award.version.iri


def test_the_address_is_a_salted_hash_and_the_name_in_clear(accepted: MakeAward) -> None:
    award = accepted(recipient_address="ada@example.org")
    document = prepare(award).document
    address, name = document["credentialSubject"]["identifier"]
    expected = hashlib.sha256(("ada@example.org" + address["salt"]).encode()).hexdigest()
    assert address["identityHash"] == f"sha256${expected}"
    assert (name["identityType"], name["identityHash"]) == ("name", "Ada Beispiel")
    assert "ada@example.org" not in json.dumps(document)


def test_without_my_name_the_name_is_a_hash_with_a_salt_of_its_own(accepted: MakeAward) -> None:
    document = prepare(accepted(named=False)).document
    address, name = document["credentialSubject"]["identifier"]
    assert "Ada" not in json.dumps(document["credentialSubject"])
    assert name["hashed"]
    assert name["salt"] != address["salt"]


def test_what_was_not_accepted_is_not_signed(accepted: MakeAward) -> None:
    with pytest.raises(ConflictError):
        prepare(accepted(state="offered"))


def test_a_draft_is_redeemed_once(accepted: MakeAward) -> None:
    draft = prepare(accepted())
    issue(draft)
    with pytest.raises(ConflictError):
        issue(draft)


def test_a_document_that_would_not_verify_is_never_signed(accepted: MakeAward) -> None:
    award = accepted()
    award.version.alignment = [{"targetName": "x", "targetUrl": "no address"}]
    with pytest.raises((ConflictError, ProofsError)):
        prepare(award)
    assert newest_credential(award) is None


def test_an_expiring_achievement_gives_a_credential_an_end(accepted: MakeAward) -> None:
    award = accepted()
    award.version.valid_days = 365
    credential = issue(prepare(award))
    assert credential.valid_until is not None
    last = credential.valid_until.astimezone(ZoneInfo(award.community.zone))
    first_day = award.awarded_at.astimezone(ZoneInfo(award.community.zone)).date()
    assert (last.date() - first_day).days == 365
    assert last.time().isoformat() == "23:59:59"


def test_the_job_run_twice_signs_once(accepted: MakeAward) -> None:
    award = accepted()
    assert issue_credential(award.id) is issue_credential(award.id)
    assert issue_credential(10_000) is None


def test_a_correction_is_a_new_issue_at_the_same_share_address(
    accepted: MakeAward, clock: Clock
) -> None:
    award = accepted()
    first = issue(prepare(award))
    clock.move(days=3)
    award.recipient_name = "Ada Muster"
    second = reissue(award.id, "name")
    assert second is not None
    old, new = (json.loads(item.document or b"") for item in (first, second))
    assert (second.iri, new["id"]) == (first.iri[:-1] + "2",) * 2
    assert old["awardedDate"] == new["awardedDate"]
    assert old["validFrom"] < new["validFrom"]


def test_errors_of_issuing_are_ours(accepted: MakeAward) -> None:
    with pytest.raises(BadgesError, match="accepted"):
        prepare(accepted(state="withdrawn"))
