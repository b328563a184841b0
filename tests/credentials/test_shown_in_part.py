"""A copy that shows less says nothing of what was left out, and is verified all the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from support import Clock

from badges.credentials.custody import create_key, keys_of, retire_key, signer_at_need
from badges.credentials.forms import form_of
from badges.credentials.own import own_fetch
from badges.credentials.showing import parts_of, shown_in_part
from badges.credentials.statuslists import revoke_credentials
from badges.database import db
from badges.errors import GoneError, NotFoundError
from badges.issuing import Form, issue, prepare, revoke_signing_key
from badges.models import Award, AwardEvidence, Credential, Evidence
from badges.ports import now
from badges.verifying import VerificationResult, verify

MakeAward = Callable[..., Award]


class Operator:
    """Somebody at the command line."""

    membership_id = None
    via = "cli"

    def __init__(self, award: Award) -> None:
        self.community = award.community


def with_evidence(
    award: Award, link: str = "https://example.org/radio", called: str = "A {}"
) -> Credential:
    for kind, shown in (("link", link), ("text", "Three boards")):
        piece = Evidence(
            community_id=award.community_id,
            member=award.member,
            achievement=award.achievement,
            milestone_key="any",
            kind=kind,
            name=called.format(kind),
            url=shown if kind == "link" else "",
            text=shown if kind == "text" else "",
            in_credential=True,
            submitted_at=now(),
        )
        db.session.add(piece)
        db.session.flush()
        db.session.add(
            AwardEvidence(community_id=award.community_id, award_id=award.id, evidence_id=piece.id)
        )
    db.session.flush()
    return issue(prepare(award))


@pytest.fixture
def credential(accepted: MakeAward) -> Credential:
    return with_evidence(accepted(narrative="Soldered all night", named=True))


def judged(document: bytes) -> VerificationResult:
    return verify(document, now=now(), fetch=own_fetch)


def test_parts_are_what_the_credential_says_of_the_holder(credential: Credential) -> None:
    parts = {part.key: (part.kind, part.text) for part in parts_of(credential)}
    assert parts == {
        "narrative": ("narrative", "Soldered all night"),
        "identity-0": ("address", ""),
        "identity-1": ("name", "Ada Beispiel"),
        "evidence-0": ("evidence", "A link"),
        "evidence-1": ("evidence", "A text"),
    }


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        (set(), set()),
        ({"evidence-1"}, {"Three boards"}),
        ({"narrative", "identity-1"}, {"Soldered all night", "Ada Beispiel"}),
        ({"identity-0", "evidence-0"}, {"sha256$", "https://example.org/radio"}),
        ({"no such part"}, set()),
    ],
    ids=lambda names: "+".join(sorted(names)) or "nothing",
)
def test_a_copy_is_verified_and_tells_only_what_was_chosen(
    credential: Credential, keys: set[str], told: set[str]
) -> None:
    everything = {"Soldered all night", "Ada Beispiel", "Three boards", "sha256$"}
    everything |= {"https://example.org/radio"}
    copy = shown_in_part(credential, keys)
    assert judged(copy).status == "verified"
    assert {text for text in everything if text in copy.decode()} == told


def test_evidence_at_the_achievements_own_address_lends_it_no_name(accepted: MakeAward) -> None:
    award = accepted()
    credential = with_evidence(award, link=award.version.iri)
    document = json.loads(form_of(credential, Form.OB3_DI))
    achievement, evidence = document["credentialSubject"]["achievement"], document["evidence"][0]
    assert evidence == {"type": ["Evidence"], "name": "A link", "narrative": achievement["id"]}
    evidence["name"], achievement["name"] = achievement["name"], evidence["name"]
    assert judged(json.dumps(document).encode()).status == "not_verified"


def test_evidence_that_its_owner_gave_no_name_is_called_by_where_or_what_it_is(
    accepted: MakeAward,
) -> None:
    credential = with_evidence(accepted(language="de"), called="")
    link, text = json.loads(form_of(credential, Form.OB3_DI))["evidence"]
    assert (link["name"], text["name"]) == ("example.org", "Mit eigenen Worten")


def test_a_copy_has_the_same_id_status_dates_and_achievement(credential: Credential) -> None:
    whole = json.loads(form_of(credential, Form.OB3_DI))
    copy = json.loads(shown_in_part(credential, set()))
    for member in ("@context", "id", "type", "issuer", "credentialStatus", "validFrom"):
        assert copy[member] == whole[member]
    assert copy["credentialSubject"]["achievement"] == whole["credentialSubject"]["achievement"]
    assert copy["credentialSubject"]["id"] == whole["credentialSubject"]["id"]


def test_the_base_proof_is_made_once_and_never_handed_out(credential: Credential) -> None:
    first, second = (json.loads(shown_in_part(credential, {"narrative"})) for _ in range(2))
    [kept] = [row for row in credential.forms if row.form == "ob3-sd"]
    assert first == second
    assert kept.form not in {form.value for form in Form}
    found = judged(kept.document).check("valid_signature")
    assert found.reason.code == "signature.base_proof"


def test_a_copy_is_refused_once_the_award_is_withdrawn(credential: Credential) -> None:
    copy = shown_in_part(credential, {"narrative"})
    revoke_credentials(credential.award, kind="withdrawn", reason="a slip")
    assert judged(copy).status == "not_verified"


def test_a_changed_copy_is_not_verified(credential: Credential) -> None:
    copy: dict[str, Any] = json.loads(shown_in_part(credential, {"narrative"}))
    copy["credentialSubject"]["narrative"] = "Slept all night"
    assert judged(json.dumps(copy).encode()).status == "not_verified"


def test_rotation_keeps_a_copy_valid_and_theft_does_not(
    credential: Credential, clock: Clock
) -> None:
    copy = shown_in_part(credential, set())
    profile = credential.award.community.profile
    signed_by, _ = signer_at_need(profile, "P-256")
    clock.move(days=1)
    create_key(profile, "P-256", activate=True)
    assert judged(copy).status == "verified"
    assert revoke_signing_key(Operator(credential.award), signed_by) == 1
    assert judged(copy).status == "not_verified"


def test_an_issuer_from_before_gets_its_key_at_first_need(credential: Credential) -> None:
    profile = credential.award.community.profile
    for row in [row for row in keys_of(profile) if row.algorithm == "P-256"]:
        db.session.delete(row)
    db.session.flush()
    shown_in_part(credential, set())
    [drawn] = [row for row in keys_of(profile) if row.algorithm == "P-256"]
    assert drawn.state == "active"


def test_a_key_that_somebody_retired_is_not_drawn_again(credential: Credential) -> None:
    profile = credential.award.community.profile
    row, _ = signer_at_need(profile, "P-256")
    retire_key(row)
    with pytest.raises(NotFoundError):
        signer_at_need(profile, "P-256")


def test_nothing_is_shown_of_what_was_erased(credential: Credential) -> None:
    credential.document = None
    with pytest.raises(GoneError):
        shown_in_part(credential, set())
