"""Status lists in every form that is met, and each way in which one may not be believed."""

from __future__ import annotations

import base64
import gzip
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from badges.fetched import TooLargeError
from badges.proofs import UnsignedCredential, jwt, secure, vc_jose
from badges.proofs.jws import sign_jws
from badges.status import MINIMUM_ENTRIES, Bitstring, StatusEntry, status_list_credential
from badges.verifying import Outcome, VerificationResult
from tests.verifying.issuers import INDEX, NOW, START, Issuer, check, dump, reason, text

FOUR = {0: "being made", 1: "in the post", 2: "at the door", 3: "lost"}
CONTEXT_2021 = "https://w3id.org/vc/status-list/2021/v1"
V1 = "https://www.w3.org/2018/credentials/v1"
MakeList = Callable[[dict[str, Any], Issuer], Any]


def marked(*places: int, entries: int = MINIMUM_ENTRIES) -> Bitstring:
    bits = Bitstring(entries)
    for place in places:
        bits[place] = True
    return bits


def unsigned_list(issuer: Issuer, *places: int, **changes: Any) -> dict[str, Any]:
    subject = changes.pop("subject", {})
    made = status_list_credential(
        changes.pop("address", issuer.status_list),
        issuer=issuer.did,
        bits=changes.pop("bits", None) or marked(*places),
        valid_from=text(START),
        valid_until=text(NOW + timedelta(days=1)),
    )
    made["credentialSubject"].update(subject)
    merged = {**made, **changes}
    return {key: value for key, value in merged.items() if value is not None}


def list_2021(issuer: Issuer, *places: int, encode: Any = base64.b64encode) -> dict[str, Any]:
    packed = gzip.compress(bytes(marked(*places)))
    return {
        "@context": [V1, CONTEXT_2021],
        "id": issuer.status_list,
        "type": ["VerifiableCredential", "StatusList2021Credential"],
        "issuer": issuer.did,
        "issuanceDate": text(START),
        "expirationDate": text(NOW + timedelta(days=1)),
        "credentialSubject": {
            "id": f"{issuer.status_list}#list",
            "type": "StatusList2021",
            "statusPurpose": "revocation",
            "encodedList": encode(packed).decode(),
        },
    }


def as_proof(document: dict[str, Any], issuer: Issuer) -> Any:
    return issuer.sign(document)


def as_jcs(document: dict[str, Any], issuer: Issuer) -> Any:
    signer = issuer.signer()
    return secure(UnsignedCredential(document), signer, created=START, suite="eddsa-jcs-2022")


def as_vc_jwt(document: dict[str, Any], issuer: Issuer) -> Any:
    kid = f"{issuer.base}/keys/1.jwk"
    return jwt.sign_credential(UnsignedCredential(document), issuer.signer("RSA"), kid=kid).encode()


def as_vc_jose(document: dict[str, Any], issuer: Issuer) -> Any:
    signer = issuer.signer()
    made = vc_jose.sign_credential(
        UnsignedCredential(document), signer, kid=signer.verification_method
    )
    return made.encode()


FORMS = [as_proof, as_jcs, as_vc_jwt, as_vc_jose]


def found(
    listing: Any, entries: Any = None, issuer: Issuer | None = None, **pages: Any
) -> VerificationResult:
    """Check a credential whose list's address answers with ``listing``."""
    issuer = issuer or Issuer()
    web = issuer.web()
    web.pages[issuer.status_list] = listing
    web.pages |= pages
    changes = {} if entries is None else {"credentialStatus": entries}
    return check(issuer.di(**changes), web)


def entry(issuer: Issuer, **changes: Any) -> dict[str, Any]:
    made = StatusEntry(issuer.status_list, INDEX).to_json() | changes
    return {key: value for key, value in made.items() if value is not None}


def code(result: VerificationResult) -> str:
    return reason(result, "revocation_status")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("place", "told"), [(INDEX, "status.revoked"), (78, "status.valid")])
def test_a_list_is_read_in_every_form_that_it_is_signed_in(
    form: MakeList, place: int, told: str
) -> None:
    issuer = Issuer()
    assert code(found(form(unsigned_list(issuer, place), issuer))) == told


