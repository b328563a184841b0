"""Withdrawn badges, lists that cannot be believed, hosted badges, and whom a badge is about."""

from __future__ import annotations

import base64
import gzip
from datetime import timedelta
from typing import Any

import pytest

from badges.fetched import DeadlineError, Fetched, HttpStatusError
from tests.verifying.issuers import (
    EMAIL,
    INDEX,
    NOW,
    Issuer,
    Web,
    check,
    dump,
    hashed,
    outcomes,
    reason,
    text,
)
from tests.verifying.test_verifying_forgeries import certificate

BOMB = "u" + base64.urlsafe_b64encode(gzip.compress(bytes(20_000_000))).rstrip(b"=").decode()
YESTERDAY = text(NOW - timedelta(days=1) + timedelta(hours=1))


def unsigned(issuer: Issuer) -> dict[str, Any]:
    return {**issuer.status_document(), "proof": []}


def bomb(issuer: Issuer) -> dict[str, Any]:
    subject = {**issuer.status_document()["credentialSubject"], "encodedList": BOMB}
    return issuer.status_document(credentialSubject=subject)


LISTS: dict[str, Any] = {
    "status.valid": lambda issuer: issuer.status_document(INDEX + 1),
    "status.revoked": lambda issuer: issuer.status_document(INDEX),
    "status.list_outdated": lambda issuer: issuer.status_document(validUntil=YESTERDAY),
    "status.list_not_signed": unsigned,
    "status.list_of_another_address": lambda issuer: issuer.status_document(id="urn:uuid:1"),
    "status.list_of_another_issuer": lambda _: Issuer("other.example").status_document(),
    "status.list_unusable": bomb,
    "status.unreachable": lambda issuer: DeadlineError(issuer.status_list),
}


@pytest.mark.parametrize("code", LISTS)
def test_a_status_list_counts_only_if_it_is_the_issuers_own_and_of_today(code: str) -> None:
    issuer = Issuer()
    web = issuer.web()
    web.pages[issuer.status_list] = LISTS[code](issuer)
    result = check(issuer.di(), web)
    assert reason(result, "revocation_status") == code
    expected = {"status.valid": "verified", "status.revoked": "not_verified"}
    assert result.status == expected.get(code, "undecided")


def test_what_was_signed_as_revoked_is_revoked_however_old_the_list() -> None:
    issuer = Issuer()
    web = issuer.web()
    web.pages[issuer.status_list] = issuer.status_document(INDEX, validUntil=YESTERDAY)
    assert reason(check(issuer.di(), web), "revocation_status") == "status.revoked"


@pytest.mark.parametrize(
    ("revoked", "code"),
    [
        ([], "status.valid"),
        ([{"id": "https://linden.example/credentials/1/1"}], "status.revoked"),
        ([{"id": "https://linden.example/credentials/1/1", "revoked": False}], "status.valid"),
        ("all of them", "status.list_unusable"),
    ],
)
def test_the_older_revocation_list_of_1edtech_is_read(revoked: Any, code: str) -> None:
    issuer = Issuer()
    web = issuer.web()
    listing = f"{issuer.base}/list"
    web.pages[listing] = {"id": listing, "revokedCredential": revoked}
    entry = {"id": listing, "type": "1EdTechRevocationList"}
    contexts = [
        *issuer.credential()["@context"],
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
    ]
    given = issuer.di(credentialStatus=entry, **{"@context": contexts})
    assert reason(check(given, web), "revocation_status") == code


def test_a_badge_without_status_has_none_to_check() -> None:
    issuer = Issuer()
    result = check(issuer.di(credentialStatus=None), issuer.web())
    assert (result.status, outcomes(result)["revocation_status"]) == ("verified", "skipped")


def test_a_signed_assertion_is_revoked_by_the_issuers_list() -> None:
    issuer = Issuer()
    web = issuer.web(withdrawn=issuer.assertion(signed=True)["id"])
    result = check(issuer.jws(), web)
    assert (result.status, reason(result, "revocation_status")) == (
        "not_verified",
        "status.revoked",
    )


@pytest.mark.parametrize(
    ("page", "status", "code"),
    [
        (
            HttpStatusError("https://linden.example/assertions/1", 410),
            "not_verified",
            "hosted.gone",
        ),
        (
            HttpStatusError("https://linden.example/assertions/1", 404),
            "not_verified",
            "hosted.gone",
        ),
        (
            HttpStatusError("https://linden.example/assertions/1", 503),
            "undecided",
            "hosted.unreachable",
        ),
        (Fetched("https://linden.example/assertions/1", status=410), "not_verified", "hosted.gone"),
        (
            {"revoked": True, "id": "https://linden.example/assertions/1"},
            "not_verified",
            "hosted.gone",
        ),
        (Issuer().assertion(narrative="Other."), "not_verified", "hosted.differs"),
    ],
)
def test_a_hosted_assertion_is_what_stands_at_its_address(
    page: Any, status: str, code: str
) -> None:
    issuer = Issuer()
    web = issuer.web()
    web.pages[f"{issuer.base}/assertions/1"] = page
    result = check(issuer.hosted(), web)
    assert (result.status, reason(result, "hosted")) == (status, code)


