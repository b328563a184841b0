"""What issuers publish about their keys: DID documents, controller documents, JWK Sets, keys."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any, Final

from badges.proofs import UnsignedCredential, secure, sign_credential
from badges.verifying import OFFLINE, Chain, GivenDocuments, verify
from keys.controller import (
    jwk_document,
    jwks_document,
    multikey_document,
    verification_method,
    verification_method_id,
)
from keys.did import did_web_url
from keys.signer import LocalSigner
from tests.fuzz.samples import chance, spoiled_page, tell
from tests.verifying.issuers import NOW, START, Issuer, Web, dump, private_key

HOST: Final = "https://linden.example"
FORGER: Final = "forger"


@dataclass(frozen=True)
class Scene:
    """An issuer whose keys stand at ``address``, badges of its own, and badges in its name."""

    address: str
    page: Any
    genuine: tuple[bytes, ...]
    forged: tuple[bytes, ...]


class Documents:
    """Badges against what is published: never an exception, and never is a forger believed.

    The first byte of a case says whose document the rest is.
    """

    def __init__(self) -> None:
        self._scenes = [_by_did(), _by_controller(), _by_jwk_set(), _by_key("jwk"), _by_key("")]
        self._pages = [dump(scene.page) for scene in self._scenes]
        self.seeds = [bytes([place]) + page for place, page in enumerate(self._pages)]

    def case(self, random: Random) -> bytes:
        """Spoil one of the documents."""
        place = random.randrange(len(self._scenes))
        page = spoiled_page(self._scenes[place].page, random, self._pages)
        return bytes([place]) + page

    def check(self, data: bytes) -> None:
        """Check a true badge and a forged one; the document is published, or was handed in."""
        random = chance(data)
        scene = self._scenes[data[0] % len(self._scenes)] if data else self._scenes[0]
        given = Chain(GivenDocuments([data[1:]]), OFFLINE)
        for fetch in (Web({scene.address: data[1:]}), given):
            tell(verify(random.choice(scene.genuine), now=NOW, fetch=fetch))
            result = verify(random.choice(scene.forged), now=NOW, fetch=fetch)
            tell(result)
            assert not result.verified, "a forger's badge is verified"


def _scene(issuer: str, address: str, page: Any, method: str, algorithm: str) -> Scene:
    document = UnsignedCredential(_credential(issuer))
    badges = []
    for name in ("linden.example", FORGER):
        key = private_key(name, algorithm)
        own = LocalSigner(key, method)
        other = LocalSigner(key, verification_method_id("did:web:forger.example", own.public_key))
        signers = [own] if name != FORGER else [own, other]
        made = [sign_credential(document, each).encode() for each in signers]
        if algorithm == "Ed25519":
            made += [dump(secure(document, each, created=START)) for each in signers]
        badges.append(tuple(made))
    return Scene(address, page, *badges)


def _credential(issuer: str) -> dict[str, Any]:
    named = {"id": issuer, "type": ["Profile"], "name": "Linden"}
    return Issuer().credential(issuer=named, credentialStatus=None)


def _by_did() -> Scene:
    issuer = Issuer()
    address = did_web_url(issuer.did)
    method = issuer.signer().verification_method
    return _scene(issuer.did, address, issuer.pages()[address], method, "Ed25519")


def _by_controller() -> Scene:
    me, public_key = f"{HOST}/me", private_key("linden.example", "Ed25519").public_key()
    method_id = verification_method_id(me, public_key)
    method = verification_method(public_key, method_id=method_id, controller=me)
    page = {"id": me, "verificationMethod": [method], "assertionMethod": [method_id]}
    return _scene(me, me, page, method_id, "Ed25519")


def _by_jwk_set() -> Scene:
    me, public_key = f"{HOST}/us", private_key("linden.example", "RSA").public_key()
    kid = f"{HOST}/us/keys/1"
    page = jwks_document([jwk_document(public_key, issuer=me, kid=kid)])
    return _scene(me, f"{HOST}/.well-known/jwks.json", page, kid, "RSA")


def _by_key(kind: str) -> Scene:
    me, public_key = f"{HOST}/it", private_key("linden.example", "Ed25519").public_key()
    kid = f"{me}/keys/1"
    page: dict[str, Any] = (
        dict(jwk_document(public_key, issuer=me, kid=kid))
        if kind == "jwk"
        else multikey_document(public_key, method_id=kid, controller=me)
    )
    return _scene(me, kid, page, kid, "Ed25519")
