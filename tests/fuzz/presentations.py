"""Presentations and credentials of every kind: proof sets, chains, envelopes, far documents."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from contextlib import suppress
from random import Random
from typing import Any, Final

from badges.errors import BadgesError
from badges.proofs import (
    JsonTextError,
    ProofsError,
    UnsignedCredential,
    add_proof,
    parse_json,
    vc_jose,
)
from badges.proofs.envelopes import envelope, envelope_presentation
from badges.proofs.jws import sign_jws
from badges.proofs.presentations import presentation, secure_presentation
from badges.verifying import UnreadableError, verify, verify_credential, verify_presentation
from keys.did import did_key
from keys.signer import LocalSigner
from tests.fuzz.mutating import spoil_bytes, spoil_json, written
from tests.fuzz.samples import chance, normal, part_of, respelled, rich, spoiled_page, tell
from tests.verifying.issuers import NOW, START, Issuer, Web, dump, private_key

ASKED: Final[dict[str, Any]] = {"challenge": "c-1", "domain": "check.example"}
IDS: Final = tuple(f"urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc45{n}" for n in range(10, 16))


class Presentations:
    """Nothing in a presentation is verified that its holder or its issuers did not sign."""

    def __init__(self) -> None:
        self._issuer = issuer = Issuer()
        self._holder, self._witness = _person("Ed25519"), _person("P-256")
        self._rich, self._plain = rich(issuer), _plain(_did(self._witness))
        self._pages = issuer.pages() | {
            f"{self._rich['id']}/new": issuer.sign(
                {**self._rich, "validFrom": "2026-05-02T09:00:00Z", "name": "Loops II"}
            ),
            "https://linden.example/schema.json": {"properties": {"name": {"maxLength": 40}}},
        }
        token = vc_jose.sign_credential(UnsignedCredential(self._plain), self._witness)
        self._chain = self._chained(self._plain, chance(b"chain"))
        self._credentials: list[Any] = [
            *(issuer.sign(self._rich), issuer.sign(issuer.credential()), envelope(token), token),
            self._chain,
        ]
        shown = [each for each in self._credentials if isinstance(each, dict)]
        self._drafts = [
            presentation(shown[at : at + 2], holder=_did(self._holder)) for at in (0, 2)
        ]
        outer = [self._token(draft) for draft in self._drafts]
        self.seeds = [
            *(dump(self._shown(draft)) for draft in self._drafts),
            *(each.encode() for each in outer),
            *(dump(envelope_presentation(each)) for each in outer),
            *(each.encode() if isinstance(each, str) else dump(each) for each in self._credentials),
        ]
        newer = self._pages[f"{self._rich['id']}/new"]
        plain = (self._rich, self._plain, issuer.credential(), newer, *self._drafts)
        self._true = frozenset(map(normal, plain))
        self._signed = self._true

    def case(self, random: Random) -> bytes:
        """Spoil a presentation or a credential before or after it was signed."""
        self._signed, way = self._true, random.random()
        if way < 0.2:
            return spoil_bytes(random.choice(self.seeds), random, self.seeds)
        if way < 0.5:
            return self._changed(random)
        if way < 0.7:
            return dump(self._wired(random))
        draft = random.choice([*self._drafts, self._rich, self._plain])
        spoiled = spoil_json(draft, random)
        self._signed |= {normal(spoiled)}
        return self._sign(spoiled, random)

    def check(self, data: bytes) -> None:
        """Take it for a presentation, for a credential and for a badge; some pages are spoiled."""
        random, pages = chance(data), self._pages
        if random.random() < 0.3:
            url = random.choice(list(pages))
            pages = pages | {url: spoiled_page(pages[url], random, self.seeds)}
        asked = ASKED if random.random() < 0.8 else {}
        shown = verify_presentation(data, now=NOW, fetch=Web(dict(pages)), **asked)
        tell(shown)
        if shown.verified:
            self._expect(shown.presentation)
        for each in shown.credentials:
            if each.verified:
                self._expect(each.credential)
        self._check_credential(data, pages)

    def _check_credential(self, data: bytes, pages: Mapping[str, Any]) -> None:
        credential: object = data.decode("latin-1")
        with suppress(JsonTextError):
            credential = parse_json(data)
        results = [verify_credential(credential, now=NOW, fetch=Web(dict(pages)))]
        with suppress(UnreadableError):
            results.append(verify(data, now=NOW, fetch=Web(dict(pages))))
        for result in results:
            tell(result)
            if result.verified:
                self._expect(result.credential)

    def _expect(self, document: Any) -> None:
        said = normal(document)
        assert said in self._signed, f"verified, and never signed: {said[:2000]}"

    def _changed(self, random: Random) -> bytes:
        """Change what was signed."""
        seed = random.choice(self.seeds)
        if seed.startswith(b"{"):
            return written(spoil_json(json.loads(seed), random), random)
        header, payload = (part_of(seed, place) for place in (0, 1))
        return respelled(spoil_json(header, random), spoil_json(payload, random), seed, random)

    def _wired(self, random: Random) -> Any:
        """Give many proofs that name each other at random, alone or in a presentation."""
        document = copy.deepcopy(random.choice((self._chain, self._shown(self._drafts[1]))))
        proofs = document["proof"] if isinstance(document["proof"], list) else [document["proof"]]
        proofs *= random.choice((1, 2, 5, 6))
        document["proof"] = proofs = copy.deepcopy(proofs)
        for proof in proofs:
            if random.random() < 0.6:
                proof["id"] = random.choice(IDS)
            if random.random() < 0.5:
                proof["previousProof"] = random.sample(IDS, random.randrange(4))
            elif random.random() < 0.5:
                proof["previousProof"] = random.choice(IDS)
        random.shuffle(proofs)
        if random.random() < 0.3:
            with suppress(ProofsError):  # twenty of them look alike to a holder's canonicalizer
                return self._shown(presentation([document] * random.choice((1, 3, 20))))
        return document

    def _chained(self, document: Any, random: Random) -> Any:
        """Give a document that two or more signed, some of whom confirm the others."""
        made = copy.deepcopy(document)
        for place in range(random.choice((2, 3, 4))):
            names = random.sample(IDS[:place], random.randrange(place + 1))
            options = {"previous_proof": names} if names else {}
            signer = self._witness if place % 2 else self._holder
            made = add_proof(made, signer, created=START, proof_id=IDS[place], **options)
        return add_proof(made, self._witness, created=START, previous_proof=IDS[0])

    def _sign(self, spoiled: Any, random: Random) -> bytes:
        is_shown = isinstance(spoiled, dict) and "verifiableCredential" in spoiled
        with suppress(BadgesError, TypeError, ValueError, RecursionError, AttributeError):
            if is_shown and random.random() < 0.6:
                return dump(self._shown(spoiled))
            if random.random() < 0.4:
                return dump(self._chained(spoiled, random))
            if not is_shown and random.random() < 0.7:
                return dump(self._issuer.sign(spoiled))
        signer = random.choice((self._holder, self._witness, self._issuer.signer()))
        kind = random.choice(("vp+jwt", "vc+jwt", "JWT")) if not is_shown else "vp+jwt"
        return sign_jws(written(spoiled, random), signer, typ=kind).encode()

    def _shown(self, draft: Any) -> dict[str, Any]:
        return secure_presentation(draft, self._holder, created=START, **ASKED)

    def _token(self, draft: Any) -> str:
        return vc_jose.sign_presentation(
            draft, self._holder, audience=ASKED["domain"], nonce=ASKED["challenge"]
        )


def _person(algorithm: str) -> LocalSigner:
    key = private_key("person", algorithm)
    did = did_key(key.public_key())
    return LocalSigner(key, f"{did}#{did.removeprefix('did:key:')}")


def _did(signer: LocalSigner) -> str:
    return signer.verification_method.partition("#")[0]


def _plain(did: str) -> dict[str, Any]:
    """Give a credential that is no badge."""
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": did,
        "credentialSubject": {"id": "did:example:ada"},
    }