@pytest.mark.parametrize(
    ("scope", "status"),
    [
        (None, "verified"),
        ({"allowedOrigins": "linden.example"}, "verified"),
        ({"allowedOrigins": ["a.example", "linden.example"]}, "verified"),
        ({"startsWith": ["https://a.example/", "https://linden.example/assert"]}, "verified"),
        ({"startsWith": "https://linden.example/other/"}, "not_verified"),
        ({"startsWith": "https://linden.exampl"}, "not_verified"),
        ({"allowedOrigins": "a.example"}, "not_verified"),
    ],
)
def test_a_hosted_assertion_lies_where_its_issuer_says(scope: Any, status: str) -> None:
    issuer = Issuer()
    web = issuer.web()
    web.pages[issuer.profile] = {**web.pages[issuer.profile], "verification": scope}
    assert check(issuer.hosted(), web).status == status


def test_an_embedded_profile_speaks_for_nobody() -> None:
    victim, forger = Issuer(), Issuer("forger.example")
    profile = {**victim.pages()[victim.profile], "verification": {"startsWith": forger.base}}
    badge = {**victim.pages()[f"{victim.base}/badge.ob2.json"], "issuer": profile}
    web = Web({**victim.pages(), **forger.pages()})
    web.pages[f"{forger.base}/assertions/1"] = forger.assertion(badge=badge)
    result = check(forger.hosted(badge=badge), web)
    assert result.status == "not_verified"
    assert reason(result, "issuer_identity") == "identity.not_hosted_by_issuer"


@pytest.mark.parametrize(
    ("asked", "outcome", "code"),
    [
        ({}, "skipped", "recipient.not_asked"),
        ({"recipient": EMAIL}, "passed", "recipient.email_confirmed"),
        ({"recipient": " Ada@Example.org "}, "passed", "recipient.email_confirmed"),
        ({"recipient": "eve@example.org"}, "failed", "recipient.email_differs"),
        ({"recipient": "not an address"}, "failed", "recipient.email_differs"),
        ({"name": "Ada  Beispiel"}, "passed", "recipient.name_confirmed"),
        ({"name": "Eve"}, "failed", "recipient.name_differs"),
        ({"name": "Eve", "recipient": EMAIL}, "failed", "recipient.name_differs"),
    ],
)
def test_the_recipient_is_compared_where_the_checker_asks(
    asked: dict[str, str], outcome: str, code: str
) -> None:
    issuer = Issuer()
    result = check(issuer.di(), issuer.web(), **asked)
    assert (outcomes(result)["recipient"], reason(result, "recipient")) == (outcome, code)
    assert result.facts.recipient_name == "Ada Beispiel" or "name" in asked
    assert result.with_gentle_recipient().status != "not_verified"


@pytest.mark.parametrize(
    ("beside", "status", "name"),
    [("Zoë Müller", "verified", "Zoë Müller"), ("Eve", "not_verified", "")],
)
def test_a_name_beside_the_credential_is_shown_if_its_hash_was_signed(
    beside: str, status: str, name: str
) -> None:
    issuer = Issuer()
    subject = issuer.credential()["credentialSubject"] | {
        "identifier": [hashed("Zoë Müller", "name")]
    }
    given = certificate(issuer.di(credentialSubject=subject), recipient=dump({"name": beside}))
    result = check(given, issuer.web())
    assert (result.status, result.facts.recipient_name) == (status, name)


def test_evidence_and_endorsements_are_told_and_change_no_verdict() -> None:
    issuer = Issuer()
    evidence = [{"type": ["Evidence"], "id": "https://a.example/talk", "name": "Talk"}]
    result = check(issuer.di(evidence=evidence), issuer.web())
    assert (result.status, reason(result, "evidence")) == ("verified", "evidence.not_fetched")
    assert reason(result, "endorsements") == "endorsements.none"


@pytest.mark.parametrize("altered", [False, True])
def test_an_embedded_endorsement_has_its_own_proof(altered: bool) -> None:  # noqa: FBT001
    issuer, friend = Issuer(), Issuer("friend.example")
    endorsement = {
        "@context": issuer.credential()["@context"],
        "id": "urn:uuid:0b0f2f0e-6d1c-4a2a-9a57-0c3c2b2e8f11",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Well done",
        "issuer": {"id": friend.did, "type": ["Profile"]},
        "validFrom": "2026-05-01T09:00:00Z",
        "credentialSubject": {
            "id": f"{issuer.base}/achievements/loops/1",
            "type": ["EndorsementSubject"],
            "endorsementComment": "I saw it.",
        },
    }
    signed = friend.sign(endorsement)
    signed |= {"name": "Badly done"} if altered else {}
    web = Web({**issuer.pages(), **friend.pages()})
    result = check(issuer.di(endorsement=[signed]), web)
    code = "endorsements.invalid" if altered else "endorsements.valid"
    assert (result.status, reason(result, "endorsements")) == ("verified", code)


@pytest.mark.parametrize("asked", [{}, {"recipient": "eve@example.org"}])
def test_a_name_beside_it_that_contradicts_the_signature_is_never_forgiven(
    asked: dict[str, str],
) -> None:
    issuer = Issuer()
    result = check(certificate(issuer.di(), recipient=dump({"name": "Eve"})), issuer.web(), **asked)
    assert reason(result, "recipient") == "recipient.attached_name_differs"
    assert result.with_gentle_recipient().status == "not_verified"
