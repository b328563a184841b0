"""Going live: nothing of the rehearsal counts any more, and nothing of it is named anew."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa
from published import accepted_award, issued_award
from support import Clock

from badges import keeping
from badges.accounts.access import Actor
from badges.credentials.custody import keys_of
from badges.credentials.own import own_fetch
from badges.credentials.published import published
from badges.database import db
from badges.errors import ConflictError, NotFoundError
from badges.issuing import Form, form_of, issue, newest_credential, prepare
from badges.launching.going_live import Leftovers, go_live, leftovers
from badges.models import AuditEntry, Award, Community, SigningKey
from badges.ports import now
from badges.verifying import verify
from tests.launching.conftest import HOME, served_at

OLD = "http://localhost:8000"


def checks(document: bytes) -> dict[str, str]:
    result = verify(document, now=now(), fetch=own_fetch)
    return {check.id: str(check.outcome) for check in result.checks}


@pytest.fixture
def rehearsed(linden: Community) -> bytes:
    """Award something on trial; gives the signed document."""
    credential = newest_credential(issued_award(linden))
    assert credential is not None
    return form_of(credential, Form.OB3_DI)


def test_what_goes_is_counted_before(linden: Community, rehearsed: bytes) -> None:
    issued_award(linden)
    assert leftovers(linden) == Leftovers(awards=2, people=2, evidence=0)


def test_a_rehearsal_says_so_in_every_form(linden: Community, rehearsed: bytes) -> None:
    document = json.loads(rehearsed)
    achievement = document["credentialSubject"]["achievement"]
    assert document["name"].startswith("Probe: ")
    assert achievement["name"] == document["name"]
    assert achievement["description"].startswith("Probe – nur zum Ausprobieren")
    badge_class = json.loads(published(f"{achievement['id']}.ob2.json").body)
    assert badge_class["name"] == document["name"]
    assert checks(rehearsed)["conformance"] == "passed"


def test_the_awards_of_the_trial_are_withdrawn_and_gone(
    mona: Actor, linden: Community, rehearsed: bytes
) -> None:
    served_at(HOME)
    go_live(mona, HOME)
    assert leftovers(linden) == Leftovers(awards=0, people=0, evidence=0)
    found = checks(rehearsed)
    assert found["valid_signature"] == found["issuer_identity"] == "passed"
    assert found["revocation_status"] == "failed"
    assert {row.state for row in db.session.scalars(sa.select(Award))} == {"erased"}


def test_the_last_word_of_the_old_lists_holds_for_years(
    mona: Actor, clock: Clock, rehearsed: bytes
) -> None:
    served_at(HOME)
    go_live(mona, HOME)
    clock.move(days=3 * 365)
    assert checks(rehearsed)["revocation_status"] == "failed"


def test_id_address_and_keys_are_new(mona: Actor, linden: Community, rehearsed: bytes) -> None:
    before = {row.thumbprint for row in keys_of(linden.profile)}
    served_at(HOME)
    go_live(mona, HOME)
    profile = linden.profile
    assert (linden.stage, linden.live_since, profile.base_url) == ("live", now(), HOME)
    assert profile.did == "did:web:badges.example:issuers:linden"
    names = {row.thumbprint for row in keys_of(profile)}
    assert len(names) == 3
    assert not names & before
    did = json.loads(published(f"{HOME}/issuers/linden/did.json").body)
    assert all(method["id"].startswith(profile.did) for method in did["verificationMethod"])
    old = json.loads(published(f"{OLD}/issuers/linden/did.json").body)
    assert old["id"] == "did:web:localhost%3A8000:issuers:linden"


def test_what_is_awarded_afterwards_is_an_award(
    mona: Actor, linden: Community, rehearsed: bytes
) -> None:
    served_at(HOME)
    go_live(mona, HOME)
    credential = issue(prepare(accepted_award(linden)))
    document = json.loads(credential.document or b"")
    assert document["issuer"]["id"] == linden.profile.did
    assert document["id"].startswith(f"{HOME}/credentials/")
    assert document["credentialStatus"]["id"].startswith(f"{HOME}/status/")
    assert "Probe" not in document["name"]
    assert credential.status_list.iri.startswith(HOME)
    assert credential.signing_key.state == "active"


def test_old_keys_sign_nothing_again(mona: Actor, rehearsed: bytes) -> None:
    served_at(HOME)
    go_live(mona, HOME)
    old = db.session.scalars(
        sa.select(SigningKey).where(SigningKey.verification_method.contains("localhost"))
    ).all()
    assert len(old) == 3
    assert {row.state for row in old} == {"retired"}


def test_at_the_same_address_no_id_of_the_trial_is_used_again(
    mona: Actor, linden: Community
) -> None:
    linden.profile.base_url = HOME
    linden.profile.did = "did:web:badges.example:issuers:linden"
    for key in db.session.scalars(sa.select(SigningKey)):
        key.verification_method = key.verification_method.replace(
            "localhost%3A8000", "badges.example"
        )
    award = issued_award(linden)
    award.version.iri = f"{HOME}/achievements/linden/{award.achievement.slug}/1"
    credential = newest_credential(award)
    assert credential is not None
    first, rehearsed = award.version.iri, form_of(credential, Form.OB3_DI)
    served_at(HOME)
    go_live(mona, HOME)
    assert award.version.number == 2
    assert award.version.iri != first
    with pytest.raises(NotFoundError):
        published(f"{first}.json")
    assert checks(rehearsed)["revocation_status"] == "failed"
    states = sorted(row.state for row in keys_of(linden.profile))
    assert states == ["active"] * 3 + ["retired"] * 3


def test_the_doctor_finds_nothing_wrong_afterwards(mona: Actor, rehearsed: bytes) -> None:
    served_at(HOME)
    before = {finding.code: finding.grade for finding in keeping.examine()}
    go_live(mona, HOME)
    after = keeping.examine(deep=True)
    assert before["base.trial"] == "warning"
    # The tables of tests are made without migrations, and our clock stands where no server's does.
    bad = {finding.code for finding in after if finding.grade == "bad"}
    assert bad - {"clock.apart"} == {"schema.old"}


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://badges.example", "address.https"),
        ("https://192.0.2.7", "address.number"),
        ("https://elsewhere.example", "address.setting"),
    ],
)
def test_it_goes_live_at_the_address_that_the_service_has(
    mona: Actor, linden: Community, address: str, code: str
) -> None:
    served_at(HOME)
    with pytest.raises(ConflictError) as caught:
        go_live(mona, address)
    assert caught.value.reason.code == code
    assert linden.stage == "trial"


@pytest.mark.parametrize("stage", ["demo", "live"])
def test_only_a_trial_goes_live(mona: Actor, linden: Community, stage: str) -> None:
    linden.stage = stage
    served_at(HOME)
    with pytest.raises(ConflictError) as caught:
        go_live(mona, HOME)
    assert caught.value.reason.code == "address.not_trial"


def test_without_the_legal_details_nothing_goes_live(mona: Actor, linden: Community) -> None:
    linden.legal = {**linden.legal, "authority": ""}
    served_at(HOME)
    with pytest.raises(ConflictError) as caught:
        go_live(mona, HOME)
    assert caught.value.reason.code == "legal.missing"


def test_the_step_is_in_the_trail(mona: Actor, rehearsed: bytes) -> None:
    served_at(HOME)
    go_live(mona, HOME)
    entry = db.session.scalars(sa.select(AuditEntry).filter_by(action="community.live")).one()
    assert entry.detail == {"awards": 1}
