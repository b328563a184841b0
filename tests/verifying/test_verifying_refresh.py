"""``refreshService``: a newer version of the same credential is judged, anything else is told."""

from __future__ import annotations

from typing import Any

import pytest

from badges.fetched import Fetched
from badges.verifying import VerificationResult
from badges.verifying.sources import OFFLINE
from tests.verifying.issuers import (
    EMAIL,
    START,
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

REFRESH = "https://linden.example/refresh/1"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
SERVICE = {"id": REFRESH, "type": "1EdTechCredentialRefresh"}
LATER = "2026-05-02T09:00:00Z"


def extended(issuer: Issuer, **changes: Any) -> dict[str, Any]:
    contexts = [*issuer.credential()["@context"], EXTENSIONS]
    return {"@context": contexts, "refreshService": SERVICE, **changes}


def judged(found: Any, issuer: Issuer | None = None, **changes: Any) -> VerificationResult:
    """Verify a badge at whose refresh address ``found`` lies."""
    issuer = issuer or Issuer()
    web = issuer.web()
    web.pages[REFRESH] = found
    return check(issuer.di(**extended(issuer, **changes)), web)


def note(result: VerificationResult) -> str:
    (part,) = result.check("revocation_status").parts
    return part.reason.code


def test_a_newer_version_is_the_one_judged() -> None:
    issuer = Issuer()
    newer = issuer.sign(issuer.credential(**extended(issuer, validFrom=LATER, name="Loops II")))
    result = judged(newer, validUntil=text(START))
    assert (result.status, note(result), result.refreshed) == ("verified", "refresh.newer", True)
    assert result.credential == newer
    assert result.facts.achievement_name == "Loops"


def test_a_newer_version_may_come_as_a_token() -> None:
    issuer = Issuer()
    result = judged(issuer.jwt(**extended(issuer, validFrom=LATER)))
    assert (result.format, result.container, result.refreshed) == ("ob3-jwt", "json", True)


def test_a_newer_version_that_was_withdrawn_is_withdrawn() -> None:
    issuer = Issuer()
    newer = issuer.sign(issuer.credential(**extended(issuer, validFrom=LATER)))
    web = Web(issuer.pages(revoked=(77,)) | {REFRESH: newer})
    result = check(issuer.di(**extended(issuer, credentialStatus=None)), web)
    assert reason(result, "revocation_status") == "status.revoked"
    assert result.status == "not_verified"


def unsigned(issuer: Issuer) -> Any:
    return issuer.credential(**extended(issuer, validFrom=LATER))


def by_another(issuer: Issuer) -> Any:
    other = Issuer("mill.example", keys="mill")
    return other.sign(unsigned(issuer) | {"issuer": {"id": other.did, "type": ["Profile"]}})


def signed_by_another(issuer: Issuer) -> Any:
    return Issuer("mill.example", keys="mill").sign(unsigned(issuer))


NO_NEWER = {
    "refresh.unchanged": lambda it: it.sign(it.credential(**extended(it))),
    "refresh.no_badge": lambda it: Fetched(REFRESH, status=410),
    "refresh.another": by_another,
    "refresh.older": lambda it: it.sign(unsigned(it) | {"validFrom": "2026-04-01T09:00:00Z"}),
    "refresh.unreachable": lambda it: b"<html>",
}


@pytest.mark.parametrize("code", NO_NEWER)
def test_whatever_else_lies_there_leaves_a_good_badge_good(code: str) -> None:
    result = judged(NO_NEWER[code](Issuer()))
    assert (result.status, note(result), result.refreshed) == ("verified", code, False)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [(unsigned, "signature.missing"), (signed_by_another, "identity.foreign_key")],
)
def test_a_newer_version_that_does_not_hold_says_why(spoil: Any, why: str) -> None:
    result = judged(spoil(Issuer()))
    (part,) = result.check("revocation_status").parts
    assert (result.status, part.reason.code) == ("verified", "refresh.not_sound")
    assert part.parts[0].reason.code == why


def test_another_id_is_another_badge_and_an_encoded_one_is_not() -> None:
    issuer = Issuer()
    base = f"{issuer.base}/credentials/"
    other = issuer.sign(unsigned(issuer) | {"id": f"{base}2/1"})
    assert note(judged(other)) == "refresh.another"
    same = issuer.sign(unsigned(issuer) | {"id": f"{base}%31/1"})
    assert note(judged(same)) == "refresh.newer"


def test_nobody_is_asked_before_the_signature_holds() -> None:
    issuer = Issuer()
    web = issuer.web()
    forged = issuer.sign(issuer.credential(**extended(issuer))) | {"name": "Forged"}
    result = check(dump(forged), web)
    assert REFRESH not in web.asked
    assert outcomes(result)["valid_signature"] == "failed"


def test_a_refreshed_version_is_not_refreshed_again() -> None:
    issuer = Issuer()
    newer = issuer.sign(issuer.credential(**extended(issuer, validFrom=LATER)))
    web = Web(issuer.pages() | {REFRESH: newer})
    assert check(issuer.di(**extended(issuer)), web).refreshed
    assert web.asked.count(REFRESH) == 1


@pytest.mark.parametrize(
    ("service", "code"),
    [
        ({"id": REFRESH, "type": "1EdTechCredentialRefresh"}, "refresh.offline"),
        ({"id": "urn:uuid:1", "type": "1EdTechCredentialRefresh"}, "refresh.no_address"),
        ({"id": REFRESH, "type": "https://example.org/#Other"}, "refresh.unsupported"),
    ],
)
def test_what_cannot_be_asked_is_said(service: dict[str, str], code: str) -> None:
    issuer = Issuer()
    web = issuer.web()

    def partly(url: str, **options: Any) -> Fetched:
        return OFFLINE(url) if url == REFRESH else web(url, **options)

    result = check(issuer.di(**extended(issuer, refreshService=service)), partly)
    assert (result.status, note(result)) == ("verified", code)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Ada Beispiel", "recipient.attached_name_confirmed"),
        ("Eve", "recipient.attached_name_differs"),
    ],
)
def test_a_name_beside_a_badge_must_be_the_one_signed_in_that_very_badge(
    name: str, code: str
) -> None:
    issuer = Issuer()
    subject = issuer.credential()["credentialSubject"] | {"identifier": [hashed(EMAIL)]}
    newer = extended(issuer, validFrom=LATER, credentialSubject=subject)
    web = Web(issuer.pages() | {REFRESH: issuer.sign(issuer.credential(**newer))})
    file = certificate(issuer.di(**extended(issuer)), recipient=dump({"name": name}))
    result = check(file, web)
    assert (result.refreshed, reason(result, "recipient")) == (True, code)
