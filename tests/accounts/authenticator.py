"""An authenticator in software, for the tests: makes a passkey and answers challenges with it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

UP, UV, AT = 0x01, 0x04, 0x40
ORIGIN = "http://localhost:8000"


@dataclass
class Authenticator:
    """One passkey at one site; ``count`` is its signature counter."""

    origin: str = ORIGIN
    rp_id: str = "localhost"
    count: int = 0
    credential_id: bytes = b"a credential of the tests"
    user_handle: str = ""
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def create(self, options: dict[str, Any]) -> str:
        """Make the passkey; gives the answer as the page's script sends it."""
        self.user_handle = options["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        attested = bytes(16) + len(self.credential_id).to_bytes(2) + self.credential_id
        data = self._data(UP | UV | AT) + attested + cbor2.dumps(public)
        statement = {"fmt": "none", "attStmt": {}, "authData": data}
        client = self._client("webauthn.create", options["challenge"])
        return self._answer(clientDataJSON=client, attestationObject=cbor2.dumps(statement))

    def get(self, options: dict[str, Any]) -> str:
        """Answer a challenge."""
        self.count += 1
        data, client = self._data(UP | UV), self._client("webauthn.get", options["challenge"])
        signed = data + hashlib.sha256(client).digest()
        signature = self.key.sign(signed, ec.ECDSA(hashes.SHA256()))
        handle = base64url_to_bytes(self.user_handle)
        return self._answer(
            clientDataJSON=client, authenticatorData=data, signature=signature, userHandle=handle
        )

    def _data(self, flags: int) -> bytes:
        rp_hash = hashlib.sha256(self.rp_id.encode()).digest()
        return rp_hash + bytes([flags]) + self.count.to_bytes(4)

    def _client(self, kind: str, challenge: str) -> bytes:
        about = {"type": kind, "challenge": challenge, "origin": self.origin}
        return json.dumps(about).encode()

    def _answer(self, **response: bytes) -> str:
        own = bytes_to_base64url(self.credential_id)
        parts = {name: bytes_to_base64url(part) for name, part in response.items()}
        return json.dumps({"id": own, "rawId": own, "type": "public-key", "response": parts})