@pytest.mark.parametrize("encode", [base64.b64encode, base64.urlsafe_b64encode])
@pytest.mark.parametrize(("place", "told"), [(INDEX, "status.revoked"), (78, "status.valid")])
def test_a_list_of_2021_is_read(encode: Any, place: int, told: str) -> None:
    issuer = Issuer()
    listing = list_2021(issuer, place, encode=encode)
    claims = {"iss": issuer.did, "jti": listing["id"], "nbf": 1777626000, "vc": listing}
    token = sign_jws(dump(claims), issuer.signer(), typ="JWT").encode()
    assert code(found(token)) == told
    assert code(found(as_proof(listing, issuer))) == told


def test_an_entry_of_2021_is_read() -> None:
    issuer = Issuer()
    contexts = [*issuer.credential()["@context"], CONTEXT_2021]
    given = {"@context": contexts, "credentialStatus": entry(issuer, type="StatusList2021Entry")}
    for place, told in ((INDEX, "status.revoked"), (78, "status.valid")):
        web = issuer.web()
        web.pages[issuer.status_list] = as_proof(list_2021(issuer, place), issuer)
        assert code(check(issuer.di(**given), web)) == told


def test_a_list_that_says_more_than_its_contexts_define_is_not_believed() -> None:
    issuer = Issuer()
    signed = as_proof(unsigned_list(issuer), issuer) | {"unheardOf": "added afterwards"}
    assert code(found(signed)) == "status.list_not_signed"


def stolen(issuer: Issuer) -> Any:
    """Sign the victim's list with another issuer's key, named as the other's own."""
    return Issuer("other.example").sign(unsigned_list(issuer))


def cut_off(issuer: Issuer) -> Any:
    listing = unsigned_list(issuer)
    encoded = listing["credentialSubject"]["encodedList"]
    return issuer.sign(unsigned_list(issuer, subject={"encodedList": encoded[:-9]}))


def altered(issuer: Issuer) -> Any:
    signed = issuer.sign(unsigned_list(issuer, INDEX))
    signed["credentialSubject"] = unsigned_list(issuer)["credentialSubject"]
    return signed


def encoded(data: bytes) -> dict[str, str]:
    packed = gzip.compress(data)
    return {"encodedList": "u" + base64.urlsafe_b64encode(packed).decode().rstrip("=")}


