"""Four forms of one award say the same, and our own verifier takes each."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from support import Clock

from badges.credentials.custody import create_key, signer_of
from badges.credentials.forms import newest_credential
from badges.credentials.own import own_fetch
from badges.credentials.statuslists import revoke_credentials, signed_list
from badges.errors import GoneError
from badges.issuing import Form, form_of, issue, prepare, revoke_signing_key, touched_by
from badges.models import Award
from badges.ports import now
from badges.proofs import read_jwt
from badges.proofs.jws import read_jws
from badges.verifying import VerificationResult, verify

MakeAward = Callable[..., Award]


def judged(document: bytes) -> VerificationResult:
    return verify(document, now=now(), fetch=own_fetch)


def failures(result: VerificationResult) -> set[str]:
    return {check.id for check in result.checks if check.outcome.value == "failed"}


@pytest.mark.parametrize("form", Form)
def test_each_form_is_verified(accepted: MakeAward, form: Form) -> None:
    credential = issue(prepare(accepted()))
    result = judged(form_of(credential, form))
    assert [c for c in result.checks if c.outcome.value in {"failed", "unknown"}] == []
    assert (result.status, result.format) == ("verified", form.value)


@pytest.mark.parametrize("form", Form)
def test_each_form_is_made_once_and_kept(accepted: MakeAward, form: Form) -> None:
    credential = issue(prepare(accepted()))
    first = form_of(credential, form)
    create_key(credential.award.community.profile, "RSA", activate=True)
    assert form_of(credential, form) == first


@pytest.mark.parametrize("form", Form)
def test_each_form_is_refused_once_the_award_is_withdrawn(accepted: MakeAward, form: Form) -> None:
    award = accepted()
    document = form_of(issue(prepare(award)), form)
    revoke_credentials(award, kind="withdrawn", reason="a slip")
    result = judged(document)
    assert result.status == "not_verified"
    assert failures(result) & {"revocation_status", "hosted"}


@pytest.mark.parametrize("form", Form)
def test_rotation_keeps_every_form_valid(accepted: MakeAward, form: Form, clock: Clock) -> None:
    award = accepted()
    document = form_of(issue(prepare(award)), form)
    clock.move(days=1)
    for algorithm in ("Ed25519", "RSA"):
        create_key(award.community.profile, algorithm, activate=True)
    assert judged(document).status == "verified"


def test_all_forms_carry_the_same_salt_and_ids(accepted: MakeAward) -> None:
    credential = issue(prepare(accepted()))
    signed = json.loads(form_of(credential, Form.OB3_DI))
    token = read_jwt(form_of(credential, Form.OB3_JWT).decode()).payload
    hosted = json.loads(form_of(credential, Form.OB2_HOSTED))
    jws = json.loads(read_jws(form_of(credential, Form.OB2_JWS).decode()).payload)
    salt = signed["credentialSubject"]["identifier"][0]["salt"]
    assert token["jti"] == token["id"] == signed["id"]
    assert "proof" not in token
    assert token["credentialStatus"] == signed["credentialStatus"]
    assert hosted["recipient"] == jws["recipient"]
    assert hosted["recipient"]["salt"] == salt
    assert jws["id"].startswith("urn:uuid:")


def test_a_stolen_key_takes_everything_with_it_and_all_is_issued_again(
    accepted: MakeAward,
) -> None:
    award = accepted()
    stolen = issue(prepare(award))
    key, _ = signer_of(award.community.profile, "Ed25519")
    assert touched_by(key) == 1
    revoke_signing_key(_Operator(award), key)
    result = judged(stolen.document or b"")
    current = newest_credential(award)
    assert "issuer_identity" in failures(result)
    assert current is not None
    assert current.number == 2
    assert judged(current.document or b"").status == "verified"


def test_a_stolen_key_signs_no_status_list_any_more(accepted: MakeAward) -> None:
    award = accepted()
    credential = issue(prepare(award))
    key, _ = signer_of(award.community.profile, "Ed25519")
    revoke_credentials(award, kind="withdrawn")
    assert key.verification_method in (credential.status_list.signed or b"").decode()
    revoke_signing_key(_Operator(award), key)
    assert key.verification_method not in signed_list(credential.status_list).decode()


def test_a_stolen_key_does_not_bring_back_what_has_ended(accepted: MakeAward, clock: Clock) -> None:
    award = accepted()
    award.version.valid_days = 1
    issue(prepare(award))
    clock.move(days=2)
    revoke_signing_key(_Operator(award), signer_of(award.community.profile, "Ed25519")[0])
    current = newest_credential(award)
    assert current is not None
    assert current.number == 1


def test_an_erased_credential_has_no_form_left(accepted: MakeAward) -> None:
    credential = issue(prepare(accepted()))
    credential.document = None
    with pytest.raises(GoneError):
        form_of(credential, Form.OB3_JWT)


class _Operator:
    """Somebody at the command line."""

    membership_id = None
    via = "cli"

    def __init__(self, award: Award) -> None:
        self.community = award.community
