"""What is fuzzed: ``unbake``, ``verify`` and the reader of tokens, each with what must hold."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from random import Random
from typing import Any, Final

from badges.baking import BakingError, OpenBadgesVersion, bake, container_of, unbake
from badges.errors import BadgesError
from badges.proofs import ProofsError, UnsignedCredential, jwt, parse_json, vc_jose
from badges.proofs.envelopes import envelope, opened
from badges.proofs.jws import read_jws, sign_jws, verify_jws
from badges.verifying import UnreadableError, VerificationResult, verify
from badges.wording import wording
from keys.algorithms import ALGORITHMS
from tests.baking.samples import SVG, pdf, png
from tests.fuzz.driver import Target
from tests.fuzz.mutating import spoil_bytes, spoil_json, written
from tests.verifying.issuers import NOW, START, Issuer, Web, dump

ACCEPTED: Final = frozenset(row.jose_alg for row in ALGORITHMS.values())


class Unbake:
    """Pictures, drawings and certificates: text comes out, or one of ``BakingError``."""

    def __init__(self) -> None:
        issuer = Issuer()
        token, document = issuer.jwt(), issuer.di()
        self.seeds = files(token, document)

    def case(self, random: Random) -> bytes:
        """Spoil one of the files."""
        return spoil_bytes(random.choice(self.seeds), random, self.seeds)

    def check(self, data: bytes) -> None:
        """Take out what is in it."""
        container_of(data)
        try:
            found = unbake(data)
        except BakingError as error:
            assert str(error)  # noqa: PT017 - any of them will do, if it says something
            return
        assert isinstance(found.text, str)


class Tokens:
    """Compact JWS and JWT: a value that was signed, or one of ``ProofsError``."""

    def __init__(self) -> None:
        self._issuer = Issuer()
        self._signers = [self._issuer.signer(), self._issuer.signer("RSA")]
        credential = UnsignedCredential(self._issuer.credential())
        inner = vc_jose.sign_credential(credential, self._signers[0], issued_at=START)
        presentation = {
            "@context": credential["@context"][:1],
            "type": ["VerifiablePresentation"],
            "verifiableCredential": [envelope(inner)],
        }
        self.seeds = [
            self._issuer.jwt(),
            self._issuer.jws(),
            inner.encode(),
            vc_jose.sign_presentation(presentation, self._signers[0]).encode(),
            dump(envelope(inner)),
        ]
        self._signed = {read_jws(seed).payload for seed in self.seeds[:-1]}

    def case(self, random: Random) -> bytes:
        """Spoil a token, a part of it, or what one is made of and sign that."""
        seed = random.choice(self.seeds[:-1])
        way = random.random()
        if way < 0.35:
            return spoil_bytes(random.choice(self.seeds), random, self.seeds)
        header, payload = (part_of(seed, place) for place in (0, 1))
        if way < 0.65:
            return respelled(spoil_json(header, random), spoil_json(payload, random), seed, random)
        signer = random.choice(self._signers)
        body = written(spoil_json(payload, random), random)
        self._signed.add(body)
        kind = random.choice(("JWT", "vc+jwt", "vp+jwt", "application/vc+jwt", "vc+ld+jwt"))
        return sign_jws(body, signer, typ=kind).encode()

    def check(self, data: bytes) -> None:
        """Read it in every way there is; where a signature holds, it is over what was signed."""
        for text in (data, data.decode("latin-1")):
            for read in (jwt.read_jwt, vc_jose.read_credential, vc_jose.read_presentation):
                with suppress(ProofsError):
                    jwt.credential_of(read(text).payload)
        with suppress(ProofsError):
            opened(parse_json(data))
        for signer in self._signers:
            with suppress(ProofsError):
                payload = verify_jws(read_jws(data), signer.public_key, algorithms=ACCEPTED)
                assert payload in self._signed, "a payload that nobody signed"


class Verify:
    """A badge of any form, against pages that may be spoiled as well: a result, always.

    And none that is verified says something that the issuer did not sign.
    """

    def __init__(self) -> None:
        self._issuer = issuer = Issuer()
        self._pages = issuer.pages()
        self._rich = rich(issuer)
        token, document = issuer.jwt(), dump(issuer.sign(self._rich))
        jose = vc_jose.sign_credential(
            UnsignedCredential(issuer.credential()), issuer.signer(), kid=f"{issuer.did}#x"
        )
        self.seeds = [document, issuer.di(), token, issuer.jws(), issuer.hosted(), jose.encode()]
        self.seeds += [dump(envelope(jose)), *files(token, document)]
        self._true = {normal(self._result(seed).credential) for seed in self.seeds}
        self._words = (wording("de").sentence, wording("en").sentence)
        self._signed = ""

    def case(self, random: Random) -> bytes:
        """Spoil a file, or a document before or after it was signed."""
        way = random.random()
        if way < 0.3:
            return spoil_bytes(random.choice(self.seeds), random, self.seeds)
        if way < 0.5:
            return written(spoil_json(json.loads(random.choice(self.seeds[:2])), random), random)
        if way < 0.6:
            seed = random.choice((self.seeds[2], self.seeds[3], self.seeds[5]))
            header, payload = (part_of(seed, place) for place in (0, 1))
            return respelled(spoil_json(header, random), spoil_json(payload, random), seed, random)
        spoiled = spoil_json(self._rich, random)
        self._signed = normal(spoiled)
        return self._sign(spoiled, random)

    def check(self, data: bytes) -> None:
        """Verify it; a part of the files meets pages that are spoiled too."""
        random = Random(hashlib.sha256(data).digest())  # noqa: S311 - the same each time
        pages = self._pages
        if random.random() < 0.4:
            pages = {url: self._page(page, random) for url, page in pages.items()}
        try:
            result = self._result(data, pages)
        except UnreadableError as error:
            assert str(error)  # noqa: PT017 - any of them will do, if it says something
            return
        for sentence in self._words:
            json.dumps(result.to_json(sentence), allow_nan=False)
        if result.verified and (said := normal(result.credential)) != self._signed:
            assert said in self._true, f"verified, and never signed: {said[:2000]}"

    def _result(self, data: bytes, pages: Mapping[str, Any] | None = None) -> VerificationResult:
        return verify(data, now=NOW, fetch=Web(dict(self._pages if pages is None else pages)))

    def _sign(self, spoiled: Any, random: Random) -> bytes:
        if random.random() < 0.5 and isinstance(spoiled, dict):
            with suppress(BadgesError, TypeError, ValueError, RecursionError):
                return dump(self._issuer.sign(spoiled))
        kind = random.choice(("JWT", "vc+jwt"))
        claims = {"iss": self._issuer.did} if random.random() < 0.5 else {}
        body = {**spoiled, **claims} if isinstance(spoiled, dict) else spoiled
        return sign_jws(written(body, random), self._issuer.signer(), typ=kind).encode()

    def _page(self, page: Any, random: Random) -> Any:
        if random.random() < 0.6:
            return page
        if random.random() < 0.5:
            return spoil_bytes(dump(page), random, self.seeds)
        return written(spoil_json(page, random), random)


def files(token: bytes, document: bytes) -> list[bytes]:
    """Bake a token and a document into every container."""
    texts = [token.decode(), document.decode()]
    version = OpenBadgesVersion.OB3
    return [
        *(bake(image, text, version=version) for image in (png(), SVG) for text in texts),
        pdf(("credential.json", "application/json", document)),
        pdf(("credential.jwt", "text/plain", token), ("did.json", "application/json", b"{}")),
    ]


def rich(issuer: Issuer) -> dict[str, Any]:
    """Give a credential with everything that is looked at besides its proof."""
    plain = issuer.credential()
    endorsement = {
        "@context": plain["@context"],
        "id": "urn:uuid:0f0c2b9e-4d7a-4c43-a4e3-9d5e4cf5f6a1",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Endorsed",
        "issuer": plain["issuer"],
        "validFrom": plain["validFrom"],
        "credentialSubject": {
            "id": plain["credentialSubject"]["id"],
            "type": ["EndorsementSubject"],
            "endorsementComment": "Well done.",
        },
    }
    return {
        **plain,
        "@context": [*plain["@context"], "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"],
        "validUntil": "2030-01-01T00:00:00Z",
        "evidence": [{"id": "https://linden.example/e/1", "type": ["Evidence"], "name": "Shown"}],
        "refreshService": {"id": f"{plain['id']}/new", "type": "1EdTechCredentialRefresh"},
        "credentialSchema": [
            {"id": "https://linden.example/schema.json", "type": "1EdTechJsonSchemaValidator2019"}
        ],
        "endorsement": [issuer.sign(endorsement)],
        "endorsementJwt": [jwt.sign_credential(UnsignedCredential(endorsement), issuer.signer())],
    }


def part_of(token: bytes, place: int) -> Any:
    """Give the value that a part of a token writes."""
    part = token.split(b".")[place]
    return json.loads(base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4)))


def respelled(header: Any, payload: Any, token: bytes, random: Random) -> bytes:
    """Give a token other parts, some of them, under the signature that it had."""
    parts = token.split(b".")
    for place, value in enumerate((header, payload)):
        if random.random() < 0.6:
            data = written(value, random)
            parts[place] = binascii.b2a_base64(data, newline=False).rstrip(b"=")
            parts[place] = parts[place].replace(b"+", b"-").replace(b"/", b"_")
    return b".".join(parts)


def normal(value: Any) -> str:
    """Write what RDF makes of a document: no order in lists, one is a list of one, no proof."""
    return json.dumps(_normal(value), sort_keys=True)


def _normal(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _normal(inner) for key, inner in value.items() if key != "proof"}
    if isinstance(value, list):
        inside = [_normal(inner) for inner in value]
        by_text = {json.dumps(inner, sort_keys=True): inner for inner in inside}
        unordered = [by_text[text] for text in sorted(by_text)]
        return unordered[0] if len(unordered) == 1 else unordered
    return value


TARGETS: Final[Mapping[str, Callable[[], Target]]] = {
    "unbake": Unbake,
    "verify": Verify,
    "tokens": Tokens,
}