NOT_BELIEVED: dict[str, tuple[str, Callable[[Issuer], Any]]] = {
    "another issuer": (
        "status.list_of_another_issuer",
        lambda issuer: Issuer("other.example").status_document(),
    ),
    "no issuer": (
        "status.list_of_another_issuer",
        lambda issuer: issuer.sign(unsigned_list(issuer) | {"issuer": {"name": "Linden"}}),
    ),
    "a key of another": ("status.list_not_signed", stolen),
    "no proof": ("status.list_not_signed", unsigned_list),
    "an empty proof": (
        "status.list_not_signed",
        lambda issuer: unsigned_list(issuer) | {"proof": []},
    ),
    "bits changed": ("status.list_not_signed", altered),
    "a token cut off": (
        "status.list_unusable",
        lambda issuer: as_vc_jwt(unsigned_list(issuer), issuer)[:-400],
    ),
    "a token without signature": (
        "status.list_not_signed",
        lambda issuer: as_vc_jwt(unsigned_list(issuer), issuer).rpartition(b".")[0] + b".",
    ),
    "expired": (
        "status.list_outdated",
        lambda issuer: issuer.sign(
            unsigned_list(issuer, validUntil=text(NOW - timedelta(hours=1)))
        ),
    ),
    "not yet valid": (
        "status.list_outdated",
        lambda issuer: issuer.sign(
            unsigned_list(issuer, validFrom=text(NOW + timedelta(hours=12)))
        ),
    ),
    "another purpose": (
        "status.list_unusable",
        lambda issuer: issuer.sign(unsigned_list(issuer, subject={"statusPurpose": "suspension"})),
    ),
    "another address": (
        "status.list_of_another_address",
        lambda issuer: issuer.sign(unsigned_list(issuer, address=f"{issuer.base}/status/2")),
    ),
    "too short": (
        "status.list_unusable",
        lambda issuer: issuer.sign(unsigned_list(issuer, subject=encoded(bytes(100)))),
    ),
    "a bomb": (
        "status.list_unusable",
        lambda issuer: issuer.sign(unsigned_list(issuer, subject=encoded(bytes(200_000_000)))),
    ),
    "cut off": ("status.list_unusable", cut_off),
    "no list": (
        "status.list_unusable",
        lambda issuer: issuer.sign(unsigned_list(issuer, subject={"encodedList": "uAAAA"})),
    ),
    "of no type": (
        "status.list_unusable",
        lambda issuer: issuer.sign(unsigned_list(issuer, type=["VerifiableCredential"])),
    ),
    "itself withdrawable": (
        "status.list_unusable",
        lambda issuer: issuer.sign(
            unsigned_list(
                issuer, credentialStatus=StatusEntry(f"{issuer.base}/status/9", 1).to_json()
            )
        ),
    ),
    "a page": ("status.unreachable", lambda _: b"<!doctype html><title>Moved</title>"),
    "an array": ("status.list_unusable", lambda issuer: [issuer.status_document()]),
    "another document": ("status.list_of_another_issuer", lambda _: {"error": "no such list"}),
    "a badge": (
        "status.list_unusable",
        lambda issuer: issuer.sign(issuer.credential(id=issuer.status_list)),
    ),
    "too large": ("status.unreachable", lambda issuer: TooLargeError(issuer.status_list, 1)),
}


@pytest.mark.parametrize("what", NOT_BELIEVED)
def test_a_list_that_cannot_be_believed_leaves_the_verdict_open(what: str) -> None:
    issuer = Issuer()
    told, make = NOT_BELIEVED[what]
    start = time.process_time()
    result = found(make(issuer))
    assert (result.status, code(result)) == ("undecided", told)
    assert time.process_time() - start < 2


def test_a_list_under_a_revoked_key_is_not_believed() -> None:
    issuer = Issuer()
    listing = as_vc_jwt(unsigned_list(issuer), issuer)
    issuer.revoke_key("RSA")
    result = found(listing, issuer=issuer)
    assert (result.status, code(result)) == ("undecided", "status.list_not_signed")


@pytest.mark.parametrize(
    "changes",
    [{"statusListIndex": "131072"}, {"statusListIndex": "9" * 19}, {"statusPurpose": "suspension"}],
)
def test_an_entry_that_does_not_fit_its_list_leaves_the_verdict_open(
    changes: dict[str, Any],
) -> None:
    issuer = Issuer()
    result = found(issuer.status_document(INDEX), entry(issuer, **changes))
    assert (result.status, code(result)) == ("undecided", "status.list_unusable")


@pytest.mark.parametrize(
    "changes",
    [
        {"statusListIndex": "-1"},
        {"statusListIndex": "9" * 400},
        {"statusListIndex": "seventy-seven"},
        {"statusListIndex": ["77"]},
        {"statusListIndex": None},
        {"statusListCredential": None},
        {"statusSize": 0},
        {"statusSize": 40},
        {"statusSize": 2},
    ],
)
def test_a_malformed_entry_verifies_nothing(changes: dict[str, Any]) -> None:
    issuer = Issuer()
    result = found(issuer.status_document(INDEX), entry(issuer, **changes))
    assert not result.verified
    assert code(result) in {"status.list_unusable", "status.unreachable"}


