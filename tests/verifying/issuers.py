"""Issuers for the tests of verifying, with keys made on the spot and a web made of a dict."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Unpack

from badges.fetched import Fetched, FetchError, UnreachableError, Wanted
from badges.proofs import UnsignedCredential, secure, sign_assertion, sign_credential
from badges.status import (
    Bitstring,
    RevokedAssertion,
    revocation_list,
    status_entry,
    status_list_credential,
)
from badges.verifying import Accepted, VerificationResult, verify
from badges.verifying.accepted import DEFAULT_ACCEPTED
from keys.algorithms import PrivateKey
from keys.controller import (
    cryptographic_key_document,
    did_document,
    jwk_document,
    verification_method_id,
)
from keys.did import did_web, did_web_url
from keys.encoding import public_key_to_jwk
from keys.keyring import KeyRecord, Keyring
from keys.signer import LocalSigner, generate_private_key

NOW = datetime(2026, 5, 2, 12, tzinfo=UTC)
START = datetime(2026, 5, 1, 9, tzinfo=UTC)
EMAIL = "ada@example.org"
SALT = "0123456789abcdef"
CONTEXTS = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]
OB2 = "https://w3id.org/openbadges/v2"
INDEX = 77


@dataclass
class Web:
    """A network that answers from a table: documents by address, or the error to raise."""

    pages: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def __call__(self, url: str, **_wanted: Unpack[Wanted]) -> Fetched:
        self.asked.append(url)
        found = self.pages.get(url, UnreachableError(url, "no such page in this test"))
        if isinstance(found, FetchError):
            raise found
        if isinstance(found, Fetched):
            return found
        return Fetched(url, body=found if isinstance(found, bytes) else dump(found))


@cache
def private_key(name: str, algorithm: str) -> PrivateKey:
    """Make each key once; RSA keys take their time."""
    return generate_private_key(algorithm)


def dump(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def text(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def hashed(identity: str, kind: str = "emailAddress") -> dict[str, Any]:
    digest = hashlib.sha256((identity + SALT).encode()).hexdigest()
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": f"sha256${digest}",
        "identityType": kind,
        "salt": SALT,
    }


class Issuer:
    """An issuer at an https address with an Ed25519 and an RSA key, and all it publishes."""

    def __init__(self, domain: str = "linden.example", *, keys: str = "") -> None:
        self.base = f"https://{domain}"
        self.did = did_web(f"{self.base}/issuers/linden")
        self.keys = keys or domain
        self.ring = Keyring()
        for algorithm in ("Ed25519", "RSA"):
            signer = self.signer(algorithm)
            jwk = public_key_to_jwk(signer.public_key)
            name = signer.verification_method
            self.ring = self.ring.add(KeyRecord(algorithm, jwk, name, created_at=START))
            self.ring = self.ring.activate(name, at=START)

    def signer(self, algorithm: str = "Ed25519") -> LocalSigner:
        key = private_key(self.keys, algorithm)
        return LocalSigner(key, verification_method_id(self.did, key.public_key()))

    @property
    def status_list(self) -> str:
        return f"{self.base}/status/1"

    @property
    def profile(self) -> str:
        return f"{self.base}/issuer.ob2.json"

    def revoke_key(self, algorithm: str) -> None:
        self.ring = self.ring.revoke(self.signer(algorithm).verification_method, at=NOW)

    # Open Badges 3.0

    def credential(self, **changes: Any) -> dict[str, Any]:
        document = {
            "@context": CONTEXTS,
            "id": f"{self.base}/credentials/1/1",
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "issuer": {"id": self.did, "type": ["Profile"], "name": "Linden"},
            "validFrom": text(START),
            "name": "Loops",
            "credentialSubject": {
                "id": "urn:uuid:5f0d2c3e-3c31-4b0e-9d3c-2f6f5f3a9b10",
                "type": ["AchievementSubject"],
                "identifier": [
                    hashed(EMAIL),
                    {
                        "type": "IdentityObject",
                        "hashed": False,
                        "identityHash": "Ada Beispiel",
                        "identityType": "name",
                    },
                ],
                "achievement": {
                    "id": f"{self.base}/achievements/loops/1",
                    "type": ["Achievement"],
                    "name": "Loops",
                    "description": "Can write loops.",
                    "criteria": {"narrative": "Attend two workshops."},
                },
            },
            "credentialStatus": status_entry(self.status_list, INDEX),
        }
        merged = {**document, **changes}
        return {key: value for key, value in merged.items() if value is not None}

    def sign(self, document: dict[str, Any]) -> dict[str, Any]:
        return secure(UnsignedCredential(document), self.signer(), created=START)

    def di(self, **changes: Any) -> bytes:
        return dump(self.sign(self.credential(**changes)))

    def jwt(self, **changes: Any) -> bytes:
        document = UnsignedCredential(self.credential(**changes))
        signer = self.signer("RSA")
        return sign_credential(document, signer, kid=f"{self.base}/keys/1.jwk").encode()

    def status_document(self, *revoked: int, **changes: Any) -> dict[str, Any]:
        bits = Bitstring()
        for index in revoked:
            bits[index] = True
        made = status_list_credential(
            self.status_list,
            issuer=self.did,
            bits=bits,
            valid_from=text(START),
            valid_until=text(NOW + timedelta(days=1)),
        )
        return self.sign({**made, **changes})

    # Open Badges 2.0

    def assertion(self, *, signed: bool = False, **changes: Any) -> dict[str, Any]:
        recipient = hashed(EMAIL)
        document = {
            "@context": OB2,
            "id": "urn:uuid:7c4bb2ce-9e4a-4b3a-8f0e-0f5a3a1f0e55"
            if signed
            else f"{self.base}/assertions/1",
            "type": "Assertion",
            "recipient": {
                "type": "email",
                "hashed": True,
                "identity": recipient["identityHash"],
                "salt": SALT,
            },
            "badge": f"{self.base}/badge.ob2.json",
            "issuedOn": text(START),
            "verification": {"type": "SignedBadge", "creator": f"{self.base}/keys/1.ob2.json"}
            if signed
            else {"type": "HostedBadge"},
        }
        return {**document, **changes}

    def hosted(self, **changes: Any) -> bytes:
        return dump(self.assertion(**changes))

    def jws(self, **changes: Any) -> bytes:
        assertion = dump(self.assertion(signed=True, **changes))
        return sign_assertion(assertion, self.signer("RSA")).encode()

    def pages(self, *, revoked: tuple[int, ...] = (), withdrawn: str = "") -> dict[str, Any]:
        """Give everything that this issuer publishes, by address."""
        rsa = self.signer("RSA").public_key
        jwk, key = f"{self.base}/keys/1.jwk", f"{self.base}/keys/1.ob2.json"
        entries = [RevokedAssertion(withdrawn)] if withdrawn else []
        listing = f"{self.base}/revocations"
        return {
            did_web_url(self.did): did_document(self.did, self.ring),
            jwk: jwk_document(rsa, issuer=self.did, kid=jwk),
            key: cryptographic_key_document(rsa, key_id=key, owner=self.profile),
            self.status_list: self.status_document(*revoked),
            listing: revocation_list(listing, issuer=self.profile, entries=entries),
            f"{self.base}/assertions/1": self.assertion(),
            f"{self.base}/badge.ob2.json": {
                "@context": OB2,
                "id": f"{self.base}/badge.ob2.json",
                "type": "BadgeClass",
                "name": "Loops",
                "description": "Can write loops.",
                "image": f"{self.base}/loops.png",
                "criteria": {"narrative": "Attend two workshops."},
                "issuer": self.profile,
            },
            self.profile: {
                "@context": OB2,
                "id": self.profile,
                "type": "Issuer",
                "name": "Linden",
                "url": self.base,
                "email": "hello@linden.example",
                "publicKey": [key],
                "revocationList": listing,
                "verification": {"startsWith": f"{self.base}/assertions/"},
            },
        }

    def web(self, **published: Any) -> Web:
        return Web(self.pages(**published))


def check(
    data: bytes, fetch: Any = None, accepted: Accepted = DEFAULT_ACCEPTED, **asked: Any
) -> VerificationResult:
    """Verify at the tests' own time."""
    return verify(data, now=NOW, fetch=fetch or Web(), accepted=accepted, **asked)


def outcomes(result: VerificationResult) -> dict[str, str]:
    return {line.id.value: line.outcome.value for line in result.checks}


def reason(result: VerificationResult, check_id: str) -> str:
    return result.check(check_id).reason.code
