"""Every address of ours answers with the document that others expect there."""

from __future__ import annotations

import json
from collections.abc import Callable
from http import HTTPStatus

import pytest

from badges.credentials.custody import key_address, keys_of
from badges.credentials.issuers import ob2_profile_iri
from badges.credentials.published import PublishedDocument, published
from badges.credentials.statuslists import revoke_credentials
from badges.errors import NotFoundError
from badges.issuing import Form, form_of, issue, prepare
from badges.models import Award, Community
from keys.lookup import find_verification_method
from schemas.checking import (
    check_achievement,
    check_badge_class,
    check_cryptographic_key,
    check_issuer,
    check_profile,
    check_revocation_list,
    check_status_list_credential,
)

MakeAward = Callable[..., Award]


def read(document: PublishedDocument) -> dict[str, object]:
    found: dict[str, object] = json.loads(document.body)
    return found


def test_the_did_document_holds_every_key_as_an_assertion_method(issuer: Community) -> None:
    document = read(published(f"{issuer.profile.iri}/did.json"))
    assert document["id"] == issuer.profile.did
    for row in keys_of(issuer.profile):
        method = find_verification_method(document, row.verification_method)
        assert method.controller == issuer.profile.did


def test_keys_are_published_as_each_checker_asks_for_them(issuer: Community) -> None:
    ed25519, p256, rsa = sorted(keys_of(issuer.profile), key=lambda row: row.algorithm)
    jwk = read(published(key_address(rsa, ".jwk")))
    assert jwk["kid"] == key_address(rsa, ".jwk")
    assert jwk["iss"] == issuer.profile.did
    for key in (ed25519, p256):
        assert read(published(key_address(key, ".json")))["type"] == "Multikey"
    assert check_cryptographic_key(read(published(key_address(rsa, ".ob2.json")))) == ()


def test_the_two_profiles_are_valid_and_linked_both_ways(issuer: Community) -> None:
    profile = read(published(f"{issuer.profile.iri}.ob2.json"))
    keys = profile["publicKey"]
    assert check_issuer(profile) == ()
    assert check_profile(read(published(f"{issuer.profile.iri}.json"))) == ()
    assert isinstance(keys, list)
    assert read(published(keys[0]))["owner"] == ob2_profile_iri(issuer.profile)


def test_an_achievement_is_both_a_badge_class_and_an_achievement(accepted: MakeAward) -> None:
    iri = accepted().version.iri
    badge_class = read(published(iri))
    assert check_badge_class(badge_class) == ()
    assert badge_class["id"] == iri
    assert read(published(f"{iri}.ob2.json")) == badge_class
    assert check_achievement(read(published(f"{iri}.json"))) == ()


def test_a_status_list_is_a_credential_of_its_own(accepted: MakeAward) -> None:
    credential = issue(prepare(accepted()))
    document = read(published(credential.status_list.iri))
    assert check_status_list_credential(document) == ()
    assert document["id"] == credential.status_list.iri


def test_an_issue_is_served_byte_for_byte(accepted: MakeAward) -> None:
    credential = issue(prepare(accepted()))
    assert published(credential.iri).body == credential.document


def test_a_private_award_is_not_there(accepted: MakeAward) -> None:
    credential = issue(prepare(accepted(visibility="private")))
    form_of(credential, Form.OB2_HOSTED)
    for address in (credential.iri, credential.iri.replace("/credentials/", "/assertions/")):
        with pytest.raises(NotFoundError):
            published(address)


def test_a_revoked_hosted_assertion_is_gone_with_a_body(accepted: MakeAward) -> None:
    award = accepted()
    credential = issue(prepare(award))
    form_of(credential, Form.OB2_HOSTED)
    address = credential.iri.replace("/credentials/", "/assertions/")
    assert published(address).status == HTTPStatus.OK
    revoke_credentials(award, kind="withdrawn", reason="a slip")
    gone = published(address)
    assert gone.status == HTTPStatus.GONE
    assert read(gone)["revoked"] is True


def test_the_revocation_list_names_signed_assertions_and_never_one_alone(
    accepted: MakeAward,
) -> None:
    award = accepted()
    credential = issue(prepare(award))
    form_of(credential, Form.OB2_JWS)
    address = f"{award.community.profile.iri}/revocations"
    assert len(read(published(address))["revokedAssertions"]) == 2  # type: ignore[arg-type]
    revoke_credentials(award, kind="withdrawn", reason="a slip")
    document = read(published(address))
    assert check_revocation_list(document) == ()
    assert credential.forms[0].iri in json.dumps(document)


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:8000/issuers/nobody.json",
        "http://elsewhere.example/issuers/lern-treff.json",
        "http://localhost:8000/issuers/lern-treff/keys/abc.jwk",
        "http://localhost:8000/status/0123",
        "http://localhost:8000/credentials/0123/1",
        "http://localhost:8000/achievements/lern-treff/first-steps/9",
        "http://localhost:8000/../secret.key",
        "not an address",
        "",
    ],
)
def test_any_other_address_holds_nothing(issuer: Community, address: str) -> None:
    with pytest.raises(NotFoundError):
        published(address)