@pytest.mark.parametrize(
    ("second", "place", "told"),
    [
        ("suspension", 78, ["status.valid", "status.valid", "status.valid"]),
        ("suspension", INDEX, ["status.suspended", "status.valid", "status.suspended"]),
        ("worn-out", INDEX, ["status.valid", "status.valid", "status.other_purpose"]),
        ("refresh", INDEX, ["status.valid", "status.valid", "status.refresh"]),
        ("refresh", 78, ["status.valid", "status.valid", "status.other_purpose"]),
    ],
)
def test_of_several_entries_the_gravest_answer_counts(
    second: str, place: int, told: list[str]
) -> None:
    issuer = Issuer()
    other = f"{issuer.base}/status/2"
    listing = unsigned_list(issuer, place, address=other, subject={"statusPurpose": second})
    entries = [entry(issuer), StatusEntry(other, INDEX, second).to_json()]
    result = found(issuer.status_document(), entries, **{other: issuer.sign(listing)})
    line = result.check("revocation_status")
    assert [each.reason.code for each in (line, *line.parts)] == told


def test_one_list_may_serve_two_purposes_and_is_fetched_once() -> None:
    issuer = Issuer()
    both = {"statusPurpose": ["revocation", "suspension"]}
    web = issuer.web()
    web.pages[issuer.status_list] = issuer.sign(unsigned_list(issuer, 78, subject=both))
    entries = [
        StatusEntry(issuer.status_list, index, purpose).to_json()
        for index, purpose in ((INDEX, "revocation"), (78, "suspension"))
    ]
    assert code(check(issuer.di(credentialStatus=entries), web)) == "status.suspended"
    assert web.asked.count(issuer.status_list) == 1


@pytest.mark.parametrize("value", range(4))
@pytest.mark.parametrize("alone", [True, False])
def test_a_message_is_told_and_changes_no_verdict(value: int, alone: bool) -> None:  # noqa: FBT001
    issuer = Issuer()
    other = f"{issuer.base}/status/2"
    bits = Bitstring(2 * MINIMUM_ENTRIES)
    bits.write(7, value, size=2)
    posted = StatusEntry(other, 7, "message", size=2, messages=FOUR).to_json()
    listing = unsigned_list(issuer, bits=bits, address=other, subject={"statusPurpose": "message"})
    entries = posted if alone else [entry(issuer), posted]
    result = found(issuer.status_document(), entries, **{other: issuer.sign(listing)})
    line = result.check("revocation_status")
    assert line.outcome is (Outcome.SKIPPED if alone else Outcome.PASSED)
    assert result.verified or not alone  # Open Badges allows one entry only
    told = line.reason if alone else line.parts[1].reason
    assert (told.code, told.params["message"]) == ("status.message", FOUR[value])


@pytest.mark.parametrize("listing", [b"<html>", {"type": "nothing"}, unsigned_list(Issuer())])
def test_a_list_of_messages_that_cannot_be_read_changes_no_verdict(listing: Any) -> None:
    issuer = Issuer()
    posted = StatusEntry(issuer.status_list, 7, "message", size=2, messages=FOUR).to_json()
    result = found(listing, posted)
    assert (result.verified, code(result)) == (True, "status.other_purpose")


def test_more_entries_than_anybody_needs_are_not_followed() -> None:
    issuer = Issuer()
    web = issuer.web()
    entries = [entry(issuer, id=f"urn:example:{number}") for number in range(9)]
    assert code(check(issuer.di(credentialStatus=entries), web)) == "status.unsupported"
    assert issuer.status_list not in web.asked


def test_a_status_of_an_unknown_kind_leaves_the_verdict_open() -> None:
    result = found(b"", {"id": "https://linden.example/ask", "type": "JsonSchema"})
    assert (result.status, code(result)) == ("undecided", "status.unsupported")


@pytest.mark.parametrize(
    "listing",
    [
        {"error": "no such list"},
        {"revokedCredential": None},
        {"revokedCredential": [], "issuer": "did:web:other.example"},
        [],
        b"[]",
    ],
)
def test_what_is_no_list_of_1edtech_clears_nobody(listing: Any) -> None:
    issuer = Issuer()
    address = f"{issuer.base}/list"
    given = issuer.di(
        credentialStatus={"id": address, "type": "1EdTechRevocationList"},
        **{
            "@context": [
                *issuer.credential()["@context"],
                "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
            ]
        },
    )
    web = issuer.web()
    web.pages[address] = listing if isinstance(listing, bytes) else dump(listing)
    assert check(given, web).status == "undecided"
